"""Soft goal: modules with weekly patterns take the ones that cost least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from solver.model.submodel import Literal, SubModel, Term
from solver.objectives.base import Objective, Share
from solver.patterns import choosable
from solver.reading import Placed, Reading


class PatternChoice(Objective):
    """The penalty of the cheapest pattern at which all placed lessons of a module stand, once a module.

    Patterns with fewer open dates than the module has lessons do not count. Lessons that stand at no pattern of
    theirs cost as much as the dearest.
    """

    id = "pattern_choice"
    statement_en = "Modules take the weekly patterns that are liked best."
    statement_zh = "模块优先采用更受欢迎的每周排课模式。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        for module, group in sorted(reading.by_module.items()):
            patterns = group[0].module.patterns
            numbers = reading.numbers[module]
            costs = [pattern.penalty for pattern in patterns]
            fitting = [
                costs[at]
                for at, dates in choosable(patterns, len(numbers), tuple(reading.days))
                if self._stand(group, dict(zip(numbers, dates, strict=True)), patterns[at].first_period)
            ]
            yield Share("module", module, min(fitting, default=max(costs, default=0)))

    def _stand(self, group: list[Placed], dates: Mapping[int, str], first_period: int) -> bool:
        """Whether each lesson of a module stands at the date of its number, from the period on."""
        return all((placed.day, placed.first) == (dates[placed.lesson.number], first_period) for placed in group)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for module, item in enumerate(index.problem.modules):
            if item.patterns and any(map(model.is_placed, index.module_lessons[module])):
                self._encode_module(model, module, weight)

    def _encode_module(self, model: SubModel, module: int, weight: int) -> None:
        """Charge the cheapest penalty, and the step to each dearer one when no cheaper pattern fits."""
        index = model.index
        patterns = index.problem.modules[module].patterns
        days = [day.date for day in index.problem.days]
        choices = choosable(patterns, len(index.module_lessons[module]), days)
        ordered = sorted((patterns[at].penalty, at, dates) for at, dates in choices)
        costs = [*(penalty for penalty, _, _ in ordered), max(pattern.penalty for pattern in patterns)]
        model.penalise(1, weight * costs[0])
        missed: list[Term] = []
        for (cheaper, at, dates), dearer in zip(ordered, costs[1:], strict=True):
            missed.append((self._missed(model, module, dates, patterns[at].first_period), 1))
            none_fits = model.excess(f"none[{module},{at}]", missed, len(missed) - 1)
            model.penalise(none_fits, weight * (dearer - cheaper))

    def _missed(self, model: SubModel, module: int, dates: Sequence[str], first_period: int) -> Literal:
        """A flag that is 1 when some lesson of the module is not where the pattern would have it."""
        grid = model.index.grid
        astray: list[Literal] = []
        for lesson, date in zip(model.index.module_lessons[module], dates, strict=True):
            if model.is_placed(lesson):
                here = model.times(lesson).get(grid.slot(grid.day_of(date), first_period), 0)
                astray.append(model.excess(f"astray[{lesson},{date},{first_period}]", [(here, -1)], -1))
        return model.any_of(f"missed[{module},{dates[0]},{first_period}]", astray)
