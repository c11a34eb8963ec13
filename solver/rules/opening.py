"""Reading a calendar: which period of a stretch of a day is closed, or open; and what all rules on calendars share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.problem import Availability, Day
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class CalendarRule(Rule):
    """Somebody or something that a lesson needs has calendars, all of which must be open; on days off none is asked."""

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            if day is None:
                continue
            for subject, calendars in self.calendars(reading, placed):
                found = (closed_period(calendar, day, placed.first, placed.last) for calendar in calendars)
                period = next((period for period in found if period is not None), None)
                if period is not None:
                    yield Violation(self.id, (Subject("lesson", placed.lesson.id), subject), placed.day, period)

    def calendars(self, reading: Reading, placed: Placed) -> Iterator[tuple[Subject, tuple[Availability, ...]]]:
        """Each whose calendars a lesson has to keep, with them."""
        raise NotImplementedError


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
