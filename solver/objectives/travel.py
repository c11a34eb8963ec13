"""Soft goal: people are seldom sent to a base other than their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from solver.model.presence import cohort_presence, instructor_presence
from solver.model.submodel import Literal, SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading


class Travel(Objective):
    """One for each day and base other than home at which an instructor teaches or a cohort learns."""

    id = "travel"
    statement_en = "Instructors and cohorts stay at their own base."
    statement_zh = "教师和班级尽量在本基地上课。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        away: set[tuple[str, str, str, str]] = set()
        for placed in reading.placed:
            base = placed.workshop.base
            for cohort in placed.attending:
                if cohort.home_base not in (None, base):
                    away.add(("cohort", cohort.id, placed.day, base))
            if placed.instructor.home_base not in (None, base):
                away.add(("instructor", placed.instructor.id, placed.day, base))
        costs = Counter((kind, id_) for kind, id_, _, _ in away)
        for (kind, id_), cost in sorted(costs.items()):
            yield Share(kind, id_, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        problem = model.index.problem
        if len(problem.bases) < 2:
            return
        for at, cohort in enumerate(problem.cohorts):
            if cohort.home_base is not None:
                presence = cohort_presence(model, at, with_commitments=False)
                self._penalise(model, presence, model.index.base_at[cohort.home_base], weight)
        for at, instructor in enumerate(problem.instructors):
            if instructor.home_base is not None:
                presence = instructor_presence(model, at, with_commitments=False)
                self._penalise(model, presence, model.index.base_at[instructor.home_base], weight)

    def _penalise(self, model: SubModel, presence: Mapping[tuple[int, int], Literal], home: int, weight: int) -> None:
        days: dict[tuple[int, int], list[Literal]] = defaultdict(list)
        for (base, slot), literal in presence.items():
            if base != home:
                days[base, slot // model.index.grid.periods_a_day].append(literal)
        for (base, day), literals in days.items():
            model.penalise(model.any_of(f"away[{base},{day}]", literals), weight)
