"""Soft goal: everybody in a module that may overfill its workshop has a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.problem import PRACTICE, Module, Workshop
from solver.reading import Reading


def places_for(module: Module, workshop: Workshop) -> int:
    """How many heads of a module have a place in a workshop: its seats, or those at its workstations."""
    if module.kind == PRACTICE and module.equipment is not None:
        return module.trainees_per_station * sum(s.count for s in workshop.stations if s.equipment == module.equipment)
    return workshop.seats


class SeatsMissing(Objective):
    """One for each head without a seat, or a place at a workstation, in each lesson of a `may_overfill` module.

    The room capacity of L. Di Gaspero, B. McCollum, A. Schaerf (ITC-2007, track 3).
    """

    id = "seats_missing"
    statement_en = "Everybody has a place in the workshop."
    statement_zh = "实训室的座位或工位尽量够每个人使用。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        missing: Counter[str] = Counter()
        for placed in reading.placed:
            if placed.module.may_overfill:
                places = places_for(placed.module, placed.workshop)
                missing[placed.module.id] += max(placed.heads - places, 0)
        for module, cost in sorted(missing.items()):
            yield Share("module", module, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        problem = model.index.problem
        for lesson in model.lessons:
            module = problem.modules[model.index.module[lesson]]
            if module.may_overfill:
                for (workshop, _), literal in model.places(lesson).items():
                    missing = model.index.heads[lesson] - places_for(module, problem.workshops[workshop])
                    if missing > 0:
                        model.penalise(literal, weight * missing)
