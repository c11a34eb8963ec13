"""Weekly patterns: the open dates that each one gives to the lessons of a module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from solver.problem import Pattern


def dates_of(pattern: Pattern, open_days: Iterable[str]) -> tuple[str, ...]:
    """Those of the open days (ISO dates, in order) that fall on the weekdays of every `every`-th of the weeks."""
    first = date.fromisoformat(pattern.first_week)
    monday = first.toordinal() - first.weekday()
    found = []
    for day in open_days:
        week, weekday = divmod(date.fromisoformat(day).toordinal() - monday, 7)
        is_in_rhythm = 0 <= week < pattern.weeks and week % pattern.every == 0
        if is_in_rhythm and weekday + 1 in pattern.weekdays:
            found.append(day)
    return tuple(found)


def choosable(patterns: Sequence[Pattern], lessons: int, open_days: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
    """(position, the date of each lesson in order) of the patterns with enough open dates for so many lessons."""
    found = [(at, dates_of(pattern, open_days)) for at, pattern in enumerate(patterns)]
    return [(at, dates[:lessons]) for at, dates in found if len(dates) >= lessons]
