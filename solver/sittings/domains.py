"""Where each sitting may be, and who may be on its panel then: bit sets of start slots that the rules narrow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from solver.grid import bits
from solver.sittings.index import SittingIndex


class SittingDomains:
    """`places[sitting][workshop]` and `members[sitting][assessor][workshop]` are starts; nothing left means absent."""

    def __init__(self, index: SittingIndex) -> None:
        self.index = index
        self.places: list[dict[int, int]] = [
            {at: index.grid.fitting_starts(periods) for at, periods in enumerate(row)} for row in index.durations
        ]
        count = len(index.problem.assessors)
        self.members: list[dict[int, dict[int, int]]] = [
            {assessor: dict(places) for assessor in range(count)} for places in self.places
        ]

    def only(self, freed: Collection[int], plan: Mapping[int, tuple[int, int, tuple[int, ...]]]) -> SittingDomains:
        """Domains in which the freed sittings keep their choice, and all others only their place and panel."""
        part = SittingDomains(self.index)
        for sitting in range(len(self.places)):
            part.places[sitting], part.members[sitting] = self.places[sitting], self.members[sitting]
            if sitting not in freed:
                workshop, slot, panel = plan.get(sitting, (0, 0, ()))
                part.places[sitting] = {workshop: 1 << slot} if panel else {}
                part.members[sitting] = {assessor: {workshop: 1 << slot} for assessor in panel}
        return part

    def keep_places(self, allowed: Callable[[int, int], int]) -> None:
        """For each (sitting, workshop) only these starts remain."""
        for sitting, places in enumerate(self.places):
            kept = {workshop: mask & allowed(sitting, workshop) for workshop, mask in places.items()}
            self.places[sitting] = {workshop: mask for workshop, mask in kept.items() if mask}

    def keep_members(self, allowed: Callable[[int, int, int], int]) -> None:
        """For each (sitting, assessor, workshop) only these starts remain."""
        for sitting, assessor, places in list(self.each_member()):
            kept = {workshop: mask & allowed(sitting, assessor, workshop) for workshop, mask in places.items()}
            self.members[sitting][assessor] = {workshop: mask for workshop, mask in kept.items() if mask}

    def drop_members(self, is_barred: Callable[[int, int], bool]) -> None:
        """These (sitting, assessor) never come together."""
        for sitting, members in enumerate(self.members):
            self.members[sitting] = {key: places for key, places in members.items() if not is_barred(sitting, key)}

    def each_member(self) -> Iterator[tuple[int, int, dict[int, int]]]:
        """(sitting, assessor, starts by workshop) of everybody who is left."""
        for sitting, members in enumerate(self.members):
            for assessor, places in members.items():
                yield sitting, assessor, places

    def drop_places(self, is_barred: Callable[[int, int, int], bool]) -> None:
        """These (sitting, workshop, slot) are not worth a look; members without a place go with them."""
        for sitting, places in enumerate(self.places):
            for workshop, starts in places.items():
                places[workshop] = sum(1 << slot for slot in bits(starts) if not is_barred(sitting, workshop, slot))
        self.settle()

    def settle(self) -> None:
        """Drop members without a place, and places at which too few members are left for the panel."""
        for sitting, places in enumerate(self.places):
            size = self.index.sizes[sitting]
            for workshop in list(places):
                places[workshop] = self.staffed(sitting, workshop, size)
            self.places[sitting] = {workshop: mask for workshop, mask in places.items() if mask}
        self.keep_members(lambda sitting, _assessor, workshop: self.places[sitting].get(workshop, 0))
        for sitting, members in enumerate(self.members):
            self.members[sitting] = {assessor: places for assessor, places in members.items() if places}

    def staffed(self, sitting: int, workshop: int, size: int) -> int:
        """The starts in a workshop at which at least `size` members are free."""
        counts: dict[int, int] = defaultdict(int)
        starts = self.places[sitting].get(workshop, 0)
        for places in self.members[sitting].values():
            for slot in bits(places.get(workshop, 0) & starts):
                counts[slot] += 1
        return sum(1 << slot for slot in bits(starts) if counts[slot] >= size)
