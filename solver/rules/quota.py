"""Hard rule: an owner's cohorts use no more of the workshops than their quota."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.model.submodel import SubModel, Term
from solver.problem import Quota as Limit
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class Quota(Rule):
    """Counts workstations (or seats) times periods of the lessons whose own cohort is the owner's.

    Only lessons in the quota's workshops and on its days count; no workshops named means all.
    """

    id = "quota"
    statement_en = "An enterprise's cohorts use at most its quota of workstation periods."
    statement_zh = "企业班级占用的工位节次不得超过其配额。"
    message_en = "The cohorts of {owner} use {used} workstation {used:period|periods}; quota {quota} allows {most}."
    message_zh = "{owner}的班级共占用{used}个工位节次，配额{quota}为{most}个。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        owned: dict[str | None, list[Placed]] = defaultdict(list)
        for placed in reading.placed if reading.problem.quotas else ():
            owned[placed.cohort.owner].append(placed)
        for limit in reading.problem.quotas:
            counted = [placed for placed in owned[limit.owner] if self._counts(limit, placed)]
            used = sum(reading.stations_needed(placed)[1] * placed.lesson.periods for placed in counted)
            if used > limit.most:
                lessons = tuple(Subject("lesson", placed.lesson.id) for placed in counted)
                subjects = (Subject("quota", limit.id), Subject("owner", limit.owner), *lessons)
                yield Violation(self.id, subjects, None, None, {"used": used, "most": limit.most})

    def _counts(self, limit: Limit, placed: Placed) -> bool:
        in_time = (limit.first_day or placed.day) <= placed.day <= (limit.last_day or placed.day)
        in_place = not limit.workshops or placed.workshop.id in limit.workshops
        return in_time and in_place

    def encode(self, model: SubModel) -> None:
        index = model.index
        for limit in index.problem.quotas:
            days = index.grid.mask_between(limit.first_day, limit.last_day)
            workshops = {index.workshop_at[workshop] for workshop in limit.workshops} or set(range(len(index.base)))
            terms: list[Term] = []
            for lesson in model.lessons:
                if index.problem.cohorts[index.cohort[lesson]].owner == limit.owner:
                    used = index.need[lesson] * index.periods[lesson]
                    for (workshop, slot), literal in model.places(lesson).items():
                        if workshop in workshops and days >> slot & 1:
                            terms.append((literal, used))
            model.limit(terms, limit.most)
