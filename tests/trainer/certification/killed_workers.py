"""Workers that issue certificates in processes of their own and are killed on the way."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from tests.engines import VAULT
from tests.trainer.certification.classes import PUBLIC_URL, TODAY, a_finished_class
from trainer.certification import numbers, payloads, services, tasks
from trainer.kit.db import Database
from trainer.kit.jobs import JobContext
from trainer.kit.tables import Job
from trainer.models.certification import Certificate, CertificateEvent, CertificateState, NumberSeries
from trainer.models.skills import SkillHolding

FORK = multiprocessing.get_context("fork")
CERTIFICATES = 5


@dataclass(frozen=True)
class Work:
    """A job in a database, with the people whom it concerns."""

    url: str
    job_id: str
    officer_id: str
    arguments: dict[str, Any]


def prepare(database: Database, people: int = CERTIFICATES) -> Work:
    """A finished class and a job for all its people."""
    with database.transaction() as session:
        finished = a_finished_class(session, [f"学员{number}" for number in range(people)])
        order = services.IssueOrder(
            finished.cohort.id, "level", finished.body.id, TODAY, PUBLIC_URL, finished.officer.id
        )
        arguments = tasks.arguments_of(order, finished.enrolment_ids)
        job = Job(kind="issue-certificates", arguments=arguments, asked_by_id=finished.officer.id)
        session.add(job)
        session.flush()
        work = Work(database.url, job.id, finished.officer.id, arguments)
    database.dispose()
    return work


def start(target: Callable[..., None], *arguments: Any) -> Any:
    """A process that runs `target`; the caller joins or kills it."""
    process = FORK.Process(target=target, args=arguments)
    process.start()
    return process


def run(work: Work) -> None:
    """What a worker does with the job; a second delivery runs the same."""
    database = Database(work.url, VAULT)
    tasks.issue_cohort(JobContext(database, work.job_id, work.officer_id), **work.arguments)
    database.dispose()


def finish(work: Work) -> None:
    """What the worker looks after every minute."""
    tasks.finish_left_over(Database(work.url, VAULT))


def run_and_die(work: Work, place: str) -> None:
    """Run the job and be killed (SIGKILL) when `place` is passed for the second time."""
    die_at(place)
    run(work)


def reserve_alone_and_die(work: Work) -> None:
    """The wrong way: the number in a transaction of its own, killed before the certificate is written."""
    database = Database(work.url, VAULT)
    with database.transaction() as session:
        numbers.reserve_serial(session, "S000031000117263")
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(place: str) -> None:
    """Make this process kill itself after (or before) one of the steps of issuing."""
    module, name, before = {
        "number reserved": (services, "reserve_serial", False),
        "payload sealed": (payloads, "seal_payload", False),
        "recorded": (tasks, "finish_certificate", True),
        "drawn": (services, "issue_drawn", True),
        "bytes sealed": (payloads, "seal_pdf", False),
        "issued": (tasks, "finish_certificate", False),
    }[place]
    whole, calls = getattr(module, name), iter(range(1_000))

    def step(*arguments: Any, **options: Any) -> Any:
        last = next(calls) == 1
        if last and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole(*arguments, **options)
        if last:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(module, name, step)


def faults(work: Work, people: int = CERTIFICATES) -> list[str]:
    """Everything that is wrong in the database when the work is done; empty when all is right."""
    database = Database(work.url, VAULT)
    found = []
    with database.reading() as session:
        certificates = session.scalars(select(Certificate).order_by(Certificate.number)).all()
        serials = [int(certificate.number[-6:]) for certificate in certificates]
        if serials != list(range(1, people + 1)):
            found.append(f"serials {serials}")
        if len({certificate.person_id for certificate in certificates}) != people:
            found.append("somebody has none or two")
        if any(certificate.state != CertificateState.ISSUED for certificate in certificates):
            found.append("not everything is issued")
        for certificate in certificates:
            data = payloads.open_payload(session, certificate)
            if payloads.open_pdf(session, certificate) != payloads.draw("level", data):
                found.append(f"{certificate.number} was not drawn from its payload")
        issued = select(func.count(CertificateEvent.id)).where(CertificateEvent.state == CertificateState.ISSUED)
        if session.scalar(issued) != people or session.scalar(select(func.count(SkillHolding.id))) != people:
            found.append("events or holdings are missing or doubled")
        if session.scalar(select(func.max(NumberSeries.last_serial))) != people:
            found.append("the series is ahead of the certificates")
    database.dispose()
    return found
