"""What a search for repairs found, as JSON to keep, and read again as ways to go on with the people they touch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

import solver
from solver.repair import Obstacle, Repair, RepairResult, sentences_of_obstacle
from trainer.kit.db import batches
from trainer.kit.messages import bilingual
from trainer.models.programmes import Cohort, Lesson
from trainer.models.repairs import TimetableRepair
from trainer.models.resources import Instructor, Workshop
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.changes import Change, Difference, difference
from trainer.scheduling.drafts import Placed
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.situation import SCHEDULABLE, Situation
from trainer.scheduling.wording import Names


@dataclass(frozen=True)
class Way:
    """One way to go on: the new places of the lessons that change, and what the search says about it.

    `people` counts the heads of the cohorts whose lessons move, and the instructors who gain or lose one.
    """

    number: int
    kind: str
    places: Sequence[Placed]
    before: Mapping[str, Placed]
    people: int
    cohorts: Sequence[str]
    instructors: Sequence[str]
    is_least: bool
    spares_weary: bool

    def is_within(self, most_touched: int | None) -> bool:
        """Whether the way touches no more people than the cap allows."""
        return most_touched is None or self.people <= most_touched


def outcome_of(problem: solver.Problem, result: RepairResult, names: Names) -> dict[str, Any]:
    """The result of a search as JSON, the reasons in both languages."""
    periods = {lesson.id: lesson.periods for lesson in problem.lessons}
    return {
        "hit": list(result.hit),
        "least_touched": result.least_touched,
        "is_impossible": result.is_impossible,
        "is_stopped": result.is_stopped,
        "obstacles": [_obstacle_json(found, names) for found in result.obstacles],
        "seconds": round(result.seconds, 1),
        "seed": result.seed,
        "lessons": len(problem.lessons),
        "ways": [_way_json(found, periods) for found in result.repairs],
    }


def ways_of(repair: TimetableRepair) -> list[Way]:
    """The ways that a search found, fewest people first."""
    return [_way(number, stored) for number, stored in enumerate(repair.outcome.get("ways", ()), start=1)]


def way_of(repair: TimetableRepair, number: int) -> Way | None:
    """One of the ways by its number from 1 on."""
    return next((way for way in ways_of(repair) if way.number == number), None)


def changes_of(session: Session, ways: Iterable[Way]) -> dict[int, list[Change]]:
    """The changes of each way as bookings before and after; the new ones are in no version yet."""
    found = list(ways)
    places = [place for way in found for place in (*way.places, *way.before.values())]
    rows = _Rows(session, places)
    return {
        way.number: [Change(rows.booking(way.before.get(place.lesson_id)), rows.booking(place)) for place in way.places]
        for way in found
    }


def told_by(
    session: Session, situation: Situation, in_force: Timetable, changes: Sequence[Change], *, withdrawn: Sequence[str]
) -> Difference:
    """Who would be told when these changes are published; cohorts in `withdrawn` lose their lessons."""
    old = bookings_of(session, in_force)
    changed = {change.booking.lesson_id: change.booking for change in changes}
    kept = [booking for booking in old if booking.lesson.cohort_id not in withdrawn]
    return difference(session, old, [changed.get(row.lesson_id, row) for row in kept], situation.today)


def withdrawn_cohorts(bookings: Iterable[Booking]) -> list[str]:
    """The cohorts of these bookings that have no lessons to come any more."""
    cohorts: dict[str, Cohort] = {booking.lesson.cohort_id: booking.lesson.cohort for booking in bookings}
    return [cohort.id for cohort in cohorts.values() if cohort.state not in SCHEDULABLE]


class _Rows:
    """The lessons, workshops and instructors that places name, loaded at once."""

    def __init__(self, session: Session, places: Sequence[Placed]) -> None:
        lesson = (selectinload(Lesson.cohort).selectinload(Cohort.programme), selectinload(Lesson.module))
        person = (selectinload(Instructor.person),)
        self.lessons = _by_id(session, Lesson, {place.lesson_id for place in places}, lesson)
        self.workshops = _by_id(session, Workshop, {place.workshop_id for place in places}, ())
        self.instructors = _by_id(session, Instructor, {place.instructor_id for place in places}, person)

    def booking(self, place: Placed | None) -> Booking | None:
        """A booking of no version at a place."""
        if place is None:
            return None
        return Booking(
            lesson_id=place.lesson_id,
            lesson=self.lessons[place.lesson_id],
            day=place.day,
            first_period=place.first_period,
            periods=place.periods,
            workshop_id=place.workshop_id,
            workshop=self.workshops[place.workshop_id],
            instructor_id=place.instructor_id,
            instructor=self.instructors[place.instructor_id],
        )


def _by_id(session: Session, table: Any, ids: set[str], parts: Sequence[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for batch in batches(sorted(ids)):
        found.update({row.id: row for row in session.scalars(select(table).where(table.id.in_(batch)).options(*parts))})
    return found


def _obstacle_json(found: Obstacle, names: Names) -> dict[str, Any]:
    """A reason: its sentences, the first one says what, the others why."""
    english = sentences_of_obstacle(found, lambda kind, id_: names.of(kind, id_).text, "en")
    chinese = sentences_of_obstacle(found, lambda kind, id_: names.of(kind, id_).chinese, "zh")
    said = [bilingual(*both).to_json() for both in zip(english, chinese, strict=True)]
    return {"why": found.why.value, "is_proved": found.is_proved, "said": said}


def _way_json(found: Repair, periods: Mapping[str, int]) -> dict[str, Any]:
    changes = [
        {
            "lesson": change.lesson,
            "periods": periods[change.lesson],
            "before": _place_json(change.before),
            "after": _place_json(change.after),
        }
        for change in found.changes
    ]
    return {
        "kind": found.kind,
        "changes": changes,
        "people": found.touched.people,
        "cohorts": list(found.touched.cohorts),
        "instructors": list(found.touched.instructors),
        "cost": found.cost,
        "is_least": found.is_least,
        "spares_weary": found.spares_weary,
    }


def _place_json(booking: solver.Booking | None) -> list[Any] | None:
    return None if booking is None else [booking.day, booking.first_period, booking.workshop, booking.instructor]


def _way(number: int, stored: Mapping[str, Any]) -> Way:
    changes = stored["changes"]
    before = {change["lesson"]: _placed(change, "before") for change in changes if change["before"] is not None}
    return Way(
        number=number,
        kind=stored["kind"],
        places=[_placed(change, "after") for change in changes],
        before=before,
        people=stored["people"],
        cohorts=stored["cohorts"],
        instructors=stored["instructors"],
        is_least=stored["is_least"],
        spares_weary=stored["spares_weary"],
    )


def _placed(change: Mapping[str, Any], key: str) -> Placed:
    day, first_period, workshop, instructor = change[key]
    return Placed(change["lesson"], date.fromisoformat(day), first_period, change["periods"], workshop, instructor)
