"""Signing at the same moment: the last signature is seen as the last one, and cohorts come into being once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.trainer.programmes.parties import three_parties
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.permissions import Viewer
from trainer.models.programmes import Agreement, Order, OrderState, Programme
from trainer.programmes import queries, services
from trainer.programmes.services import agreements


def an_agreement_with_three_viewers(database: Database) -> tuple[str, list[Viewer]]:
    with database.transaction() as session:
        parties = three_parties(session)
        _order, agreement = parties.agreed()
        return agreement.id, [parties.buyer, parties.seller, parties.teacher]


def outcome(database: Database) -> tuple[OrderState, int]:
    with database.reading() as session:
        return session.scalars(select(Order.state)).one(), session.scalar(select(func.count(Programme.id))) or 0


def test_three_officers_who_sign_at_once_conclude_the_agreement_exactly_once(real_database: Database) -> None:
    agreement_id, viewers = an_agreement_with_three_viewers(real_database)
    start = Barrier(len(viewers))

    def sign(viewer: Viewer) -> bool:
        with clock.frozen(NOW):
            start.wait()
            with real_database.transaction() as session:
                agreement = queries.get_agreement(session, agreement_id, viewer=viewer)
                return services.sign_agreement(session, agreement, seen=1, viewer=viewer)

    with ThreadPoolExecutor(len(viewers)) as pool:
        results = list(pool.map(sign, viewers))
    assert sorted(results) == [False, False, True]
    assert outcome(real_database) == (OrderState.SIGNED, 1)


def test_without_the_lock_nobody_would_notice_the_last_signature(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    if real_database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time, so the race cannot happen there")
    monkeypatch.setattr(agreements, "hold", lambda *_: None)
    agreement_id, viewers = an_agreement_with_three_viewers(real_database)
    sessions = [real_database.session(write=True) for _ in viewers]
    for session, viewer in zip(sessions, viewers, strict=True):
        agreement = session.get_one(Agreement, agreement_id)
        assert services.sign_agreement(session, agreement, seen=1, viewer=viewer) is False
    for session in sessions:
        session.commit()
        session.close()
    assert outcome(real_database) == (OrderState.ACCEPTED, 0)
