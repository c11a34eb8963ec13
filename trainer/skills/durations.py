"""Years that are full: anniversaries, and work that adds up over several stretches."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

_DAY = timedelta(days=1)
# A stretch of work: its first day and its last day (None while it runs), both counted.
Stretch = tuple[date, date | None]


def anniversary(start: date, years: int) -> date:
    """The day on which `years` years from `start` are full: the same day of the month, and N years are met on it.

    Where that month has no such day it is the month's last: 29 February leads to 28 February of a common year
    (Civil Code of China, Art. 202). `years` may be negative.
    """
    last = monthrange(start.year + years, start.month)[1]
    return date(start.year + years, start.month, min(start.day, last))


def years_worked_on(stretches: Iterable[Stretch], years: int, *, after: date | None = None) -> date | None:
    """The first day on which `years` years of work have added up, counting work from the day `after` on.

    Stretches may overlap: no day counts twice. A running stretch goes on for ever, so the day may lie in the future;
    None when the recorded work ends before the years are full. Gaps move the start: work from day S with G days of
    gap is full on the anniversary of S + G.
    """
    worked = timedelta()
    for first, end in _merged(stretches, after):
        full = anniversary(first - worked, years)
        if end is None or full <= end:
            return max(full, first)
        worked += end - first
    return None


def days_worked(stretches: Iterable[Stretch], until: date, *, after: date | None = None) -> int:
    """The days of work recorded before the day `until`, each counted once."""
    days = 0
    for first, end in _merged(stretches, after):
        stop = until if end is None else min(end, until)
        days += max(0, (stop - first).days)
    return days


def _merged(stretches: Iterable[Stretch], after: date | None) -> list[tuple[date, date | None]]:
    """Stretches cut at `after`, in order and without overlap, as [first day, day after the last day)."""
    merged: list[tuple[date, date | None]] = []
    for start, last in sorted(stretches, key=lambda stretch: stretch[0]):
        end = None if last is None else last + _DAY
        first = start if after is None else max(start, after)
        if end is not None and end <= first:
            continue
        if merged and (merged[-1][1] is None or first <= merged[-1][1]):
            open_end = merged[-1][1] is None or end is None
            merged[-1] = (merged[-1][0], None if open_end else max(merged[-1][1], end))  # type: ignore[type-var]
        else:
            merged.append((first, end))
    return merged
