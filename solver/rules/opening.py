"""Reading a calendar: which period of a stretch of a day is closed, or open."""

from __future__ import annotations

from solver.problem import Availability, Day


def closed_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar closes on an open day, or None."""
    return next((number for number in range(first, last + 1) if not _is_open(availability, day, number)), None)


def open_period(availability: Availability, day: Day, first: int, last: int) -> int | None:
    """The earliest period from `first` to `last` that the calendar opens on an open day, or None."""
    return next((number for number in range(first, last + 1) if _is_open(availability, day, number)), None)


def _is_open(availability: Availability, day: Day, number: int) -> bool:
    if availability.weekly and number not in availability.weekly[day.works_as - 1]:
        return False
    return not any(
        closure.first_day <= day.date <= closure.last_day and (not closure.periods or number in closure.periods)
        for closure in availability.closures
    )
