"""Answers to an invitation at the same moment, and an answer against the lapse: the database lets one thing happen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.trainer.programmes.joint import LAPSES, small_orders
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace, PlaceAnswer
from trainer.models.programmes import Agreement, Order, OrderState
from trainer.programmes import queries, services
from trainer.programmes.services import joint_classes

LAST_MOMENT = NOW + (LAPSES - NOW.date())
TOO_LATE = LAST_MOMENT + timedelta(days=1)


def an_invitation(database: Database, *accepted: int) -> tuple[str, list[Viewer]]:
    with database.transaction() as session:
        pooled = small_orders(session, 8, 4)
        viewers = [pooled.officer(0), pooled.officer(1)]
        joint = pooled.invited()
        pooled.accept(joint, *accepted)
        return joint.id, viewers


def outcome(database: Database) -> tuple[JointClassState, list[OrderState], int]:
    with database.reading() as session:
        state = session.scalars(select(JointClass.state)).one()
        orders = list(session.scalars(select(Order.state).order_by(Order.number)))
        return state, orders, session.scalar(select(func.count(Agreement.id))) or 0


def accept(database: Database, joint_class_id: str, viewer: Viewer) -> bool:
    with database.transaction() as session:
        joint = queries.get_joint_class(session, joint_class_id, viewer=viewer)
        try:
            services.accept_invitation(session, joint, viewer=viewer)
        except Conflict:
            return False
        return True


def settle(database: Database, joint_class_id: str) -> bool:
    with database.transaction() as session:
        return services.settle_overdue(session, joint_class_id)


def at_once(*acts: Callable[[], bool]) -> list[bool]:
    start = Barrier(len(acts))

    def run(act: Callable[[], bool]) -> bool:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_enterprises_that_accept_at_once_fill_the_class_exactly_once(real_database: Database) -> None:
    joint_class_id, viewers = an_invitation(real_database)

    def accepts(viewer: Viewer) -> Callable[[], bool]:
        def act() -> bool:
            with clock.frozen(NOW):
                return accept(real_database, joint_class_id, viewer)

        return act

    assert at_once(*map(accepts, viewers)) == [True, True]
    assert outcome(real_database) == (JointClassState.FILLED, [OrderState.ACCEPTED] * 2, 2)


def test_without_the_lock_nobody_would_notice_the_last_acceptance(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    if real_database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time, so the race cannot happen there")
    joint_class_id, viewers = an_invitation(real_database)
    monkeypatch.setattr(joint_classes, "hold_joint_class", lambda *_: None)
    # Each reads the places before the other has answered.
    sessions = [real_database.session(write=True) for _ in viewers]
    read = [
        queries.get_joint_class(session, joint_class_id, viewer=viewer)
        for session, viewer in zip(sessions, viewers, strict=True)
    ]
    for session, joint, viewer in zip(sessions, read, viewers, strict=True):
        # The chain of the audit trail is the enterprise's own, so neither waits for the other there.
        services.accept_invitation(session, joint, viewer=viewer)
    for session in sessions:
        session.commit()
        session.close()
    assert outcome(real_database) == (JointClassState.INVITING, [OrderState.SUBMITTED] * 2, 0)


def test_an_acceptance_and_the_lapse_at_once_end_in_one_of_the_two(real_database: Database) -> None:
    joint_class_id, viewers = an_invitation(real_database, 0)

    def accepts() -> bool:
        with clock.frozen(LAST_MOMENT):
            return accept(real_database, joint_class_id, viewers[1])

    def lapses() -> bool:
        with clock.frozen(TOO_LATE):
            return settle(real_database, joint_class_id)

    accepted, lapsed = at_once(accepts, lapses)
    assert accepted is not lapsed
    state, orders, agreements = outcome(real_database)
    if accepted:
        assert (state, orders, agreements) == (JointClassState.FILLED, [OrderState.ACCEPTED] * 2, 2)
    else:
        assert (state, orders, agreements) == (JointClassState.LAPSED, [OrderState.SUBMITTED] * 2, 0)


@pytest.mark.parametrize("is_held", [True, False])
def test_whoever_read_the_invitation_before_it_lapsed_accepts_nothing_afterwards(
    real_database: Database, monkeypatch: pytest.MonkeyPatch, is_held: bool
) -> None:
    """Without the lock (the negative control) the answer would land in a class that has lapsed."""
    if real_database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time, so nothing lapses between reading and writing there")
    joint_class_id, viewers = an_invitation(real_database)
    if not is_held:
        monkeypatch.setattr(joint_classes, "hold_joint_class", lambda *_: None)
        monkeypatch.setattr(joint_classes, "settle", lambda *_: None)
    with real_database.session(write=True) as session:
        joint = queries.get_joint_class(session, joint_class_id, viewer=viewers[1])
        with clock.frozen(TOO_LATE):
            assert settle(real_database, joint_class_id)
        with clock.frozen(LAST_MOMENT):
            if is_held:
                with pytest.raises(Conflict):
                    services.accept_invitation(session, joint, viewer=viewers[1])
                session.rollback()
            else:
                services.accept_invitation(session, joint, viewer=viewers[1])
                session.commit()
    with real_database.reading() as session:
        answers = set(session.scalars(select(JointPlace.answer)))
    assert (PlaceAnswer.ACCEPTED in answers) is not is_held
    assert outcome(real_database)[0] is JointClassState.LAPSED


def test_an_order_is_bound_by_one_invitation_whoever_invites_first(real_database: Database) -> None:
    with real_database.transaction() as session:
        pooled = small_orders(session, 8, 4)
        offer, scheduler = pooled.offer(), pooled.scheduler

    def invites() -> bool:
        with clock.frozen(NOW), real_database.transaction() as session:
            try:
                services.invite_orders(session, offer, viewer=scheduler)
            except RuleBroken:
                return False
            return True

    assert sorted(at_once(invites, invites)) == [False, True]
    with real_database.reading() as session:
        assert len(session.scalars(select(JointPlace.held_order_id)).all()) == 2
