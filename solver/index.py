"""The problem compiled to integers: ids become positions, calendars become bit sets, orders become arcs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from solver.occupations import SEATS, Occupation, Occupations
from solver.problem import BOTH, HALF_DAYS, PRACTICE, THEORY, Lesson, Problem
from solver.timetable import Booking, Timetable


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a lesson stands, in integers: start slot, workshop and instructor positions."""

    slot: int
    workshop: int
    instructor: int


KINDS = {THEORY: (THEORY,), PRACTICE: (PRACTICE,), BOTH: (THEORY, PRACTICE)}


class Index(Occupations):
    """Integer view of a problem, built once and shared by model, search and bounds."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.lesson_count = len(problem.lessons)
        self.periods = [lesson.periods for lesson in problem.lessons]
        self.lengths = sorted(set(self.periods))
        self.module_need = [self._need(module) for module in range(len(problem.modules))]
        self.pool = [self.module_need[module][0] for module in self.module]
        self.need = [self.module_need[module][1] for module in self.module]
        self.shares = [problem.modules[module].shares_workshop for module in self.module]
        self.pools = [
            {SEATS: workshop.seats, **{entry.equipment: entry.count for entry in workshop.stations}}
            for workshop in problem.workshops
        ]
        self._fitting: dict[int, int] = {}

    def _need(self, module: int) -> tuple[str, int]:
        """The pool of a workshop that a module's lessons draw on, and how much of it."""
        item = self.problem.modules[module]
        heads = self.module_heads[module]
        if item.kind == PRACTICE and item.equipment is not None:
            return item.equipment, math.ceil(heads / item.trainees_per_station)
        return SEATS, heads

    def fitting_starts(self, periods: int) -> int:
        """All starts on the grid from which `periods` end on the same day."""
        if periods not in self._fitting:
            self._fitting[periods] = self.grid.fitting_starts(periods)
        return self._fitting[periods]

    @cached_property
    def module_lessons(self) -> list[list[int]]:
        """The lessons of each module in the order of their numbers."""
        groups: list[list[int]] = [[] for _ in self.problem.modules]
        for lesson, module in enumerate(self.module):
            groups[module].append(lesson)
        for group in groups:
            group.sort(key=lambda lesson: self.problem.lessons[lesson].number)
        return groups

    @cached_property
    def neighbours(self) -> list[tuple[int, int]]:
        """Pairs of lessons with adjacent numbers in a module, earlier first."""
        return [pair for group in self.module_lessons for pair in pairwise(group)]

    @cached_property
    def module_links(self) -> list[tuple[int, int, int, int | None]]:
        """(last lesson before, first lesson after, least days, most days) for each order of modules."""
        links = []
        for module, item in enumerate(self.problem.modules):
            for after in item.after:
                before = self.module_lessons[self.module_at[after.module]]
                follow = self.module_lessons[module]
                if before and follow:
                    links.append((before[-1], follow[0], after.least_days, after.most_days))
        return links

    @cached_property
    def slot_costs(self) -> list[int]:
        """For each slot 1 if it is in the evening, plus 1 if its day works as Saturday or Sunday."""
        evening = self.grid.half_day(HALF_DAYS[2])
        weekend = self.grid.mask_of_days(day for day, works_as in self.grid.works_as.items() if works_as >= 6)
        return [(evening >> slot & 1) + (weekend >> slot & 1) for slot in range(self.grid.slots)]

    @cached_property
    def half_days(self) -> list[int]:
        """For each slot a number that is the same exactly within one half-day of one day."""
        halves = [HALF_DAYS.index(period.half_day) for period in self.grid.periods]
        return [day * len(HALF_DAYS) + half for day in range(self.grid.days) for half in halves]

    @cached_property
    def even_share(self) -> list[int]:
        """For each cohort its periods a week if they were spread evenly, rounded up."""
        found = []
        for cohort, lessons in enumerate(self.cohort_lessons):
            item = self.problem.cohorts[cohort]
            span = self.grid.mask_between(item.first_day, item.last_day) & self.grid.open
            weeks = sum(1 for mask in self.grid.week_masks if mask & span)
            found.append(math.ceil(sum(self.periods[lesson] for lesson in lessons) / max(weeks, 1)))
        return found

    @cached_property
    def fair_load(self) -> int:
        """The periods of each able instructor if they were shared evenly, rounded up."""
        wanted = {(module.subject, module.kind) for module in self.problem.modules}
        able = 0
        for instructor in self.problem.instructors:
            held = {(q.subject, kind) for q in instructor.qualifications for kind in KINDS[q.kind]}
            able += bool(held & wanted)
        return math.ceil(sum(self.periods) / max(able, 1))

    def days_outside_wish(self, cohort: int, day: int) -> int:
        """How many days a day lies outside the wished window of a cohort."""
        first, last = self._wished[cohort]
        return max(0 if first is None else first - day, 0 if last is None else day - last, 0)

    @cached_property
    def _wished(self) -> list[tuple[int | None, int | None]]:
        """The first and the last day number that each cohort wishes for."""
        return [
            (
                None if item.wished_first_day is None else self.grid.day_of(item.wished_first_day),
                None if item.wished_last_day is None else self.grid.day_of(item.wished_last_day),
            )
            for item in self.problem.cohorts
        ]

    def lesson(self, at: int) -> Lesson:
        """The lesson at a position."""
        return self.problem.lessons[at]

    def placement(self, booking: Booking) -> Placement | None:
        """A booking in integers; None when it names something unknown or a time off the grid."""
        known = booking.workshop in self.workshop_at and booking.instructor in self.instructor_at
        lesson = self.lesson_at.get(booking.lesson)
        if lesson is None or not known:
            return None
        day = self.grid.day_of(booking.day)
        last = booking.first_period + self.periods[lesson] - 1
        if not self.grid.holds(day) or not 1 <= booking.first_period <= last <= self.grid.periods_a_day:
            return None
        slot = self.grid.slot(day, booking.first_period)
        return Placement(slot, self.workshop_at[booking.workshop], self.instructor_at[booking.instructor])

    def timetable(self, placements: dict[int, Placement]) -> Timetable:
        """Placements as a timetable with ids and dates, sorted by lesson."""
        bookings = []
        for lesson, placement in placements.items():
            day, first = self.grid.place_in_day(placement.slot)
            bookings.append(
                Booking(
                    self.problem.lessons[lesson].id,
                    self.grid.iso[day],
                    first,
                    self.problem.workshops[placement.workshop].id,
                    self.problem.instructors[placement.instructor].id,
                )
            )
        return Timetable(tuple(sorted(bookings)))

    def days_of(self, starts: int) -> list[int]:
        """The day numbers that a set of starts touches."""
        return [day for day, mask in enumerate(self.grid.day_masks) if mask & starts]


__all__ = ["KINDS", "SEATS", "Index", "Occupation", "Placement"]
