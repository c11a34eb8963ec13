"""Which days can hold lessons, and which weekday's habits hold on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from trainer.kit.calendar import DayKind, WorkCalendar

_DAY = timedelta(days=1)
_SATURDAY = 6
# A make-up workday lies within this many days of the holiday that it pays for.
_NEAR = 40


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    day = first
    while day <= last:
        yield day
        day += _DAY


def is_open(calendar: WorkCalendar, day: date) -> bool:
    """Whether lessons may stand on a day: any day that is no public holiday (weekends are the cohort's choice)."""
    special = calendar.special(day)
    return special is None or special.kind is not DayKind.HOLIDAY


def works_as(calendar: WorkCalendar, day: date) -> int:
    """The ISO weekday whose habits hold on an open day.

    A make-up workday stands in for the nearest working weekday that a holiday took (the earlier of two equally
    near ones); every other day stands for itself.
    """
    special = calendar.special(day)
    if special is None or special.kind is not DayKind.MAKEUP:
        return day.isoweekday()
    return next((found.isoweekday() for found in _nearest(day) if _is_lost_workday(calendar, found)), 1)


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _nearest(day: date) -> Iterator[date]:
    for distance in range(1, _NEAR):
        yield day - distance * _DAY
        yield day + distance * _DAY


def _is_lost_workday(calendar: WorkCalendar, day: date) -> bool:
    special = calendar.special(day)
    return special is not None and special.kind is DayKind.HOLIDAY and day.isoweekday() < _SATURDAY
