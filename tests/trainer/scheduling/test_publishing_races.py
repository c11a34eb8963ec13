"""Publishing under kill -9 and by two people at once: the old timetable or the new one, never a mixture."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, object_session

from tests.conftest import NOW
from tests.trainer.scheduling import killing
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import Conflict, TrainerError
from trainer.models.scheduling import PublishedTimetable, Timetable, TimetableState
from trainer.scheduling import publishing, services


@pytest.mark.slow
def test_a_killed_publication_leaves_the_old_timetable_or_the_new_one(real_database: Database) -> None:
    stage = killing.set_stage(real_database)
    found = killing.kill_many(stage, kills=12, seed=1)
    assert found["old"] + found["new"] == 12


@pytest.mark.slow
def test_a_publication_in_two_transactions_would_be_found_out(real_database: Database) -> None:
    stage = killing.set_stage(real_database)
    killing.kill_while_publishing(stage, 0, killing.publish_in_two_steps)
    with pytest.raises(killing.Mixture, match="the claims are not those of the bookings"):
        killing.state_of(stage)


def two_drafts(stage: killing.Stage) -> list[str]:
    """Drafts of both versions, ready to be published."""
    with clock.frozen(NOW), stage.database.transaction() as session:
        sources = [session.get_one(Timetable, found) for found in stage.sources]
        return [services.restore_timetable(session, source, viewer=stage.viewer).id for source in sources]


def publish_both(stage: killing.Stage, seen_revision: int | None) -> list[TrainerError | None]:
    """Two people publish at the same moment; what each of them is told."""
    answers: dict[str, TrainerError | None] = {}
    start = threading.Barrier(2)

    def publish(draft_id: str) -> None:
        start.wait()
        try:
            with clock.frozen(NOW), stage.database.transaction() as session:
                draft = session.get_one(Timetable, draft_id)
                services.publish_timetable(session, draft, viewer=stage.viewer, seen_revision=seen_revision)
        except TrainerError as error:
            answers[draft_id] = error
        else:
            answers[draft_id] = None

    threads = [threading.Thread(target=publish, args=(draft_id,)) for draft_id in two_drafts(stage)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers.values())


def test_of_two_who_publish_at_once_one_gets_a_conflict(real_database: Database) -> None:
    stage = killing.set_stage(real_database)
    before = killing.state_of(stage)
    answers = publish_both(stage, before.revision)
    assert {type(answer) for answer in answers} == {type(None), Conflict}
    after = killing.state_of(stage)
    assert after.revision == before.revision + 1


def change_blindly(session: Session, publication: publishing.Publication) -> None:
    for found, state in (
        (publication.in_force, TimetableState.SUPERSEDED),
        (publication.timetable, TimetableState.PUBLISHED),
    ):
        assert found is not None
        session.execute(update(Timetable).where(Timetable.id == found.id).values(state=state))


def test_without_lock_and_revision_both_would_believe_to_have_won(
    real_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = killing.set_stage(real_database)
    meeting = threading.Barrier(2)

    def point_blindly(session: Session, _pointer: PublishedTimetable | None, timetable: Timetable) -> None:
        # On SQLite only one of the two can be inside a writing transaction.
        if not real_database.is_sqlite:
            meeting.wait(timeout=60)
        own = update(PublishedTimetable).where(PublishedTimetable.organisation_id == timetable.organisation_id)
        session.execute(own.values(timetable_id=timetable.id))

    monkeypatch.setattr(publishing, "_lock_pointer", lambda _session, _organisation_id: None)
    monkeypatch.setattr(publishing, "_point_at", point_blindly)
    monkeypatch.setattr(
        publishing, "_change_states", lambda publication, _viewer: change_blindly(session_of(publication), publication)
    )
    assert publish_both(stage, None) == [None, None]
    with stage.database.reading() as session:
        in_force = session.scalars(select(Timetable.id).where(Timetable.state == TimetableState.PUBLISHED)).all()
    # SQLite lets the second one wait and overwrite; on PostgreSQL two timetables are in force.
    assert len(in_force) == (1 if real_database.is_sqlite else 2)


def session_of(publication: publishing.Publication) -> Session:
    session = object_session(publication.timetable)
    assert session is not None
    return session


def test_the_first_publication_of_a_base_is_a_race_too(real_database: Database) -> None:
    stage = killing.set_stage(real_database)
    with real_database.transaction() as session:
        pointer = session.get_one(PublishedTimetable, stage.organisation_id)
        session.delete(pointer)
    answers = publish_both(stage, 0)
    assert {type(answer) for answer in answers} == {type(None), Conflict}
