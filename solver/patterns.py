"""Weekly patterns: the open dates that each one gives to the lessons of a module."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import date, timedelta

from solver.problem import Pattern


def dates_of(pattern: Pattern, open_days: Container[str]) -> tuple[str, ...]:
    """The open dates (ISO) of a pattern, in order: its weekdays in every `every`-th of its weeks."""
    day = date.fromisoformat(pattern.first_week)
    monday = day - timedelta(days=day.weekday())
    dates = (
        (monday + timedelta(days=7 * week + weekday - 1)).isoformat()
        for week in range(0, pattern.weeks, pattern.every)
        for weekday in sorted(set(pattern.weekdays))
    )
    return tuple(found for found in dates if found in open_days)


def choosable(
    patterns: Sequence[Pattern], lessons: int, open_days: Container[str]
) -> list[tuple[int, tuple[str, ...]]]:
    """(position, the date of each lesson in order) of the patterns with enough open dates for so many lessons."""
    found = [(at, dates_of(pattern, open_days)) for at, pattern in enumerate(patterns)]
    return [(at, dates[:lessons]) for at, dates in found if len(dates) >= lessons]
