"""A timetable read against its problem: each booking with the objects it names, for the plain checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

from solver.faults import is_date
from solver.problem import Cohort, Commitment, Instructor, Lesson, Module, Period, Problem, Workshop
from solver.timetable import Booking, Timetable


@dataclass(frozen=True, slots=True)
class Placed:
    """A booking with everything it refers to; `last` is its last period, as far as the day goes.

    `attending` are the cohorts that come, the module's own first; `heads` is how many people they bring.
    """

    booking: Booking
    lesson: Lesson
    module: Module
    cohort: Cohort
    workshop: Workshop
    instructor: Instructor
    day: str
    first: int
    last: int
    attending: tuple[Cohort, ...]
    heads: int


@dataclass(frozen=True, slots=True)
class Event:
    """A stretch of a day on which someone or something is busy: a lesson or a commitment.

    `cohorts` take part in it as a whole.
    """

    kind: str
    id: str
    day: str
    first: int
    last: int
    base: str | None
    cohorts: tuple[str, ...] = ()

    @property
    def is_lesson(self) -> bool:
        """Whether this is a lesson of the timetable, not a fixed commitment."""
        return self.kind == "lesson"

    @property
    def periods(self) -> int:
        """How many periods it takes."""
        return self.last - self.first + 1

    def overlaps(self, other: Event) -> bool:
        """Whether both share a period of the same day."""
        return self.day == other.day and self.first <= other.last and other.first <= self.last


# The properties of a reading that no booking changes.
_OF_PROBLEM = ("attending", "pools", "numbers", "trainee_cohorts", "wholes", "kin", "trainee_commitments", "_travel")


class Reading:
    """The bookings that can be read (all ids known), grouped the ways the rules ask for."""

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self.problem = problem
        self.timetable = timetable
        self.lessons = {lesson.id: lesson for lesson in problem.lessons}
        self.modules = {module.id: module for module in problem.modules}
        self.cohorts = {cohort.id: cohort for cohort in problem.cohorts}
        self.workshops = {workshop.id: workshop for workshop in problem.workshops}
        self.instructors = {instructor.id: instructor for instructor in problem.instructors}
        self.bases = {base.id: base for base in problem.bases}
        self.days = {day.date: day for day in problem.days}
        self.placed: list[Placed] = []
        self.unreadable: list[tuple[Booking, str, str]] = []
        for booking in sorted(timetable.bookings, key=lambda b: (b.day, b.first_period, b.lesson)):
            self._read(booking)

    def grouped(self) -> Reading:
        """The same with everything grouped that hangs on the problem alone, for those who share it."""
        for name in _OF_PROBLEM:
            getattr(self, name)
        return self

    def _read(self, booking: Booking) -> None:
        if not self._is_readable(booking):
            self.unreadable += [(booking, field, value) for field, value in self._unknown(booking)]
            return
        lesson = self.lessons[booking.lesson]
        module = self.modules[lesson.module]
        last = min(booking.first_period + lesson.periods - 1, len(self.problem.periods))
        attending = self.attending[module.id]
        self.placed.append(
            Placed(
                booking,
                lesson,
                module,
                self.cohorts[module.cohort],
                self.workshops[booking.workshop],
                self.instructors[booking.instructor],
                booking.day,
                booking.first_period,
                last,
                attending,
                heads_of(module, attending),
            )
        )

    @cached_property
    def attending(self) -> dict[str, tuple[Cohort, ...]]:
        """For each module the cohorts that come to its lessons, its own first."""
        return {
            module.id: (self.cohorts[module.cohort], *(self.cohorts[also] for also in module.also))
            for module in self.problem.modules
        }

    @cached_property
    def pools(self) -> dict[str, dict[str | None, int]]:
        """For each workshop the workstations of each equipment type, and the seats as those of None."""
        return {
            workshop.id: {None: workshop.seats, **{entry.equipment: entry.count for entry in workshop.stations}}
            for workshop in self.problem.workshops
        }

    def _is_readable(self, booking: Booking) -> bool:
        return (
            booking.lesson in self.lessons
            and booking.workshop in self.workshops
            and booking.instructor in self.instructors
            and self._is_day(booking.day)
            and self._has_period(booking.first_period)
        )

    def _unknown(self, booking: Booking) -> list[tuple[str, str]]:
        known = (
            ("lesson", booking.lesson, booking.lesson in self.lessons),
            ("workshop", booking.workshop, booking.workshop in self.workshops),
            ("instructor", booking.instructor, booking.instructor in self.instructors),
            ("day", booking.day, self._is_day(booking.day)),
            ("first_period", str(booking.first_period), self._has_period(booking.first_period)),
        )
        return [(field, str(value)) for field, value, is_known in known if not is_known]

    def _is_day(self, day: object) -> bool:
        return isinstance(day, str) and (day in self.days or is_date(day))

    def _has_period(self, number: object) -> bool:
        return isinstance(number, int) and 1 <= number <= len(self.problem.periods)

    @cached_property
    def by_module(self) -> dict[str, list[Placed]]:
        """Placed lessons of each module, in the order of their numbers."""
        groups: dict[str, list[Placed]] = defaultdict(list)
        for placed in self.placed:
            groups[placed.module.id].append(placed)
        for group in groups.values():
            group.sort(key=lambda placed: placed.lesson.number)
        return groups

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """All lesson numbers of each module, in order, placed or not."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for lesson in self.problem.lessons:
            numbers[lesson.module].append(lesson.number)
        return {module: sorted(found) for module, found in numbers.items()}

    @cached_property
    def trainee_cohorts(self) -> dict[str, list[str]]:
        """The cohorts of each trainee."""
        found: dict[str, list[str]] = defaultdict(list)
        for cohort in self.problem.cohorts:
            for trainee in cohort.trainees:
                found[trainee].append(cohort.id)
        return found

    @cached_property
    def wholes(self) -> dict[str, list[str]]:
        """For each cohort what it is part of, then what that one is part of, and so on; empty if it is no group."""
        found: dict[str, list[str]] = {}
        for cohort in self.problem.cohorts:
            found[cohort.id] = []
            above = cohort.part_of
            while above is not None:
                found[cohort.id].append(above)
                above = self.cohorts[above].part_of
        return found

    @cached_property
    def kin(self) -> dict[str, set[str]]:
        """For each cohort what it is part of and what is part of it; groups beside each other are not kin."""
        found = {cohort: set(above) for cohort, above in self.wholes.items()}
        for cohort, above in self.wholes.items():
            for whole in above:
                found[whole].add(cohort)
        return found

    @cached_property
    def lesson_events(self) -> list[Event]:
        """The placed lessons as events, in the same order."""
        return [event_of(placed) for placed in self.placed]

    @cached_property
    def cohort_events(self) -> dict[str, list[Event]]:
        """What each cohort does: the lessons that it attends and its own commitments."""
        events: dict[str, list[Event]] = defaultdict(list)
        for event in self.lesson_events:
            for cohort in event.cohorts:
                events[cohort].append(event)
        for event, _ in self._commitments:
            for cohort in event.cohorts:
                events[cohort].append(event)
        return events

    @cached_property
    def instructor_events(self) -> dict[str, list[Event]]:
        """What each instructor does: lessons and commitments."""
        events: dict[str, list[Event]] = defaultdict(list)
        for placed, event in zip(self.placed, self.lesson_events, strict=True):
            events[placed.instructor.id].append(event)
        for event, commitment in self._commitments:
            for instructor in commitment.instructors:
                events[instructor].append(event)
        return events

    @cached_property
    def trainee_commitments(self) -> dict[str, list[Event]]:
        """The commitments that name a trainee."""
        events: dict[str, list[Event]] = defaultdict(list)
        for event, commitment in self._commitments:
            for trainee in commitment.trainees:
                events[trainee].append(event)
        return events

    @cached_property
    def _commitments(self) -> list[tuple[Event, Commitment]]:
        found = []
        for item in self.problem.commitments:
            base = self.workshops[item.workshop].base if item.workshop is not None else item.base
            last = item.first_period + item.periods - 1
            event = Event("commitment", item.id, item.day, item.first_period, last, base, item.cohorts)
            found.append((event, item))
        return found

    def gap_minutes(self, one: Event, other: Event) -> int:
        """Minutes between the end of the earlier and the start of the later; negative when they overlap."""
        early, late = sorted((one, other), key=lambda event: (event.first, event.last))
        periods = self.problem.periods
        return periods[late.first - 1].start_minute - periods[early.last - 1].end_minute

    @cached_property
    def _travel(self) -> dict[tuple[str, str], int]:
        there = {(leg.origin, leg.destination): leg.minutes for leg in self.problem.travel}
        back = {(destination, origin): minutes for (origin, destination), minutes in there.items()}
        return {**back, **there}

    def travel_minutes(self, one: Event, other: Event) -> int:
        """Minutes of travel from the earlier event's base to the later one's."""
        early, late = sorted((one, other), key=lambda event: (event.first, event.last))
        return self._travel.get((early.base or "", late.base or ""), 0)

    def stations_needed(self, placed: Placed) -> tuple[str | None, int]:
        """Equipment type and workstations that a lesson takes; (None, seats) when it needs seats."""
        return need_of(placed.module, placed.heads)


def heads_of(module: Module, attending: Iterable[Cohort]) -> int:
    """How many people come to a module's lessons: as given, or everybody in the cohorts that attend."""
    return sum(cohort.size for cohort in attending) if module.heads is None else module.heads


def need_of(module: Module, heads: int) -> tuple[str | None, int]:
    """Equipment type and count a module's lesson takes of a workshop; (None, seats) when it needs seats."""
    if module.kind == "practice" and module.equipment is not None:
        return module.equipment, -(-heads // module.trainees_per_station)
    return None, heads


def event_of(placed: Placed) -> Event:
    """The stretch of the day a placed lesson takes."""
    cohorts = tuple(cohort.id for cohort in placed.attending)
    base = placed.workshop.base
    return Event("lesson", placed.lesson.id, placed.day, placed.first, placed.last, base, cohorts)


def share_cohort(one: Event, other: Event, cohorts: Iterable[str]) -> bool:
    """Whether one of these cohorts takes part in both as a whole."""
    return any(cohort in one.cohorts and cohort in other.cohorts for cohort in cohorts)


def first_hit(
    periods: tuple[Period, ...], day: str, numbers: Iterable[int], start: datetime, end: datetime
) -> int | None:
    """The first of these periods of a day that falls between two moments; None when all of them are clear."""
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time())
    for number in numbers:
        begins = midnight + timedelta(minutes=periods[number - 1].start_minute)
        ends = midnight + timedelta(minutes=periods[number - 1].end_minute)
        if begins < end and start < ends:
            return number
    return None


def days_from(first: str, last: str) -> int:
    """Days from one ISO date to another."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


@lru_cache(maxsize=4096)
def week_of(day: str) -> str:
    """The Monday of the ISO date's week."""
    moment = date.fromisoformat(day)
    return (moment - timedelta(days=moment.weekday())).isoformat()
