"""Pairs of events that overlap in time, at least one of them a lesson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from solver.reading import Event
from solver.verdict import Subject


def pairs_on_a_day(events: Iterable[Event]) -> Iterator[tuple[Event, Event]]:
    """All pairs of events on the same day with at least one lesson among them."""
    by_day: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_day[event.day].append(event)
    for day in sorted(by_day):
        for one, other in combinations(by_day[day], 2):
            if one.is_lesson or other.is_lesson:
                yield one, other


def subjects_of(*events: Event) -> tuple[Subject, ...]:
    """The events as subjects, lessons before commitments."""
    return tuple(
        Subject(event.kind, event.id, "both") for event in sorted(events, key=lambda e: (not e.is_lesson, e.id))
    )
