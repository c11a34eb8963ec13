"""Soft goal: lessons fall between the days that the enterprise wished for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading, days_from


class WishedWindow(Objective):
    """For each lesson of a cohort the days that it lies before the first or after the last wished day."""

    id = "wished_window"
    statement_en = "Lessons are neither earlier nor later than the enterprise wished."
    statement_zh = "课次不早于也不晚于企业期望的日期。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        costs: Counter[str] = Counter()
        for placed in reading.placed:
            for cohort in placed.attending:
                first, last = cohort.wished_first_day, cohort.wished_last_day
                if first is not None and placed.day < first:
                    costs[cohort.id] += days_from(placed.day, first)
                if last is not None and placed.day > last:
                    costs[cohort.id] += days_from(last, placed.day)
        for cohort_id, cost in sorted(costs.items()):
            yield Share("cohort", cohort_id, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for lesson in model.lessons:
            for slot, literal in model.times(lesson).items():
                day = slot // index.grid.periods_a_day
                cost = sum(index.days_outside_wish(cohort, day) for cohort in index.attending[lesson])
                if cost:
                    model.penalise(literal, weight * cost)
