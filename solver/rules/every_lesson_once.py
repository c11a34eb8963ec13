"""Hard rule: each lesson is booked exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class EveryLessonOnce(Rule):
    """Missing and duplicate bookings; in the sub-model each free lesson takes exactly one start."""

    id = "every_lesson_once"
    statement_en = "Every lesson is booked exactly once."
    statement_zh = "每个课次必须且只能排一次。"
    message_en = "Lesson {lesson} is booked {count} {count:time|times} instead of once."
    message_zh = "课次{lesson}排了{count}次，应为一次。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        counts = Counter(booking.lesson for booking in reading.timetable.bookings)
        for lesson in reading.problem.lessons:
            if counts[lesson.id] != 1:
                yield Violation(self.id, (Subject("lesson", lesson.id),), facts={"count": counts[lesson.id]})
