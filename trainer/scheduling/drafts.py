"""Making draft versions of a timetable: from a run's result, or from an earlier version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

import solver
from trainer.kit.ids import new_id
from trainer.models.scheduling import Booking, Timetable, TimetableState
from trainer.scheduling.judge import Place
from trainer.scheduling.queries import published_timetable
from trainer.scheduling.situation import Situation


@dataclass(frozen=True)
class Placed:
    """Where a lesson is to stand in a new version."""

    lesson_id: str
    day: date
    first_period: int
    periods: int
    workshop_id: str
    instructor_id: str


def make_draft(
    session: Session,
    situation: Situation,
    places: Iterable[Place],
    *,
    made_by_id: str | None,
    run_id: str | None = None,
    based_on: Timetable | None = None,
    note: str = "",
) -> Timetable:
    """A new draft: the lessons to come as `places` say, those of today and before as the timetable in force has them.

    Places of lessons that are no longer to come (over, or of a cohort that was cancelled) are left out.
    """
    organisation_id = situation.organisation.id
    base = based_on or published_timetable(session, organisation_id)
    timetable = Timetable(
        organisation_id=organisation_id,
        number=next_number(session, organisation_id),
        state=TimetableState.DRAFT,
        run_id=run_id,
        based_on_id=base.id if base is not None else None,
        made_by_id=made_by_id,
        note=note,
    )
    session.add(timetable)
    session.flush()
    to_come = {lesson.id for lessons in situation.open_lessons.values() for lesson in lessons}
    kept = [place for place in places if place.lesson_id in to_come and place.day > situation.today]
    rows = [_row(timetable, place) for place in (*situation.taught.values(), *kept)]
    if rows:
        session.execute(insert(Booking), rows)
    return timetable


def next_number(session: Session, organisation_id: str) -> int:
    """The number of an organisation's next version."""
    highest = select(func.max(Timetable.number)).where(Timetable.organisation_id == organisation_id)
    return (session.scalar(highest) or 0) + 1


def placed_of(problem: solver.Problem, timetable: solver.Timetable) -> list[Placed]:
    """The solver's bookings as places."""
    periods = {lesson.id: lesson.periods for lesson in problem.lessons}
    return [
        Placed(
            lesson_id=booking.lesson,
            day=date.fromisoformat(booking.day),
            first_period=booking.first_period,
            periods=periods[booking.lesson],
            workshop_id=booking.workshop,
            instructor_id=booking.instructor,
        )
        for booking in timetable.bookings
    ]


def _row(timetable: Timetable, place: Place) -> dict[str, object]:
    return {
        "id": new_id(),
        "timetable_id": timetable.id,
        "lesson_id": place.lesson_id,
        "day": place.day,
        "first_period": place.first_period,
        "periods": place.periods,
        "workshop_id": place.workshop_id,
        "instructor_id": place.instructor_id,
    }
