"""Hard rule: a cohort is taught only in the periods that its enterprise gave."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.opening import closed_period
from solver.verdict import Subject, Violation


class CohortAvailable(Rule):
    """Weekly periods and dated absences of the cohort as a whole."""

    id = "cohort_available"
    statement_en = "A cohort is taught only in the periods when it can come."
    statement_zh = "班级只能在其可上课时段上课。"
    message_en = "Cohort {cohort} cannot come on {day}, period {period} (lesson {lesson})."
    message_zh = "{cohort}于{day}第{period}节不能上课（课次{lesson}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            if day is None:
                continue
            for cohort in placed.attending:
                period = closed_period(cohort.availability, day, placed.first, placed.last)
                if period is not None:
                    subjects = (Subject("lesson", placed.lesson.id), Subject("cohort", cohort.id))
                    yield Violation(self.id, subjects, placed.day, period)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        permitted = [index.grid.permitted(cohort.availability) for cohort in index.problem.cohorts]
        for sample in domains.samples:
            for cohort in index.attending[sample]:
                domains.narrow_times(sample, starts_within(permitted[cohort], index.periods[sample]))
