"""Issuing in the background: killed, delivered twice, stopped; never a gap, never a second certificate."""

from __future__ import annotations

import random
import signal
import time

import pytest
from sqlalchemy import select, update

from tests.trainer.certification import killed_workers
from tests.trainer.certification.killed_workers import CERTIFICATES, Work, faults, start
from trainer.certification import tasks
from trainer.kit.db import Database
from trainer.kit.jobs import JobContext, JobStopped
from trainer.kit.tables import Job
from trainer.models.certification import Certificate, CertificateState

PLACES = ("number reserved", "payload sealed", "recorded", "drawn", "bytes sealed", "issued")


def states(database: Database) -> list[CertificateState]:
    with database.reading() as session:
        return list(session.scalars(select(Certificate.state)))


def run_to_the_end(work: Work) -> None:
    worker = start(killed_workers.run, work)
    worker.join(60)
    assert worker.exitcode == 0


@pytest.mark.parametrize("place", PLACES)
def test_a_worker_killed_at_any_step_leaves_no_gap_and_no_second_certificate(
    real_database: Database, place: str
) -> None:
    work = killed_workers.prepare(real_database)
    worker = start(killed_workers.run_and_die, work, place)
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    assert len(states(real_database)) < CERTIFICATES
    run_to_the_end(work)
    assert faults(work) == []


def test_a_recorded_certificate_is_finished_by_the_round_from_its_payload(real_database: Database) -> None:
    work = killed_workers.prepare(real_database)
    start(killed_workers.run_and_die, work, "recorded").join(60)
    assert states(real_database) == [CertificateState.ISSUED, CertificateState.RECORDED]
    with real_database.transaction() as session:
        recorded = session.scalars(select(Certificate).where(Certificate.state == CertificateState.RECORDED)).one()
        recorded.person.name = "改名"
    assert tasks.finish_left_over(real_database) == 1
    assert tasks.finish_left_over(real_database) == 0
    run_to_the_end(work)
    assert faults(work) == []


def test_a_number_reserved_in_a_transaction_of_its_own_would_leave_a_gap(real_database: Database) -> None:
    """The negative control: the same check finds what the wrong way does."""
    work = killed_workers.prepare(real_database)
    start(killed_workers.reserve_alone_and_die, work).join(60)
    run_to_the_end(work)
    assert faults(work) == ["serials [2, 3, 4, 5, 6]", "the series is ahead of the certificates"]


def test_the_job_delivered_to_two_workers_at_once_issues_everything_once(real_database: Database) -> None:
    work = killed_workers.prepare(real_database)
    workers = [start(killed_workers.run, work) for _ in range(2)] + [start(killed_workers.finish, work)]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert faults(work) == []


@pytest.mark.slow
def test_workers_killed_at_random_moments_over_and_over_leave_every_number_once(real_database: Database) -> None:
    people, kills = 15, 0
    work = killed_workers.prepare(real_database, people)
    chance, patience = random.Random(11), 0.2
    while len(states(real_database)) < people:
        workers = [start(killed_workers.run, work) for _ in range(2)]
        time.sleep(chance.uniform(0.02, patience))
        # A busy machine must come to an end too.
        patience *= 1.1
        for worker in workers:
            kills += worker.is_alive()
            worker.kill()
            worker.join(60)
    run_to_the_end(work)
    assert kills >= 5
    assert faults(work, people) == []


def test_a_stopped_job_keeps_what_is_issued_and_can_be_started_again(real_database: Database) -> None:
    work = killed_workers.prepare(real_database)
    with real_database.transaction() as session:
        session.execute(update(Job).where(Job.id == work.job_id).values(stop_requested=True))
    with pytest.raises(JobStopped):
        tasks.issue_cohort(JobContext(real_database, work.job_id, work.officer_id), **work.arguments)
    assert states(real_database) == []
    with real_database.transaction() as session:
        session.execute(update(Job).where(Job.id == work.job_id).values(stop_requested=False))
    tasks.issue_cohort(JobContext(real_database, work.job_id, work.officer_id), **work.arguments)
    assert faults(work) == []
