"""Reading a calendar: which period of a stretch of a day is closed, or open."""

from __future__ import annotations

from solver.problem import Availability, Day


def closed_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar closes on an open day, or None."""
    is_open = _open_periods(availability, day, first, last)
    return next((number for number in range(first, last + 1) if number not in is_open), None)


def open_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar opens on an open day, or None."""
    return min(_open_periods(availability, day, first, last), default=None)


def _open_periods(availability: Availability, day: Day, first: int, last: int) -> set[int]:
    """The periods from `first` to `last` of the weekly pattern, less what is closed on the date."""
    found = set(range(first, last + 1))
    if availability.weekly:
        found.intersection_update(availability.weekly[day.works_as - 1])
    for closure in availability.closures:
        if closure.first_day <= day.date <= closure.last_day:
            found.difference_update(closure.periods or found.copy())
    return found
