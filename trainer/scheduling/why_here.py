"""Why a lesson stands where it does, and what each other day of its week would break or cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.kit.messages import Message
from trainer.scheduling.moves import NO, OK, CellVerdict, Trial, is_present, rank_of

# How many different obstacles are told of a day, and of the week.
OBSTACLES_A_DAY, OBSTACLES_A_WEEK = 3, 4


@dataclass(frozen=True)
class Obstacle:
    """A rule that closes places: how many of them, and one of its sentences with names and dates."""

    rule: Message
    places: int
    example: Message


@dataclass(frozen=True)
class DayAnswer:
    """The best that one day offers; where it offers nothing, what stands against it."""

    day: date
    best: CellVerdict
    obstacles: Sequence[Message]
    goals: Mapping[str, int]


@dataclass(frozen=True)
class WhyHere:
    """What was tried: how many places, how many are open, how many would cost less, and what closes the rest."""

    places: int
    usable: int
    cheaper: int
    obstacles: Sequence[Obstacle]
    days: Sequence[DayAnswer]


def why_here(trial: Trial, days: Sequence[date], places: Sequence[tuple[str, str]]) -> WhyHere:
    """Try every half-day of `days` in every (workshop, instructor) of `places` and sum up what was found."""
    cells = [cell for cell in trial.cells(days, places) if not is_present(cell)]
    usable = [cell for cell in cells if cell.verdict != NO]
    return WhyHere(
        places=len(cells),
        usable=len(usable),
        cheaper=sum(cell.extra_cost < 0 for cell in usable),
        obstacles=_obstacles(trial, cells),
        days=[_answer(trial, day, [cell for cell in cells if cell.target.day == day]) for day in days],
    )


def _obstacles(trial: Trial, cells: Sequence[CellVerdict]) -> list[Obstacle]:
    closed = [cell for cell in cells if cell.verdict == NO and cell.rule is not None]
    counts = Counter(cell.rule for cell in closed)
    first = {cell.rule: cell.reason for cell in reversed(closed)}
    return [
        Obstacle(trial.names.of("rule", rule), count, reason)
        for rule, count in counts.most_common(OBSTACLES_A_WEEK)
        if rule is not None and (reason := first[rule]) is not None
    ]


def _answer(trial: Trial, day: date, cells: Sequence[CellVerdict]) -> DayAnswer:
    """The workshop that the lesson has now comes first, so that its reasons are told before other rooms' reasons."""
    own_room = trial.booking.workshop_id
    near = sorted(cells, key=lambda cell: (rank_of(cell), cell.target.workshop_id != own_room))
    closed = {cell.rule: cell.reason for cell in reversed(near) if cell.verdict == NO and cell.reason is not None}
    obstacles = list(reversed(closed.values()))[:OBSTACLES_A_DAY] if near[0].verdict == NO else []
    costs = near[0].costs if near[0].verdict != OK else {}
    return DayAnswer(day, near[0], obstacles, costs)
