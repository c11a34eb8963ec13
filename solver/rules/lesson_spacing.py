"""Hard rule: lessons that follow one another in a module keep the least and most days between."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.model.submodel import SubModel
from solver.reading import Placed, Reading, days_from
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class LessonSpacing(Rule):
    """Days are calendar days from one lesson to the next; 0 allows the same day."""

    id = "lesson_spacing"
    statement_en = "Between lessons that follow one another in a module lie at least and at most so many days."
    statement_zh = "同一模块相邻课次之间的天数须在规定范围内。"
    message_en = (
        "In module {module}, {days} {days:day lies|days lie} between lessons {lesson}; "
        "{least} to {most} {most:is|are} allowed."
    )
    message_zh = "模块{module}的课次{lesson}相隔{days}天，应为{least}至{most}天。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module, group in sorted(reading.by_module.items()):
            following = set(pairwise(reading.numbers[module]))
            for before, after in pairwise(group):
                if (before.lesson.number, after.lesson.number) in following:
                    yield from self._check_pair(before, after)

    def _check_pair(self, before: Placed, after: Placed) -> Iterator[Violation]:
        least, most = before.module.least_days_between, before.module.most_days_between
        days = days_from(before.day, after.day)
        if (least and days < least) or (most is not None and days > most):
            subjects = (
                Subject("module", before.module.id),
                Subject("lesson", before.lesson.id),
                Subject("lesson", after.lesson.id),
            )
            facts = {"days": days, "least": least, "most": "∞" if most is None else most}
            yield Violation(self.id, subjects, after.day, after.first, facts)

    def encode(self, model: SubModel) -> None:
        for before, after in model.pairs(model.index.neighbours):
            module = model.index.problem.modules[model.index.module[before]]
            model.keep_days(before, after, module.least_days_between, module.most_days_between)
