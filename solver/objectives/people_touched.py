"""Soft goal: few people are touched by a change of the published timetable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.model.submodel import Literal, SubModel
from solver.objectives.base import Objective, Share
from solver.objectives.published import changes_of, encoded_changes
from solver.reading import Reading


class PeopleTouched(Objective):
    """The heads of each cohort with a moved lesson, and one for each instructor who gains, loses or moves with one.

    Only published lessons count. A lesson is moved when its day, first period or workshop differ or when it has no
    place at all; a cohort is not touched when only the instructor changes.
    """

    id = "people_touched"
    statement_en = "Few people are touched by changes of the published timetable."
    statement_zh = "调整已发布的课表时，尽量少影响人。"

    def shares(self, reading: Reading) -> Iterator[Share]:
        cohorts: set[str] = set()
        instructors: set[str] = set()
        for change in changes_of(reading):
            if change.is_moved:
                module = reading.modules[reading.lessons[change.published.lesson].module]
                cohorts.update((module.cohort, *module.also))
            instructors.add(change.published.instructor)
            if change.placed is not None:
                instructors.add(change.placed.instructor.id)
        for cohort in reading.problem.cohorts:
            yield Share("cohort", cohort.id, cohort.size if cohort.id in cohorts else 0)
        for instructor in reading.problem.instructors:
            yield Share("instructor", instructor.id, int(instructor.id in instructors))

    def encode(self, model: SubModel, weight: int) -> None:
        index = model.index
        cohorts: dict[int, list[Literal]] = defaultdict(list)
        instructors: dict[int, list[Literal]] = defaultdict(list)
        for change in encoded_changes(model):
            for cohort in index.attending[change.lesson]:
                cohorts[cohort].append(change.moved)
            own = index.instructor_at.get(change.published.instructor, -1)
            if own >= 0:
                instructors[own] += [change.moved, change.passed_on]
            staff = model.staff(change.lesson) if model.is_placed(change.lesson) else {}
            for (instructor, _), literal in staff.items():
                if instructor != own:
                    instructors[instructor].append(literal)
        for cohort, literals in cohorts.items():
            size = index.problem.cohorts[cohort].size
            model.penalise(model.any_of(f"touched[c{cohort}]", literals), weight * size)
        for instructor, literals in instructors.items():
            model.penalise(model.any_of(f"touched[i{instructor}]", literals), weight)
