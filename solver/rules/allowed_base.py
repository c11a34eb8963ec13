"""Hard rule: a cohort is taught only at the bases agreed for it."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class AllowedBase(Rule):
    """A cohort without any base named may be taught at every base."""

    id = "allowed_base"
    statement_en = "A cohort is taught only at the bases agreed for it."
    statement_zh = "班级只能在约定的基地上课。"
    message_en = "Lesson {lesson} of {cohort} is at {base}, which is not agreed for this cohort."
    message_zh = "{cohort}的课次{lesson}排在{base}，该基地不在约定范围内。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            if placed.cohort.bases and placed.workshop.base not in placed.cohort.bases:
                subjects = (
                    Subject("lesson", placed.lesson.id),
                    Subject("cohort", placed.cohort.id),
                    Subject("workshop", placed.workshop.id),
                    Subject("base", placed.workshop.base),
                )
                yield Violation(self.id, subjects, placed.day, placed.first)

    def narrow(self, domains: Domains) -> None:
        problem = domains.index.problem
        for lesson in domains.lessons:
            allowed = problem.cohorts[domains.index.cohort[lesson]].bases
            for at, workshop in enumerate(problem.workshops):
                if allowed and workshop.base not in allowed:
                    domains.keep_place(lesson, at, 0)
