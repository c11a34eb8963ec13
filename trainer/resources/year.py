"""A year of working days as months of weeks, for the calendar's page."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trainer.kit.calendar import SpecialDay, WorkCalendar
from trainer.models.resources import CalendarDay, Closure


@dataclass(frozen=True)
class YearDay:
    """One day: what the calendar says of it, and which bases are closed."""

    day: date
    is_workday: bool
    special: SpecialDay | None
    closures: tuple[Closure, ...]


@dataclass(frozen=True)
class YearMonth:
    """A month with its weeks from Monday; None stands for the days of other months."""

    first: date
    weeks: tuple[tuple[YearDay | None, ...], ...]
    workdays: int


@dataclass(frozen=True)
class SpecialSpan:
    """Days in a row with the same name and kind, from a notice."""

    first: date
    last: date
    kind: str
    name: str
    name_en: str
    source: str


def spans_of(days: Iterable[CalendarDay]) -> list[SpecialSpan]:
    """A year's holidays and make-up workdays, given in order, joined where one follows the other."""
    spans: list[SpecialSpan] = []
    for row in days:
        last = spans[-1] if spans else None
        if last and (last.kind, last.name) == (row.kind, row.name) and last.last + timedelta(days=1) == row.day:
            spans[-1] = replace(last, last=row.day)
        else:
            spans.append(SpecialSpan(row.day, row.day, row.kind, row.name, row.name_en, row.source))
    return spans


def months_of(year: int, calendar: WorkCalendar, closures: Collection[Closure]) -> list[YearMonth]:
    """The twelve months of a year."""
    return [_month(year, month, calendar, closures) for month in range(1, 13)]


def _month(year: int, month: int, calendar: WorkCalendar, closures: Collection[Closure]) -> YearMonth:
    weeks = tuple(
        tuple(_day(day, calendar, closures) if day.month == month else None for day in week)
        for week in Calendar().monthdatescalendar(year, month)
    )
    return YearMonth(date(year, month, 1), weeks, _count(weeks))


def _day(day: date, calendar: WorkCalendar, closures: Collection[Closure]) -> YearDay:
    closed = tuple(closure for closure in closures if closure.starts_on <= day <= closure.ends_on)
    return YearDay(day, calendar.is_workday(day), calendar.special(day), closed)


def _count(weeks: Sequence[Sequence[YearDay | None]]) -> int:
    return sum(day.is_workday for week in weeks for day in week if day is not None)
