"""Hard rule: between a module and the one before it lie at least and at most so many days."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.problem import After, Module
from solver.reading import Reading, days_from
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class ModuleSpacing(Rule):
    """Counts days from the last lesson of the module before to the first of the module after."""

    id = "module_spacing"
    statement_en = "Between a module and the one before it lie at least and at most so many days."
    statement_zh = "前后模块之间的间隔天数须在规定范围内。"
    message_en = (
        "Module {module} begins {days} {days:day|days} after module {before}; {least} to {most} {most:is|are} allowed."
    )
    message_zh = "模块{module}在模块{before}结束{days}天后开始，应为{least}至{most}天。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module in reading.problem.modules:
            for after in module.after:
                yield from self._check_link(reading, module, after)

    def _check_link(self, reading: Reading, module: Module, after: After) -> Iterator[Violation]:
        earlier, follow = reading.by_module.get(after.module, []), reading.by_module.get(module.id, [])
        is_ended = earlier and earlier[-1].lesson.number == reading.numbers[after.module][-1]
        if not is_ended or not follow or follow[0].lesson.number != reading.numbers[module.id][0]:
            return
        last, first = earlier[-1], follow[0]
        days = days_from(last.day, first.day)
        is_far = after.most_days is not None and days > after.most_days
        if is_far or (after.least_days and days < after.least_days):
            subjects = (
                Subject("module", module.id),
                Subject("module", after.module, "before"),
                Subject("lesson", last.lesson.id),
                Subject("lesson", first.lesson.id),
            )
            most = "∞" if after.most_days is None else after.most_days
            facts = {"days": days, "least": after.least_days, "most": most}
            yield Violation(self.id, subjects, first.day, first.first, facts)

    def encode(self, model: SubModel) -> None:
        for before, after, least, most in model.index.module_links:
            if model.is_placed(before) and model.is_placed(after):
                model.keep_days(before, after, least, most)
