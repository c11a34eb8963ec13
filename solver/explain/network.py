"""Supply and demand as a flow: lessons to half-days to the openings of instructors or workshops.

Demand is a group of lessons, supply an opening (somebody or some workshop, half-day); in between stand hubs
for those who can serve alike. Whatever cannot flow is missing: by max-flow min-cut the demand on the source's
side of the cut is more than all its openings together. Every capacity is counted generously (an opening
holds what its free periods hold), so that a shortage is a proof, and its absence is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from ortools.graph.python import max_flow

from solver.explain.ground import Ground, Group, Masks, packed

SOURCE, SINK = 0, 1
STAFF, PLACES, BOTH_SIDES = "staff", "places", "both"
FAMILIES = (STAFF, PLACES, BOTH_SIDES)


@dataclass(slots=True)
class Network:
    """Arcs with capacities in units, and what the nodes stand for.

    `demands` has the groups of each demand, `cell_arc` the arc of (demand, cell), `opening_of` (who, cell) of a node.
    """

    family: str
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    capacities: list[int] = field(default_factory=list)
    count: int = 2
    demands: list[tuple[int, ...]] = field(default_factory=list)
    demand_node: list[int] = field(default_factory=list)
    cell_arc: dict[tuple[int, int], int] = field(default_factory=dict)
    hub_of: dict[tuple[object, int], int] = field(default_factory=dict)
    opening_of: dict[int, tuple[int, int]] = field(default_factory=dict)

    def node(self) -> int:
        """A new node."""
        self.count += 1
        return self.count - 1

    def arc(self, tail: int, head: int, capacity: int) -> int:
        """A new arc; its number."""
        self.tails.append(tail)
        self.heads.append(head)
        self.capacities.append(capacity)
        return len(self.tails) - 1


@dataclass(frozen=True, slots=True)
class Flowed:
    """A maximal flow: demand and flow in units, the flow of each arc, and the groups that the cut leaves short."""

    network: Network
    demand: int
    flow: int
    flows: list[int]
    short: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many units of demand find no opening."""
        return self.demand - self.flow


def network_of(ground: Ground, family: str, counts: Mapping[int, int] | None = None) -> Network:
    """The network of some lessons of each group (all by default) for a family of resources."""
    if counts is None:
        counts = {at: len(group.lessons) for at, group in enumerate(ground.groups)}
    return _Builder(ground, family, counts).build()


class _Builder:
    def __init__(self, ground: Ground, family: str, counts: Mapping[int, int]) -> None:
        self.ground, self.family, self.counts = ground, family, counts
        self.groups = [at for at, count in counts.items() if count]
        self.network = Network(family)

    def build(self) -> Network:
        hubs: dict[Masks, list[int]] = defaultdict(list)
        entries: dict[tuple[Masks, Masks | None], list[int]] = defaultdict(list)
        for at in self.groups:
            group = self.ground.groups[at]
            served = group.places if self.family == PLACES else group.staff
            hubs[served].append(at)
            entries[served, group.places if self.family == BOTH_SIDES else None].append(at)
        supply = self._places(hubs) if self.family == PLACES else self._staff(hubs)
        for (served, places), members in entries.items():
            gates = supply[served]
            if places is not None:
                gates = self._gated(gates, places, members)
            # A cohort's lessons of one length with the same times are one demand: it has one lesson at a time.
            alike: dict[tuple[int, int, int], list[int]] = defaultdict(list)
            for at in members:
                group = self.ground.groups[at]
                alike[group.cohort, group.length, group.times].append(at)
            for demand in alike.values():
                self._demand(demand, gates)
        return self.network

    def _demand(self, groups: list[int], gates: dict[int, int]) -> None:
        network, group = self.network, self.ground.groups[groups[0]]
        node = network.node()
        number = len(network.demands)
        network.demands.append(tuple(groups))
        network.demand_node.append(node)
        lessons = sum(self.counts[at] for at in groups)
        network.arc(SOURCE, node, lessons * group.length // self.ground.unit)
        weeks: dict[int, int] = {}
        cap = self.ground.problem.cohorts[group.cohort].max_periods_a_week
        for cell, room in self.ground.room(self.ground.covered(group.times, group.length), (group.length,)).items():
            if cell not in gates:
                continue
            tail = node
            if cap is not None:
                week = self.ground.week_of(cell)
                if week not in weeks:
                    weeks[week] = network.node()
                    network.arc(node, weeks[week], cap // self.ground.unit)
                tail = weeks[week]
            network.cell_arc[number, cell] = network.arc(tail, gates[cell], room)

    def _gated(self, gates: dict[int, int], places: Masks, members: list[int]) -> dict[int, int]:
        """Cells that let through no more than the workshops hold."""
        found = {}
        for cell, room in self._rooms(places, members).items():
            if cell in gates:
                found[cell] = self.network.node()
                self.network.arc(found[cell], gates[cell], sum(room.values()))
        return found

    def _rooms(self, places: Masks, members: list[int]) -> dict[int, dict[int, int]]:
        """For each cell what each of the workshops holds in it."""
        ground = self.ground
        groups = [ground.groups[at] for at in members]
        found: dict[int, dict[int, int]] = defaultdict(dict)
        for workshop, slots, lengths in self._slots(places, groups):
            abreast = ground.abreast(workshop, groups)
            for cell, room in ground.room(slots, lengths).items():
                found[cell][workshop] = room * abreast
        return found

    def _slots(self, served: Masks, groups: list[Group]) -> list[tuple[int, int, tuple[int, ...]]]:
        """(who or where, the slots that any of the groups can use of it, the groups' lengths)."""
        lengths = tuple(sorted({group.length for group in groups}))
        found = []
        for who, starts in served:
            slots = 0
            for length in lengths:
                slots |= self.ground.covered(starts, length)
            found.append((who, slots, lengths))
        return found

    def _places(self, hubs: dict[Masks, list[int]]) -> dict[Masks, dict[int, int]]:
        openings: dict[tuple[int, int], int] = {}
        rooms = {served: self._rooms(served, members) for served, members in hubs.items()}
        # A workshop that several kinds of lessons use holds as many as any of them would fill it with.
        most: dict[tuple[int, int], int] = defaultdict(int)
        for by_cell in rooms.values():
            for cell, room in by_cell.items():
                for workshop, count in room.items():
                    most[workshop, cell] += count
        supply: dict[Masks, dict[int, int]] = {}
        for served, by_cell in rooms.items():
            supply[served] = {}
            for cell, room in by_cell.items():
                hub = self._hub(served, cell)
                supply[served][cell] = hub
                for workshop, count in room.items():
                    if (workshop, cell) not in openings:
                        openings[workshop, cell] = self._opening(workshop, cell)
                        self.network.arc(openings[workshop, cell], SINK, most[workshop, cell])
                    self.network.arc(hub, openings[workshop, cell], count)
        return supply

    def _hub(self, served: Masks, cell: int) -> int:
        self.network.hub_of[served, cell] = self.network.node()
        return self.network.hub_of[served, cell]

    def _opening(self, who: int, cell: int) -> int:
        node = self.network.node()
        self.network.opening_of[node] = (who, cell)
        return node

    def _staff(self, hubs: dict[Masks, list[int]]) -> dict[Masks, dict[int, int]]:
        ground = self.ground
        lengths = tuple(sorted({ground.groups[at].length for at in self.groups}))
        openings: dict[tuple[int, int], int] = {}
        supply: dict[Masks, dict[int, int]] = {}
        for served, members in hubs.items():
            supply[served] = {}
            for who, slots, own in self._slots(served, [ground.groups[at] for at in members]):
                for cell, room in ground.room(slots, own).items():
                    if cell not in supply[served]:
                        supply[served][cell] = self._hub(served, cell)
                    if (who, cell) not in openings:
                        openings[who, cell] = self._opening(who, cell)
                        whole = packed_whole(ground, cell, lengths)
                        self.network.arc(openings[who, cell], self._capped(who, cell), whole)
                    self.network.arc(supply[served][cell], openings[who, cell], room)
        return supply

    def _capped(self, who: int, cell: int) -> int:
        """The node behind an opening: the caps of the day and the week, less what commitments take."""
        person = self.ground.problem.instructors[who]
        node = SINK
        caps = (
            ("week", self.ground.week_of(cell), person.max_periods_a_week),
            ("day", self.ground.day_of(cell), person.max_periods_a_day),
        )
        for what, at, cap in caps:
            if cap is None:
                continue
            key = (f"{what} {who}", at)
            if key not in self.network.hub_of:
                self.network.hub_of[key] = self.network.node()
                left = max(cap - self._committed(who, what, at), 0)
                self.network.arc(self.network.hub_of[key], node, left // self.ground.unit)
            node = self.network.hub_of[key]
        return node

    def _committed(self, who: int, what: str, at: int) -> int:
        index = self.ground.index
        own = index.problem.instructors[who].id
        days = 7 if what == "week" else 1
        return sum(o.periods for o in index.occupations if o.day // days == at and own in o.commitment.instructors)


def packed_whole(ground: Ground, cell: int, lengths: tuple[int, ...]) -> int:
    """What a whole half-day holds of lessons of these lengths, in units."""
    return packed(ground.cells[cell][1], lengths) // ground.unit


def flowed(network: Network) -> Flowed:
    """A maximal flow of the network and the groups on the source's side of its cut."""
    flow = max_flow.SimpleMaxFlow()
    arcs = flow.add_arcs_with_capacity(network.tails, network.heads, network.capacities)
    demand = sum(c for tail, c in zip(network.tails, network.capacities, strict=True) if tail == SOURCE)
    if not network.tails or not any(head == SINK for head in network.heads):
        return Flowed(network, demand, 0, [0] * len(network.tails), _groups_of(network, set(network.demand_node)))
    status = flow.solve(SOURCE, SINK)
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow was not solved: {status}")
    side = set(flow.get_source_side_min_cut())
    return Flowed(network, demand, flow.optimal_flow(), [int(f) for f in flow.flows(arcs)], _groups_of(network, side))


def _groups_of(network: Network, nodes: set[int]) -> tuple[int, ...]:
    chosen = zip(network.demands, network.demand_node, strict=True)
    return tuple(at for groups, node in chosen if node in nodes for at in groups)
