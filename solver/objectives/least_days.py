"""Soft goal: a module is taught on at least so many different days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.model.submodel import Literal, SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading


class LeastDays(Objective):
    """One for each day that a module with `least_days` falls short of them.

    The minimum working days of L. Di Gaspero, B. McCollum, A. Schaerf (ITC-2007, track 3).
    """

    id = "least_days"
    statement_en = "A module is spread over at least so many days."
    statement_zh = "模块的课次分布在不少于规定数目的日子里。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        for module in reading.problem.modules:
            days = {placed.day for placed in reading.by_module.get(module.id, ())}
            yield Share("module", module.id, max((module.least_days or 0) - len(days), 0))

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for module, item in enumerate(index.problem.modules):
            days: dict[int, list[Literal]] = defaultdict(list)
            for lesson in filter(model.is_placed, index.module_lessons[module] if item.least_days else ()):
                for start, literal in model.times(lesson).items():
                    days[start // index.grid.periods_a_day].append(literal)
            used = [(model.some_of(f"on[{module},{day}]", literals), -1) for day, literals in days.items()]
            model.penalise(model.excess(f"days[{module}]", used, -(item.least_days or 0)), weight)
