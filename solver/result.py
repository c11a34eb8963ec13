"""What a run gives back: an honest status, the timetable, its judgement and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from solver.finding import Finding
from solver.objectives import CostPart
from solver.timetable import Timetable
from solver.verdict import Violation


class Status(StrEnum):
    """Never a word more than was proved."""

    OPTIMAL = "optimal"
    WITHIN = "within"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. Objective and bound are None while there is none."""

    phase: str
    seconds: float
    placed: int
    total: int
    objective: int | None
    bound: int | None
    iterations: int


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of a run.

    `optimal`: objective equals bound. `within`: a bound above 0 was proved. `feasible`: no useful bound.
    `infeasible`: `reasons` says why, checked. `unknown`: no complete timetable; `timetable` may hold part of one
    and `unplaced` names the rest. `curve` has (seconds, objective, bound) at each improvement. `is_cut_short`: the
    clock or a stop ended a part before its work was done, so that the same work may end otherwise another time.
    """

    status: Status
    timetable: Timetable
    objective: int | None
    bound: int | None
    bound_source: str
    parts: tuple[CostPart, ...]
    violations: tuple[Violation, ...]
    unplaced: tuple[str, ...]
    reasons: tuple[Finding, ...]
    seconds: float
    seed: int
    curve: tuple[tuple[float, int, int | None], ...]
    is_cut_short: bool = False
