"""Pairs of events of one day at different bases with too few minutes between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.reading import Event, Reading
from solver.rules.overlap import pairs_on_a_day
from solver.verdict import Facts


def rushed_pairs(reading: Reading, events: Iterable[Event]) -> Iterator[tuple[Event, Event, Facts]]:
    """Each pair that leaves less than the travel time, with both figures in minutes."""
    for one, other in pairs_on_a_day(events):
        if one.base is None or other.base is None or one.base == other.base:
            continue
        gap, minutes = reading.gap_minutes(one, other), reading.travel_minutes(one, other)
        if gap < minutes:
            yield one, other, {"gap": max(gap, 0), "minutes": minutes}
