"""Hard rule: a module is taught only in the periods that it allows."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.problem import ALWAYS, Availability
from solver.reading import Placed, Reading
from solver.rules.opening import CalendarRule
from solver.verdict import Subject


class ModuleAvailable(CalendarRule):
    """Weekly periods and dated closures of a module, e.g. practice that makes noise only in the afternoon."""

    id = "module_available"
    statement_en = "A module is taught only in the periods that it allows."
    statement_zh = "模块只能在其允许的时段上课。"
    message_en = "Module {module} must not be taught on {day}, period {period} (lesson {lesson})."
    message_zh = "模块{module}不得安排在{day}第{period}节（课次{lesson}）。"

    def calendars(self, reading: Reading, placed: Placed) -> Iterator[tuple[Subject, tuple[Availability, ...]]]:
        yield Subject("module", placed.module.id), (placed.module.availability,)

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
