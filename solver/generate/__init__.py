"""Seeded instances S, M and L with a planted timetable, so that each is known to have a solution."""

from __future__ import annotations

from solver.generate.planting import Plan
from solver.generate.sizes import SIZES, SLACK, standard_periods
from solver.problem import Problem
from solver.timetable import Timetable

__all__ = ["SIZES", "SLACK", "generate", "standard_periods"]


def generate(size: str, seed: int = 1, tightness: str = "loose") -> tuple[Problem, Timetable]:
    """An instance of size "S", "M" or "L" with its planted timetable; `tightness` is "loose" or "tight"."""
    return Plan(SIZES[size], seed, tightness).build(f"{size} seed {seed} {tightness}")
