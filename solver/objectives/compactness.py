"""Soft goal: no idle periods of a cohort between two lessons of one half-day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.model.submodel import Literal, SubModel
from solver.objectives.base import Objective, Share
from solver.reading import Reading


class Compactness(Objective):
    """One for each period without a lesson between lessons of the same cohort and half-day."""

    id = "compactness"
    statement_en = "Between two lessons of one half-day a cohort does not wait."
    statement_zh = "同一半天的课次之间不留空节。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        taken: dict[tuple[str, str, str], set[int]] = defaultdict(set)
        for placed in reading.placed:
            for number in range(placed.first, placed.last + 1):
                half_day = reading.problem.periods[number - 1].half_day
                for attending in placed.attending:
                    taken[attending.id, placed.day, half_day].add(number)
        idle: dict[str, int] = defaultdict(int)
        for (cohort, _, _), numbers in taken.items():
            idle[cohort] += max(numbers) - min(numbers) + 1 - len(numbers)
        for cohort, cost in sorted(idle.items()):
            yield Share("cohort", cohort, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        slots: dict[tuple[int, int], list[int]] = defaultdict(list)
        for cohort, slot in model.cohort_use:
            slots[cohort, index.half_days[slot]].append(slot)
        for (cohort, _), found in slots.items():
            for slot in range(min(found) + 1, max(found)):
                before = [model.cohort_busy(cohort, earlier) for earlier in found if earlier < slot]
                after = [model.cohort_busy(cohort, later) for later in found if later > slot]
                here = [literal for _, literal in model.cohort_use.get((cohort, slot), [])]
                self._penalise_gap(model, (before, here, after), weight, f"idle[{cohort},{slot}]")

    def _penalise_gap(
        self, model: SubModel, around: tuple[list[Literal], list[Literal], list[Literal]], weight: int, name: str
    ) -> None:
        before, here, after = around
        early = model.any_of(f"{name}<", before)
        late = model.any_of(f"{name}>", after)
        terms = [(early, 1), (late, 1), *((literal, -1) for literal in here)]
        model.penalise(model.excess(name, terms, 1), weight)
