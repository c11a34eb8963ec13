"""Hard rule: the lessons of a module follow the order of their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class LessonOrder(Rule):
    """A lesson begins when the one before it has ended."""

    id = "lesson_order"
    statement_en = "The lessons of a module take place in the order of their numbers."
    statement_zh = "同一模块的课次须按序号先后进行。"
    message_en = "In module {module}, lesson {second} on {day} begins before lesson {lesson} has ended."
    message_zh = "模块{module}中，课次{second}于{day}早于课次{lesson}结束时开始。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module, group in sorted(reading.by_module.items()):
            for before, after in pairwise(group):
                if before.lesson.number < after.lesson.number and (after.day, after.first) <= (before.day, before.last):
                    subjects = (
                        Subject("module", module),
                        Subject("lesson", before.lesson.id),
                        Subject("lesson", after.lesson.id, "second"),
                    )
                    yield Violation(self.id, subjects, after.day, after.first)

    def encode(self, model: SubModel) -> None:
        for before, after in model.pairs(model.index.neighbours):
            model.cp.add(model.moment(after) >= model.moment(before) + model.index.periods[before])
