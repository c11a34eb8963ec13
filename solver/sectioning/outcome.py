"""Limits of a sectioning and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from solver.result import Status
from solver.sectioning.check import Costs
from solver.verdict import Violation


@dataclass(frozen=True, slots=True)
class Limits:
    """What a solve may use.

    With a `work_limit` (CP-SAT's deterministic seconds) and one worker the same input and seed give the same answer,
    as long as the time limit is not what ends it.
    """

    time_limit_seconds: float = 60.0
    work_limit: float | None = None
    workers: int = 1
    seed: int = 1

    def __post_init__(self) -> None:
        if self.time_limit_seconds <= 0:
            raise ValueError("time_limit_seconds: must be positive")
        if self.work_limit is not None and self.work_limit <= 0:
            raise ValueError("work_limit: must be positive")
        if self.workers < 1:
            raise ValueError("workers: must be at least 1")


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A request without an offer; `obstacles` has for each offer of its course what stands in the way."""

    request: str
    obstacles: tuple[Violation, ...]


@dataclass(frozen=True)
class Sectioning:
    """The outcome. The status says what was proved, as `solver.result.Result` does.

    `optimal`: objective equals bound. `within`: a bound above 0 was proved. `feasible`: no useful bound.
    `infeasible`: members cannot stay where they sit; `reasons` says whose. `unknown`: time ran out before anything
    was found. `placements` has request → offer, `cancelled` the offers nobody is in; with `infeasible` and
    `unknown` there is neither, nor an objective.
    """

    status: Status
    placements: Mapping[str, str]
    unplaced: tuple[Unplaced, ...]
    cancelled: tuple[str, ...]
    costs: Costs | None
    bound: int | None
    reasons: tuple[Violation, ...]
    parts: int
    seconds: float
    seed: int

    @cached_property
    def objective(self) -> int | None:
        """The sum of the costs; None without placements."""
        return None if self.costs is None else self.costs.total
