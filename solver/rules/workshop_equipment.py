"""Hard rule: a practice lesson is in a workshop that has its equipment."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains, Masks
from solver.index import SEATS
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation


class WorkshopEquipment(Rule):
    """Having at least one workstation of the type; how many is the matter of `workshop_capacity`."""

    id = "workshop_equipment"
    statement_en = "A practice lesson is in a workshop with the equipment that it needs."
    statement_zh = "实操课须安排在配有所需设备的实训室。"
    message_en = "Workshop {workshop} has no {equipment}, which lesson {lesson} needs."
    message_zh = "{workshop}没有课次{lesson}所需的{equipment}。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            equipment, _ = reading.stations_needed(placed)
            if equipment is not None and reading.pools[placed.workshop.id].get(equipment, 0) <= 0:
                subjects = (
                    Subject("lesson", placed.lesson.id),
                    Subject("workshop", placed.workshop.id),
                    Subject("equipment", equipment),
                )
                yield Violation(self.id, subjects, placed.day, placed.first)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        equipped: dict[str, Masks] = {}
        for sample in domains.samples:
            pool = index.pool[sample]
            if pool not in equipped:
                having = (at for at, pools in enumerate(index.pools) if pool == SEATS or pools.get(pool, 0))
                equipped[pool] = dict.fromkeys(having, index.grid.everything)
            domains.narrow_places(sample, equipped[pool])
