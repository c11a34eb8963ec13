"""Soft goal: lessons stay as they are published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.objectives.published import changes_of, encoded_changes
from solver.reading import Reading


class LessonsMoved(Objective):
    """One for each published lesson with another day, first period, workshop or instructor, or with no place at all."""

    id = "lessons_moved"
    statement_en = "Published lessons stay as they are."
    statement_zh = "已发布的课次尽量不改动。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        moved = Counter(reading.lessons[change.published.lesson].module for change in changes_of(reading))
        for module, cost in sorted(moved.items()):
            yield Share("module", module, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        for change in encoded_changes(model):
            changed = model.any_of(f"changed[{change.lesson}]", [change.moved, change.passed_on])
            model.penalise(changed, weight)
