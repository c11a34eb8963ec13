"""What can happen to a published timetable, and the problem as it is afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from solver.problem import (
    Availability,
    Closure,
    Cohort,
    Forbidden,
    Instructor,
    LineShare,
    Lock,
    Module,
    Problem,
    Workshop,
)
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
    """A lesson has to be at another time or place; what is None may stay as it is or change.

    With `elsewhere` it leaves the periods at which it is published, wherever it goes.
    """

    lesson: str
    day: str | None = None
    first_period: int | None = None
    workshop: str | None = None
    instructor: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class PlacesForbidden:
    """Some lessons may not have a time any more, or a workshop or an instructor at that time; others may."""

    lessons: tuple[str, ...]
    forbidden: Forbidden


@dataclass(frozen=True, slots=True)
class CohortWithdrawn:
    """A cohort gives up its lessons from a day on."""

    cohort: str
    first_day: str


@dataclass(frozen=True, slots=True)
class TraineeWithdrawn:
    """A trainee leaves all cohorts: each has a head less, and so has `line`, on which the trainee worked."""

    trainee: str
    line: str | None = None


Incident = InstructorAway | WorkshopClosed | LessonMoved | PlacesForbidden | CohortWithdrawn | TraineeWithdrawn


def after_incident(
    problem: Problem,
    published: Timetable,
    incidents: Iterable[Incident],
    *,
    today: str | None = None,
    begun: int | None = None,
) -> Problem:
    """The problem after the incidents, with the published timetable to be changed as little as possible.

    Lessons on or before `today` (ISO date) are locked, and no other goes there; with `begun`, of today only those
    that begin in this period or before. Raises ValueError for an id that the problem does not know.
    """
    for incident in incidents:
        problem = _applied(problem, incident, published)
    kept = {lesson.id for lesson in problem.lessons}
    bookings = tuple(booking for booking in published.bookings if booking.lesson in kept)
    changed = replace(problem, published=bookings)
    return changed if today is None else _with_past_locked(changed, today, begun)


def _applied(problem: Problem, incident: Incident, published: Timetable) -> Problem:
    if isinstance(incident, InstructorAway):
        _must_know("instructor", incident.instructor, problem.instructors)
        return replace(problem, instructors=tuple(_away(one, incident) for one in problem.instructors))
    if isinstance(incident, WorkshopClosed):
        _must_know("workshop", incident.workshop, problem.workshops)
        return replace(problem, workshops=tuple(_closed(one, incident) for one in problem.workshops))
    if isinstance(incident, LessonMoved):
        _must_know("lesson", incident.lesson, problem.lessons)
        return _moved(problem, incident, published)
    if isinstance(incident, PlacesForbidden):
        for lesson in incident.lessons:
            _must_know("lesson", lesson, problem.lessons)
        return _keeping_off(problem, dict.fromkeys(incident.lessons, (incident.forbidden,)))
    if isinstance(incident, TraineeWithdrawn):
        return _without_trainee(problem, incident)
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


def _moved(problem: Problem, incident: LessonMoved, published: Timetable) -> Problem:
    """The lesson held where it has to be, and kept off the periods that it leaves."""
    if incident.elsewhere:
        here = next((booking for booking in published.bookings if booking.lesson == incident.lesson), None)
        if here is None:
            raise ValueError(f"lesson '{incident.lesson}' is not published, so it has no place to leave")
        lesson = next(item for item in problem.lessons if item.id == incident.lesson)
        periods = tuple(range(here.first_period, here.first_period + lesson.periods))
        problem = _keeping_off(problem, {lesson.id: (Forbidden(here.day, here.day, periods),)})
    lock = Lock(incident.day, incident.first_period, incident.workshop, incident.instructor)
    return problem if lock == Lock() else _with_locks(problem, {incident.lesson: lock})


def _keeping_off(problem: Problem, forbidden: Mapping[str, tuple[Forbidden, ...]]) -> Problem:
    lessons = (
        replace(lesson, forbidden=(*lesson.forbidden, *forbidden[lesson.id])) if lesson.id in forbidden else lesson
        for lesson in problem.lessons
    )
    return replace(problem, lessons=tuple(lessons))


def _with_past_locked(problem: Problem, today: str, begun: int | None) -> Problem:
    """What is over stays, and nothing else goes there."""
    past = {booking.lesson: booking for booking in problem.published if _is_over(booking, today, begun)}
    over: tuple[Forbidden, ...] = (Forbidden(last_day=today),)
    if begun is not None:
        before = (date.fromisoformat(today) - timedelta(days=1)).isoformat()
        hours = (Forbidden(today, today, tuple(range(1, begun + 1))),) if begun else ()
        over = (Forbidden(last_day=before), *hours)
    to_come = {lesson.id: over for lesson in problem.lessons if lesson.id not in past}
    return _with_locks(_keeping_off(problem, to_come), {lesson: lock_of(booking) for lesson, booking in past.items()})


def _is_over(booking: Booking, today: str, begun: int | None) -> bool:
    return booking.day < today or (booking.day == today and (begun is None or booking.first_period <= begun))


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


def _without_trainee(problem: Problem, incident: TraineeWithdrawn) -> Problem:
    """A head less wherever the trainee is named; seats and workstations follow from the heads."""
    left = incident.trainee
    own = {cohort.id for cohort in problem.cohorts if left in cohort.trainees}
    if not own:
        raise ValueError(f"there is no trainee '{left}'")
    for cohort in problem.cohorts:
        if cohort.id in own and cohort.size == 1:
            raise ValueError(f"trainee '{left}' is the last of cohort '{cohort.id}'; withdraw the cohort")
    cohorts = tuple(_smaller(cohort, incident) if cohort.id in own else cohort for cohort in problem.cohorts)
    sizes = {cohort.id: cohort.size for cohort in cohorts}
    duties = (replace(duty, trainees=_others(duty.trainees, left)) for duty in problem.duties)
    commitments = (replace(item, trainees=_others(item.trainees, left)) for item in problem.commitments)
    return replace(
        problem,
        cohorts=cohorts,
        modules=tuple(_attended_by_fewer(module, own, sizes) for module in problem.modules),
        duties=tuple(duty for duty in duties if duty.cohorts or duty.trainees),
        commitments=tuple(x for x in commitments if x.cohorts or x.trainees or x.instructors or x.workshop),
    )


def _smaller(cohort: Cohort, incident: TraineeWithdrawn) -> Cohort:
    shares = (LineShare(s.line, s.heads - (s.line == incident.line)) for s in cohort.lines)
    return replace(
        cohort,
        size=cohort.size - 1,
        trainees=_others(cohort.trainees, incident.trainee),
        lines=tuple(share for share in shares if share.heads),
    )


def _attended_by_fewer(module: Module, cohorts: set[str], sizes: Mapping[str, int]) -> Module:
    """Where a module says how many come, they are no more than there are."""
    attending = (module.cohort, *module.also)
    if module.heads is None or cohorts.isdisjoint(attending):
        return module
    return replace(module, heads=min(module.heads, sum(sizes[cohort] for cohort in attending)))


def _others(trainees: tuple[str, ...], left: str) -> tuple[str, ...]:
    return tuple(trainee for trainee in trainees if trainee != left)
