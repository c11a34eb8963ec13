"""Jobs run once, tell their progress, can be stopped, and come back when their worker dies."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from huey import MemoryHuey
from sqlalchemy.orm import Session

from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import RuleBroken
from trainer.kit.jobs import JobContext, Jobs
from trainer.kit.messages import msg
from trainer.kit.tables import Job, JobState

runs: list[str] = []


def note(context: JobContext, word: str) -> Mapping[str, Any]:
    runs.append(word)
    context.tell(50, msg("half"), at_once=True)
    context.stop_if_asked()
    return {"word": word}


def refuse(_context: JobContext) -> None:
    raise RuleBroken("cohort-full", msg("The cohort is full"))


def crash(_context: JobContext) -> None:
    raise ZeroDivisionError


@pytest.fixture
def jobs(database: Database) -> Jobs:
    runs.clear()
    return Jobs(database, MemoryHuey(immediate=True), {"note": note, "refuse": refuse, "crash": crash})


def ask(jobs: Jobs, session: Session, kind: str, **arguments: Any) -> Job:
    return jobs.ask(session, kind, arguments, organisation_id="o", asked_by_id="p")


def outcome(database: Database, job_id: str) -> Job:
    with database.reading() as reading:
        job = reading.get(Job, job_id)
        assert job is not None
        return job


def test_a_job_runs_after_the_commit_and_keeps_its_result(jobs: Jobs, session: Session, database: Database) -> None:
    job = ask(jobs, session, "note", word="once")
    assert runs == []
    session.commit()
    assert runs == ["once"]
    done = outcome(database, job.id)
    assert (done.state, done.result, done.progress) == (JobState.DONE, {"word": "once"}, 100)


def test_a_rolled_back_request_runs_no_job(jobs: Jobs, session: Session) -> None:
    ask(jobs, session, "note", word="never")
    session.rollback()
    assert runs == []


def test_a_job_that_was_delivered_twice_runs_once(jobs: Jobs, session: Session) -> None:
    job = ask(jobs, session, "note", word="once")
    session.commit()
    jobs.run(job.id)
    assert runs == ["once"]


def test_a_refusal_is_told_as_a_message_and_a_crash_as_a_trace(
    jobs: Jobs, session: Session, database: Database
) -> None:
    refused, crashed = ask(jobs, session, "refuse"), ask(jobs, session, "crash")
    session.commit()
    assert outcome(database, refused.id).message["text"] == "The cohort is full"
    assert "ZeroDivisionError" in outcome(database, crashed.id).error
    assert {outcome(database, job.id).state for job in (refused, crashed)} == {JobState.FAILED}


def test_a_stopped_job_ends_as_stopped(jobs: Jobs, session: Session, database: Database) -> None:
    job = ask(jobs, session, "note", word="stop")
    job.stop_requested = True
    session.commit()
    assert outcome(database, job.id).state is JobState.STOPPED


def test_a_job_whose_worker_died_is_run_again(jobs: Jobs, session: Session, database: Database) -> None:
    job = Job(kind="note", arguments={"word": "again"}, state=JobState.RUNNING)
    job.created_at = job.heartbeat_at = clock.now() - timedelta(minutes=5)
    session.add(job)
    session.commit()
    jobs.pick_up()
    assert runs == ["again"]
    assert outcome(database, job.id).state is JobState.DONE


def test_a_job_that_is_alive_is_left_alone(jobs: Jobs, session: Session) -> None:
    job = Job(kind="note", arguments={"word": "x"}, state=JobState.RUNNING, heartbeat_at=clock.now())
    job.created_at = clock.now() - timedelta(minutes=5)
    session.add(job)
    session.commit()
    jobs.pick_up()
    assert runs == []


def test_what_is_looked_after_every_minute_gets_the_database(database: Database) -> None:
    seen: list[Database] = []
    jobs = Jobs(database, MemoryHuey(immediate=True), {}, {"look": seen.append})
    rounds = {task.name: task for task in jobs.huey._registry.periodic_tasks}
    rounds["trainer.look"].execute()
    assert seen == [database]
