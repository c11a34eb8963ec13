"""Journeys between bases: events with too few minutes between them, and what commitments elsewhere leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from solver.domains import Domains, Masks
from solver.grid import starts_hitting
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


def keep_from(domains: Domains, away: Mapping[tuple[int, ...], Sequence[int]]) -> None:
    """Keep lessons off the slots that are lost to their audience at each base, given as audience → base → slots."""
    index = domains.index
    free: dict[tuple[tuple[int, ...], int], Masks] = {}
    for sample in domains.samples:
        lost, periods = away[index.attending[sample]], index.periods[sample]
        if not any(lost):
            continue
        key = (index.attending[sample], periods)
        if key not in free:
            free[key] = {at: ~starts_hitting(lost[base], periods) for at, base in enumerate(index.base)}
        domains.narrow_places(sample, free[key])
