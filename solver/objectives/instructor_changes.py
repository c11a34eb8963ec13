"""Soft goal: one instructor teaches a module from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.objectives.changes import penalise_changes
from solver.reading import Reading


class InstructorChanges(Objective):
    """One for each instructor of a module beyond the first."""

    id = "instructor_changes"
    statement_en = "A module keeps its instructor."
    statement_zh = "同一模块尽量由同一位教师授课。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        for module, group in sorted(reading.by_module.items()):
            yield Share("module", module, len({placed.instructor.id for placed in group}) - 1)

    def encode(self, model: SubModel, weight: int) -> None:
        chosen = (
            (model.index.module[lesson], instructor, literal)
            for lesson in model.lessons
            for (instructor, _), literal in model.staff(lesson).items()
        )
        penalise_changes(model, chosen, weight, "instructor")
