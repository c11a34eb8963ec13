"""Hard rule: an instructor has no more trainees in a lesson than one person may look after."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains, Masks
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class MentorRatio(Rule):
    """Takes `max_trainees` of the instructor against the heads of the lesson; none means no limit."""

    id = "mentor_ratio"
    statement_en = "An instructor has at most so many trainees in one lesson."
    statement_zh = "一名教师（导师）同一课次指导的学员人数不得超过上限。"
    message_en = "Lesson {lesson} has {heads} {heads:head|heads}; instructor {instructor} may look after {most}."
    message_zh = "课次{lesson}共{heads}人，{instructor}最多指导{most}人。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            most = placed.instructor.max_trainees
            if most is not None and placed.heads > most:
                subjects = (Subject("lesson", placed.lesson.id), Subject("instructor", placed.instructor.id))
                facts = {"heads": placed.heads, "most": most}
                yield Violation(self.id, subjects, placed.day, placed.first, facts)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        ratios = [instructor.max_trainees for instructor in index.problem.instructors]
        if all(most is None for most in ratios):
            return
        able: dict[int, Masks] = {}
        for sample in domains.samples:
            heads = index.heads[sample]
            if heads not in able:
                who = (at for at, most in enumerate(ratios) if most is None or heads <= most)
                able[heads] = dict.fromkeys(who, index.grid.everything)
            domains.narrow_staff(sample, able[heads])
