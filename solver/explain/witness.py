"""A timetable made from a flow: the proof by example that nothing more is missing. The judge has the last word."""

from __future__ import annotations

from collections import Counter, defaultdict

from solver.check import check
from solver.explain.ground import Ground, starts_in
from solver.explain.network import PLACES, Flowed
from solver.grid import starts_hitting
from solver.index import Placement
from solver.search.chains import Chains
from solver.timetable import Timetable

# With more lessons than this left over, the flow of another family is the better start.
MOST_LEFT = 6


def witness(ground: Ground, flow: Flowed) -> Timetable | None:
    """A complete timetable that the judge finds clean, or None when the flow cannot be read as one."""
    if flow.missing:
        return None
    placements = _Seating(ground, flow).placements()
    if placements is None:
        return None
    timetable = ground.index.timetable(placements)
    return timetable if check(ground.problem, timetable).is_clean else None


class _Seating:
    """Gives the lessons of each cell a start, an instructor and a workshop, one of them with flow there.

    Those that do not work out where the flow has them go wherever there is room.
    """

    def __init__(self, ground: Ground, flow: Flowed) -> None:
        self.ground, self.flow, self.index = ground, flow, ground.index
        self.busy: dict[tuple[str, int], int] = defaultdict(int)
        self.used: dict[tuple[int, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
        self.left: dict[tuple[int, int], int] = defaultdict(int)
        self.rank = {lesson: at for at, lesson in enumerate(Chains(ground.index).order)}
        for arc, tail in enumerate(flow.network.tails):
            if tail in flow.network.opening_of:
                self.left[flow.network.opening_of[tail]] += flow.flows[arc]

    def placements(self) -> dict[int, Placement] | None:
        """A placement of every lesson, or None when some cell does not work out."""
        seats: dict[int, list[Placement]] = defaultdict(list)
        choices = Counter(demand for demand, _ in self.flow.network.cell_arc)
        for (demand, cell), arc in sorted(
            self.flow.network.cell_arc.items(), key=lambda item: (choices[item[0][0]], item[0])
        ):
            groups = self.flow.network.demands[demand]
            length = self.ground.groups[groups[0]].length
            for _ in range(self.flow.flows[arc] * self.ground.unit // length):
                self._fill(groups, cell, seats)
        left = {at: len(group.lessons) - len(seats[at]) for at, group in enumerate(self.ground.groups)}
        if sum(left.values()) > MOST_LEFT:
            return None
        for at, count in left.items():
            for _ in range(count):
                if not any(self._place(at, cell, seats) for cell in range(len(self.ground.cells))):
                    return None
        return self._numbered(seats)

    def _fill(self, groups: tuple[int, ...], cell: int, seats: dict[int, list[Placement]]) -> None:
        """Place a lesson of one of these groups in the cell, if it works out; who has most to place goes first."""
        waiting = {at: len(self.ground.groups[at].lessons) - len(seats[at]) for at in groups}
        for at in sorted(filter(lambda at: waiting[at], groups), key=lambda at: -waiting[at]):
            if self._place(at, cell, seats, with_flow=True):
                return

    def _place(self, at: int, cell: int, seats: dict[int, list[Placement]], *, with_flow: bool = False) -> bool:
        placement = self._seat(at, cell, with_flow)
        if placement is not None:
            self._take(at, placement, cell)
            seats[at].append(placement)
        return placement is not None

    def _seat(self, at: int, cell: int, with_flow: bool) -> Placement | None:
        group = self.ground.groups[at]
        base, whole = self.ground.cells[cell]
        free = group.times & ~starts_hitting(self.busy["cohort", group.cohort], group.length)
        for start in starts_in(free, base, whole.bit_length()):
            workshop = self._workshop(at, start, cell, with_flow and self.flow.network.family == PLACES)
            if workshop is None:
                continue
            for who, mask in group.staff:
                is_free = mask >> start & 1 and not self.busy["staff", who] & self._span(start, group.length)
                if is_free and (not with_flow or self.flow.network.family == PLACES or self._has_flow(at, who, cell)):
                    return Placement(start, workshop, who)
        return None

    def _has_flow(self, at: int, who: int, cell: int) -> bool:
        return self.left[who, cell] * self.ground.unit >= self.ground.groups[at].length

    def _span(self, start: int, length: int) -> int:
        return self.index.grid.span(start, length)

    def _workshop(self, at: int, start: int, cell: int, with_flow: bool) -> int | None:
        """An empty workshop if there is one, else one that can be shared."""
        group = self.ground.groups[at]
        lesson, span = group.lessons[0], self._span(start, group.length)
        open_here = [workshop for workshop, mask in group.places if mask >> start & 1]
        if with_flow:
            open_here = [workshop for workshop in open_here if self._has_flow(at, workshop, cell)]
        for workshop in open_here:
            if not self.busy["place", workshop] & span:
                return workshop
        for workshop in open_here if self.index.shares[lesson] else ():
            room = self.index.pools[workshop].get(self.index.pool[lesson], 0) - self.index.need[lesson]
            used = self.used[workshop, self.index.pool[lesson]]
            is_alone = self.busy["alone", workshop] & span
            if not is_alone and all(used[slot] <= room for slot in range(start, start + group.length)):
                return workshop
        return None

    def _take(self, at: int, placement: Placement, cell: int) -> None:
        group = self.ground.groups[at]
        lesson, span = group.lessons[0], self._span(placement.slot, group.length)
        served = placement.workshop if self.flow.network.family == PLACES else placement.instructor
        self.left[served, cell] -= group.length // self.ground.unit
        self.busy["cohort", group.cohort] |= span
        self.busy["staff", placement.instructor] |= span
        self.busy["place", placement.workshop] |= span
        if not self.index.shares[lesson]:
            self.busy["alone", placement.workshop] |= span
        for slot in range(placement.slot, placement.slot + group.length):
            self.used[placement.workshop, self.index.pool[lesson]][slot] += self.index.need[lesson]

    def _numbered(self, seats: dict[int, list[Placement]]) -> dict[int, Placement] | None:
        """The placements of a group go to its lessons in the order that modules and numbers ask for."""
        found: dict[int, Placement] = {}
        for at, group in enumerate(self.ground.groups):
            places = sorted(seats[at], key=lambda placement: placement.slot)
            if len(places) != len(group.lessons):
                return None
            lessons = sorted(group.lessons, key=lambda lesson: self.rank[lesson])
            found.update(zip(lessons, places, strict=True))
        return found
