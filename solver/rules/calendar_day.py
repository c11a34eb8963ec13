"""Hard rule: lessons fall on open days of the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class CalendarDay(Rule):
    """Holidays and ordinary rest days are not listed as open; make-up workdays are."""

    id = "calendar_day"
    statement_en = "Lessons take place on open days only, never on a holiday."
    statement_zh = "课次只能排在开放日，不能排在节假日。"
    message_en = "Lesson {lesson} is on {day}, which is not an open day."
    message_zh = "课次{lesson}排在{day}，该日不开放。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            if placed.day not in reading.days:
                yield Violation(self.id, (Subject("lesson", placed.lesson.id),), placed.day, placed.first)

    def narrow(self, domains: Domains) -> None:
        for sample in domains.samples:
            domains.narrow_times(sample, domains.index.grid.open)
