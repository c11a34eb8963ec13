"""What can happen to a published timetable, and the problem as it is afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from solver.problem import Availability, Closure, Instructor, Lock, Module, Problem, Workshop
from solver.timetable import Booking, Timetable


@dataclass(frozen=True, slots=True)
class InstructorAway:
    """An instructor is away from one day to another, both included; no periods means the whole day."""

    instructor: str
    first_day: str
    last_day: str
    periods: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkshopClosed:
    """A workshop is closed from one day to another, both included."""

    workshop: str
    first_day: str
    last_day: str
    periods: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LessonMoved:
    """A lesson has to be at another time or place; what is None may stay as it is or change."""

    lesson: str
    day: str | None = None
    first_period: int | None = None
    workshop: str | None = None
    instructor: str | None = None


@dataclass(frozen=True, slots=True)
class CohortWithdrawn:
    """A cohort gives up its lessons from a day on."""

    cohort: str
    first_day: str


Incident = InstructorAway | WorkshopClosed | LessonMoved | CohortWithdrawn


def after_incident(
    problem: Problem, published: Timetable, incidents: Iterable[Incident], *, today: str | None = None
) -> Problem:
    """The problem after the incidents, with the published timetable to be changed as little as possible.

    Lessons on or before `today` (ISO date) are locked. Raises ValueError for an id that the problem does not know.
    """
    for incident in incidents:
        problem = _applied(problem, incident, published)
    kept = {lesson.id for lesson in problem.lessons}
    bookings = tuple(booking for booking in published.bookings if booking.lesson in kept)
    changed = replace(problem, published=bookings)
    return changed if today is None else _with_past_locked(changed, today)


def _applied(problem: Problem, incident: Incident, published: Timetable) -> Problem:
    if isinstance(incident, InstructorAway):
        _must_know("instructor", incident.instructor, problem.instructors)
        return replace(problem, instructors=tuple(_away(one, incident) for one in problem.instructors))
    if isinstance(incident, WorkshopClosed):
        _must_know("workshop", incident.workshop, problem.workshops)
        return replace(problem, workshops=tuple(_closed(one, incident) for one in problem.workshops))
    if isinstance(incident, LessonMoved):
        _must_know("lesson", incident.lesson, problem.lessons)
        lock = Lock(incident.day, incident.first_period, incident.workshop, incident.instructor)
        return _with_locks(problem, {incident.lesson: lock})
    _must_know("cohort", incident.cohort, problem.cohorts)
    return _without(problem, incident, published)


def _must_know(kind: str, id_: str, items: Iterable[Instructor | Workshop | object]) -> None:
    if id_ not in {getattr(item, "id", None) for item in items}:
        raise ValueError(f"there is no {kind} '{id_}'")


def _away(instructor: Instructor, incident: InstructorAway) -> Instructor:
    if instructor.id != incident.instructor:
        return instructor
    closure = Closure(incident.first_day, incident.last_day, incident.periods)
    return replace(instructor, availability=_less(instructor.availability, closure))


def _closed(workshop: Workshop, incident: WorkshopClosed) -> Workshop:
    if workshop.id != incident.workshop:
        return workshop
    closure = Closure(incident.first_day, incident.last_day, incident.periods)
    return replace(workshop, availability=_less(workshop.availability, closure))


def _less(availability: Availability, closure: Closure) -> Availability:
    return replace(availability, closures=(*availability.closures, closure))


def _with_locks(problem: Problem, locks: dict[str, Lock]) -> Problem:
    lessons = (replace(lesson, locked=locks[lesson.id]) if lesson.id in locks else lesson for lesson in problem.lessons)
    return replace(problem, lessons=tuple(lessons))


def _with_past_locked(problem: Problem, today: str) -> Problem:
    past = [booking for booking in problem.published if booking.day <= today]
    return _with_locks(problem, {booking.lesson: lock_of(booking) for booking in past})


def lock_of(booking: Booking) -> Lock:
    """The lock that holds a lesson where it is booked."""
    return Lock(booking.day, booking.first_period, booking.workshop, booking.instructor)


def _without(problem: Problem, incident: CohortWithdrawn, published: Timetable) -> Problem:
    """Drop the lessons to come that only this cohort attends; where others attend too, it stays away."""
    day_of = {booking.lesson: booking.day for booking in published.bookings}
    alone = {module.id for module in problem.modules if module.cohort == incident.cohort and not module.also}
    lessons = tuple(
        lesson
        for lesson in problem.lessons
        if lesson.module not in alone or day_of.get(lesson.id, incident.first_day) < incident.first_day
    )
    modules = tuple(_module_without(module, incident.cohort) for module in problem.modules)
    return replace(problem, lessons=lessons, modules=modules)


def _module_without(module: Module, cohort: str) -> Module:
    if cohort in module.also:
        return replace(module, also=tuple(other for other in module.also if other != cohort))
    if module.cohort == cohort and module.also:
        return replace(module, cohort=module.also[0], also=module.also[1:])
    return module
