"""Joint classes: inviting, answering, filling, lapsing and withdrawing, and what becomes of orders and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.trainer.programmes.joint import ENDS, LAPSES, STARTS, TERMS, Pooled, small_orders
from trainer.accounts.queries import notices_of
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.messages import from_json, msg
from trainer.kit.tables import AuditEntry
from trainer.models.joint_classes import JointClassState, PlaceAnswer
from trainer.models.people import Person
from trainer.models.programmes import Cohort, CohortState, OrderState, Programme
from trainer.programmes import queries, services
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.queries.orders import agreed_answer
from trainer.programmes.standing import acts_open_to, standing_of
from trainer.programmes.tasks import settle_joint_classes


@pytest.fixture
def pooled(session: Session) -> Pooled:
    return small_orders(session, 8, 4)


def states(pooled: Pooled) -> list[OrderState]:
    return [order.state for order in pooled.orders]


def told(session: Session, person: Person) -> str:
    """All notices of a person; within one test the clock stands still, so they have no order."""
    return "\n".join(str(from_json(notice.subject)) for notice in notices_of(session, person.id))


def acts(session: Session) -> Sequence[str]:
    trail = select(AuditEntry.act).where(AuditEntry.subject.startswith("joint_class:")).order_by(AuditEntry.id)
    return session.scalars(trail).all()


def after_the_last_day() -> Any:
    return clock.frozen(NOW + timedelta(days=(LAPSES - NOW.date()).days + 1))


def test_an_invitation_binds_its_orders_and_tells_each_enterprise(session: Session, pooled: Pooled) -> None:
    joint = pooled.invited()
    assert joint.number == "PB-2611-001"
    assert [place.held_order_id for place in joint.places] == [order.id for order in pooled.orders]
    assert states(pooled) == [OrderState.SUBMITTED] * 2
    for officer in pooled.officers:
        assert told(session, officer) == "You are invited to joint class PB-2611-001"
    assert acts(session) == ["joint_class.invite"]
    first = standing_of(pooled.orders[0], pooled.officer(0))
    assert str(first.label) == "Invited to a joint class" and first.is_mine
    assert not standing_of(pooled.orders[0], pooled.scheduler).is_mine


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("most", {"terms": replace(TERMS, most=11)}),
        ("most", {"terms": replace(TERMS, least=12, most=11)}),
        ("most", {"terms": replace(TERMS, most=21)}),
        ("least", {"terms": replace(TERMS, least=13)}),
        ("least", {"terms": replace(TERMS, least=0)}),
        ("starts_on", {"starts_on": STARTS - timedelta(days=1)}),
        ("starts_on", {"starts_on": LAPSES}),
        ("ends_on", {"ends_on": ENDS + timedelta(days=1)}),
        ("ends_on", {"ends_on": STARTS + timedelta(days=1)}),
        ("ends_on", {"ends_on": STARTS}),
        ("lapses_on", {"lapses_on": date(2026, 11, 19)}),
        ("course_version_id", {"course_version_id": ""}),
        ("school_id", {"school_id": ""}),
        ("head_yuan", {"terms": replace(TERMS, head_yuan=100_000_000)}),
        ("fixed_yuan", {"terms": replace(TERMS, fixed_yuan=-1)}),
    ],
)
def test_an_offer_that_cannot_be_names_its_field_and_invites_nobody(
    session: Session, pooled: Pooled, field: str, values: dict[str, Any]
) -> None:
    with pytest.raises(BadInput) as refusal:
        pooled.invited(**values)
    assert refusal.value.field == field
    assert acts(session) == [] and all(told(session, officer) == "" for officer in pooled.officers)


def test_a_budget_that_few_seats_would_break_names_the_seats_that_keep_it(session: Session) -> None:
    pooled = small_orders(session, 8, 4, budget_yuan=4_500)
    with pytest.raises(BadInput) as refusal:
        pooled.invited()
    assert refusal.value.field == "least"
    poor = small_orders(session, 4, 8, budget_yuan=8_000)
    with pytest.raises(BadInput) as refusal:
        poor.invited(terms=replace(TERMS, least=10))
    assert refusal.value.field == "least" and "12" in str(refusal.value.way_out)
    assert poor.invited(terms=replace(TERMS, least=12)).least == 12


def test_orders_of_one_enterprise_of_other_times_or_of_another_base_are_not_put_together(
    session: Session, pooled: Pooled
) -> None:
    with pytest.raises(BadInput) as refusal:
        pooled.invited(order_ids=[pooled.orders[0].id], terms=replace(TERMS, least=5))
    assert refusal.value.field == "orders"
    pooled.orders[1].half_days = ["evening"]
    session.flush()
    with pytest.raises(BadInput) as refusal:
        pooled.invited()
    assert refusal.value.field == "orders"
    foreign = small_orders(session, 8)
    with pytest.raises(NotFound):
        pooled.invited(order_ids=[pooled.orders[0].id, foreign.orders[0].id])
    with pytest.raises(NotAllowed):
        services.invite_orders(session, pooled.offer(), viewer=pooled.officer(0))


def test_a_bound_order_is_invited_nowhere_else_and_the_base_does_not_answer_it(
    session: Session, pooled: Pooled
) -> None:
    pooled.invited()
    with pytest.raises(RuleBroken) as refusal:
        pooled.invited()
    assert refusal.value.rule == "joint-class-open"
    with pytest.raises(RuleBroken) as refusal:
        services.answer_order(session, pooled.orders[0], pooled.parties.offer(price_yuan=None), viewer=pooled.scheduler)
    assert refusal.value.rule == "joint-class-open"
    assert not {"accept", "counter", "decline"} & {a.value for a in acts_open_to(pooled.orders[0], pooled.scheduler)}


def test_with_the_last_acceptance_each_order_has_its_own_agreement_at_its_share(
    session: Session, pooled: Pooled
) -> None:
    joint = pooled.invited()
    pooled.accept(joint, 0)
    assert joint.state is JointClassState.INVITING and states(pooled) == [OrderState.SUBMITTED] * 2
    pooled.accept(joint, 1)
    assert joint.state is JointClassState.FILLED and states(pooled) == [OrderState.ACCEPTED] * 2
    prices = []
    for order in pooled.orders:
        answer, agreement = agreed_answer(order), queries.agreement_of(session, order.id)
        assert answer is not None and agreement is not None
        assert (answer.starts_on, answer.ends_on, answer.heads) == (STARTS, ENDS, order.heads)
        version = queries.present_version(agreement)
        assert version.written_by_id == pooled.parties.scheduler.id
        (clause,) = [clause for clause in version.clauses if clause["key"] == "joint"]
        assert joint.number in clause["text"] and "12" in clause["text"]
        prices.append(answer.price_yuan)
    assert prices == [800 + 6_667, 400 + 3_333] and sum(prices) == 10_000 + 12 * 100
    assert acts(session) == ["joint_class.invite", "joint_class.accept", "joint_class.accept", "joint_class.fill"]
    assert "has filled" in told(session, pooled.parties.scheduler)
    for officer in pooled.officers:
        assert "the agreement waits for signatures" in told(session, officer)


def test_an_answer_is_given_once_and_only_by_those_who_are_invited(session: Session, pooled: Pooled) -> None:
    joint = pooled.invited()
    pooled.accept(joint, 0)
    with pytest.raises(Conflict):
        services.decline_invitation(session, joint, viewer=pooled.officer(0))
    with pytest.raises(NotAllowed):
        services.accept_invitation(session, joint, viewer=pooled.scheduler)
    with pytest.raises(Conflict):
        services.accept_invitation(session, joint, viewer=pooled.parties.buyer)
    with pytest.raises(NotFound):
        queries.get_joint_class(session, joint.id, viewer=pooled.parties.buyer)
    with pytest.raises(NotFound):
        queries.get_joint_class(session, joint.id, viewer=pooled.parties.teacher)


def test_a_refusal_frees_its_order_and_the_class_lapses_when_it_cannot_fill_any_more(session: Session) -> None:
    pooled = small_orders(session, 8, 4, 4)
    joint = pooled.invited()
    services.decline_invitation(session, joint, viewer=pooled.officer(2))
    assert joint.state is JointClassState.INVITING and joint.places[2].held_order_id is None
    assert "declined" in told(session, pooled.parties.scheduler)
    services.decline_invitation(session, joint, viewer=pooled.officer(0))
    assert joint.state is JointClassState.LAPSED
    assert all(place.held_order_id is None for place in joint.places)
    assert states(pooled) == [OrderState.SUBMITTED] * 3
    assert "has lapsed: 0 of at least 10 seats" in told(session, pooled.officers[1])
    again = pooled.invited()
    assert again.number == "PB-2611-002"


def test_on_its_day_it_fills_with_those_who_accepted_when_they_are_enough(session: Session) -> None:
    pooled = small_orders(session, 8, 4, 4)
    joint = pooled.invited()
    pooled.accept(joint, 0, 1)
    assert not services.settle_overdue(session, joint.id)
    with after_the_last_day():
        assert queries.overdue_joint_classes(session, clock.today()) == [joint.id]
        assert services.settle_overdue(session, joint.id)
        assert not services.settle_overdue(session, joint.id)
    assert joint.state is JointClassState.FILLED
    assert states(pooled) == [OrderState.ACCEPTED, OrderState.ACCEPTED, OrderState.SUBMITTED]
    assert [place.price_yuan for place in joint.places] == [800 + 6_667, 400 + 3_333, None]
    assert "filled without you" in told(session, pooled.officers[2])


def test_on_its_day_it_lapses_by_itself_and_everybody_is_told(session: Session, pooled: Pooled) -> None:
    joint = pooled.invited()
    pooled.accept(joint, 0)
    late = pooled.officer(1)
    with after_the_last_day():
        with pytest.raises(Conflict):
            services.accept_invitation(session, joint, viewer=late)
        services.settle_overdue(session, joint.id)
    assert joint.state is JointClassState.LAPSED and states(pooled) == [OrderState.SUBMITTED] * 2
    for person in (*pooled.officers, pooled.parties.scheduler):
        assert "has lapsed: 8 of at least 10 seats were accepted" in told(session, person)
    (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.act == "joint_class.lapse"))
    assert (entry.actor, entry.chain) == ("platform", pooled.parties.base.id)


def test_the_worker_settles_what_is_overdue_and_one_that_cannot_be_settled_holds_up_no_other(
    database: Database, session: Session, pooled: Pooled, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, other = pooled.invited(), small_orders(session, 6, 7).invited()
    session.commit()
    assert settle_joint_classes(database) == 0
    settle_overdue = services.settle_overdue

    def stumble(session: Session, joint_class_id: str) -> bool:
        if joint_class_id == stuck.id:
            raise Conflict(msg("This invitation is no longer open"))
        return settle_overdue(session, joint_class_id)

    with after_the_last_day():
        monkeypatch.setattr(services, "settle_overdue", stumble)
        assert settle_joint_classes(database) == 1
        monkeypatch.undo()
        assert settle_joint_classes(database) == 1
        assert settle_joint_classes(database) == 0
    session.expire_all()
    assert (stuck.state, other.state) == (JointClassState.LAPSED, JointClassState.LAPSED)


def test_each_order_of_a_joint_class_is_closed_by_itself(session: Session, pooled: Pooled) -> None:
    pooled.filled()
    pooled.sign(0)
    pooled.sign(1)
    (cohort,) = queries.cohorts_of_order(session, pooled.orders[0].id)
    services.mark_running(session, [cohort.id])
    with pytest.raises(RuleBroken):
        services.close_order(session, pooled.orders[0], viewer=pooled.scheduler)
    services.mark_taught(session, [cohort.id])
    services.close_order(session, pooled.orders[0], viewer=pooled.scheduler)
    assert states(pooled) == [OrderState.CLOSED, OrderState.RUNNING]
    services.close_order(session, pooled.orders[1], viewer=pooled.scheduler)
    assert states(pooled) == [OrderState.CLOSED] * 2
    part = queries.part_of(session, cohort, viewer=pooled.officer(1))
    assert part is not None and queries.placement_count(session, cohort, part).ordered == 4


def test_the_base_answers_an_order_whose_invitation_is_overdue_without_waiting_for_the_worker(
    session: Session, pooled: Pooled
) -> None:
    joint, scheduler = pooled.invited(), pooled.scheduler
    with after_the_last_day():
        services.answer_order(session, pooled.orders[0], pooled.parties.offer(price_yuan=None), viewer=scheduler)
    assert joint.state is JointClassState.LAPSED
    assert states(pooled) == [OrderState.ACCEPTED, OrderState.SUBMITTED]


def test_a_withdrawn_invitation_says_why_and_frees_the_orders(session: Session, pooled: Pooled) -> None:
    joint = pooled.invited()
    with pytest.raises(BadInput):
        services.withdraw_invitation(session, joint, " ", viewer=pooled.scheduler)
    services.withdraw_invitation(session, joint, "no room", viewer=pooled.scheduler)
    assert joint.state is JointClassState.WITHDRAWN and joint.reason == "no room"
    assert "Joint class PB-2611-001 was withdrawn: no room" in told(session, pooled.officers[1])
    with pytest.raises(Conflict):
        services.withdraw_invitation(session, joint, "again", viewer=pooled.scheduler)
    with pytest.raises(Conflict):
        services.accept_invitation(session, joint, viewer=pooled.officer(0))
    assert standing_of(pooled.orders[0], pooled.scheduler).is_mine


def test_what_its_last_day_has_decided_cannot_be_withdrawn(session: Session, pooled: Pooled) -> None:
    joint, scheduler = pooled.invited(), pooled.scheduler
    with after_the_last_day(), pytest.raises(Conflict):
        services.withdraw_invitation(session, joint, "too late", viewer=scheduler)
    assert joint.state is JointClassState.INVITING, "whether it fills or lapses is not the base's to say any more"


def test_an_order_that_is_revised_leaves_the_invitation(session: Session, pooled: Pooled) -> None:
    joint = pooled.invited()
    order = pooled.orders[1]
    services.change_order(session, order, pooled.parties.wish(heads=5), viewer=pooled.officer(1))
    assert order.state is OrderState.DRAFT and joint.state is JointClassState.LAPSED
    assert joint.places[1].answer is PlaceAnswer.DECLINED
    assert "left joint class" in told(session, pooled.parties.scheduler)


def test_seats_come_with_the_own_signed_agreement_and_the_cohort_comes_once(session: Session, pooled: Pooled) -> None:
    joint = pooled.filled()
    pooled.sign(0)
    (cohort,) = queries.cohorts_of_order(session, pooled.orders[0].id)
    programme = session.get_one(Programme, cohort.programme_id)
    assert (cohort.capacity, cohort.starts_on, programme.enterprise_id, programme.order_id) == (12, STARTS, None, None)
    assert programme.school_id == pooled.parties.school.id and len(cohort.lessons) == 5
    assert joint.number in cohort.name and joint.number in cohort.name_en
    assert queries.cohorts_of_order(session, pooled.orders[1].id) == []
    assert queries.cohorts_for(session, pooled.officer(1)) == []
    pooled.sign(1)
    assert queries.cohorts_of_order(session, pooled.orders[1].id) == [cohort]
    assert session.scalars(select(Cohort)).all() == [cohort]
    for at, seats in ((0, 8), (1, 4)):
        part = queries.part_of(session, cohort, viewer=pooled.officer(at))
        assert part is not None and part.seats == seats
    assert queries.part_of(session, cohort, viewer=pooled.scheduler) is None
    assert states(pooled) == [OrderState.SIGNED] * 2


def test_orders_of_a_joint_class_move_with_its_cohort_also_one_that_was_signed_late(
    session: Session, pooled: Pooled
) -> None:
    pooled.filled()
    pooled.sign(0)
    (cohort,) = queries.cohorts_of_order(session, pooled.orders[0].id)
    services.mark_scheduled(session, [cohort.id])
    assert states(pooled) == [OrderState.SCHEDULED, OrderState.ACCEPTED]
    pooled.sign(1)
    assert states(pooled) == [OrderState.SCHEDULED] * 2
    services.mark_unscheduled(session, [cohort.id])
    assert states(pooled) == [OrderState.SIGNED] * 2
    services.mark_running(session, [cohort.id])
    assert states(pooled) == [OrderState.RUNNING] * 2 and cohort.state is CohortState.RUNNING


def test_whoever_leaves_a_filled_class_gives_up_the_seats_and_the_others_keep_their_price(
    session: Session, pooled: Pooled
) -> None:
    joint = pooled.filled()
    pooled.sign(0)
    services.withdraw_order(session, pooled.orders[1], "no longer needed", viewer=pooled.officer(1))
    session.expire_all()
    (cohort,) = queries.cohorts_of_order(session, pooled.orders[0].id)
    assert cohort.capacity == 8 and joint.places[1].answer is PlaceAnswer.GIVEN_UP
    answer = agreed_answer(pooled.orders[0])
    assert answer is not None and answer.price_yuan == 7_467
    assert "4 seats are free" in told(session, pooled.parties.scheduler)


def test_nobody_ever_pays_more_than_at_most() -> None:
    terms = JointTerms(least=10, most=30, fixed_yuan=9_999, head_yuan=70)
    for others in range(2, 23):
        heads = [8, others]
        assert sum(terms.shares(heads)) == 9_999 + 70 * sum(heads)
        assert all(paid <= terms.at_most(own) for own, paid in zip(heads, terms.shares(heads), strict=True))
    assert terms.least_for(8, 70 * 8 + 4_000) == 20 and terms.least_for(8, 70 * 8) is None
    assert terms.least_for(8, None) == 1 and JointTerms(1, 9, 0, 70).least_for(8, 560) == 1
