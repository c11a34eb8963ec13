"""Soft goal: a cohort's periods spread evenly over the weeks of its window."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from solver.model.submodel import SubModel, Term
from solver.objectives.base import Objective, Share
from solver.reading import Reading, week_of


class Spread(Objective):
    """One for each period of a week above the even share, which is rounded up."""

    id = "spread"
    statement_en = "The periods of a cohort are spread evenly over its weeks."
    statement_zh = "班级的课时在各周之间尽量均匀。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        totals: Counter[str] = Counter()
        for lesson in reading.problem.lessons:
            module = reading.modules[lesson.module]
            for attending in (module.cohort, *module.also):
                totals[attending] += lesson.periods
        weekly: dict[str, Counter[str]] = defaultdict(Counter)
        for placed in reading.placed:
            for present in placed.attending:
                weekly[present.id][week_of(placed.day)] += placed.last - placed.first + 1
        for cohort in reading.problem.cohorts:
            open_days = [day for day in reading.days if cohort.first_day <= day <= cohort.last_day]
            weeks = max(len({week_of(day) for day in open_days}), 1)
            even = -(-totals[cohort.id] // weeks)
            over = sum(max(count - even, 0) for count in weekly[cohort.id].values())
            yield Share("cohort", cohort.id, over)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        width = 7 * index.grid.periods_a_day
        weekly: dict[tuple[int, int], list[Term]] = defaultdict(list)
        for lesson in model.lessons:
            for slot, literal in model.times(lesson).items():
                for cohort in index.attending[lesson]:
                    weekly[cohort, slot // width].append((literal, index.periods[lesson]))
        for (at, week), terms in weekly.items():
            over = model.excess(f"above[{at},{week}]", terms, index.even_share[at])
            model.penalise(over, weight)
