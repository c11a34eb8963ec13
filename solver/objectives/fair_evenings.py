"""Soft goal: lessons in the evening and at weekends are shared out, so that nobody has many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from solver.model.submodel import SubModel, Term
from solver.objectives.base import Objective, Share
from solver.problem import HALF_DAYS
from solver.reading import Placed, Reading


def is_late(reading: Reading, placed: Placed) -> bool:
    """Whether a lesson touches an evening or is on a day that works as Saturday or Sunday."""
    day = reading.days.get(placed.day)
    stretch = reading.problem.periods[placed.first - 1 : placed.last]
    return (day is not None and day.works_as >= 6) or any(period.half_day == HALF_DAYS[2] for period in stretch)


class FairEvenings(Objective):
    """n(n-1)/2 for the n lessons of an instructor or a cohort that touch an evening or a weekend.

    The second costs 1 and the third 2 more: the sum is least when everybody has the same number.
    """

    id = "fair_evenings"
    statement_en = "Evenings and weekends are shared evenly among instructors and among cohorts."
    statement_zh = "晚间和周末的课次在教师之间、班级之间尽量均摊。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        late: Counter[tuple[str, str]] = Counter()
        for placed in reading.placed:
            if is_late(reading, placed):
                late["instructor", placed.instructor.id] += 1
                late.update(("cohort", cohort.id) for cohort in placed.attending)
        for (kind, id_), count in sorted(late.items()):
            yield Share(kind, id_, count * (count - 1) // 2)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        late: dict[tuple[str, int], dict[int, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for lesson in model.lessons:
            for start, literal in model.times(lesson).items():
                if self._touches(model, lesson, start):
                    for cohort in index.attending[lesson]:
                        late["cohort", cohort][lesson].append((literal, 1))
            for (instructor, start), literal in model.staff(lesson).items():
                if self._touches(model, lesson, start):
                    late["instructor", instructor][lesson].append((literal, 1))
        for person, lessons in late.items():
            terms = [term for found in lessons.values() for term in found]
            for count in range(1, len(lessons)):
                model.penalise(model.excess(f"late[{person},{count}]", terms, count), weight)

    def _touches(self, model: SubModel, lesson: int, start: int) -> bool:
        return any(model.index.slot_costs[start : start + model.index.periods[lesson]])
