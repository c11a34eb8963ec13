"""Issuing: who gets a certificate, what is recorded and frozen, and what changes its state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.certification.classes import (
    PREFIX,
    PUBLIC_URL,
    TODAY,
    FinishedClass,
    a_finished_class,
    add_trainee,
)
from tests.trainer.certification.pdf.samples import drawn_text
from trainer.certification import payloads, services, verification
from trainer.certification.services import IssueOutcome
from trainer.kit import audit
from trainer.kit.certificate_numbers import certificate_number_mismatches, read_certificate_number
from trainer.kit.crypto import Tampered
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Paper, SittingState
from trainer.models.certification import Certificate, CertificateState, NumberSeries
from trainer.models.enrolment import EnrolmentState
from trainer.models.organisations import Organisation
from trainer.models.people import Notice, Role
from trainer.models.skills import SkillHolding

ViewerFor = Callable[..., Viewer]


@pytest.fixture
def finished(session: Session) -> FinishedClass:
    return a_finished_class(session)


@pytest.fixture
def officer(finished: FinishedClass, viewer_for: ViewerFor) -> Viewer:
    return viewer_for(finished.officer)


def issue(session: Session, finished: FinishedClass, officer: Viewer, **options: object) -> IssueOutcome:
    return services.issue_certificates(
        session, finished.cohort, finished.enrolment_ids, officer, public_url=PUBLIC_URL, **options
    )


def codes(outcome: IssueOutcome, enrolment_id: str) -> list[str]:
    return [finding.code for finding in outcome.refused[enrolment_id]]


def test_everybody_who_passed_gets_a_number_of_the_bodys_series(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    outcome = issue(session, finished, officer)
    assert outcome.refused == {}
    numbers = [certificate.number for certificate in outcome.certificates]
    assert numbers == [f"{PREFIX}263000001", f"{PREFIX}263000002"]
    for number in numbers:
        parts = read_certificate_number(number)
        assert certificate_number_mismatches(parts, prefix=PREFIX, issued_on=TODAY, level=3) == []


def test_an_issued_certificate_has_its_payload_bytes_holding_notice_and_audit(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    assert certificate.state == CertificateState.ISSUED
    pdf = payloads.open_pdf(session, certificate)
    assert hashlib.sha256(pdf).hexdigest() == certificate.pdf_sha256
    data = payloads.open_payload(session, certificate)
    assert (data.holder_name, data.number) == ("林䶮", certificate.number)
    assert data.qr_url == f"{PUBLIC_URL}/v/{certificate.token}"
    assert data.lookup_lines == ("www.osta.org.cn", "base.example.cn/v")
    holding = session.scalars(select(SkillHolding)).first()
    assert holding is not None
    assert (holding.level, holding.held_since, holding.ended_on) == (3, TODAY, None)
    assert holding.issuer == "G60 公共实训基地评价中心"
    notice = session.scalars(select(Notice).where(Notice.person_id == certificate.person_id)).one()
    assert notice.url == f"/my/certificates/{certificate.id}"
    session.refresh(certificate, ["events"])
    assert [event.state for event in certificate.events] == [CertificateState.RECORDED, CertificateState.ISSUED]
    assert audit.first_break(session, finished.body.id) is None


def test_the_pdf_says_what_was_recorded_with_rare_characters(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    text = "\n".join(drawn_text(payloads.open_pdf(session, certificate)))
    for words in ("职业技能等级证书", "林䶮", "三级", certificate.number, "G60 公共实训基地评价中心"):
        assert words in text


def test_neither_the_identity_number_nor_the_name_stands_in_the_database_in_clear(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    session.refresh(certificate, ["payload_sealed", "pdf_sealed"])
    number = payloads.open_payload(session, certificate).id_number.encode()
    stored = certificate.payload_sealed + (certificate.pdf_sealed or b"")
    assert number not in stored
    assert b"%PDF" not in stored


def test_asking_again_gives_the_same_certificates_and_no_further_number(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    first = [certificate.id for certificate in issue(session, finished, officer).certificates]
    assert [certificate.id for certificate in issue(session, finished, officer).certificates] == first
    assert session.get_one(NumberSeries, f"{PREFIX}263").last_serial == 2
    assert session.scalar(select(func.count(SkillHolding.id))) == 2


def test_an_issued_certificate_keeps_its_bytes_when_name_occupation_and_body_change(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    before = payloads.open_pdf(session, certificate)
    certificate.person.name = "别名"
    finished.authority.filed_name = "改名后的机构"
    session.get_one(type(certificate.occupation), certificate.occupation_id).name = "改名后的职业"
    session.flush()
    again = issue(session, finished, officer).certificates[0]
    assert services.draw_recorded(session, again) == before
    assert services.issue_drawn(session, certificate.id, b"something else") is False
    assert payloads.open_pdf(session, certificate) == before
    assert verification.look_up_number(session, certificate.number, "林䶮").status == "valid"
    assert verification.look_up_number(session, certificate.number, "别名").status == "none"


def test_a_failed_paper_too_few_hours_and_an_absence_hold_up_only_their_own_people(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    weak = add_trainee(session, finished, factories.a_person(session), points={Paper.THEORY: 59, Paper.PRACTICE: 90})
    late = add_trainee(session, finished, factories.a_person(session), missed=2)
    unscored = add_trainee(session, finished, factories.a_person(session), points={Paper.THEORY: 80})
    outcome = issue(session, finished, officer)
    assert len(outcome.certificates) == 2
    assert codes(outcome, weak.id) == ["paper-theory"]
    assert codes(outcome, late.id) == ["hours"]
    assert codes(outcome, unscored.id) == ["paper-practice"]


def test_exactly_the_pass_mark_and_exactly_the_minimum_hours_are_enough(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    enrolment = add_trainee(
        session, finished, factories.a_person(session), points={Paper.THEORY: 60, Paper.PRACTICE: 60}, missed=1
    )
    outcome = issue(session, finished, officer)
    assert enrolment.id not in outcome.refused


def test_an_absent_candidate_is_refused(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    finished.sitting.candidates[0].is_absent = True
    session.flush()
    assert codes(issue(session, finished, officer), finished.enrolments[0].id) == ["scores"]


def test_unreleased_scores_do_not_count(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    finished.sitting.state = SittingState.SCORING
    session.flush()
    assert codes(issue(session, finished, officer), finished.enrolments[0].id) == ["scores"]


def test_a_technician_needs_the_comprehensive_review(session: Session, viewer_for: ViewerFor) -> None:
    finished = a_finished_class(session, level=2)
    outcome = issue(session, finished, viewer_for(finished.officer))
    assert codes(outcome, finished.enrolments[0].id) == ["paper-review"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda found: found.authority.scopes.clear(), "certificate-scope"),
        (lambda found: setattr(found.authority.scopes[0], "valid_to", TODAY - timedelta(days=1)), "certificate-scope"),
        (
            lambda found: setattr(found.authority.scopes[0], "valid_from", TODAY + timedelta(days=1)),
            "certificate-scope",
        ),
        (lambda found: setattr(found.authority, "number_prefix", "S000032000117"), "certificate-prefix"),
        (lambda found: setattr(found.authority, "number_prefix", "X000031000117"), "certificate-prefix"),
    ],
)
def test_a_body_without_the_right_that_day_issues_nothing(
    session: Session,
    finished: FinishedClass,
    officer: Viewer,
    change: Callable[[FinishedClass], None],
    rule: str,
) -> None:
    change(finished)
    session.flush()
    with pytest.raises(RuleBroken) as refusal:
        issue(session, finished, officer)
    assert refusal.value.rule == rule
    assert session.scalar(select(func.count(Certificate.id))) == 0
    assert session.get(NumberSeries, f"{PREFIX}263") is None


def test_the_last_day_of_the_scope_still_counts(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    finished.authority.scopes[0].valid_to = TODAY
    session.flush()
    assert len(issue(session, finished, officer).certificates) == 2


def test_a_day_of_issue_in_the_future_or_before_the_sitting_is_refused(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    with pytest.raises(RuleBroken, match="future"):
        issue(session, finished, officer, issued_on=TODAY + timedelta(days=1))
    outcome = issue(session, finished, officer, issued_on=date(2026, 11, 9))
    assert codes(outcome, finished.enrolments[0].id) == ["after-sitting"]
    assert issue(session, finished, officer, issued_on=date(2026, 11, 10)).refused == {}


def test_no_number_is_dated_before_an_earlier_number_of_its_series(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    issue(session, finished, officer, issued_on=TODAY)
    add_trainee(session, finished, factories.a_person(session))
    with pytest.raises(RuleBroken) as refusal:
        issue(session, finished, officer, issued_on=TODAY - timedelta(days=1))
    assert refusal.value.rule == "certificate-series"
    assert len(issue(session, finished, officer, issued_on=TODAY).certificates) == 3


def test_a_name_with_a_character_that_no_font_has_takes_no_number(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    finished.people[0].name = "林\ue000"
    session.flush()
    outcome = issue(session, finished, officer)
    refusal = outcome.refused[finished.enrolments[0].id]
    assert [finding.code for finding in refusal] == ["drawing"]
    assert "U+E000" in str(refusal[0].message)
    assert [certificate.number[-6:] for certificate in outcome.certificates] == ["000001"]


def test_a_text_that_does_not_fit_takes_no_number(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    finished.authority.lookup_lines = ["www.example.cn/" + "w" * 300]
    session.flush()
    outcome = issue(session, finished, officer)
    assert [codes(outcome, enrolment_id) for enrolment_id in finished.enrolment_ids] == [["drawing"]] * 2
    assert session.get(NumberSeries, f"{PREFIX}263") is None


def test_a_missing_identity_number_takes_no_number(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    finished.people[0].id_sealed = None
    session.flush()
    assert codes(issue(session, finished, officer), finished.enrolments[0].id) == ["identity"]


def test_who_withdrew_meanwhile_gets_none_and_does_not_hold_up_the_others(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    finished.enrolments[0].state = EnrolmentState.WITHDRAWN
    session.flush()
    outcome = issue(session, finished, officer)
    assert codes(outcome, finished.enrolments[0].id) == ["withdrawn"]
    assert len(outcome.certificates) == 1


def test_another_body_and_another_role_issue_nothing(
    session: Session, finished: FinishedClass, viewer_for: ViewerFor
) -> None:
    with pytest.raises(NotFound):
        issue(session, finished, viewer_for(Role.CERTIFICATION_OFFICER))
    with pytest.raises(NotFound):
        issue(session, finished, viewer_for(Role.SCHEDULER, finished.cohort.programme.base))
    with pytest.raises(NotAllowed):
        issue(session, finished, viewer_for(Role.BUREAU_OFFICER))


def test_the_base_issues_training_completions_for_the_hours_in_its_own_series(
    session: Session, finished: FinishedClass, viewer_for: ViewerFor
) -> None:
    base = finished.cohort.programme.base
    weak = add_trainee(session, finished, factories.a_person(session), points={Paper.THEORY: 10, Paper.PRACTICE: 20})
    absent = add_trainee(session, finished, factories.a_person(session), missed=2)
    outcome = issue(session, finished, viewer_for(Role.SCHEDULER, base), layout="completion")
    assert list(outcome.refused) == [absent.id]
    numbers = [certificate.number for certificate in outcome.certificates]
    assert numbers == [f"{base.uscc[8:]}-2026-{serial:06d}" for serial in (1, 2, 3)]
    assert session.scalar(select(func.count(SkillHolding.id))) == 0
    data = {found.person_id: payloads.open_payload(session, found) for found in outcome.certificates}
    passed, failed = data[finished.people[0].id], data[weak.person_id]
    assert (passed.theory_score, passed.practical_score, passed.hours, passed.practical_hours) == (78, 85, 20, 12)
    assert (failed.theory_score, failed.practical_score) == (None, None)
    assert passed.programme_type == "订单班"


def test_a_recorded_prefix_numbers_training_completions(
    session: Session, finished: FinishedClass, viewer_for: ViewerFor
) -> None:
    policy = factories.a_policy(session, "certification.completion_prefix", "G60-PX")
    base = viewer_for(Role.SCHEDULER, finished.cohort.programme.base)
    assert issue(session, finished, base, layout="completion").certificates[0].number == "G60-PX-2026-000001"
    policy.value = "MUCH-TOO-LONG"
    session.flush()
    add_trainee(session, finished, factories.a_person(session))
    with pytest.raises(RuleBroken) as refusal:
        issue(session, finished, base, layout="completion")
    assert refusal.value.rule == "certificate-series"


def test_revoking_ends_the_holding_tells_the_holder_and_shows_at_once(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    services.revoke_certificate(
        session, certificate, "成绩复核未达标", f" {certificate.number.lower()} ", viewer=officer
    )
    record = verification.look_up_token(session, certificate.token)
    assert (record.status, record.reason, record.since) == ("revoked", "成绩复核未达标", TODAY)
    own = select(SkillHolding).where(SkillHolding.person_id == certificate.person_id)
    assert session.scalars(own).one().ended_on == TODAY
    notices = session.scalars(select(Notice).where(Notice.person_id == certificate.person_id)).all()
    assert any("revoked" in notice.subject["text"] for notice in notices)
    with pytest.raises(Conflict):
        services.reinstate_certificate(session, certificate, "again please", viewer=officer)


@pytest.mark.parametrize(
    ("reason", "typed", "field"), [("ok", "", "typed"), ("no", None, "reason"), ("", None, "reason")]
)
def test_revoking_needs_the_number_and_a_reason(
    session: Session, finished: FinishedClass, officer: Viewer, reason: str, typed: str | None, field: str
) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    with pytest.raises(BadInput) as refusal:
        services.revoke_certificate(
            session, certificate, reason, certificate.number if typed is None else typed, viewer=officer
        )
    assert refusal.value.field == field
    assert certificate.state == CertificateState.ISSUED


def test_a_suspension_shows_amber_and_ends(session: Session, finished: FinishedClass, officer: Viewer) -> None:
    certificate = issue(session, finished, officer).certificates[0]
    services.suspend_certificate(session, certificate, "视频缺失，复核中", viewer=officer)
    assert verification.look_up_token(session, certificate.token).status == "suspended"
    with pytest.raises(Conflict):
        services.suspend_certificate(session, certificate, "视频缺失，复核中", viewer=officer)
    services.reinstate_certificate(session, certificate, "复核无误", viewer=officer)
    assert verification.look_up_token(session, certificate.token).status == "valid"
    assert session.scalars(select(SkillHolding.ended_on)).first() is None


def test_only_the_issuer_changes_a_state(session: Session, finished: FinishedClass, viewer_for: ViewerFor) -> None:
    certificate = issue(session, finished, viewer_for(finished.officer)).certificates[0]
    base: Organisation = finished.cohort.programme.base
    for stranger in (viewer_for(Role.SCHEDULER, base), viewer_for(Role.BUREAU_OFFICER)):
        with pytest.raises(NotAllowed):
            services.suspend_certificate(session, certificate, "good reason", viewer=stranger)
    assert certificate.state == CertificateState.ISSUED


def test_a_payload_moved_to_another_row_is_not_drawn(
    session: Session, finished: FinishedClass, officer: Viewer
) -> None:
    first, second = issue(session, finished, officer).certificates
    session.refresh(second, ["payload_sealed"])
    first.payload_sealed = second.payload_sealed
    session.flush()
    with pytest.raises(Tampered):
        payloads.open_payload(session, first)


def test_two_payloads_of_the_same_data_have_different_hashes() -> None:
    from tests.trainer.certification.pdf.samples import level_data

    first, second = payloads.make_payload("level", level_data()), payloads.make_payload("level", level_data())
    assert first.sha256 != second.sha256
    assert payloads.read_payload(first.text) == payloads.read_payload(second.text) == level_data()


def test_every_layout_of_every_programme_type_can_be_drawn_and_issued() -> None:
    from trainer.catalogue.programme_types import STRATEGIES
    from trainer.certification.kinds import KINDS
    from trainer.certification.pdf import LAYOUTS

    assert set(KINDS) == set(LAYOUTS)
    assert {layout for strategy in STRATEGIES.values() for layout in strategy.certificate_layouts} <= set(KINDS)
