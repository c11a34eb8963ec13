"""What a repair is asked for, how far it is, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from solver.repair.changes import Change, Touched
from solver.repair.obstacles import Obstacle
from solver.timetable import Timetable


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """How long to look, the cap on people touched (None: no cap), and who was touched within the last month.

    `weary` names cohorts and instructors by id: they are touched again only when it cannot be helped.
    `refused` names lessons that must stay as they are published.
    """

    seconds: float = 5.0
    most_touched: int | None = None
    weary: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    seed: int = 1


class Phase(StrEnum):
    """What a repair is doing."""

    READ = "read"
    PLACE = "place"
    PROVE = "prove"
    IMPROVE = "improve"
    EXPLAIN = "explain"


@dataclass(frozen=True, slots=True)
class RepairProgress:
    """Where a repair stands: `waiting` of the `hit` lessons have no place at the moment.

    `people` and `lessons` are what the best way so far touches and moves, `least` how many are touched at least;
    None while that is not known.
    """

    phase: Phase
    seconds: float
    hit: int
    waiting: int
    people: int | None
    lessons: int | None
    least: int | None


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to go on: the new timetable, what it changes and whom it touches.

    `is_least` says that no repair touches fewer people, which `least_touched` of the result proves. `spares_weary` says
    that nobody who was touched lately is touched again, but for those whose own lessons were hit.
    """

    kind: str
    timetable: Timetable
    changes: tuple[Change, ...]
    touched: Touched
    cost: int
    is_least: bool
    is_within_cap: bool
    spares_weary: bool


@dataclass(frozen=True, slots=True)
class RepairResult:
    """Repairs by people touched (sparing ones first), then lessons moved, then cost; none is worse in all three.

    `hit` names the lessons that cannot stay. `least_touched` is a proved lower bound on the people touched by any
    repair; with `is_impossible` it is proved that there is none. `first_seconds` is when the first repair was there.
    `obstacles` say why none is there, or none within the cap; a search that `is_stopped` says nothing of that.
    """

    hit: tuple[str, ...]
    repairs: tuple[Repair, ...]
    least_touched: int
    is_impossible: bool
    first_seconds: float | None
    seconds: float
    seed: int
    obstacles: tuple[Obstacle, ...] = ()
    is_stopped: bool = False
