"""What differs between the published timetable and another one, and whom it touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solver.problem import Problem
from solver.timetable import Booking, Timetable


@dataclass(frozen=True, slots=True)
class Change:
    """One lesson that stands elsewhere; `before` is None when it was not booked."""

    lesson: str
    before: Booking | None
    after: Booking


@dataclass(frozen=True, slots=True)
class Touched:
    """Who has to do something different: cohorts with their heads, and instructors."""

    cohorts: tuple[str, ...]
    instructors: tuple[str, ...]
    people: int


def changes_between(published: Iterable[Booking], timetable: Timetable) -> tuple[Change, ...]:
    """The lessons that differ, by day and period of the new place."""
    before = {booking.lesson: booking for booking in published}
    found = [
        Change(booking.lesson, before.get(booking.lesson), booking)
        for booking in timetable.bookings
        if before.get(booking.lesson) != booking
    ]
    return tuple(sorted(found, key=lambda change: (change.after.day, change.after.first_period, change.lesson)))


def touched_by(problem: Problem, changes: Iterable[Change]) -> Touched:
    """Everybody whom the changes touch, as `people_touched` counts them (docs/rules.md)."""
    modules = {module.id: module for module in problem.modules}
    module_of = {lesson.id: modules[lesson.module] for lesson in problem.lessons}
    sizes = {cohort.id: cohort.size for cohort in problem.cohorts}
    cohorts: set[str] = set()
    instructors: set[str] = set()
    for change in changes:
        before, after = change.before, change.after
        if before is None:
            continue
        is_moved = (before.day, before.first_period, before.workshop) != (after.day, after.first_period, after.workshop)
        if is_moved:
            module = module_of[change.lesson]
            cohorts.update((module.cohort, *module.also))
        if is_moved or before.instructor != after.instructor:
            instructors.update((before.instructor, after.instructor))
    people = sum(sizes[cohort] for cohort in cohorts) + len(instructors)
    return Touched(tuple(sorted(cohorts)), tuple(sorted(instructors)), people)
