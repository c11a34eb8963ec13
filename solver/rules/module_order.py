"""Hard rule: a module begins when the modules before it have ended."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class ModuleOrder(Rule):
    """Compares the last lesson of the module before with the first of the module after."""

    id = "module_order"
    statement_en = "A module begins only when the modules that come before it have ended."
    statement_zh = "前置模块全部结束后，后续模块方可开始。"
    message_en = "Module {module} begins on {day} with lesson {second} before module {before} ends with {lesson}."
    message_zh = "模块{module}于{day}以课次{second}开始，早于前置模块{before}的课次{lesson}结束。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module in reading.problem.modules:
            follow = reading.by_module.get(module.id, [])
            for after in module.after:
                earlier = reading.by_module.get(after.module, [])
                if not follow or not earlier:
                    continue
                last, first = earlier[-1], follow[0]
                if (first.day, first.first) <= (last.day, last.last):
                    subjects = (
                        Subject("module", module.id),
                        Subject("module", after.module, "before"),
                        Subject("lesson", last.lesson.id),
                        Subject("lesson", first.lesson.id, "second"),
                    )
                    yield Violation(self.id, subjects, first.day, first.first)

    def encode(self, model: SubModel) -> None:
        links = [(before, after) for before, after, _, _ in model.index.module_links]
        for before, after in model.pairs(links):
            model.cp.add(model.moment(after) >= model.moment(before) + model.index.periods[before])
