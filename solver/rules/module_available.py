"""Hard rule: a module is taught only in the periods that it allows."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.problem import ALWAYS
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.opening import closed_period
from solver.verdict import Subject, Violation


class ModuleAvailable(Rule):
    """Weekly periods and dated closures of a module, e.g. practice that makes noise only in the afternoon."""

    id = "module_available"
    statement_en = "A module is taught only in the periods that it allows."
    statement_zh = "模块只能在其允许的时段上课。"
    message_en = "Module {module} must not be taught on {day}, period {period} (lesson {lesson})."
    message_zh = "模块{module}不得安排在{day}第{period}节（课次{lesson}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            if day is None:
                continue
            period = closed_period(placed.module.availability, day, placed.first, placed.last)
            if period is not None:
                subjects = (Subject("lesson", placed.lesson.id), Subject("module", placed.module.id))
                yield Violation(self.id, subjects, placed.day, period)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        permitted = {
            at: index.grid.permitted(module.availability)
            for at, module in enumerate(index.problem.modules)
            if module.availability != ALWAYS
        }
        for sample in domains.samples:
            if index.module[sample] in permitted:
                starts = starts_within(permitted[index.module[sample]], index.periods[sample])
                domains.narrow_times(sample, starts)
