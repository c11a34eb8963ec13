"""Hard rule: an instructor is available while teaching."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.problem import Availability
from solver.reading import Placed, Reading
from solver.rules.opening import CalendarRule
from solver.verdict import Subject


class InstructorAvailable(CalendarRule):
    """Weekly periods and dated absences of the instructor."""

    id = "instructor_available"
    statement_en = "An instructor teaches only when available."
    statement_zh = "教师只能在其可授课时段上课。"
    message_en = "Instructor {instructor} is not available on {day}, period {period} (lesson {lesson})."
    message_zh = "{instructor}于{day}第{period}节不可授课（课次{lesson}）。"

    def calendars(self, reading: Reading, placed: Placed) -> Iterator[tuple[Subject, tuple[Availability, ...]]]:
        yield Subject("instructor", placed.instructor.id), (placed.instructor.availability,)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        permitted = [index.grid.permitted(instructor.availability) for instructor in index.problem.instructors]
        starts = {
            periods: {at: starts_within(slots, periods) for at, slots in enumerate(permitted)}
            for periods in index.lengths
        }
        for sample in domains.samples:
            domains.narrow_staff(sample, starts[index.periods[sample]])
