"""Reading a calendar: which period of a stretch of a day is closed, or open."""

from __future__ import annotations

from collections.abc import Sequence

from solver.problem import Availability, Day


def closed_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar closes on an open day, or None."""
    is_open = _open_periods(availability, day, first, last)
    if len(is_open) == last - first + 1:
        return None
    return next((number for number in range(first, last + 1) if number not in is_open), None)


def open_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar opens on an open day, or None."""
    return next(iter(_open_periods(availability, day, first, last)), None)


def _open_periods(availability: Availability, day: Day, first: int, last: int) -> Sequence[int]:
    """The periods from `first` to `last` of the weekly pattern, less what is closed on the date, in order."""
    found: Sequence[int] = range(first, last + 1)
    if availability.weekly:
        weekly = availability.weekly[day.works_as - 1]
        found = [number for number in found if number in weekly]
    for closure in availability.closures:
        if closure.first_day <= day.date <= closure.last_day:
            found = [number for number in found if closure.periods and number not in closure.periods]
    return found
