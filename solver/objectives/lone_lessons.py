"""Soft goal: no lesson stands alone in a cohort's day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from solver.model.submodel import Literal, SubModel, Term
from solver.objectives.base import Objective, Share
from solver.problem import Cohort
from solver.reading import Reading


class LoneLessons(Objective):
    """One for each lesson without a lesson of the same cohort in the period just before or just after it that day.

    Periods are neighbours by their numbers; the breaks between half-days do not matter. With lessons of one
    period these are the isolated lectures of curriculum compactness in L. Di Gaspero, B. McCollum, A. Schaerf:
    The second international timetabling competition (ITC-2007): curriculum-based course timetabling (track 3), 2007.
    """

    id = "lone_lessons"
    statement_en = "No lesson of a cohort stands alone in its day."
    statement_zh = "班级当天的课次尽量相连，不单独成段。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        firsts: set[tuple[str, str, int]] = set()
        lasts: set[tuple[str, str, int]] = set()
        for placed in reading.placed:
            for cohort in placed.attending:
                firsts.add((cohort.id, placed.day, placed.first))
                lasts.add((cohort.id, placed.day, placed.last))
        alone: Counter[str] = Counter()
        for placed in reading.placed:
            for cohort in filter(_minds, placed.attending):
                follows = (cohort.id, placed.day, placed.first - 1) in lasts
                alone[cohort.id] += not follows and (cohort.id, placed.day, placed.last + 1) not in firsts
        for id_, cost in sorted(alone.items()):
            yield Share("cohort", id_, cost)

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        width = index.grid.periods_a_day
        starting: dict[tuple[int, int], list[tuple[int, Literal]]] = defaultdict(list)
        ending: dict[tuple[int, int], list[tuple[int, Literal]]] = defaultdict(list)
        for lesson in model.lessons:
            for start, literal in model.times(lesson).items():
                for cohort in index.attending[lesson]:
                    starting[cohort, start].append((lesson, literal))
                    ending[cohort, start + index.periods[lesson]].append((lesson, literal))
        for (cohort, start), here in starting.items():
            if not _minds(index.problem.cohorts[cohort]):
                continue
            before = ending[cohort, start] if start % width else []
            for lesson, literal in here:
                end = start + index.periods[lesson]
                beside = [*before, *(starting.get((cohort, end), []) if end % width else [])]
                terms: list[Term] = [(literal, 1), *((one, -1) for other, one in beside if other != lesson)]
                model.penalise(model.excess(f"alone[{cohort},{lesson},{start}]", terms, 0), weight)


def _minds(cohort: Cohort) -> bool:
    return cohort.minds_lone_lessons
