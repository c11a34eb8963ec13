"""Agreements: written from the accepted order, versioned by the base, signed by every party under one text."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.parties import Parties, viewer_of
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.models.people import Notice, Role
from trainer.models.programmes import AnswerDecision, OrderState, Programme, ProgrammeType
from trainer.programmes import queries, services
from trainer.programmes.agreement_text import text_hash


def test_the_first_version_says_what_was_agreed_in_chinese_with_english_beside_it(parties: Parties) -> None:
    order, agreement = parties.agreed(night_rest_hours=12)
    clauses = {clause["key"]: clause for clause in queries.present_version(agreement).clauses}
    assert list(clauses) == [
        "subject", "course", "time", "shifts", "money", "duties", "assessment", "data", "effect",
    ]  # fmt: skip
    assert "24" in clauses["subject"]["text"]
    assert order.occupation.code in clauses["subject"]["text"]
    assert "57,600" in clauses["money"]["text"]
    assert "2026 年 12 月 7 日" in clauses["time"]["text"]
    assert "周一" in clauses["time"]["text"] or "星期一" in clauses["time"]["text"]
    assert "7 December 2026" in clauses["time"]["text_en"]
    assert all("%(" not in clause["text"] for clause in clauses.values())


def test_a_named_class_adds_name_mentors_and_posts(parties: Parties) -> None:
    details = {"class_name": "申拓班", "mentors": "李工 装调主管", "post_requirements": "能独立示教"}
    _order, agreement = parties.agreed(programme_type=ProgrammeType.NAMED_CLASS, details=details)
    clauses = {clause["key"]: clause for clause in queries.present_version(agreement).clauses}
    assert "申拓班" in clauses["name"]["text"]
    assert "李工" in clauses["mentors"]["text"]
    assert "能独立示教" in clauses["posts"]["text"]


def test_the_base_writes_a_new_version_and_the_old_text_stays(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    old = queries.present_version(agreement)
    kept = [dict(clause) for clause in old.clauses]
    version = services.write_version(
        parties.session, agreement, {"money": "费用为五万元。"}, "Price agreed by phone", seen=1, viewer=parties.seller
    )
    assert version.number == 2
    assert old.clauses == kept
    texts = {clause["key"]: clause for clause in version.clauses}
    assert texts["money"]["text"] == "费用为五万元。"
    assert texts["money"]["text_en"] == ""
    assert texts["subject"]["text_en"]


def test_a_version_without_a_change_or_a_reason_is_refused(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    same = {clause["key"]: clause["text"] + "\n" for clause in queries.present_version(agreement).clauses}
    with pytest.raises(BadInput):
        services.write_version(parties.session, agreement, same, "No change", seen=1, viewer=parties.seller)
    with pytest.raises(BadInput) as refusal:
        services.write_version(parties.session, agreement, {"money": "免费。"}, " ", seen=1, viewer=parties.seller)
    assert refusal.value.field == "reason"
    with pytest.raises(BadInput):
        services.write_version(
            parties.session, agreement, {"money": "长" * 4001}, "Too long", seen=1, viewer=parties.seller
        )
    assert len(agreement.versions) == 1


def test_only_the_base_writes_versions(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    for viewer in (parties.buyer, parties.teacher):
        with pytest.raises(NotAllowed):
            services.write_version(parties.session, agreement, {"money": "免费。"}, "Why not", seen=1, viewer=viewer)


def test_a_signature_keeps_the_hash_of_the_text(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    assert services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer) is False
    version = queries.present_version(agreement)
    signature = queries.signature_of(version, parties.enterprise.id)
    assert signature is not None
    assert signature.sha256 == version.sha256 == text_hash(agreement.number, 1, version.clauses)
    assert signature.person_id == parties.officer.id


def test_a_text_that_was_tampered_with_cannot_be_signed(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    version = queries.present_version(agreement)
    version.clauses = [{**clause, "text": clause["text"] + "。"} for clause in version.clauses]
    parties.session.flush()
    with pytest.raises(Conflict):
        services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer)
    assert queries.signature_of(version, parties.enterprise.id) is None


def test_nobody_signs_twice_and_nobody_signs_for_another(parties: Parties) -> None:
    _order, agreement = parties.agreed()
    services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer)
    with pytest.raises(Conflict):
        services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer)
    stranger = viewer_of(parties.session, factories.a_member(parties.session, Role.ENTERPRISE_OFFICER))
    with pytest.raises(NotAllowed):
        services.sign_agreement(parties.session, agreement, seen=1, viewer=stranger)


def test_a_new_version_needs_every_signature_anew(parties: Parties) -> None:
    order, agreement = parties.agreed()
    services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer)
    services.write_version(parties.session, agreement, {"money": "免费。"}, "Gift", seen=1, viewer=parties.seller)
    assert len(queries.unsigned_parties(agreement)) == 3
    with pytest.raises(Conflict):
        services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.teacher)
    for viewer in (parties.seller, parties.teacher):
        assert services.sign_agreement(parties.session, agreement, seen=2, viewer=viewer) is False
    assert order.state is OrderState.ACCEPTED
    assert services.sign_agreement(parties.session, agreement, seen=2, viewer=parties.buyer) is True
    assert order.state is OrderState.SIGNED


def test_a_signed_agreement_is_closed_for_changes(parties: Parties) -> None:
    _order, agreement = parties.signed()
    with pytest.raises(RuleBroken):
        services.write_version(parties.session, agreement, {"money": "免费。"}, "Late", seen=1, viewer=parties.seller)


def test_signing_together_forms_the_programme_once(parties: Parties, session: Session) -> None:
    parties.signed()
    assert len(session.scalars(select(Programme)).all()) == 1


def test_whoever_signed_hears_that_the_signature_no_longer_counts(parties: Parties, session: Session) -> None:
    _order, agreement = parties.agreed()
    services.sign_agreement(session, agreement, seen=1, viewer=parties.buyer)
    services.write_version(session, agreement, {"money": "免费。"}, "Gift", seen=1, viewer=parties.seller)
    notices = session.scalars(select(Notice).where(Notice.person_id == parties.officer.id))
    assert any("no longer count" in line["text"] for notice in notices for line in notice.body)


def test_an_agreement_is_read_by_its_parties_only(parties: Parties, session: Session) -> None:
    _order, agreement = parties.agreed()
    for viewer in (parties.buyer, parties.seller, parties.teacher):
        assert queries.get_agreement(session, agreement.id, viewer=viewer).id == agreement.id
    for role in (Role.ENTERPRISE_OFFICER, Role.SCHEDULER, Role.SCHOOL_OFFICER, Role.CERTIFICATION_OFFICER):
        with pytest.raises(NotFound):
            queries.get_agreement(session, agreement.id, viewer=viewer_of(session, factories.a_member(session, role)))


def test_the_note_of_a_counter_offer_becomes_a_clause(parties: Parties, session: Session) -> None:
    order = parties.submitted()
    offer = parties.offer(AnswerDecision.COUNTER, note="周三不上课")
    services.answer_order(session, order, offer, viewer=parties.seller)
    services.accept_counter(session, order, viewer=parties.buyer)
    agreement = queries.agreement_of(session, order.id)
    assert agreement is not None
    remarks = [clause for clause in queries.present_version(agreement).clauses if clause["key"] == "remarks"]
    assert remarks[0]["text"] == "周三不上课"
