"""Hard rule: a module has at most so many lessons a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from solver.model.submodel import SubModel, Term
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class LessonsADay(Rule):
    """Counts the lessons of one module on one day."""

    id = "lessons_a_day"
    statement_en = "A module has at most so many lessons a day."
    statement_zh = "同一模块每天的课次数不得超过上限。"
    message_en = "Module {module} has {count} {count:lesson|lessons} on {day}; at most {most} {most:is|are} allowed."
    message_zh = "模块{module}于{day}排了{count}个课次，上限为{most}个。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for module, group in sorted(reading.by_module.items()):
            most = group[0].module.most_lessons_a_day
            if most is None:
                continue
            for day, count in sorted(Counter(placed.day for placed in group).items()):
                if count > most:
                    lessons = tuple(Subject("lesson", placed.lesson.id) for placed in group if placed.day == day)
                    facts = {"count": count, "most": most}
                    yield Violation(self.id, (Subject("module", module), *lessons), day, None, facts)

    def encode(self, model: SubModel) -> None:
        index = model.index
        for module, lessons in enumerate(index.module_lessons):
            most = index.problem.modules[module].most_lessons_a_day
            if most is None or len(lessons) <= most:
                continue
            by_day: dict[int, list[Term]] = defaultdict(list)
            for lesson in filter(model.is_placed, lessons):
                for slot, literal in model.times(lesson).items():
                    by_day[slot // index.grid.periods_a_day].append((literal, 1))
            for terms in by_day.values():
                model.limit(terms, most)
