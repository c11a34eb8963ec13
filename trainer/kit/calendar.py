"""Working days: weekends, public holidays and make-up workdays, from dated data and without a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

_SATURDAY = 5
_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """Why a day is no ordinary one."""

    HOLIDAY = "holiday"
    MAKEUP = "makeup"


@dataclass(frozen=True)
class SpecialDay:
    """A public holiday, or a weekend day that is worked to make up for one.

    `source` names the notice; `is_projected` says that no notice exists yet and the day may change.
    """

    day: date
    kind: DayKind
    name: str
    name_en: str = ""
    source: str = ""
    is_projected: bool = False


@dataclass(frozen=True)
class Workday:
    """The answer to a deadline: the day, and whether it hangs on a projected year or on a year without any data."""

    day: date
    is_certain: bool


class WorkCalendar:
    """Working days of the years that it has rows for; outside them only weekends are known to be free."""

    def __init__(self, days: Iterable[SpecialDay]) -> None:
        self._days = {special.day: special for special in days}

    @cached_property
    def years(self) -> frozenset[int]:
        """The years with at least one row."""
        return frozenset(day.year for day in self._days)

    @cached_property
    def projected_years(self) -> frozenset[int]:
        """The years of which at least one row is projected."""
        return frozenset(special.day.year for special in self._days.values() if special.is_projected)

    def special(self, day: date) -> SpecialDay | None:
        """The holiday or make-up workday on `day`, if it is one."""
        return self._days.get(day)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        special = self._days.get(day)
        if special is not None:
            return special.kind is DayKind.MAKEUP
        return day.weekday() < _SATURDAY

    def is_certain(self, year: int) -> bool:
        """Whether the whole year rests on an official notice: do not let a legal deadline hang on another one."""
        return year in self.years and year not in self.projected_years

    def add_workdays(self, start: date, count: int) -> date:
        """The day `count` working days after `start` (before it when negative); `start` itself is not counted."""
        return self.deadline(start, count).day

    def deadline(self, start: date, count: int) -> Workday:
        """As `add_workdays`, telling whether every year that was passed through is certain."""
        day, step = start, _DAY if count >= 0 else -_DAY
        years = {start.year}
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
            years.add(day.year)
        return Workday(day, all(self.is_certain(year) for year in years))

    def workdays(self, first: date, last: date) -> Iterator[date]:
        """Every working day from `first` to `last`, both included."""
        day = first
        while day <= last:
            if self.is_workday(day):
                yield day
            day += _DAY


def read_year(text: str) -> list[SpecialDay]:
    """The rows of one year's file (seeds/calendar/<year>.json).

    The file holds year, status ("official" or "projected"), source, and `days`: each with kind, name, name_en, and
    either day or first and last. Raises ValueError that names the entry which cannot be.
    """
    data = json.loads(text)
    if data["status"] not in ("official", "projected"):
        raise ValueError(f"status is {data['status']!r}, not official or projected")
    rows = [special for entry in data["days"] for special in _special_days(data, entry)]
    _check(rows, data["year"])
    return rows


def _special_days(data: Mapping[str, Any], entry: Mapping[str, str]) -> Iterator[SpecialDay]:
    day = date.fromisoformat(entry.get("day") or entry["first"])
    last = date.fromisoformat(entry.get("day") or entry["last"])
    if last < day:
        raise ValueError(f"{entry['name_en']}: last day {last} lies before first day {day}")
    while day <= last:
        yield SpecialDay(
            day=day,
            kind=DayKind(entry["kind"]),
            name=entry["name"],
            name_en=entry["name_en"],
            source=data["source"],
            is_projected=data["status"] == "projected",
        )
        day += _DAY


def _check(rows: list[SpecialDay], year: int) -> None:
    seen: set[date] = set()
    for row in rows:
        if row.day.year != year:
            raise ValueError(f"{row.name_en}: {row.day} is not in {year}")
        if row.day in seen:
            raise ValueError(f"{row.name_en}: {row.day} is listed twice")
        if row.kind is DayKind.MAKEUP and row.day.weekday() < _SATURDAY:
            raise ValueError(f"{row.name_en}: the make-up workday {row.day} is no weekend day")
        seen.add(row.day)
