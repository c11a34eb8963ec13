"""Hard rule: the lessons of a module with weekly patterns take, in order, the dates of one of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.domains import Domains
from solver.index import Index
from solver.model.submodel import Literal, SubModel
from solver.patterns import choosable
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class WeeklyPattern(Rule):
    """The lesson at each place in the order takes the pattern's open date at that place, at its first period.

    A pattern with fewer open dates than the module has lessons cannot be chosen.
    """

    id = "weekly_pattern"
    statement_en = "The lessons of a module take, in order, the open dates of one of its weekly patterns."
    statement_zh = "采用每周固定模式的模块，各课次须依次排在同一模式的开放日期和节次。"
    message_en = "In module {module}, lessons {lesson} are not where any one of its weekly patterns would have them."
    message_zh = "模块{module}的课次{lesson}不符合其任何一种每周固定模式。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module, group in sorted(reading.by_module.items()):
            if group[0].module.patterns:
                stray = self._stray(reading, group)
                if stray:
                    subjects = (Subject("module", module), *(Subject("lesson", placed.lesson.id) for placed in stray))
                    yield Violation(self.id, subjects, stray[0].day, stray[0].first)

    def _stray(self, reading: Reading, group: list[Placed]) -> list[Placed]:
        """The lessons that do not stand where the best fitting pattern would have them."""
        module = group[0].module
        numbers = reading.numbers[module.id]
        fewest = group
        for at, dates in choosable(module.patterns, len(numbers), tuple(reading.days)):
            first = module.patterns[at].first_period
            wanted = {number: (date, first) for number, date in zip(numbers, dates, strict=True)}
            stray = [placed for placed in group if (placed.day, placed.first) != wanted[placed.lesson.number]]
            fewest = min(fewest, stray, key=len)
        return fewest

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        slots = {module: _starts(index, module) for module, item in enumerate(index.problem.modules) if item.patterns}
        for sample in domains.samples:
            module = index.module[sample]
            if module in slots:
                place = index.module_lessons[module].index(sample)
                domains.narrow_times(sample, sum({1 << starts[place] for starts in slots[module]}))

    def encode(self, model: SubModel) -> None:
        index = model.index
        for module, item in enumerate(index.problem.modules):
            placed = [lesson for lesson in index.module_lessons[module] if model.is_placed(lesson)]
            if not item.patterns or all(lesson in model.fixed for lesson in placed):
                continue
            choices = _starts(index, module)
            chosen = model.choice(f"pattern[{module}]", len(choices), self._hinted(model, module, choices))
            for place, lesson in enumerate(index.module_lessons[module]):
                if lesson not in placed:
                    continue
                by_start: dict[int, list[Literal]] = defaultdict(list)
                for flag, starts in zip(chosen, choices, strict=True):
                    by_start[starts[place]].append(flag)
                for slot, literal in model.times(lesson).items():
                    model.cp.add(sum(by_start.get(slot, [])) >= literal)

    def _hinted(self, model: SubModel, module: int, choices: list[list[int]]) -> int:
        """The pattern at which the hint has the module's lessons."""
        for at, starts in enumerate(choices if model.is_hinted else ()):
            placed = zip(model.index.module_lessons[module], starts, strict=True)
            terms = [(model.times(lesson).get(slot, 0), 1) for lesson, slot in placed if model.is_placed(lesson)]
            if model.value(terms) == len(terms):
                return at
        return 0


def _starts(index: Index, module: int) -> list[list[int]]:
    """For each pattern that can be chosen the start slot of each lesson in order."""
    item = index.problem.modules[module]
    grid = index.grid
    open_days = [grid.iso[day] for day in grid.works_as]
    return [
        [grid.slot(grid.day_of(date), item.patterns[at].first_period) for date in dates]
        for at, dates in choosable(item.patterns, len(index.module_lessons[module]), open_days)
    ]
