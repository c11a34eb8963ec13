"""Hard rule: at the periods that a workshop's owner keeps, only cohorts of the named owners are taught there."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains, Masks
from solver.grid import starts_hitting
from solver.index import Index
from solver.problem import Cohort, Reservation
from solver.reading import Placed, Reading
from solver.rules.base import Rule
from solver.rules.opening import open_period
from solver.verdict import Subject, Violation


class ReservedPeriods(Rule):
    """Each reservation counts by itself, and for each cohort that attends; on days that are not open none holds."""

    id = "reserved_periods"
    statement_en = "At the periods that its owner keeps, a workshop is used only by cohorts of the named enterprises."
    statement_zh = "实训室的保留节次只供指定企业的班级使用。"
    message_en = "Workshop {workshop} is reserved on {day}, period {period}, and not for {cohort} (lesson {lesson})."
    message_zh = "{workshop}于{day}第{period}节为保留节次，{cohort}不得使用（课次{lesson}）。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        for placed in reading.placed:
            for cohort in placed.attending:
                found = (self._hit(reading, placed, cohort, item) for item in placed.workshop.reservations)
                period = min((period for period in found if period is not None), default=None)
                if period is not None:
                    subjects = (
                        Subject("lesson", placed.lesson.id),
                        Subject("workshop", placed.workshop.id),
                        Subject("cohort", cohort.id),
                    )
                    yield Violation(self.id, subjects, placed.day, period)

    def _hit(self, reading: Reading, placed: Placed, cohort: Cohort, item: Reservation) -> int | None:
        """The first period of the lesson that is kept for others than the cohort's owner."""
        day = reading.days.get(placed.day)
        if day is None or cohort.owner in item.owners:
            return None
        return open_period(item.periods, day, placed.first, placed.last)

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        if not any(workshop.reservations for workshop in index.problem.workshops):
            return
        free: dict[tuple[str | None, int], Masks] = {}
        for sample in domains.samples:
            for owner in {index.problem.cohorts[cohort].owner for cohort in index.attending[sample]}:
                key = (owner, index.periods[sample])
                if key not in free:
                    kept = self._kept_from(index, owner)
                    free[key] = {at: ~starts_hitting(slots, key[1]) for at, slots in enumerate(kept)}
                domains.narrow_places(sample, free[key])

    def _kept_from(self, index: Index, owner: str | None) -> list[int]:
        """For each workshop the slots that are kept for other owners."""
        found = [0] * len(index.problem.workshops)
        for at, workshop in enumerate(index.problem.workshops):
            for item in workshop.reservations:
                if owner not in item.owners:
                    found[at] |= index.grid.available(item.periods)
        return found
