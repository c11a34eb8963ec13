"""Who bears what in a version of the timetable: evenings, weekends, waiting and load, with the lessons behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from solver.figures import Fairness, InstructorLoad, LateShare, Load, OwnerWaiting, fairness
from trainer.models.organisations import Organisation
from trainer.models.resources import Base, HalfDay, Instructor, Workshop
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.day_grid import half_day_of
from trainer.scheduling.judge import solver_timetable
from trainer.scheduling.open_days import works_as
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.situation import Situation, load_situation

SATURDAY = 6
NOBODY = "-"


@dataclass(frozen=True)
class InstructorBurden:
    """An instructor's lesson periods to come, how many are late, and the load against what is allowed."""

    instructor: Instructor
    late: LateShare
    load: InstructorLoad


@dataclass(frozen=True)
class EnterpriseBurden:
    """An enterprise's late lesson periods and waiting days; None is the cohorts without an enterprise."""

    enterprise: Organisation | None
    late: LateShare | None
    waiting: OwnerWaiting


@dataclass(frozen=True)
class PlaceBurden:
    """The load of a base, or of one of its workshops."""

    place: Base | Workshop
    load: Load


@dataclass(frozen=True)
class Burdens:
    """Everything that the fairness page shows of a version, and the bookings that it was counted from."""

    situation: Situation
    bookings: Sequence[Booking]
    instructors: Sequence[InstructorBurden]
    enterprises: Sequence[EnterpriseBurden]
    places: Sequence[PlaceBurden]


def burdens_of(session: Session, timetable: Timetable, *, travel_minutes: int) -> Burdens:
    """Count a version's lessons from tomorrow on, with the data as they are now; those most burdened come first."""
    situation = load_situation(session, timetable.organisation_id)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    known = {lesson.id for lesson in problem.lessons}
    bookings = [row for row in bookings_of(session, timetable) if row.lesson_id in known and row.day > situation.today]
    found = fairness(problem, solver_timetable(bookings, situation.today))
    return Burdens(
        situation=situation,
        bookings=bookings,
        instructors=_instructors(situation, found),
        enterprises=_enterprises(session, found),
        places=_places(situation, found),
    )


def lessons_behind(burdens: Burdens, kind: str, id_: str, only: str) -> Sequence[Booking]:
    """The bookings that a figure counts: of an instructor, enterprise, base or workshop; all, late, or the first ones.

    `only` is "all", "evening", "weekend" or "first" (the first lesson of each cohort); anything unknown gives none.
    """
    of = _OWNERS.get(kind)
    own = [row for row in burdens.bookings if of is not None and of(row) == id_]
    if only == "first":
        firsts: dict[str, Booking] = {}
        for row in sorted(own, key=lambda row: (row.day, row.first_period)):
            firsts.setdefault(row.lesson.cohort_id, row)
        return list(firsts.values())
    calendar = burdens.situation.calendar
    tests: Mapping[str, Callable[[Booking], bool]] = {
        "all": lambda row: True,
        "evening": lambda row: half_day_of(row.first_period) is HalfDay.EVENING,
        "weekend": lambda row: works_as(calendar, row.day) >= SATURDAY,
    }
    return [row for row in own if only in tests and tests[only](row)]


def waiting_days(booking: Booking) -> int:
    """The days from a cohort's window to its first lesson."""
    starts_on: date = booking.lesson.cohort.starts_on
    return max((booking.day - starts_on).days, 0)


def _instructors(situation: Situation, found: Fairness) -> list[InstructorBurden]:
    late = {share.id: share for share in found.late if share.kind == "instructor"}
    rows = {row.id: row for row in situation.instructors}
    burdens = [InstructorBurden(rows[load.instructor], late[load.instructor], load) for load in found.instructors]
    return sorted(burdens, key=lambda row: (-row.late.evening - row.late.weekend, -row.load.periods, row.instructor.id))


def _enterprises(session: Session, found: Fairness) -> list[EnterpriseBurden]:
    late = {share.id: share for share in found.late if share.kind == "owner"}
    ids = [waiting.owner for waiting in found.waiting if waiting.owner is not None]
    rows = {row.id: row for row in session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    burdens = [
        EnterpriseBurden(rows.get(waiting.owner or ""), late.get(waiting.owner or ""), waiting)
        for waiting in found.waiting
    ]
    return sorted(burdens, key=lambda row: (-row.waiting.days, row.waiting.owner or ""))


def _places(situation: Situation, found: Fairness) -> list[PlaceBurden]:
    """Each base of the organisation, its workshops below it."""
    loads = {(load.kind, load.id): load for load in found.loads}
    burdens: list[PlaceBurden] = []
    for base in situation.bases:
        burdens.append(PlaceBurden(base, loads["base", base.id]))
        own = (workshop for workshop in situation.workshops if workshop.base_id == base.id)
        burdens += [PlaceBurden(workshop, loads["workshop", workshop.id]) for workshop in own]
    return burdens


_OWNERS: Mapping[str, Callable[[Booking], str]] = {
    "instructor": lambda row: row.instructor_id,
    "enterprise": lambda row: row.lesson.cohort.programme.enterprise_id or NOBODY,
    "base": lambda row: row.workshop.base_id,
    "workshop": lambda row: row.workshop_id,
}
