"""Counts whether the assessors can fill the panels at all: seats needed against seats that calendars and caps allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.graph.python import max_flow

from solver.grid import bits
from solver.sittings.domains import SittingDomains


@dataclass(frozen=True, slots=True)
class Shortage:
    """These sittings need `needed` seats, and the assessors who may sit on them can fill at most `supply`."""

    sittings: tuple[int, ...]
    assessors: tuple[int, ...]
    needed: int
    supply: int


def find_shortage(domains: SittingDomains, sittings: Sequence[int]) -> Shortage | None:
    """A set of these sittings for which the assessors cannot be enough, none to spare; None when counts allow all.

    By Hall's condition: a maximum flow from panels through assessors, who each fill at most `most_sittings`, then
    the smallest part of its cut. The counts leave out travel and rooms, so None proves nothing.
    """
    supply = Supply(domains)
    short = supply.cut(sittings)
    if not short or supply.shortage(short) is None:
        return None
    for sitting in list(short):
        fewer = [at for at in short if at != sitting]
        if supply.shortage(fewer) is not None:
            short = fewer
    return supply.shortage(short)


class Supply:
    """How many seats each assessor can fill, and on which sittings."""

    def __init__(self, domains: SittingDomains) -> None:
        self.domains = domains
        self.index = domains.index
        self.eligible = [set(members) for members in domains.members]
        self.most = [self.most_sittings(assessor) for assessor in range(len(self.index.problem.assessors))]

    def most_sittings(self, assessor: int) -> int:
        """The most sittings that an assessor can take, by own calendar, engagements and caps."""
        spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for sitting, members in enumerate(self.domains.members):
            for workshop, starts in members.get(assessor, {}).items():
                periods = self.index.durations[sitting][workshop]
                for slot in bits(starts):
                    spans[slot // self.index.grid.periods_a_day].add((slot + periods, periods))
        person = self.index.problem.assessors[assessor]
        loads = self.index.loads(assessor)
        weeks: dict[int, int] = defaultdict(int)
        shortest = min((periods for found in spans.values() for _end, periods in found), default=1)
        for day, found in spans.items():
            weeks[day // 7] += min(_apart(found), _within(person.max_periods_a_day, loads[day], shortest))
        return sum(
            min(count, _within(person.max_periods_a_week, sum(loads[7 * week + at] for at in range(7)), shortest))
            for week, count in weeks.items()
        )

    def cut(self, sittings: Sequence[int]) -> list[int]:
        """Those of the sittings on the source's side of a minimum cut; empty when every seat can be filled."""
        sizes = {at: self.index.sizes[at] for at in sittings}
        first_assessor = 1 + len(self.eligible)
        sink = first_assessor + len(self.most)
        flow = max_flow.SimpleMaxFlow()
        for at, size in sizes.items():
            flow.add_arc_with_capacity(0, 1 + at, size)
            for assessor in sorted(self.eligible[at]):
                flow.add_arc_with_capacity(1 + at, first_assessor + assessor, 1)
        for assessor, most in enumerate(self.most):
            flow.add_arc_with_capacity(first_assessor + assessor, sink, most)
        if flow.solve(0, sink) != flow.OPTIMAL:
            raise RuntimeError("the flow of seats could not be computed; this is a fault of its arcs")
        if flow.optimal_flow() == sum(sizes.values()):
            return []
        side = set(flow.get_source_side_min_cut())
        return [at for at in sizes if 1 + at in side]

    def shortage(self, sittings: Sequence[int]) -> Shortage | None:
        """The count for these sittings when it falls short."""
        degree: dict[int, int] = defaultdict(int)
        for at in sittings:
            for assessor in self.eligible[at]:
                degree[assessor] += 1
        needed = sum(self.index.sizes[at] for at in sittings)
        supply = sum(min(count, self.most[assessor]) for assessor, count in degree.items())
        return Shortage(tuple(sittings), tuple(sorted(degree)), needed, supply) if supply < needed else None


def _apart(spans: set[tuple[int, int]]) -> int:
    """The most spans (end, periods) that do not overlap: always the one that ends first."""
    count, free_from = 0, -1
    for end, periods in sorted(spans):
        if end - periods >= free_from:
            count, free_from = count + 1, end
    return count


def _within(cap: int | None, load: int, periods: int) -> int:
    """How many times so many periods fit under a cap beside a load."""
    return 1_000 if cap is None else max(0, cap - load) // periods
