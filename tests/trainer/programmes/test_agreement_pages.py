"""Pages of agreements: read, compare, write, sign, print; a stale page signs nothing."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests import factories
from tests.trainer.programmes.parties import Parties
from trainer.models.people import Role
from trainer.models.programmes import Agreement, OrderState
from trainer.programmes import queries, services

SignIn = Callable[..., FlaskClient]


def texts(agreement: Agreement, **changed: str) -> dict[str, str]:
    present = queries.present_version(agreement)
    kept = {f"clause_{clause['key']}": clause["text"] for clause in present.clauses}
    new = {f"clause_{key}": text for key, text in changed.items()}
    return {**kept, **new, "reason": "Agreed by phone", "version": str(present.number)}


def test_three_officers_sign_one_after_another_and_cohorts_appear(parties: Parties, sign_in: SignIn) -> None:
    order, agreement = parties.agreed()
    for person in (parties.officer, parties.scheduler, parties.school_officer):
        browser = sign_in(person)
        assert "sign version 1" in browser.get(f"/agreements/{agreement.id}").text
        assert browser.post(f"/agreements/{agreement.id}/sign", data={"version": 1}).status_code == 302
    parties.session.refresh(order)
    assert order.state is OrderState.SIGNED
    page = sign_in(parties.officer).get(f"/orders/{order.id}").text
    assert "cohort 01" in page
    assert "Waiting for timetable" in page


def test_a_page_on_an_older_version_signs_nothing(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    browser = sign_in(parties.officer)
    services.write_version(parties.session, agreement, {"money": "免费。"}, "Gift", seen=1, viewer=parties.seller)
    refused = browser.post(f"/agreements/{agreement.id}/sign", data={"version": 1})
    assert refused.status_code == 409
    assert "Version 2 was written while you were reading" in refused.text
    assert len(queries.unsigned_parties(agreement)) == 3
    assert browser.post(f"/agreements/{agreement.id}/sign", data={}).status_code == 422


def test_the_base_writes_a_version_and_everybody_sees_the_difference(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    base = sign_in(parties.scheduler)
    assert base.get(f"/agreements/{agreement.id}/write").status_code == 200
    old = next(clause["text"] for clause in agreement.versions[0].clauses if clause["key"] == "money")
    changed = texts(agreement, money=old.replace("57,600", "58,800"))
    assert base.post(f"/agreements/{agreement.id}/write", data=changed).status_code == 302
    page = sign_in(parties.officer).get(f"/agreements/{agreement.id}/compare?old=1&new=2").text
    assert "<del>57,600</del>" in page
    assert "<ins>58,800</ins>" in page
    assert "1 clause differs" in page
    assert "clauses are unchanged" in page


def test_a_version_without_a_change_or_reason_is_refused_and_the_input_kept(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    base = sign_in(parties.scheduler)
    same = base.post(f"/agreements/{agreement.id}/write", data=texts(agreement))
    assert same.status_code == 422
    assert "Nothing was changed" in same.text
    silent = base.post(f"/agreements/{agreement.id}/write", data={**texts(agreement, money="免费。"), "reason": ""})
    assert silent.status_code == 422
    assert "免费。" in silent.text
    assert len(agreement.versions) == 1


def test_clauses_are_shown_as_text_and_never_as_markup(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    sign_in(parties.scheduler).post(
        f"/agreements/{agreement.id}/write", data=texts(agreement, money="<script>alert(1)</script>")
    )
    for path in ("", "/compare", "/print"):
        page = sign_in(parties.officer).get(f"/agreements/{agreement.id}{path}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


def test_the_print_has_parties_text_signatures_and_hash(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.signed()
    page = sign_in(parties.officer).get(f"/agreements/{agreement.id}/print").text
    for said in (agreement.number, parties.enterprise.uscc, parties.school_officer.name, agreement.versions[0].sha256):
        assert said in page


def test_a_version_that_does_not_exist_is_not_found(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    browser = sign_in(parties.officer)
    for query in ("old=7", "new=x", "old=-1", "new=99999999999999999999"):
        assert browser.get(f"/agreements/{agreement.id}/compare?{query}").status_code == 404
    assert browser.get(f"/agreements/{agreement.id}/print?version=2").status_code == 404


def test_strangers_get_404_and_roles_without_the_permission_403(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    for role in (Role.ENTERPRISE_OFFICER, Role.SCHEDULER, Role.SCHOOL_OFFICER):
        assert sign_in(role).get(f"/agreements/{agreement.id}").status_code == 404
        assert sign_in(role).post(f"/agreements/{agreement.id}/sign", data={"version": 1}).status_code == 404
    assert sign_in(Role.CERTIFICATION_OFFICER).get(f"/agreements/{agreement.id}").status_code == 403
    assert sign_in(parties.officer).get(f"/agreements/{agreement.id}/write").status_code == 403
    assert sign_in(Role.BUREAU_OFFICER).get(f"/agreements/{agreement.id}").status_code == 200
    assert sign_in(Role.BUREAU_OFFICER).post(f"/agreements/{agreement.id}/sign", data={"version": 1}).status_code == 403


def test_the_list_says_how_many_have_signed(parties: Parties, sign_in: SignIn) -> None:
    _order, agreement = parties.agreed()
    services.sign_agreement(parties.session, agreement, seen=1, viewer=parties.buyer)
    page = sign_in(parties.scheduler).get("/agreements").text
    assert agreement.number in page
    assert "1 / 3" in page
    assert "Your turn" in page
    assert "No agreements yet" in sign_in(Role.SCHEDULER).get("/agreements").text


def test_the_day_to_sign_by_counts_working_days_of_the_policy(parties: Parties, sign_in: SignIn) -> None:
    factories.a_policy(parties.session, "agreement.signing_days", 5)
    _order, agreement = parties.agreed()
    assert "Please sign by Fri 27 November 2026" in sign_in(parties.officer).get(f"/agreements/{agreement.id}").text
