"""Hard rule: an instructor keeps the cap of periods a day."""

from __future__ import annotations

from collections.abc import Iterable

from solver.model.submodel import SubModel, Term
from solver.reading import Event, Reading
from solver.rules.counting import CapRule, committed_slots, instructor_terms


class InstructorDayCap(CapRule):
    """Takes `max_periods_a_day` of the instructor; none means no cap."""

    id = "instructor_day_cap"
    kind = "instructor"
    per_week = False
    statement_en = "An instructor teaches at most so many periods a day."
    statement_zh = "教师每天授课节数不得超过上限。"
    message_en = "Instructor {instructor} has {count} {count:period|periods} on {day}; the cap is {cap}."
    message_zh = "{instructor}于{day}共{count}节，上限为{cap}节。"

    def caps(self, reading: Reading) -> Iterable[tuple[str, int | None, list[Event]]]:
        for item in reading.problem.instructors:
            yield item.id, item.max_periods_a_day, reading.instructor_events.get(item.id, [])

    def encoded(self, model: SubModel) -> Iterable[tuple[int | None, list[tuple[int, Term]], list[int]]]:
        for at, item in enumerate(model.index.problem.instructors):
            if item.max_periods_a_day is not None:
                terms = instructor_terms(model, at)
                yield item.max_periods_a_day, terms, committed_slots(model.index, "instructor", item.id)
