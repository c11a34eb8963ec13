"""Soft goal: lessons fall between the days that the enterprise wished for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading, days_from


class WishedWindow(Objective):
    """For each lesson the days that it lies before the first or after the last wished day."""

    id = "wished_window"
    statement_en = "Lessons are neither earlier nor later than the enterprise wished."
    statement_zh = "课次不早于也不晚于企业期望的日期。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        costs: Counter[str] = Counter()
        for placed in reading.placed:
            first, last = placed.cohort.wished_first_day, placed.cohort.wished_last_day
            if first is not None and placed.day < first:
                costs[placed.cohort.id] += days_from(placed.day, first)
            if last is not None and placed.day > last:
                costs[placed.cohort.id] += days_from(last, placed.day)
        for cohort, cost in sorted(costs.items()):
            yield Share("cohort", cohort, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for lesson in model.lessons:
            for slot, literal in model.times(lesson).items():
                cost = index.days_outside_wish(index.cohort[lesson], slot // index.grid.periods_a_day)
                if cost:
                    model.penalise(literal, weight * cost)
