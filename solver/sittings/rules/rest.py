"""The first period of a sitting that falls into a shift or the rest after it."""

from __future__ import annotations

from datetime import datetime, timedelta

from solver.problem import Period
from solver.reading import first_hit
from solver.sittings.reading import Held


def hit_by(periods: tuple[Period, ...], held: Held, start: str, end: str, rest_minutes: int) -> int | None:
    """The number of the first period that is hit; None when the sitting is clear of shift and rest."""
    begins, rested = datetime.fromisoformat(start), datetime.fromisoformat(end) + timedelta(minutes=rest_minutes)
    return first_hit(periods, held.day, held.periods, begins, rested)
