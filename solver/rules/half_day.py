"""Hard rule: a lesson stays inside one half-day."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class HalfDay(Rule):
    """Morning, afternoon and evening are kept apart, so the lunch break is too."""

    id = "half_day"
    statement_en = "A lesson lasts whole periods inside one half-day."
    statement_zh = "一个课次须在同一半天内连续完成。"
    message_en = (
        "Lesson {lesson} on {day} from period {period} lasts {periods} {periods:period|periods} and leaves its "
        "half-day."
    )
    message_zh = "课次{lesson}于{day}第{period}节开始，共{periods}节，超出了同一半天。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        periods = reading.problem.periods
        for placed in reading.placed:
            last = placed.first + placed.lesson.periods - 1
            leaves = last > len(periods) or periods[placed.first - 1].half_day != periods[last - 1].half_day
            if leaves:
                subjects = (Subject("lesson", placed.lesson.id),)
                yield Violation(self.id, subjects, placed.day, placed.first, {"periods": placed.lesson.periods})

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        starts = {periods: index.grid.half_day_starts(periods) for periods in index.lengths}
        for sample in domains.samples:
            domains.narrow_times(sample, starts[index.periods[sample]])
