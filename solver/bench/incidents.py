"""Incidents on a published timetable of size M: how fast a repair is there, and how often it is proved the least."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from solver.bench.running import Row
from solver.check import check
from solver.generate import generate
from solver.problem import Problem
from solver.repair import (
    Incident,
    InstructorAway,
    LessonMoved,
    Phase,
    RepairLimits,
    RepairProgress,
    WorkshopClosed,
    after_incident,
    repair,
)
from solver.timetable import Timetable

A_SEED = 100
"""Incidents for each seed."""


class _FirstWork:
    """Hears the progress of a repair, and keeps the processor seconds until all lessons had a place."""

    def __init__(self) -> None:
        self.begun = time.process_time()
        self.first: float | None = None

    def __call__(self, progress: RepairProgress) -> None:
        if self.first is None and progress.phase is Phase.IMPROVE and not progress.waiting:
            self.first = self.passed()

    def passed(self) -> float:
        """Processor seconds since the beginning."""
        return time.process_time() - self.begun


def measure_incidents(seeds: Sequence[int], seconds: float, count: int = A_SEED) -> Iterator[Row]:
    """A row for each incident: good when a repair was found that breaks nothing, or when it is proved that none is."""
    for seed in seeds:
        problem, published = generate("M", seed)
        drawn = random.Random(seed)
        for number in range(count):
            yield _row(problem, published, _incident(problem, published, drawn), seed * 1000 + number, seconds)


def _incident(problem: Problem, published: Timetable, drawn: random.Random) -> Incident:
    """A teacher ill for a week, a workshop closed for a week, or a lesson that must move to the next day."""
    booking = drawn.choice(published.bookings)
    kind = drawn.randrange(3)
    if kind == 2:
        dates = [day.date for day in problem.days]
        later = dates[min(dates.index(booking.day) + 1, len(dates) - 1)]
        return LessonMoved(booking.lesson, later, booking.first_period)
    day = date.fromisoformat(booking.day)
    monday = day - timedelta(days=day.weekday())
    week = (monday.isoformat(), (monday + timedelta(days=6)).isoformat())
    return InstructorAway(booking.instructor, *week) if kind == 0 else WorkshopClosed(booking.workshop, *week)


def _row(problem: Problem, published: Timetable, incident: Incident, seed: int, seconds: float) -> Row:
    changed = after_incident(problem, published, [incident])
    start = time.monotonic()
    work = _FirstWork()
    result = repair(changed, RepairLimits(seconds, seed=seed), on_progress=work)
    passed, worked = time.monotonic() - start, work.passed()
    name = f"M {type(incident).__name__}"
    note = f"{len(result.hit)} hit"
    if not result.repairs:
        status = "impossible" if result.is_impossible else "none found"
        return Row(name, seed, status, passed, 0.0, is_failed=not result.is_impossible, note=note)
    best = result.repairs[0]
    note += f", {len(best.changes)} moved, {best.touched.people} people, at least {result.least_touched}"
    note += f"; processor {work.first or worked:.2f} s to the first, {worked:.2f} s in all"
    return Row(
        name,
        seed,
        "least" if best.is_least else "repaired",
        passed,
        0.0,
        violations=len(check(changed, best.timetable).violations),
        first_seconds=result.first_seconds,
        note=note,
    )
