"""Hard rule: a lesson by itself fits the workstations or seats of its workshop."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains, Masks
from solver.index import SEATS
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class WorkshopCapacity(Rule):
    """Several lessons together are the matter of `workshop_double_booking`."""

    id = "workshop_capacity"
    statement_en = "A workshop has enough workstations, or seats, for the whole cohort."
    statement_zh = "实训室的工位（或座位）须够全班使用。"
    message_en = "Lesson {lesson} of {cohort} needs {needed} {needed:place|places}; workshop {workshop} has {owned}."
    message_zh = "{cohort}的课次{lesson}需要{needed}个工位（座位），{workshop}只有{owned}个。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            equipment, needed = reading.stations_needed(placed)
            owned = reading.pools[placed.workshop.id].get(equipment, 0)
            is_missing = equipment is not None and owned == 0
            may_stand = equipment is None and placed.module.may_overfill
            if needed > owned and not is_missing and not may_stand:
                subjects = (
                    Subject("lesson", placed.lesson.id),
                    Subject("cohort", placed.cohort.id),
                    Subject("workshop", placed.workshop.id),
                )
                facts = {"needed": needed, "owned": owned, "equipment": equipment}
                yield Violation(self.id, subjects, placed.day, placed.first, facts)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        large: dict[tuple[str, int], Masks] = {}
        for sample in domains.samples:
            pool, need = index.pool[sample], index.need[sample]
            if pool == SEATS and index.problem.modules[index.module[sample]].may_overfill:
                continue
            if (pool, need) not in large:
                owned = [pools.get(pool, 0) for pools in index.pools]
                large[pool, need] = {
                    at: index.grid.everything
                    for at, count in enumerate(owned)
                    if need <= count or (not count and pool != SEATS)
                }
            domains.narrow_places(sample, large[pool, need])
