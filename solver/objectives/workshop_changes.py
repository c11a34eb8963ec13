"""Soft goal: a module stays in one workshop."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.objectives.changes import penalise_changes
from solver.reading import Reading


class WorkshopChanges(Objective):
    """One for each workshop of a module beyond the first."""

    id = "workshop_changes"
    statement_en = "A module keeps its workshop."
    statement_zh = "同一模块尽量在同一实训室上课。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        for module, group in sorted(reading.by_module.items()):
            yield Share("module", module, len({placed.workshop.id for placed in group}) - 1)

    def encode(self, model: SubModel, weight: int) -> None:
        chosen = (
            (model.index.module[lesson], workshop, literal)
            for lesson in model.lessons
            for (workshop, _), literal in model.places(lesson).items()
        )
        penalise_changes(model, chosen, weight, "workshop")
