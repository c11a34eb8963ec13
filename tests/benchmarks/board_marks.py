"""From picking a lesson up to its marks on the board: the server's part, on a base with 4,200 lessons.

    python -m tests.benchmarks.board_marks [--lessons 40] [--seed 1] [--engine sqlite|postgresql] [--by workshop]

Makes a base organisation as large as an "M" instance (60 workshops at 3 bases, 120 instructors, 120 cohorts of 21
trainees, 35 lessons each, shift rotas for a quarter of them) with a sound draft, and asks the application for the
verdicts of lessons drawn with the seed: the time of the whole request, from the address to the JSON text. Beside the
time on the clock it gives the processor time, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests import engines, factories
from tests.conftest import NOW, a_sign_in
from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.ids import new_id
from trainer.models.catalogue import CourseModule, CourseVersion, ModuleKind
from trainer.models.enrolment import Enrolment, ShiftDuty
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort, CohortState
from trainer.models.resources import EquipmentType, Instructor, Workshop
from trainer.models.scheduling import Booking, Timetable
from trainer.models.skills import Occupation
from trainer.web.access import SIGN_IN_KEY
from trainer.web.platform import Platform
from trainer.web.serving import settle_memory

PROMISE_MS = 200
MONDAY = date(2026, 11, 23)
BASES, WORKSHOPS, TRADES, COHORTS, HEADS, WEEKS = 3, 60, 6, 120, 21, 16
# Position, kind, lessons, periods: 35 lessons in all.
MODULES = (
    (1, ModuleKind.THEORY, 7, 4),
    (2, ModuleKind.THEORY, 7, 2),
    (3, ModuleKind.PRACTICE, 7, 4),
    (4, ModuleKind.PRACTICE, 7, 2),
    (5, ModuleKind.PRACTICE, 7, 4),
)


def main() -> None:
    """Print the percentiles, and fail where the median is above the promise."""
    options = parse()
    with clock.frozen(NOW), tempfile.TemporaryDirectory() as folder:
        database = engines.new_database(options.engine)
        began = time.perf_counter()
        with database.transaction() as session:
            organisation, draft = a_world(session)
            lessons = sorted(session.scalars(select(Booking.lesson_id)))
            browser = a_browser(session, database, Path(folder), organisation)
        session.expunge_all()
        settle_memory()
        print(f"{options.engine}: {len(lessons)} lessons made in {time.perf_counter() - began:.0f} s")
        chosen = random.Random(options.seed).sample(lessons, options.lessons)
        # The first pick-up compiles statements, as the first one after a start of the server does.
        first, *later = [one_pick_up(browser, database, draft, lesson, options.by) for lesson in chosen]
    print(f"the first one: {first[0]:.0f} ms")
    report(later, options)


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=engines.ENGINES, default="sqlite")
    parser.add_argument("--by", choices=("workshop", "instructor", "cohort", "enterprise"), default="workshop")
    return parser.parse_args()


def report(times: list[tuple[float, float]], options: argparse.Namespace) -> None:
    """Two lines of figures; raises SystemExit where the median is above the promise."""
    print(f"{len(times)} pick-ups, seed {options.seed}, by {options.by} (promise {PROMISE_MS} ms)")
    for name, found in (("clock", [wall for wall, _ in times]), ("processor", [busy for _, busy in times])):
        ninth = statistics.quantiles(found, n=10)[-1]
        print(f"  {name}: median {statistics.median(found):.0f} ms, p90 {ninth:.0f} ms, slowest {max(found):.0f} ms")
    if statistics.median(wall for wall, _ in times) >= PROMISE_MS:
        raise SystemExit(f"slower than the promised {PROMISE_MS} ms")


def one_pick_up(
    browser: FlaskClient, database: Database, draft: Timetable, lesson: str, by: str
) -> tuple[float, float]:
    """Milliseconds on the clock and of the processor, from the request to the marks of the lesson's week."""
    with database.reading() as session:
        day = session.scalars(select(Booking.day).filter_by(timetable_id=draft.id, lesson_id=lesson)).one()
    address = f"/timetables/{draft.id}/verdicts?lesson={lesson}&by={by}&week={day.isoformat()}"
    began, busy = time.perf_counter(), time.process_time()
    answer = browser.get(address)
    wall, busy = time.perf_counter() - began, time.process_time() - busy
    if answer.status_code != 200 or not answer.get_json()["cells"]:
        raise SystemExit(f"{address} answered {answer.status_code}")
    return wall * 1000, busy * 1000


def a_browser(session: Session, database: Database, folder: Path, organisation: Organisation) -> FlaskClient:
    """A scheduler's browser on an application over this database."""
    config = Config(data_dir=folder, secret_key="s" * 64, data_key="00" * 32, database=f"sqlite:///{folder / 'x.db'}")
    made = make_platform(config)
    app = create_app(Platform(config, database, made.jobs, made.load_viewer, made.count_notices))
    app.config.update(WTF_CSRF_ENABLED=False)
    sign_in_id = a_sign_in(session, factories.a_member(session, Role.SCHEDULER, organisation))
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie[SIGN_IN_KEY] = sign_in_id
    return browser


def a_world(session: Session) -> tuple[Organisation, Timetable]:
    """The organisation and its draft: cohort k has workshop k // 2 and instructor k, on three half-days a week."""
    organisation = factories.an_organisation(session, OrganisationKind.BASE)
    bases = [factories.a_base(session, organisation) for _ in range(BASES)]
    trades = [a_trade(session) for _ in range(TRADES)]
    draft = Timetable(organisation_id=organisation.id, number=1, edits=[])
    session.add(draft)
    session.flush()
    before: list[Person] = []
    for at in range(COHORTS):
        occupation, equipment, version = trades[at * TRADES // COHORTS]
        base = bases[at * BASES // COHORTS]
        if at % 2 == 0:
            workshop = factories.a_workshop(session, base, equipment=equipment, count=24)
        instructor = factories.an_instructor(session, base, occupation)
        order = factories.an_order(
            session, base=organisation, occupation=occupation, heads=HEADS + 1, window_start=MONDAY,
            window_end=MONDAY + timedelta(weeks=WEEKS, days=-1),
        )  # fmt: skip
        cohort = factories.a_cohort(session, order=order, version=version, base=base, state=CohortState.ENROLLING)
        people = seat(session, cohort, before[:1] if at % 8 == 3 else [])
        if at % 4 == 0:
            session.execute(insert(ShiftDuty), list(duties(people, order.enterprise_id)))
        session.execute(insert(Booking), list(bookings(draft, cohort, workshop, instructor, afternoon=at % 2 == 1)))
        before = people
    session.flush()
    return organisation, draft


def a_trade(session: Session) -> tuple[Occupation, EquipmentType, CourseVersion]:
    """An occupation with its equipment and a course of five modules in order."""
    occupation, equipment = factories.an_occupation(session), factories.an_equipment_type(session)
    version = factories.a_course_version(session, occupation, equipment=equipment)
    version.modules = [
        CourseModule(
            position=position + 10,
            code=f"P{position}",
            name=f"模块{position}",
            name_en=f"Module {position}",
            kind=kind,
            lessons=lessons,
            periods=periods,
            instructor_level=3,
            equipment_type_id=equipment.id if kind is ModuleKind.PRACTICE else None,
            after_position=position + 9 if position > 1 else None,
        )
        for position, kind, lessons, periods in MODULES
    ]
    session.flush()
    return occupation, equipment, version


def seat(session: Session, cohort: Cohort, shared: list[Person]) -> list[Person]:
    """New people in the cohort's seats, and some who sit elsewhere too."""
    people = [Person(name=f"学员{cohort.code}{number}", birth_date=date(1990, 1, 1)) for number in range(HEADS)]
    session.add_all(people)
    session.flush()
    seats = [
        {
            "id": new_id(), "cohort_id": cohort.id, "person_id": person.id, "seat_number": number,
            "idempotency_key": f"{cohort.id}/{person.id}", "enterprise_id": cohort.programme.enterprise_id,
            "created_at": clock.now(),
        }
        for number, person in enumerate([*people, *shared], start=1)
    ]  # fmt: skip
    session.execute(insert(Enrolment), seats)
    session.expire(cohort, ["lessons"])
    return people


def duties(people: list[Person], enterprise_id: str) -> Iterator[dict[str, object]]:
    """Four weeks of late shifts, which leave the mornings free."""
    for person in people:
        for number in range(28):
            day = MONDAY + timedelta(days=number)
            yield {
                "id": new_id(), "person_id": person.id, "enterprise_id": enterprise_id, "day": day,
                "start_minute": 14 * 60, "end_minute": 22 * 60,
            }  # fmt: skip


def bookings(
    draft: Timetable, cohort: Cohort, workshop: Workshop, instructor: Instructor, *, afternoon: bool
) -> Iterator[dict[str, object]]:
    """Every lesson of a cohort: Monday, Wednesday and Friday of the first twelve weeks."""
    for number, lesson in enumerate(sorted(cohort.lessons, key=lambda row: row.position)):
        yield {
            "id": new_id(), "timetable_id": draft.id, "lesson_id": lesson.id, "periods": lesson.periods,
            "day": MONDAY + timedelta(weeks=number // 3, days=number % 3 * 2), "first_period": 5 if afternoon else 1,
            "workshop_id": workshop.id, "instructor_id": instructor.id,
        }  # fmt: skip


if __name__ == "__main__":
    main()
