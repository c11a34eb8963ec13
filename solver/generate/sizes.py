"""How large and how tight generated instances are, and the grid of their days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from solver.problem import Period

FIRST_DAY = date(2026, 9, 7)
HALVES = (("morning", 1), ("afternoon", 5), ("evening", 9))
LONGEST = 4
"""Periods of a half-day."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything an instance has."""

    bases: int
    workshops: int
    instructors: int
    cohorts: int
    lessons: int
    weeks: int
    heads: int


SIZES = {
    "S": Size(bases=1, workshops=6, instructors=12, cohorts=10, lessons=232, weeks=12, heads=20),
    "M": Size(bases=9, workshops=60, instructors=120, cohorts=120, lessons=4182, weeks=16, heads=21),
    "L": Size(bases=40, workshops=400, instructors=900, cohorts=1000, lessons=35202, weeks=16, heads=20),
}
# Open half-days for each one that the planted timetable uses: of workshops, of instructors.
SLACK = {"loose": (1.6, 3.0), "tight": (1.25, 1.6)}


class Cell(NamedTuple):
    """A half-day: day number among the open days, and index into HALVES."""

    day: int
    half: int


def standard_periods() -> tuple[Period, ...]:
    """Twelve periods of 45 minutes: four from 08:00, four from 13:00, four from 18:00."""
    starts = [base + 50 * at for base in (480, 780, 1080) for at in range(LONGEST)]
    halves = [name for name, _ in HALVES for _ in range(LONGEST)]
    return tuple(Period(at + 1, halves[at], start, start + 45) for at, start in enumerate(starts))
