"""Soft goal: courses end in time for their subsidy to be claimed."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading


class SubsidyLost(Objective):
    """The `claim_value` of a cohort, once, when any of its lessons is on a day after `claim_by`."""

    id = "subsidy_lost"
    statement_en = "A course ends in time for its subsidy to be claimed."
    statement_zh = "课程在补贴申领期限前结束，避免损失补贴。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        late = {
            cohort.id
            for placed in reading.placed
            for cohort in placed.attending
            if cohort.claim_by is not None and placed.day > cohort.claim_by
        }
        for cohort in reading.problem.cohorts:
            yield Share("cohort", cohort.id, cohort.claim_value if cohort.id in late else 0)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        for at, cohort in enumerate(index.problem.cohorts):
            if cohort.claim_by is not None and cohort.claim_value:
                last = index.grid.day_of(cohort.claim_by)
                late = [
                    literal
                    for lesson in filter(model.is_placed, index.cohort_lessons[at])
                    for start, literal in model.times(lesson).items()
                    if start // index.grid.periods_a_day > last
                ]
                model.penalise(model.any_of(f"late[{at}]", late), weight * cohort.claim_value)
