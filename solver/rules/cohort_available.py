"""Hard rule: a cohort is taught only in the periods that its enterprise gave."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.problem import Availability
from solver.reading import Placed, Reading
from solver.rules.opening import CalendarRule
from solver.verdict import Subject


class CohortAvailable(CalendarRule):
    """Weekly periods and dated absences of the cohort as a whole."""

    id = "cohort_available"
    statement_en = "A cohort is taught only in the periods when it can come."
    statement_zh = "班级只能在其可上课时段上课。"
    message_en = "Cohort {cohort} cannot come on {day}, period {period} (lesson {lesson})."
    message_zh = "{cohort}于{day}第{period}节不能上课（课次{lesson}）。"

    def calendars(self, reading: Reading, placed: Placed) -> Iterator[tuple[Subject, tuple[Availability, ...]]]:
        for cohort in placed.attending:
            yield Subject("cohort", cohort.id), (cohort.availability,)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        permitted = [index.grid.permitted(cohort.availability) for cohort in index.problem.cohorts]
        for sample in domains.samples:
            for cohort in index.attending[sample]:
                domains.narrow_times(sample, starts_within(permitted[cohort], index.periods[sample]))
