"""Hard rule: an instructor is in one place at a time."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.overlap import pairs_on_a_day, subjects_of
from solver.verdict import Subject, Violation


class InstructorDoubleBooking(Rule):
    """Lessons and commitments of one instructor never overlap."""

    id = "instructor_double_booking"
    statement_en = "An instructor teaches one lesson at a time."
    statement_zh = "教师同一时间只能上一个课次。"
    message_en = "Instructor {instructor} is booked twice on {day}, period {period}: {both}."
    message_zh = "{instructor}于{day}第{period}节重复排课：{both}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for instructor, events in sorted(reading.instructor_events.items()):
            for one, other in pairs_on_a_day(events):
                if one.overlaps(other):
                    subjects = (Subject("instructor", instructor), *subjects_of(one, other))
                    yield Violation(self.id, subjects, one.day, max(one.first, other.first))

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        if not any(index.instructor_busy):
            return
        starts = {
            periods: {at: ~starts_hitting(busy, periods) for at, busy in enumerate(index.instructor_busy)}
            for periods in index.lengths
        }
        for sample in domains.samples:
            domains.narrow_staff(sample, starts[index.periods[sample]])

    def encode(self, model: SubModel) -> None:
        for users in model.instructor_use.values():
            model.limit([(literal, 1) for _, literal in users], 1)
