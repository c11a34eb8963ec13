"""Hard rule: a block that wants one instructor is taught by one from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from solver.model.submodel import Literal, SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class OneInstructor(Rule):
    """Holds for modules with `one_instructor`."""

    id = "one_instructor"
    statement_en = "A module that wants one instructor is taught by one from beginning to end."
    statement_zh = "要求固定教师的模块须由同一位教师授完。"
    message_en = "Module {module} wants one instructor but has {count}: {instructor}."
    message_zh = "模块{module}须由同一位教师授课，现有{count}位：{instructor}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module, group in sorted(reading.by_module.items()):
            teaching = sorted({placed.instructor.id for placed in group}) if group[0].module.one_instructor else []
            if len(teaching) > 1:
                people = tuple(Subject("instructor", instructor) for instructor in teaching)
                lessons = tuple(Subject("lesson", placed.lesson.id) for placed in group)
                subjects = (Subject("module", module), *people, *lessons)
                yield Violation(self.id, subjects, group[0].day, None, {"count": len(teaching)})

    def encode(self, model: SubModel) -> None:
        index = model.index
        for module, item in enumerate(index.problem.modules):
            if item.one_instructor:
                placed = [lesson for lesson in index.module_lessons[module] if model.is_placed(lesson)]
                for one, other in model.pairs(pairwise(placed)):
                    here, there = self._teaching(model, one), self._teaching(model, other)
                    for instructor in sorted(here.keys() | there.keys()):
                        model.cp.add(sum(here.get(instructor, [])) == sum(there.get(instructor, [])))

    def _teaching(self, model: SubModel, lesson: int) -> dict[int, list[Literal]]:
        """Instructor → the literals of teaching the lesson, whenever."""
        found: dict[int, list[Literal]] = {}
        for (instructor, _), literal in model.staff(lesson).items():
            found.setdefault(instructor, []).append(literal)
        return found
