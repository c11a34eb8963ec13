"""10,000 claims for 500 seats from 16 processes: exactly 500, and a negative control that oversells.

    python -m tests.benchmarks.seats [--claims 10000] [--seats 500] [--processes 16] [--engine sqlite|postgresql]

Every claim is a transaction of its own through services.enrol_person: seat, audit entry and all. The control does what
careless code does (look at the number of free seats, then take) and must sell too many, or the race proves nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from tests.engines import VAULT
from tests.trainer.enrolment.rosters import a_setting
from trainer.accounts.queries import viewer_of_sign_in
from trainer.enrolment import services
from trainer.enrolment.seats import CohortFull
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort


def main() -> None:
    """Run the race and its control on one engine; fail unless exactly the seats are sold and the control oversells."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--seats", type=int, default=500)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--engine", choices=engines.ENGINES, default="sqlite")
    options = parser.parse_args()
    database = engines.new_database(options.engine)
    cohort_id, people, viewer = prepare(database, options.claims, options.seats)
    seconds, answers = race(database, claim, cohort_id, viewer, people, options.processes)
    sold = Counter(kind for kind, _seat in answers)
    numbers = {seat for kind, seat in answers if kind == "seat"}
    counts, rate = dict(sold), len(answers) / seconds
    print(f"{options.engine}: {options.claims} claims from {options.processes} processes: {counts}")
    print(f"{seconds:.1f} s, {rate:.0f} claims/s")
    if not sold["seat"] == len(numbers) == stored(database, cohort_id) == options.seats:
        raise SystemExit(f"sold {sold['seat']}, seat numbers {len(numbers)}, stored {stored(database, cohort_id)}")
    control_id, people, viewer = prepare(database, options.processes * options.seats, options.seats)
    race(database, claim_carelessly, control_id, viewer, people, options.processes)
    print(f"negative control: {stored(database, control_id)} sold of {options.seats}")
    if stored(database, control_id) <= options.seats:
        raise SystemExit("the negative control did not oversell")


def prepare(database: Database, claims: int, seats: int) -> tuple[str, list[str], Viewer]:
    """A cohort and a person for every claim."""
    with clock.frozen(NOW), database.transaction() as session:
        setting = a_setting(session, capacity=seats)
        officer = factories.a_member(session, Role.ENTERPRISE_OFFICER, setting.enterprise)
        viewer = viewer_of_sign_in(session, a_sign_in(session, officer))
        people = [Person(name=f"学员{number}") for number in range(claims)]
        session.add_all(people)
        session.flush()
        assert viewer is not None
        return setting.cohort.id, [person.id for person in people], viewer


def race(
    database: Database, target: Callable[..., None], cohort_id: str, viewer: Viewer, people: list[str], processes: int
) -> tuple[float, list[Any]]:
    """Let the processes claim at the same moment; seconds and every claim's answer."""
    context = multiprocessing.get_context("spawn")
    start, out = context.Barrier(processes + 1), context.Queue()
    url = database.engine.url.render_as_string(hide_password=False)
    parts = [people[index::processes] for index in range(processes)]
    workers = [context.Process(target=target, args=(url, cohort_id, viewer, part, start, out)) for part in parts]
    for worker in workers:
        worker.start()
    start.wait()
    began = time.perf_counter()
    answers = [answer for _worker in workers for answer in out.get()]
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise SystemExit(f"a process ended with {worker.exitcode}")
    return seconds, answers


def claim(url: str, cohort_id: str, viewer: Viewer, people: list[str], start: Any, out: Any) -> None:
    """One process: a transaction for each person."""
    database, answers = Database(url, VAULT), []
    start.wait()
    for person_id in people:
        answers += claim_once(database, cohort_id, viewer, person_id)
    out.put(answers)


def claim_once(database: Database, cohort_id: str, viewer: Viewer, person_id: str) -> list[tuple[str, int | None]]:
    """One claim; where the engine gave up waiting for the lock it is sent again with the same key, and that is told."""
    try:
        with database.transaction() as session:
            cohort, person = session.get_one(Cohort, cohort_id), session.get_one(Person, person_id)
            row = services.enrol_person(session, cohort, person, key=f"bench-{person_id}", viewer=viewer)
            return [("seat", row.seat_number)]
    except CohortFull:
        return [("full", None)]
    except OperationalError:
        return [("sent again", None), *claim_once(database, cohort_id, viewer, person_id)]


def claim_carelessly(url: str, cohort_id: str, viewer: Viewer, people: list[str], start: Any, out: Any) -> None:
    """One process of the control: one look, then as many seats as that look promised."""
    database = Database(url, VAULT)
    with database.reading() as session:
        free = session.get_one(Cohort, cohort_id).capacity - stored(database, cohort_id)
    start.wait()
    with database.transaction() as session:
        session.add_all(
            Enrolment(cohort_id=cohort_id, person_id=person_id, idempotency_key=f"{clock.now():%f}-{person_id}")
            for person_id in people[:free]
        )
    out.put([("seat", None)] * min(free, len(people)))


def stored(database: Database, cohort_id: str) -> int:
    """The enrolments that stand in the database."""
    with database.reading() as session:
        return session.scalar(select(func.count(Enrolment.id)).where(Enrolment.cohort_id == cohort_id)) or 0


if __name__ == "__main__":
    main()
