"""Soft goal: few periods in the evening and at weekends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.problem import HALF_DAYS
from solver.reading import Reading


class EveningsWeekends(Objective):
    """One for each evening period and one for each on a day that works as Saturday or Sunday, per cohort."""

    id = "evenings_weekends"
    statement_en = "Few periods fall into the evening or on a weekend."
    statement_zh = "尽量少排晚间和周末。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        costs: Counter[str] = Counter()
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            periods = placed.last - placed.first + 1
            stretch = reading.problem.periods[placed.first - 1 : placed.last]
            cost = periods if day is not None and day.works_as >= 6 else 0
            cost += sum(period.half_day == HALF_DAYS[2] for period in stretch)
            costs.update({cohort.id: cost for cohort in placed.attending})
        for cohort, cost in sorted(costs.items()):
            yield Share("cohort", cohort, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        slot_costs = model.index.slot_costs
        for lesson in model.lessons:
            for slot, literal in model.times(lesson).items():
                cost = sum(slot_costs[slot : slot + model.index.periods[lesson]])
                if cost:
                    model.penalise(literal, weight * cost * len(model.index.attending[lesson]))
