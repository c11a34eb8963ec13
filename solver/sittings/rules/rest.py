"""The first period of a sitting that falls into a shift or the rest after it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from solver.problem import Period
from solver.sittings.reading import Held


def hit_by(periods: tuple[Period, ...], held: Held, start: str, end: str, rest_minutes: int) -> int | None:
    """The number of the first period that is hit; None when the sitting is clear of shift and rest."""
    begins, rested = datetime.fromisoformat(start), datetime.fromisoformat(end) + timedelta(minutes=rest_minutes)
    midnight = datetime.combine(date.fromisoformat(held.day), datetime.min.time())
    for number in held.periods:
        opens = midnight + timedelta(minutes=periods[number - 1].start_minute)
        closes = midnight + timedelta(minutes=periods[number - 1].end_minute)
        if opens < rested and begins < closes:
            return number
    return None
