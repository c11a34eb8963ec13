"""Hard rule: the lessons in a workshop at one time fit its workstations and seats together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.domains import Domains, Masks
from solver.grid import starts_hitting
from solver.index import Index
from solver.model.submodel import SubModel, Term
from solver.reading import Reading
from solver.rules.base import Rule
from solver.verdict import Subject, Violation

_When = tuple[str, str, int]
_Shortage = tuple[int, int, str | None]


@dataclass(frozen=True, slots=True)
class _Use:
    subject: Subject
    takes_all: bool
    needs: tuple[tuple[str | None, int], ...]


class WorkshopDoubleBooking(Rule):
    """Groups may share a workshop while the counts suffice, unless a lesson wants it alone."""

    id = "workshop_double_booking"
    statement_en = "No workstation or seat is booked twice; a lesson that wants the workshop alone has it alone."
    statement_zh = "同一工位（座位）同一时间只能使用一次；需独占实训室的课次不得与他人共用。"
    message_en = "Workshop {workshop} on {day}, period {period}, is double booked: {needed} wanted, {owned} there."
    message_zh = "{workshop}于{day}第{period}节重复占用：需要{needed}个，只有{owned}个。"

    def check(self, reading: Reading) -> Iterator[Violation]:
        reported: set[tuple[str, str, frozenset[Subject]]] = set()
        uses = self._uses(reading)
        for (workshop, day, period), shortage in sorted(self._shortages(reading, uses).items()):
            subjects = sorted(use.subject for use in uses[workshop, day, period])
            key = (workshop, day, frozenset(subjects))
            if key not in reported:
                reported.add(key)
                facts = {"needed": shortage[0], "owned": shortage[1], "equipment": shortage[2]}
                yield Violation(self.id, (Subject("workshop", workshop), *subjects), day, period, facts)

    def _uses(self, reading: Reading) -> dict[_When, list[_Use]]:
        uses: dict[_When, list[_Use]] = defaultdict(list)
        for placed in reading.placed:
            needs = (reading.stations_needed(placed),)
            use = _Use(Subject("lesson", placed.lesson.id), not placed.module.shares_workshop, needs)
            for period in range(placed.first, placed.last + 1):
                uses[placed.workshop.id, placed.day, period].append(use)
        for item in reading.problem.commitments:
            if item.workshop is None:
                continue
            stations = tuple((entry.equipment, entry.count) for entry in item.stations if entry.count)
            needs_seats = ((None, item.seats),) if item.seats else ()
            is_whole = not item.stations and not item.seats
            if is_whole or stations or needs_seats:
                use = _Use(Subject("commitment", item.id), is_whole, (*stations, *needs_seats))
                for period in range(item.first_period, item.first_period + item.periods):
                    uses[item.workshop, item.day, period].append(use)
        return uses

    def _shortages(self, reading: Reading, uses: Mapping[_When, list[_Use]]) -> dict[_When, _Shortage]:
        """Where several uses, a lesson among them, take more of a workshop than there is."""
        found = {}
        for when, here in uses.items():
            if len(here) > 1 and any(use.subject.kind == "lesson" for use in here):
                shortage = self._shortage(reading.pools[when[0]], here)
                if shortage is not None:
                    found[when] = shortage
        return found

    def _shortage(self, owned: Mapping[str | None, int], uses: list[_Use]) -> _Shortage | None:
        if any(use.takes_all for use in uses):
            return len(uses), 1, None
        wanted: dict[str | None, list[int]] = defaultdict(list)
        for use in uses:
            for pool, count in use.needs:
                wanted[pool].append(count)
        for pool, counts in wanted.items():
            if len(counts) > 1 and sum(counts) > owned.get(pool, 0):
                return sum(counts), owned.get(pool, 0), pool
        return None

    def narrow(self, domains: Domains) -> None:
        index = domains.index
        if not index.workshop_commitments:
            return
        free: dict[tuple[str, int, bool, int], Masks] = {}
        for sample in domains.samples:
            pool, need, shares, periods = (
                index.pool[sample],
                index.need[sample],
                index.shares[sample],
                index.periods[sample],
            )
            key = (pool, need, shares, periods)
            if key not in free:
                taken = self._taken(index, pool, need, shares)
                free[key] = {at: ~starts_hitting(taken.get(at, 0), periods) for at in range(len(index.pools))}
            domains.narrow_places(sample, free[key])

    def _taken(self, index: Index, pool: str, need: int, shares: bool) -> dict[int, int]:
        """Workshop → slots at which commitments leave too little of it for so much of the pool."""
        taken = dict(enumerate(index.committed_whole))
        for (workshop, other), slots in index.committed_units.items():
            owned = index.pools[workshop].get(other, 0)
            for slot, used in slots.items():
                is_short = other == pool and used + need > owned
                if is_short or not shares:
                    taken[workshop] |= 1 << slot
        return taken

    def encode(self, model: SubModel) -> None:
        index = model.index
        for (workshop, slot), users in model.workshop_use.items():
            for pool in sorted({index.pool[lesson] for lesson, _ in users}):
                # One lesson alone is never refused here, and a pool of none still holds one.
                capacity = max(index.pools[workshop].get(pool, 0), 1)
                terms: list[Term] = []
                for lesson, literal in users:
                    if not index.shares[lesson]:
                        terms.append((literal, capacity))
                    elif index.pool[lesson] == pool:
                        terms.append((literal, min(index.need[lesson], capacity)))
                used = index.committed_units.get((workshop, pool), {}).get(slot, 0)
                model.limit(terms, capacity - used)
