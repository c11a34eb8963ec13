"""Hard rule: an instructor has the time to travel between two bases on one day."""

from __future__ import annotations

from collections.abc import Iterator

from solver.model.presence import instructor_presence, keep_travel_time
from solver.model.submodel import SubModel
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.journeys import rushed_pairs
from solver.rules.overlap import subjects_of
from solver.verdict import Subject, Violation


class InstructorTravel(Rule):
    """Counts the minutes between the end of one event and the start of the next, elsewhere."""

    id = "instructor_travel"
    statement_en = "Between lessons at two bases on one day, an instructor has time to travel."
    statement_zh = "教师同一天在两个基地上课时，须留足路程时间。"
    message_en = (
        "Instructor {instructor} has {gap} {gap:minute|minutes} on {day} between {both}; the way takes {minutes}."
    )
    message_zh = "{instructor}于{day}在{both}之间只有{gap}分钟，路程需要{minutes}分钟。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for instructor, events in sorted(reading.instructor_events.items()):
            for one, other, facts in rushed_pairs(reading, events):
                subjects = (Subject("instructor", instructor), *subjects_of(one, other))
                yield Violation(self.id, subjects, one.day, max(one.first, other.first), facts)

    def encode(self, model: SubModel) -> None:
        if len(model.index.problem.bases) < 2:
            return
        for instructor in range(len(model.index.problem.instructors)):
            presence = instructor_presence(model, instructor)
            keep_travel_time(model, presence, presence)
