"""Bookings of sittings read against their problem, for the plain checks: each with the objects that it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from solver.faults import is_date
from solver.problem import Workshop
from solver.reading import Event
from solver.sittings.problem import Assessor, Sitting, SittingBooking, SittingProblem, periods_in
from solver.sittings.world import World


@dataclass(frozen=True, slots=True)
class Held:
    """A booking with everything it names; `last` is its last period and may lie beyond the day's end."""

    sitting: Sitting
    workshop: Workshop
    panel: tuple[Assessor, ...]
    day: str
    first: int
    last: int

    @property
    def event(self) -> Event:
        """The stretch of the day that it takes."""
        return Event("sitting", self.sitting.id, self.day, self.first, self.last, self.workshop.base)

    @property
    def periods(self) -> range:
        """The numbers of its periods."""
        return range(self.first, self.last + 1)


class SittingReading:
    """The bookings that can be read, and what is wrong with the others as (booking, field, value)."""

    def __init__(self, problem: SittingProblem, bookings: Iterable[SittingBooking]) -> None:
        self.problem = problem
        self.world = World(problem)
        self.sittings = {sitting.id: sitting for sitting in problem.sittings}
        self.assessors = {assessor.id: assessor for assessor in problem.assessors}
        self.held: list[Held] = []
        self.unreadable: list[tuple[SittingBooking, str, str]] = []
        seen: set[str] = set()
        for booking in sorted(bookings, key=lambda row: (row.day, row.first_period, row.sitting)):
            faults = list(self._faults(booking, seen))
            self.unreadable += [(booking, field, value) for field, value in faults]
            seen.add(booking.sitting)
            if not faults:
                self._read(booking)

    def _faults(self, booking: SittingBooking, seen: set[str]) -> Iterator[tuple[str, str]]:
        if booking.sitting not in self.sittings or booking.sitting in seen:
            yield "sitting", booking.sitting
        if booking.workshop not in self.world.reading.workshops:
            yield "workshop", booking.workshop
        if not is_date(booking.day):
            yield "day", booking.day
        if not 1 <= booking.first_period <= len(self.problem.problem.periods):
            yield "first_period", str(booking.first_period)
        for at, assessor in enumerate(booking.panel):
            if assessor not in self.assessors or assessor in booking.panel[:at]:
                yield "panel", assessor

    def _read(self, booking: SittingBooking) -> None:
        sitting, workshop = self.sittings[booking.sitting], self.world.reading.workshops[booking.workshop]
        last = booking.first_period + periods_in(workshop, sitting) - 1
        panel = tuple(self.assessors[id_] for id_ in booking.panel)
        self.held.append(Held(sitting, workshop, panel, booking.day, booking.first_period, last))

    @property
    def in_the_day(self) -> list[Held]:
        """The sittings that end before the day does; the others are a breach by that alone."""
        return [held for held in self.held if held.last <= len(self.problem.problem.periods)]

    @property
    def unplaced(self) -> tuple[str, ...]:
        """The sittings without a booking that can be read."""
        placed = {held.sitting.id for held in self.held}
        return tuple(sitting.id for sitting in self.problem.sittings if sitting.id not in placed)

    @cached_property
    def panels_of(self) -> dict[str, list[Held]]:
        """The sittings of each assessor."""
        found: dict[str, list[Held]] = defaultdict(list)
        for held in self.in_the_day:
            for assessor in held.panel:
                found[assessor.id].append(held)
        return found

    def is_rushed(self, one: Event, other: Event) -> bool:
        """Whether two events of one day at different known bases leave less than the travel time between them."""
        if one.day != other.day or one.base is None or other.base is None or one.base == other.base:
            return False
        reading = self.world.reading
        return reading.gap_minutes(one, other) < reading.travel_minutes(one, other)
