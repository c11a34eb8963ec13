"""Answers at the same moment: the last yes is seen as the last one, and of yes and withdrawal one counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import NOW
from tests.trainer.programmes.parties import three_parties
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import Conflict
from trainer.kit.permissions import Viewer
from trainer.models.programmes import AgreementVersion, Cohort
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.programmes import queries, services
from trainer.programmes.services import proposals
from trainer.programmes.services.proposals import HOURS_POLICY

LATER = {"ends_on": "2027-02-06"}
Act = Callable[[Session, ChangeProposal], object]


def a_proposal(database: Database, *, school_agreed: bool = False) -> tuple[str, Viewer, Viewer, Viewer]:
    """A proposal with the viewers of enterprise, base and school."""
    with database.transaction() as session:
        parties = three_parties(session)
        factories.a_policy(session, HOURS_POLICY, 72)
        order, _agreement = parties.signed(heads=12)
        proposal = services.propose_change(session, parties.cohorts(order)[0], LATER, viewer=parties.seller)
        if school_agreed:
            services.consent_to_change(session, proposal, viewer=parties.teacher)
        return proposal.id, parties.buyer, parties.seller, parties.teacher


def at_once(database: Database, proposal_id: str, acts: list[tuple[Viewer, Act]]) -> list[object]:
    """What each of these people gets who act at the same moment; a Conflict stands for itself."""
    start = Barrier(len(acts))

    def run(entry: tuple[Viewer, Act]) -> object:
        viewer, act = entry
        with clock.frozen(NOW):
            start.wait()
            try:
                with database.transaction() as session:
                    return act(session, queries.get_proposal(session, proposal_id, viewer=viewer))
            except Conflict as error:
                return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def agreeing(viewer: Viewer) -> tuple[Viewer, Act]:
    return viewer, lambda session, proposal: services.consent_to_change(session, proposal, viewer=viewer)


def withdrawing(viewer: Viewer) -> tuple[Viewer, Act]:
    return viewer, lambda session, proposal: services.withdraw_change(session, proposal, viewer=viewer)


def outcome(database: Database) -> tuple[ProposalState, int]:
    with database.reading() as session:
        state = session.scalars(select(ChangeProposal.state)).one()
        return state, len(session.scalars(select(AgreementVersion)).all())


def test_two_who_agree_at_once_put_the_change_in_force_exactly_once(real_database: Database) -> None:
    proposal_id, buyer, _seller, teacher = a_proposal(real_database)
    results = at_once(real_database, proposal_id, [agreeing(buyer), agreeing(teacher)])
    assert sorted(map(str, results)) == ["False", "True"]
    assert outcome(real_database) == (ProposalState.IN_FORCE, 2)


def test_without_the_lock_nobody_would_notice_the_last_yes(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    if real_database.is_sqlite:
        pytest.skip("SQLite lets one writer in at a time, so the race cannot happen there")
    monkeypatch.setattr(proposals, "hold", lambda *_: None)
    proposal_id, buyer, _seller, teacher = a_proposal(real_database)
    sessions = [real_database.session(write=True) for _ in range(2)]
    with clock.frozen(NOW):
        for session, viewer in zip(sessions, (buyer, teacher), strict=True):
            proposal = queries.get_proposal(session, proposal_id, viewer=viewer)
            assert services.consent_to_change(session, proposal, viewer=viewer) is False
    for session in sessions:
        session.commit()
        session.close()
    assert outcome(real_database) == (ProposalState.OPEN, 1)


def test_of_a_last_yes_and_a_withdrawal_at_once_one_counts(real_database: Database) -> None:
    proposal_id, buyer, seller, _teacher = a_proposal(real_database, school_agreed=True)
    results = at_once(real_database, proposal_id, [agreeing(buyer), withdrawing(seller)])
    assert sum(isinstance(result, Conflict) for result in results) == 1
    state, versions = outcome(real_database)
    assert (state, versions) in {(ProposalState.IN_FORCE, 2), (ProposalState.WITHDRAWN, 1)}


def test_the_statement_that_settles_refuses_the_second_even_without_the_lock(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was open when it was read and is settled by now stays settled."""
    monkeypatch.setattr(proposals, "_hold_open", lambda *_: None)
    proposal_id, _buyer, seller, _teacher = a_proposal(real_database)
    with clock.frozen(NOW), real_database.transaction() as session:
        proposal = queries.get_proposal(session, proposal_id, viewer=seller)
        services.withdraw_change(session, proposal, viewer=seller)
        with pytest.raises(Conflict, match="can no longer be answered"):
            services.withdraw_change(session, proposal, viewer=seller)
    assert outcome(real_database) == (ProposalState.WITHDRAWN, 1)


def test_two_proposals_at_once_leave_one(real_database: Database) -> None:
    proposal_id, _buyer, seller, _teacher = a_proposal(real_database)
    with clock.frozen(NOW), real_database.transaction() as session:
        services.withdraw_change(session, queries.get_proposal(session, proposal_id, viewer=seller), viewer=seller)
    propose: Act = lambda session, old: services.propose_change(session, old.cohort, LATER, viewer=seller)  # noqa: E731
    results = at_once(real_database, proposal_id, [(seller, propose), (seller, propose)])
    assert sum(isinstance(result, Conflict) for result in results) == 1


def test_without_lock_and_look_the_index_refuses_a_second_open_proposal(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the words: the database has the last one."""
    monkeypatch.setattr(proposals, "_refuse_second", lambda *_: None)
    proposal_id, _buyer, seller, _teacher = a_proposal(real_database)
    with clock.frozen(NOW), real_database.session(write=True) as session:
        cohort = session.get_one(Cohort, session.get_one(ChangeProposal, proposal_id).cohort_id)
        with pytest.raises(IntegrityError):
            services.propose_change(session, cohort, LATER, viewer=seller)
        session.rollback()
