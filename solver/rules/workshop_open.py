"""Hard rule: a workshop, and its base, is open while it is used."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.problem import Availability
from solver.reading import Placed, Reading
from solver.rules.opening import CalendarRule
from solver.verdict import Subject


class WorkshopOpen(CalendarRule):
    """Weekly opening periods and dated closures, of the workshop and of the whole base."""

    id = "workshop_open"
    statement_en = "A workshop is used only while it and its base are open."
    statement_zh = "实训室及其基地在使用时段内须开放。"
    message_en = "Workshop {workshop} is closed on {day}, period {period}, when lesson {lesson} is there."
    message_zh = "{workshop}于{day}第{period}节不开放，课次{lesson}不能使用。"

    def calendars(self, reading: Reading, placed: Placed) -> Iterator[tuple[Subject, tuple[Availability, ...]]]:
        base = reading.bases[placed.workshop.base]
        yield Subject("workshop", placed.workshop.id), (placed.workshop.availability, base.availability)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        bases = [index.grid.permitted(base.availability) for base in index.problem.bases]
        permitted = [
            index.grid.permitted(workshop.availability) & bases[index.base[at]]
            for at, workshop in enumerate(index.problem.workshops)
        ]
        starts = {
            periods: {at: starts_within(slots, periods) for at, slots in enumerate(permitted)}
            for periods in index.lengths
        }
        for sample in domains.samples:
            domains.narrow_places(sample, starts[index.periods[sample]])
