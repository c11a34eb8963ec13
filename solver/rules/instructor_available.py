"""Hard rule: an instructor is available while teaching."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.opening import closed_period
from solver.verdict import Subject, Violation


class InstructorAvailable(Rule):
    """Weekly periods and dated absences of the instructor."""

    id = "instructor_available"
    statement_en = "An instructor teaches only when available."
    statement_zh = "教师只能在其可授课时段上课。"
    message_en = "Instructor {instructor} is not available on {day}, period {period} (lesson {lesson})."
    message_zh = "{instructor}于{day}第{period}节不可授课（课次{lesson}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            if day is None:
                continue
            period = closed_period(placed.instructor.availability, day, placed.first, placed.last)
            if period is not None:
                subjects = (Subject("lesson", placed.lesson.id), Subject("instructor", placed.instructor.id))
                yield Violation(self.id, subjects, placed.day, period)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        permitted = [index.grid.permitted(instructor.availability) for instructor in index.problem.instructors]
        starts = {
            periods: {at: starts_within(slots, periods) for at, slots in enumerate(permitted)}
            for periods in index.lengths
        }
        for sample in domains.samples:
            domains.narrow_staff(sample, starts[index.periods[sample]])
