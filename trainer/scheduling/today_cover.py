"""Who could take over a lesson of today: no search moves it any more, but a call does."""

from __future__ import annotations

from collections.abc import Iterator

import solver
from solver.rules.opening import closed_period
from trainer.models.resources import Instructor
from trainer.models.scheduling import Booking
from trainer.scheduling.open_days import works_as
from trainer.scheduling.problem_places import qualifications_of, solver_instructors, subject_key
from trainer.scheduling.situation import Situation


def free_today(situation: Situation, booking: Booking) -> list[Instructor]:
    """The instructors who may teach a lesson of today, are there, and teach nothing else meanwhile; by name."""
    day = solver.Day(situation.today.isoformat(), works_as(situation.calendar, situation.today))
    present = {
        row.id
        for row in solver_instructors(situation, (None, None))
        if closed_period(row.availability, day, booking.first_period, booking.last_period) is None
    }
    busy = set(_teaching(situation, booking.first_period, booking.last_period))
    found = [row for row in situation.instructors if row.id in present - busy and _may_teach(situation, row, booking)]
    return sorted(found, key=lambda row: (row.person.name, row.id))


def _teaching(situation: Situation, first: int, last: int) -> Iterator[str]:
    """Who teaches today in one of these periods."""
    for booking in situation.taught.values():
        if booking.day == situation.today and booking.first_period <= last and first <= booking.last_period:
            yield booking.instructor_id


def _may_teach(situation: Situation, instructor: Instructor, booking: Booking) -> bool:
    module, course = booking.lesson.module, booking.lesson.cohort.course_version.course
    subject, today = subject_key(course.occupation_id, module.instructor_level), situation.today.isoformat()
    held = (found for row in instructor.qualifications for found in qualifications_of(row))
    return any(
        found.subject == subject
        and found.kind in ("both", module.kind.value)
        and (found.first_day or today) <= today <= (found.last_day or today)
        for found in held
    )
