"""What a run may be told: limits, seed and the weights of the soft goals."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class GoalWeights:
    """Points for one unit of each goal, in a field by its id."""

    def __post_init__(self) -> None:
        for name in self.__dataclass_fields__:
            if getattr(self, name) < 0:
                raise ValueError(f"weights.{name}: must not be negative")

    def of(self, goal: str) -> int:
        """The weight of a goal by its id."""
        return int(getattr(self, goal))


@dataclass(frozen=True, slots=True)
class Weights(GoalWeights):
    """Points for one unit of each soft goal; 0 switches a goal off."""

    evenings_weekends: int = 3
    compactness: int = 2
    spread: int = 1
    instructor_changes: int = 4
    workshop_changes: int = 2
    load_balance: int = 1
    wished_window: int = 1
    travel: int = 2
    lone_lessons: int = 0
    least_days: int = 5
    seats_missing: int = 1
    pattern_choice: int = 1
    wishes: int = 1
    fair_evenings: int = 0
    subsidy_lost: int = 1
    people_touched: int = 1
    lessons_moved: int = 1


@dataclass(frozen=True, slots=True)
class SolveParams:
    """Limits of a run.

    With a `work_limit` (steps of construction and moves of improvement, for each worker) the same inputs, seed and
    number of workers give the same timetable, as long as the time limit is not what ends the run. `cluster` is the
    address of a Dask scheduler whose workers do the work; without it, processes of this machine do.
    """

    time_limit_seconds: float = 60.0
    work_limit: int | None = None
    workers: int = 1
    seed: int = 1
    cluster: str | None = None
    weights: Weights = field(default_factory=Weights)

    def __post_init__(self) -> None:
        if self.time_limit_seconds <= 0:
            raise ValueError("time_limit_seconds: must be positive")
        if self.work_limit is not None and self.work_limit < 0:
            raise ValueError("work_limit: must not be negative")
        if self.workers < 1:
            raise ValueError("workers: must be at least 1")
