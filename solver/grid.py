"""The time grid: days and periods as integers, and sets of them as bits of Python integers.

Slot `day * periods_a_day + period - 1` is one period; the grid runs from the Monday of the first open
day to the Sunday of the last, so `day // 7` is the calendar week.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from solver.problem import Availability, Problem


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits of `mask`, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def starts_within(open_slots: int, periods: int) -> int:
    """Starts whose `periods` following slots are all open."""
    starts = open_slots
    for shift in range(1, periods):
        starts &= open_slots >> shift
    return starts


def starts_hitting(busy_slots: int, periods: int) -> int:
    """Starts with at least one of the `periods` following slots busy."""
    starts = busy_slots
    for shift in range(1, periods):
        starts |= busy_slots >> shift
    return starts


class Grid:
    """Converts between ISO dates, periods and slots, and builds slot masks of calendars."""

    def __init__(self, problem: Problem) -> None:
        first = date.fromisoformat(problem.days[0].date)
        last = date.fromisoformat(problem.days[-1].date)
        self.origin = first - timedelta(days=first.weekday())
        self.days = ((last - self.origin).days // 7 + 1) * 7
        self.periods_a_day = len(problem.periods)
        self.slots = self.days * self.periods_a_day
        self.periods = problem.periods
        self.iso = [(self.origin + timedelta(days=day)).isoformat() for day in range(self.days)]
        self.works_as = {self.day_of(day.date): day.works_as for day in problem.days}
        self._all_periods = (1 << self.periods_a_day) - 1
        self.day_masks = [self._all_periods << (day * self.periods_a_day) for day in range(self.days)]
        week = (1 << (7 * self.periods_a_day)) - 1
        self.week_masks = [week << (number * 7 * self.periods_a_day) for number in range(self.days // 7)]
        self.everything = (1 << self.slots) - 1
        self.open = self.mask_of_days(self.works_as)
        self._first_periods = sum(1 << (day * self.periods_a_day) for day in range(self.days))
        self._available: dict[int, tuple[int, Availability]] = {}

    def day_of(self, iso: str) -> int:
        """The day number of an ISO date; may lie outside the grid."""
        return (date.fromisoformat(iso) - self.origin).days

    def holds(self, day: int) -> bool:
        """Whether the day number lies on the grid."""
        return 0 <= day < self.days

    def slot(self, day: int, first_period: int) -> int:
        """The slot of a period (1-based) on a day number."""
        return day * self.periods_a_day + first_period - 1

    def place_in_day(self, slot: int) -> tuple[int, int]:
        """Day number and 1-based period of a slot."""
        day, period = divmod(slot, self.periods_a_day)
        return day, period + 1

    def mask_of_days(self, days: Iterable[int]) -> int:
        """All slots of the given day numbers."""
        mask = 0
        for day in days:
            mask |= self.day_masks[day]
        return mask

    def mask_between(self, first_day: str | None, last_day: str | None) -> int:
        """All slots from one ISO date to another, both included; None leaves that side open."""
        first = 0 if first_day is None else min(max(self.day_of(first_day), 0), self.days)
        last = self.days - 1 if last_day is None else max(min(self.day_of(last_day), self.days - 1), -1)
        if last < first:
            return 0
        below = (1 << (first * self.periods_a_day)) - 1
        return ((1 << ((last + 1) * self.periods_a_day)) - 1) & ~below

    def mask_of_periods(self, periods: tuple[int, ...]) -> int:
        """The bits of the given period numbers within one day."""
        mask = 0
        for number in periods:
            mask |= 1 << (number - 1)
        return mask

    def available(self, availability: Availability) -> int:
        """The open slots of a calendar on the open days."""
        if id(availability) not in self._available:
            self._available[id(availability)] = (self._slots_of(availability), availability)
        return self._available[id(availability)][0]

    def _slots_of(self, availability: Availability) -> int:
        weekly = [self.mask_of_periods(periods) for periods in availability.weekly]
        mask = 0
        for day, works_as in self.works_as.items():
            pattern = weekly[works_as - 1] if weekly else self._all_periods
            mask |= pattern << (day * self.periods_a_day)
        for closure in availability.closures:
            span = self.mask_between(closure.first_day, closure.last_day)
            if closure.periods:
                span &= self.every_day(self.mask_of_periods(closure.periods))
            mask &= ~span
        return mask

    def permitted(self, availability: Availability) -> int:
        """The open slots of a calendar, and all slots of days that are not open at all."""
        return self.available(availability) | (self.everything & ~self.open)

    def every_day(self, pattern: int) -> int:
        """A day's period bits repeated on each day of the grid."""
        return pattern * self._first_periods

    def fitting_starts(self, periods: int) -> int:
        """Starts from which a lesson of `periods` ends on the same day."""
        return self.every_day((1 << max(self.periods_a_day - periods + 1, 0)) - 1)

    def half_day_starts(self, periods: int) -> int:
        """Starts from which a lesson of `periods` stays inside one half-day."""
        pattern = 0
        for at in range(self.periods_a_day - periods + 1):
            if self.periods[at].half_day == self.periods[at + periods - 1].half_day:
                pattern |= 1 << at
        return self.every_day(pattern)

    def half_day(self, name: str) -> int:
        """All slots of one half-day."""
        return self.every_day(self.mask_of_periods(tuple(p.number for p in self.periods if p.half_day == name)))

    def minutes_of(self, moment: str) -> int:
        """Minutes from the grid's first midnight to a local ISO minute."""
        passed = datetime.fromisoformat(moment) - datetime.combine(self.origin, datetime.min.time())
        return passed.days * 1440 + passed.seconds // 60

    def mask_of_minutes(self, start: int, end: int) -> int:
        """The slots whose minutes meet the interval [start, end)."""
        mask = 0
        for day in range(max(start // 1440, 0), min((end - 1) // 1440 + 1, self.days)):
            for at, period in enumerate(self.periods):
                begins, ends = day * 1440 + period.start_minute, day * 1440 + period.end_minute
                if begins < end and start < ends:
                    mask |= 1 << (day * self.periods_a_day + at)
        return mask

    def span(self, slot: int, periods: int) -> int:
        """The bits of `periods` slots from `slot` on."""
        return ((1 << periods) - 1) << slot
