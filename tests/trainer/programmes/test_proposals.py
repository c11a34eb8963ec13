"""Proposals to change a signed agreement: nothing changes before all agree, and then everything at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import NOW
from tests.trainer.programmes.parties import Parties
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.tables import AuditEntry
from trainer.kit.wording import in_chinese, in_english
from trainer.models.people import Notice, Role
from trainer.models.programmes import Cohort, CohortState, OrderState
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.programmes import queries, services
from trainer.programmes.agreement_text import text_hash
from trainer.programmes.changes import said_changes
from trainer.programmes.services.proposals import HOURS_POLICY
from trainer.programmes.tasks import lapse_proposals

LATER = "2027-02-06"


@pytest.fixture
def cohort(parties: Parties) -> Cohort:
    """The first class of an order that all three have signed."""
    factories.a_policy(parties.session, HOURS_POLICY, 72)
    order, _agreement = parties.signed(heads=12)
    return parties.cohorts(order)[0]


def propose(parties: Parties, cohort: Cohort, note: str = "", **wanted: Any) -> ChangeProposal:
    return services.propose_change(parties.session, cohort, wanted or {"ends_on": LATER}, note, viewer=parties.seller)


def versions(parties: Parties, proposal: ChangeProposal) -> int:
    agreement = queries.agreement_of(parties.session, proposal.order_id)
    assert agreement is not None
    return len(agreement.versions)


def told(session: Session, person_id: str) -> list[str]:
    rows = session.scalars(select(Notice).where(Notice.person_id == person_id).order_by(Notice.created_at))
    return [row.url for row in rows if row.url.startswith("/proposals/")]


def test_nothing_changes_before_every_party_has_agreed(parties: Parties, cohort: Cohort) -> None:
    before = cohort.ends_on
    proposal = propose(parties, cohort, "只有一位教师可授课")
    assert (cohort.ends_on, versions(parties, proposal)) == (before, 1)
    assert services.consent_to_change(parties.session, proposal, viewer=parties.buyer) is False
    assert (cohort.ends_on, versions(parties, proposal)) == (before, 1)
    assert services.consent_to_change(parties.session, proposal, viewer=parties.teacher) is True
    assert cohort.ends_on == date.fromisoformat(LATER)
    assert cohort.programme.order is not None
    assert cohort.programme.order.window_end == cohort.ends_on
    assert cohort.programme.order.state is OrderState.SIGNED
    # What the enterprise asked in the first place stays known.
    assert queries.asked_of(parties.session, cohort.programme.order).window_end == before
    assert proposal.state is ProposalState.IN_FORCE


def test_the_new_version_has_all_signatures_and_the_old_one_keeps_its_own(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort, "只有一位教师可授课")
    for viewer in (parties.teacher, parties.buyer):
        services.consent_to_change(parties.session, proposal, viewer=viewer)
    agreement = queries.agreement_of(parties.session, proposal.order_id)
    assert agreement is not None
    first, second = agreement.versions
    assert len(first.signatures) == len(second.signatures) == 3
    assert second.clauses[:-1] == first.clauses
    assert "2027 年 2 月 6 日" in second.clauses[-1]["text"]
    assert "6 February 2027" in second.clauses[-1]["text_en"]
    assert second.sha256 == text_hash(agreement.number, 2, second.clauses)
    assert {signature.sha256 for signature in second.signatures} == {second.sha256}
    assert queries.unsigned_parties(agreement) == []
    assert second.reason == "只有一位教师可授课"


def test_everybody_is_told_and_every_step_is_in_the_trail(parties: Parties, cohort: Cohort) -> None:
    session, proposal = parties.session, propose(parties, cohort)
    address = f"/proposals/{proposal.id}"
    assert told(session, parties.officer.id) == told(session, parties.school_officer.id) == [address]
    assert told(session, parties.scheduler.id) == []
    services.consent_to_change(session, proposal, viewer=parties.buyer)
    assert told(session, parties.scheduler.id) == [address]
    services.consent_to_change(session, proposal, viewer=parties.teacher)
    assert len(told(session, parties.scheduler.id)) == 2
    acts = select(AuditEntry.act).where(AuditEntry.subject == f"proposal:{proposal.id}").order_by(AuditEntry.id)
    assert list(session.scalars(acts)) == ["proposal.propose", "proposal.consent", "proposal.consent"]
    agreed = select(AuditEntry.act, AuditEntry.detail["version"].as_integer()).where(
        AuditEntry.subject.startswith("agreement:")
    )
    written = [act for act, version in session.execute(agreed.order_by(AuditEntry.id)) if version == 2]
    assert written == ["agreement.write", "agreement.sign", "agreement.sign", "agreement.sign"]
    amended = select(AuditEntry).where(AuditEntry.act == "order.amend")
    (entry,) = session.scalars(amended)
    assert entry.detail["changes"] == [{"field": "window_end", "old": "2027-01-30", "new": LATER}]


def test_a_no_leaves_everything_and_is_told_with_its_reason(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort)
    services.consent_to_change(parties.session, proposal, viewer=parties.teacher)
    services.decline_change(parties.session, proposal, " 年后停产检修 ", viewer=parties.buyer)
    assert (proposal.state, proposal.answer) == (ProposalState.DECLINED, "年后停产检修")
    assert versions(parties, proposal) == 1
    with pytest.raises(Conflict, match="can no longer be answered"):
        services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    assert queries.proposals_settled_since(parties.session, None, viewer=parties.seller) == [proposal]


def test_a_proposal_is_taken_back_by_the_base_alone(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort)
    with pytest.raises(NotAllowed):
        services.withdraw_change(parties.session, proposal, viewer=parties.buyer)
    with pytest.raises(NotAllowed):
        services.decline_change(parties.session, proposal, "", viewer=parties.seller)
    services.withdraw_change(parties.session, proposal, viewer=parties.seller)
    with pytest.raises(Conflict):
        services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    assert propose(parties, cohort).stands is ProposalState.OPEN


def test_after_its_hours_a_proposal_has_lapsed_and_another_can_be_sent(parties: Parties, cohort: Cohort) -> None:
    session, buyer, seller = parties.session, parties.buyer, parties.seller
    proposal = propose(parties, cohort)
    with clock.frozen(NOW + timedelta(hours=73)):
        assert proposal.stands is ProposalState.LAPSED
        assert queries.proposals_waiting_for(session, viewer=buyer) == []
        with pytest.raises(Conflict):
            services.consent_to_change(session, proposal, viewer=buyer)
        services.propose_change(session, cohort, {"ends_on": LATER}, viewer=seller)
        assert queries.proposals_settled_since(session, NOW, viewer=seller) == [proposal]
    assert (proposal.state, proposal.settled_at) == (ProposalState.LAPSED, proposal.expires_at)


def test_the_worker_ends_what_was_not_answered_and_everybody_is_told(
    database: Database, parties: Parties, cohort: Cohort
) -> None:
    session, proposal = parties.session, propose(parties, cohort)
    session.commit()
    assert lapse_proposals(database) == 0
    with clock.frozen(NOW + timedelta(hours=73)):
        assert lapse_proposals(database) == 1
        assert lapse_proposals(database) == 0
    session.expire_all()
    assert (proposal.state, proposal.settled_at) == (ProposalState.LAPSED, proposal.expires_at)
    address = f"/proposals/{proposal.id}"
    assert told(session, parties.scheduler.id) == [address]
    assert told(session, parties.officer.id) == told(session, parties.school_officer.id) == [address, address]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "proposal.lapse")).one()
    assert (entry.actor, entry.chain) == ("platform", parties.base.id)


def test_one_proposal_of_an_order_is_open_at_a_time(parties: Parties, cohort: Cohort) -> None:
    propose(parties, cohort)
    with pytest.raises(Conflict, match="is still open"):
        propose(parties, cohort, half_days=["morning", "afternoon", "evening"])


def test_whoever_has_agreed_is_not_asked_again(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort)
    assert queries.proposals_waiting_for(parties.session, viewer=parties.seller) == []
    services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    assert queries.proposals_waiting_for(parties.session, viewer=parties.buyer) == []
    assert queries.proposals_waiting_for(parties.session, viewer=parties.teacher) == [proposal]
    with pytest.raises(Conflict, match="agreed already"):
        services.consent_to_change(parties.session, proposal, viewer=parties.buyer)


@pytest.mark.parametrize(
    ("wanted", "attribute", "value"),
    [
        ({"half_days": ["morning", "afternoon", "evening"]}, "half_days", ["morning", "afternoon", "evening"]),
        ({"weekdays": [1, 2, 3, 4, 5, 6]}, "weekdays", [1, 2, 3, 4, 5, 6]),
        ({"heads": 10}, "capacity", 10),
    ],
)
def test_each_kind_of_change_reaches_the_class_and_its_order(
    parties: Parties, cohort: Cohort, wanted: dict[str, Any], attribute: str, value: Any
) -> None:
    proposal = propose(parties, cohort, **wanted)
    for viewer in (parties.buyer, parties.teacher):
        services.consent_to_change(parties.session, proposal, viewer=viewer)
    parties.session.refresh(cohort)
    assert getattr(cohort, attribute) == value
    order = proposal.order
    assert (order.heads if attribute == "capacity" else getattr(order, attribute)) == value


def test_changes_are_said_in_both_languages(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort, half_days=["morning", "afternoon", "evening"], weekdays=[1, 2, 3, 4, 5, 6])
    said = said_changes(cohort, proposal.changes)
    assert "on: Saturday" in in_english(said)
    assert "in the: evenings" in in_english(said)
    assert "周六" in in_chinese(said)
    assert "晚" in in_chinese(said)


def test_seats_go_only_while_nobody_sits_on_them(parties: Parties, cohort: Cohort) -> None:
    people = [factories.an_enrolment(parties.session, cohort) for _ in range(12)]
    proposal = propose(parties, cohort, heads=10)
    with pytest.raises(RuleBroken, match="12 people are enrolled") as refused:
        services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    assert "2 to go" in str(refused.value.way_out)
    for enrolment in people[-2:]:
        cohort.taken -= 1
        parties.session.delete(enrolment)
    parties.session.flush()
    services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    # Somebody takes the seat between the two answers: the database refuses to drop it.
    factories.an_enrolment(parties.session, cohort)
    with pytest.raises(RuleBroken):
        services.consent_to_change(parties.session, proposal, viewer=parties.teacher)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"ends_on": "2027-01-30"}, ""),
        ({"ends_on": "2027-01-20"}, "ends_on"),
        ({"half_days": ["evening"]}, "half_days"),
        ({"weekdays": [6]}, "weekdays"),
        ({"heads": 14}, "heads"),
        ({"heads": 0}, "heads"),
        ({"night_rest_hours": 8}, "night_rest_hours"),
    ],
)
def test_what_cannot_be_proposed_names_its_field_and_leaves_no_row(
    parties: Parties, cohort: Cohort, wanted: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        propose(parties, cohort, **wanted)
    assert refused.value.field == field
    assert parties.session.scalars(select(ChangeProposal)).all() == []


def test_only_an_agreement_in_force_and_a_class_under_way_can_be_changed(parties: Parties, cohort: Cohort) -> None:
    cohort.state = CohortState.TAUGHT
    parties.session.flush()
    with pytest.raises(RuleBroken, match="no lessons to come"):
        propose(parties, cohort)
    cohort.state = CohortState.ENROLLING
    assert cohort.programme.order is not None
    cohort.programme.order.state = OrderState.ACCEPTED
    parties.session.flush()
    with pytest.raises(RuleBroken, match="all parties have signed"):
        propose(parties, cohort)


def test_a_class_that_has_changed_in_the_meantime_is_left_alone(parties: Parties, cohort: Cohort) -> None:
    proposal = propose(parties, cohort)
    services.consent_to_change(parties.session, proposal, viewer=parties.buyer)
    cohort.ends_on += timedelta(days=1)
    parties.session.flush()
    with pytest.raises(Conflict, match="has changed since"):
        services.consent_to_change(parties.session, proposal, viewer=parties.teacher)


def test_strangers_see_no_proposal_and_cannot_propose(
    parties: Parties, cohort: Cohort, viewer_for: Callable[..., Any]
) -> None:
    proposal = propose(parties, cohort)
    for role in (Role.ENTERPRISE_OFFICER, Role.SCHEDULER, Role.SCHOOL_OFFICER):
        stranger = viewer_for(role)
        with pytest.raises(NotFound):
            queries.get_proposal(parties.session, proposal.id, viewer=stranger)
        assert queries.proposals_waiting_for(parties.session, viewer=stranger) == []
    with pytest.raises(NotAllowed):
        services.propose_change(parties.session, cohort, {"ends_on": LATER}, viewer=viewer_for(Role.SCHEDULER))


def test_pages_ask_agree_and_refuse(parties: Parties, cohort: Cohort, sign_in: Callable[..., FlaskClient]) -> None:
    proposal = propose(parties, cohort, "只有一位教师可授课")
    parties.session.commit()
    address = f"/proposals/{proposal.id}"
    officer, school, scheduler = (sign_in(who) for who in (parties.officer, parties.school_officer, parties.scheduler))
    home = officer.get("/").text
    assert f'action="{address}/agree"' in home
    assert "until 6 February 2027 at the latest" in home
    assert f'action="{address}/agree"' in school.get("/").text
    page = officer.get(address).text
    assert "<del>30 January 2027</del>" in page
    assert "只有一位教师可授课" in page
    assert f'action="{address}/withdraw"' in scheduler.get(address).text
    assert f'action="{address}/agree"' not in scheduler.get(address).text
    assert officer.post(f"{address}/withdraw").status_code == 403
    assert scheduler.post(f"{address}/decline").status_code == 403
    assert officer.post(f"{address}/agree").status_code == 302
    again = officer.post(f"{address}/agree")
    assert again.status_code == 409
    assert "Your organisation has agreed already" in again.text
    assert school.post(f"{address}/decline", data={"reason": "x" * 301}).status_code == 422
    assert school.post(f"{address}/agree").status_code == 302
    assert "Run again" in scheduler.get(address).text
    assert "All parties have agreed" in officer.get(address).text
    assert "In force" in officer.get(f"/orders/{proposal.order_id}").text
    assert "Run again" in scheduler.get("/").text
