"""Hard rule: an instructor gives each purpose no more periods a week than allowed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

from solver.model.submodel import SubModel, Term
from solver.reading import Placed, Reading, week_of
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class Allowance(Rule):
    """Shares a chief technician's hours between apprentices, classes and studio work; lessons alone count."""

    id = "allowance"
    statement_en = "An instructor gives modules of one purpose at most so many periods a week."
    statement_zh = "教师每周用于同一用途的课时不得超过其分配的上限。"
    message_en = (
        "Instructor {instructor} gives {purpose} {count} {count:period|periods} in the week of {day}; "
        "{most} {most:is|are} allowed."
    )
    message_zh = "{instructor}在{day}当周用于{purpose}共{count}节，上限为{most}节。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        allowed = {(item.instructor, item.purpose): item.most_periods_a_week for item in reading.problem.allowances}
        weeks: dict[tuple[str, str, str], list[Placed]] = defaultdict(list)
        for placed in reading.placed:
            purpose = placed.module.purpose
            if purpose is not None and (placed.instructor.id, purpose) in allowed:
                weeks[placed.instructor.id, purpose, week_of(placed.day)].append(placed)
        for (instructor, purpose, week), group in sorted(weeks.items(), key=itemgetter(0)):
            count = sum(placed.lesson.periods for placed in group)
            if count > allowed[instructor, purpose]:
                lessons = tuple(Subject("lesson", placed.lesson.id) for placed in group)
                subjects = (Subject("instructor", instructor), Subject("purpose", purpose), *lessons)
                facts = {"count": count, "most": allowed[instructor, purpose]}
                yield Violation(self.id, subjects, week, None, facts)

    def encode(self, model: SubModel) -> None:
        index = model.index
        width = 7 * index.grid.periods_a_day
        for item in index.problem.allowances:
            weeks: dict[int, list[Term]] = defaultdict(list)
            for lesson, slot, literal in model.taught_by[index.instructor_at[item.instructor]]:
                if index.problem.modules[index.module[lesson]].purpose == item.purpose:
                    weeks[slot // width].append((literal, index.periods[lesson]))
            for terms in weeks.values():
                model.limit(terms, item.most_periods_a_week)
