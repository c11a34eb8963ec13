"""Why a lesson stands against a wish: every place of its week that would keep the wish, tried by the solver's judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.kit.messages import Message
from trainer.scheduling.day_grid import PERIODS, fits
from trainer.scheduling.moves import NO, CellVerdict, Target, Trial, goal_name
from trainer.scheduling.open_days import works_as
from trainer.scheduling.wishes import Cell

MOST_CAUSES = 4


@dataclass(frozen=True)
class Cause:
    """Why so many of the tried places were not taken: a rule that closes them, or a goal that they would cost more."""

    text: Message
    places: int


@dataclass(frozen=True)
class WhyMissed:
    """How many places of the week keep the wish, and how many a rule closes, cost more, or would have done as well."""

    places: int
    closed: int
    dearer: int
    as_good: int
    rules: Sequence[Cause]
    goals: Sequence[Cause]


def why_missed(
    trial: Trial,
    places: Sequence[tuple[str, str]],
    bases: Mapping[str, str],
    avoid: Collection[Cell],
    base_id: str | None,
) -> WhyMissed:
    """Try the lesson from every period of its week in each (workshop, instructor) of `places` where the wish holds.

    `bases` has the base of each workshop, `avoid` the unwanted periods of the week, `base_id` the wished base.
    """
    here = [place for place in places if base_id is None or bases[place[0]] == base_id]
    cells = [trial.verdict(Target(*time, *place)) for place in here for time in _times(trial, avoid)]
    closed = [cell for cell in cells if cell.verdict == NO]
    dearer = [cell for cell in cells if cell.verdict != NO and cell.extra_cost > 0]
    return WhyMissed(
        places=len(cells),
        closed=len(closed),
        dearer=len(dearer),
        as_good=len(cells) - len(closed) - len(dearer),
        rules=_causes(Counter(cell.rule for cell in closed), lambda rule: trial.names.of("rule", rule)),
        goals=_causes(Counter(_dearest(cell) for cell in dearer), goal_name),
    )


def _times(trial: Trial, avoid: Collection[Cell]) -> list[tuple[date, int]]:
    """The days and first periods of the week at which the lesson fits and keeps off every unwanted period."""
    length = trial.booking.periods
    return [
        (day, period.number)
        for day in trial.days_of_week(trial.booking.day)
        for period in PERIODS
        if fits(period.number, length)
        and not any(
            (works_as(trial.around.situation.calendar, day), number) in avoid
            for number in range(period.number, period.number + length)
        )
    ]


def _dearest(cell: CellVerdict) -> str:
    return max(cell.costs, key=lambda goal: cell.costs[goal])


def _causes(counts: Counter[str | None] | Counter[str], words: Callable[[str], Message]) -> list[Cause]:
    return [Cause(words(key), count) for key, count in counts.most_common(MOST_CAUSES) if key is not None]
