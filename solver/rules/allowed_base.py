"""Hard rule: a cohort is taught only at the bases agreed for it."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains, Masks
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class AllowedBase(Rule):
    """A cohort without any base named may be taught at every base."""

    id = "allowed_base"
    statement_en = "A cohort is taught only at the bases agreed for it."
    statement_zh = "班级只能在约定的基地上课。"
    message_en = "Lesson {lesson} of {cohort} is at {base}, which is not agreed for this cohort."
    message_zh = "{cohort}的课次{lesson}排在{base}，该基地不在约定范围内。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            for cohort in placed.attending:
                if cohort.bases and placed.workshop.base not in cohort.bases:
                    subjects = (
                        Subject("lesson", placed.lesson.id),
                        Subject("cohort", cohort.id),
                        Subject("workshop", placed.workshop.id),
                        Subject("base", placed.workshop.base),
                    )
                    yield Violation(self.id, subjects, placed.day, placed.first)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        allowed: dict[tuple[str, ...], Masks] = {(): dict.fromkeys(range(len(index.base)), index.grid.everything)}
        for sample in domains.samples:
            for bases in {index.problem.cohorts[cohort].bases for cohort in index.attending[sample]}:
                if bases not in allowed:
                    allowed[bases] = {
                        at: index.grid.everything
                        for at, workshop in enumerate(index.problem.workshops)
                        if workshop.base in bases
                    }
                domains.narrow_places(sample, allowed[bases])
