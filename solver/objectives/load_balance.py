"""Soft goal: the periods are shared evenly among the instructors who can teach any of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.model.submodel import SubModel
from solver.objectives.base import Objective, Share
from solver.problem import BOTH
from solver.reading import Reading


class LoadBalance(Objective):
    """One for each period above the even share, which is rounded up."""

    id = "load_balance"
    statement_en = "The periods are shared evenly among the instructors."
    statement_zh = "教师之间的课时尽量均衡。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        wanted = {(module.subject, module.kind) for module in reading.problem.modules}
        able = [
            instructor
            for instructor in reading.problem.instructors
            if any(
                held.subject == subject and held.kind in (BOTH, kind)
                for held in instructor.qualifications
                for subject, kind in wanted
            )
        ]
        total = sum(lesson.periods for lesson in reading.problem.lessons)
        fair = -(-total // max(len(able), 1))
        loads: Counter[str] = Counter()
        for placed in reading.placed:
            loads[placed.instructor.id] += placed.lesson.periods
        for instructor, load in sorted(loads.items()):
            yield Share("instructor", instructor, max(load - fair, 0))

    def encode(self, model: SubModel, weight: int) -> None:
        for instructor, taught in enumerate(model.taught_by):
            terms = [(literal, model.index.periods[lesson]) for lesson, _, literal in taught]
            over = model.excess(f"load[{instructor}]", terms, model.index.fair_load)
            model.penalise(over, weight)
