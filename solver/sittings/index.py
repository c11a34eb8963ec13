"""A sitting problem in integers: days and periods as slots of the grid, calendars and clashes as bits of starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from solver.grid import Grid, starts_hitting, starts_within
from solver.problem import Availability
from solver.reading import Event
from solver.sittings.problem import SittingBooking, SittingProblem, periods_in
from solver.sittings.world import World

Span = tuple[int, int, int]
"""Base position, first period of the day (1-based) and number of periods."""


class SittingIndex:
    """Positions of sittings, workshops and assessors, and masks of start slots; built once."""

    def __init__(self, problem: SittingProblem) -> None:
        self.problem = problem
        self.world = World(problem)
        self.grid = Grid(problem.problem)
        self.workshops = problem.problem.workshops
        self.sitting_at = {item.id: at for at, item in enumerate(problem.sittings)}
        self.assessor_at = {item.id: at for at, item in enumerate(problem.assessors)}
        self.workshop_at = {item.id: at for at, item in enumerate(self.workshops)}
        self.base_at = {item.id: at for at, item in enumerate(problem.problem.bases)}
        self.base = [self.base_at[workshop.base] for workshop in self.workshops]
        self._rushed: dict[tuple[Span, Span], bool] = {}
        self._open: dict[tuple[Availability, int], int] = {}
        self.sizes = [problem.panel.size_for(sitting) for sitting in problem.sittings]
        self.durations = [
            [periods_in(workshop, sitting) for workshop in self.workshops] for sitting in problem.sittings
        ]

    @cached_property
    def earliest_days(self) -> list[int]:
        """For each sitting the number of the first day on which it is allowed."""
        return [self.grid.day_of(self.world.earliest_day(sitting)) for sitting in self.problem.sittings]

    def loads(self, assessor: int) -> dict[int, int]:
        """The periods of an assessor's other work, by the number of the day; 0 on every other day."""
        found: dict[int, int] = defaultdict(int)
        for event in self.world.work_events(self.problem.assessors[assessor]):
            found[self.grid.day_of(event.day)] += event.periods
        return found

    def starts_open(self, availability: Availability, periods: int) -> int:
        """Starts from which a calendar is open for so many periods, on open days."""
        key = (availability, periods)
        if key not in self._open:
            self._open[key] = starts_within(self.grid.available(availability), periods)
        return self._open[key]

    def busy(self, events: Iterable[Event]) -> int:
        """The slots that events take."""
        mask = 0
        for event in events:
            day = self.grid.day_of(event.day)
            if self.grid.holds(day):
                mask |= self.grid.span(self.grid.slot(day, event.first), event.last - event.first + 1)
        return mask

    def starts_meeting(self, events: Iterable[Event], periods: int) -> int:
        """Starts from which so many periods overlap one of the events."""
        return starts_hitting(self.busy(events), periods)

    def starts_rushed(self, events: Iterable[Event], base: int, periods: int) -> int:
        """Starts at a base that leave too little time for the way to or from one of the events."""
        mask = 0
        for event in events:
            day = self.grid.day_of(event.day)
            if event.base is None or self.base_at[event.base] == base or not self.grid.holds(day):
                continue
            span = (self.base_at[event.base], event.first, event.last - event.first + 1)
            for first in range(1, self.grid.periods_a_day - periods + 2):
                if self.is_rushed(span, (base, first, periods)):
                    mask |= 1 << self.grid.slot(day, first)
        return mask

    @cached_property
    def travel(self) -> dict[tuple[int, int], int]:
        """Minutes between two bases, in both directions where only one is given."""
        legs = self.problem.problem.travel
        there = {(self.base_at[leg.origin], self.base_at[leg.destination]): leg.minutes for leg in legs}
        return {**{(end, start): minutes for (start, end), minutes in there.items()}, **there}

    def is_rushed(self, one: Span, other: Span) -> bool:
        """Whether nobody can keep both on one day, because of the way between their bases."""
        if one[0] == other[0]:
            return False
        if (one, other) not in self._rushed:
            self._rushed[one, other] = self._leaves_too_little(one, other)
        return self._rushed[one, other]

    def _leaves_too_little(self, one: Span, other: Span) -> bool:
        early, late = sorted((one, other), key=lambda span: (span[1], span[1] + span[2]))
        periods = self.grid.periods
        gap = periods[late[1] - 1].start_minute - periods[early[1] + early[2] - 2].end_minute
        return gap < self.travel.get((early[0], late[0]), 0)

    def booking(self, sitting: int, workshop: int, slot: int, panel: Iterable[int]) -> SittingBooking:
        """A placed sitting with ids and dates; the panel in the order of the problem."""
        day, first = self.grid.place_in_day(slot)
        return SittingBooking(
            self.problem.sittings[sitting].id,
            self.grid.iso[day],
            first,
            self.workshops[workshop].id,
            tuple(self.problem.assessors[assessor].id for assessor in sorted(panel)),
        )
