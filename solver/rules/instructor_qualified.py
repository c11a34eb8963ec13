"""Hard rule: the instructor is qualified for the module on the day of the lesson."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.domains import Domains
from solver.index import KINDS, Index
from solver.problem import BOTH
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class InstructorQualified(Rule):
    """A qualification counts for its subject, for theory or practice, between its dates."""

    id = "instructor_qualified"
    statement_en = "The instructor holds the qualification for the module, valid on the day of the lesson."
    statement_zh = "教师须持有该模块的授课资格，且在上课当日有效。"
    message_en = "Instructor {instructor} is not qualified on {day} for {subject} ({kind}), lesson {lesson}."
    message_zh = "{instructor}于{day}不具备{subject}（{kind}）的有效授课资格，课次{lesson}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            if not self._is_qualified(placed):
                subjects = (
                    Subject("lesson", placed.lesson.id),
                    Subject("instructor", placed.instructor.id),
                    Subject("subject", placed.module.subject),
                )
                facts = {"kind": placed.module.kind}
                yield Violation(self.id, subjects, placed.day, placed.first, facts)

    def _is_qualified(self, placed: Placed) -> bool:
        return any(
            held.subject == placed.module.subject
            and held.kind in (BOTH, placed.module.kind)
            and (held.first_day or placed.day) <= placed.day <= (held.last_day or placed.day)
            for held in placed.instructor.qualifications
        )

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        valid = self._valid_days(index)
        for sample in domains.samples:
            module = index.problem.modules[index.module[sample]]
            domains.narrow_staff(sample, valid[module.subject, module.kind])

    def _valid_days(self, index: Index) -> dict[tuple[str, str], dict[int, int]]:
        """(subject, kind) → instructor → the slots of the days on which that may be taught."""
        found: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for at, instructor in enumerate(index.problem.instructors):
            for held in instructor.qualifications:
                days = index.grid.mask_between(held.first_day, held.last_day)
                for kind in KINDS[held.kind]:
                    found[held.subject, kind][at] |= days
        return found
