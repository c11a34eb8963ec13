"""Hard rule: lessons fall inside the window of their cohort and of their module."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class Window(Rule):
    """The first and last days come from the order; a module may have a narrower window."""

    id = "window"
    statement_en = "Lessons take place between the first and the last day of their cohort and of their module."
    statement_zh = "课次须在班级和模块的起止日期之内。"
    message_en = "Lesson {lesson} of {cohort} is on {day}, outside {first} to {last}."
    message_zh = "{cohort}的课次{lesson}排在{day}，不在{first}至{last}之内。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            for cohort in placed.attending:
                first = max(cohort.first_day, placed.module.first_day or cohort.first_day)
                last = min(cohort.last_day, placed.module.last_day or cohort.last_day)
                if not first <= placed.day <= last:
                    subjects = (Subject("lesson", placed.lesson.id), Subject("cohort", cohort.id))
                    yield Violation(self.id, subjects, placed.day, placed.first, {"first": first, "last": last})

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        for sample in domains.samples:
            module = index.problem.modules[index.module[sample]]
            domains.narrow_times(sample, index.grid.mask_between(module.first_day, module.last_day))
            for at in index.attending[sample]:
                cohort = index.problem.cohorts[at]
                domains.narrow_times(sample, index.grid.mask_between(cohort.first_day, cohort.last_day))
