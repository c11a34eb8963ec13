"""Hard rule: every booking names a lesson, day, period, workshop and instructor of the problem."""

from __future__ import annotations

from collections.abc import Iterator

from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class KnownIds(Rule):
    """A booking that cannot be read is reported and left out of all other checks."""

    id = "known_ids"
    statement_en = "Every booking names a known lesson, workshop, instructor, day and period."
    statement_zh = "每条排课记录的课次、实训室、教师、日期和节次都必须存在。"
    message_en = "The booking of {lesson} names an unknown {field}: {value}."
    message_zh = "{lesson}的排课记录中，{field}“{value}”不存在。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for booking, field, value in reading.unreadable:
            yield Violation(self.id, (Subject("lesson", str(booking.lesson)),), facts={"field": field, "value": value})
