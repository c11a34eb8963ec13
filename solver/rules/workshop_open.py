"""Hard rule: a workshop, and its base, is open while it is used."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_within
from solver.reading import Reading
from solver.rules.base import Rule
from solver.rules.opening import closed_period
from solver.verdict import Subject, Violation


class WorkshopOpen(Rule):
    """Weekly opening periods and dated closures, of the workshop and of the whole base."""

    id = "workshop_open"
    statement_en = "A workshop is used only while it and its base are open."
    statement_zh = "实训室及其基地在使用时段内须开放。"
    message_en = "Workshop {workshop} is closed on {day}, period {period}, when lesson {lesson} is there."
    message_zh = "{workshop}于{day}第{period}节不开放，课次{lesson}不能使用。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            day = reading.days.get(placed.day)
            if day is None:
                continue
            for calendar in (placed.workshop.availability, reading.bases[placed.workshop.base].availability):
                period = closed_period(calendar, day, placed.first, placed.last)
                if period is not None:
                    subjects = (Subject("lesson", placed.lesson.id), Subject("workshop", placed.workshop.id))
                    yield Violation(self.id, subjects, placed.day, period)
                    break

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
