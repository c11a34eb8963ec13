"""Shortages: the smallest demand that a cut leaves short, and how many openings more, by week, would do (elastic)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ortools.graph.python import min_cost_flow

from solver.explain.explanation import Shortage
from solver.explain.fact import Key
from solver.explain.ground import Ground
from solver.explain.kinds import only
from solver.explain.network import (
    BOTH_SIDES,
    FAMILIES,
    PLACES,
    SINK,
    SOURCE,
    STAFF,
    Flowed,
    Network,
    flowed,
    network_of,
)
from solver.problem import Problem
from solver.verdict import Subject

COHORTS = "cohorts"
_STAFF_FACTS = {
    "instructor_available",
    "instructor_week_cap",
    "instructor_day_cap",
    "qualified",
    "commitment",
    "mentor_ratio",
}
_PLACE_FACTS = {"workshop_open", "base_open", "equipped", "commitment", "reservation", "cohort_bases"}
OF_RESOURCES = {STAFF: _STAFF_FACTS, PLACES: _PLACE_FACTS, BOTH_SIDES: _STAFF_FACTS | _PLACE_FACTS}
# A week beyond its even share costs one more than a week within it.
WITHIN, BEYOND = 1000, 1001


@dataclass(frozen=True, slots=True)
class Cut:
    """Modules whose lessons are more than their openings; bare when one of them has none at all."""

    family: str
    modules: tuple[int, ...]
    is_bare: bool


def cut_of(ground: Ground) -> Cut | None:
    """A small demand that is short, or None when no family of resources is short."""
    bare = [group for group in ground.groups if not group.times or not group.staff or not group.places]
    if bare:
        family = PLACES if bare[0].staff else STAFF
        return Cut(family, bare[0].modules[:1], is_bare=True)
    for family in FAMILIES:
        flow = flowed(network_of(ground, family))
        if flow.missing:
            return Cut(family, _fewest(ground, family, _component(ground, family, flow)), is_bare=False)
    return None


def _component(ground: Ground, family: str, flow: Flowed) -> list[int]:
    """Of the groups that the cut leaves short, the smallest part that shares openings with no other and is short."""
    by_opening: dict[tuple[str, int], list[int]] = defaultdict(list)
    for at in flow.short:
        group = ground.groups[at]
        for who, _ in group.staff if family != PLACES else ():
            by_opening["staff", who].append(at)
        for where, _ in group.places if family != STAFF else ():
            by_opening["place", where].append(at)
    parent = {at: at for at in flow.short}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for members in by_opening.values():
        for other in members[1:]:
            parent[root(other)] = root(members[0])
    parts: dict[int, list[int]] = defaultdict(list)
    for at in flow.short:
        parts[root(at)].append(at)
    ordered = sorted(parts.values(), key=lambda part: sum(ground.groups[at].periods for at in part))
    return next(part for part in ordered if flowed(network_of(ground, family, _counts(ground, part))).missing)


def _counts(ground: Ground, groups: Iterable[int]) -> dict[int, int]:
    return {at: len(ground.groups[at].lessons) for at in groups}


def _fewest(ground: Ground, family: str, groups: list[int]) -> tuple[int, ...]:
    """Modules of the groups without those that counting alone shows to be too many for a smallest shortage."""
    counts = _counts(ground, groups)
    lessons: dict[int, Counter[int]] = {}
    for at in groups:
        for lesson in ground.groups[at].lessons:
            lessons.setdefault(ground.index.module[lesson], Counter())[at] += 1
    while True:
        spare = flowed(network_of(ground, family, counts)).missing
        gone = []
        for module in sorted(lessons, key=lambda m: (_cohort_load(ground, counts, m), -_units(ground, lessons[m]), m)):
            units = _units(ground, lessons[module])
            if units < spare:
                spare -= units
                gone.append(module)
        if not gone:
            return tuple(sorted(lessons))
        for module in gone:
            for at, count in lessons.pop(module).items():
                counts[at] -= count


def _cohort_load(ground: Ground, counts: dict[int, int], module: int) -> int:
    """How much of the demand is the cohort's: small shares go first, so that few cohorts stay."""
    cohort = ground.index.module_cohort[module]
    return sum(count * ground.groups[at].length for at, count in counts.items() if ground.groups[at].cohort == cohort)


def _units(ground: Ground, lessons: Counter[int]) -> int:
    return sum(count * ground.groups[at].length for at, count in lessons.items()) // ground.unit


def shortage_of(problem: Problem, keys: Sequence[Key]) -> Shortage | None:
    """The figures of a set of facts that flow proves, with the weeks in which openings are missing.

    None for locked lessons: what they lack is not openings.
    """
    ground = Ground(only(problem, keys))
    kinds = {key.kind for key in keys}
    if "lock" in kinds:
        return None
    for family in FAMILIES:
        flow = flowed(network_of(ground, family))
        if flow.missing:
            return _figures(ground, flow, family if kinds & OF_RESOURCES[family] else COHORTS)
    return None


def _figures(ground: Ground, flow: Flowed, family: str) -> Shortage:
    index = ground.index
    modules = [ground.problem.modules[at] for at in sorted({index.module[x] for x in range(index.lesson_count)})]
    named = [Subject("subject", subject) for subject in dict.fromkeys(m.subject for m in modules)]
    named += [Subject("cohort", cohort) for cohort in dict.fromkeys(m.cohort for m in modules)]
    if family in (STAFF, BOTH_SIDES):
        who = {at for group in ground.groups for at, _ in group.staff}
        named += [Subject("instructor", ground.problem.instructors[at].id) for at in sorted(who)]
    if family in (PLACES, BOTH_SIDES):
        where = {at for group in ground.groups for at, _ in group.places}
        named += [Subject("workshop", ground.problem.workshops[at].id) for at in sorted(where)]
    # Where nobody and nothing serves, no opening of anybody would do.
    is_bare = any(not group.staff or not group.places for group in ground.groups)
    weeks = {} if is_bare else missing_by_week(ground, flow)
    by_week = tuple((ground.monday(week), count) for week, count in sorted(weeks.items()))
    return Shortage(family, tuple(named), index.lesson_count, flow.demand, flow.flow, ground.unit, by_week)


def missing_by_week(ground: Ground, flow: Flowed) -> dict[int, int]:
    """How many more openings each week would need: the fewest in all, as even as the times of the lessons allow."""
    network = flow.network
    weeks: dict[int, int] = {}
    tails, heads, capacities = list(network.tails), list(network.heads), list(network.capacities)
    costs = [0] * len(tails)
    nodes = network.count
    for (demand, cell), room in _times(ground, network).items():
        week = ground.week_of(cell)
        if week not in weeks:
            weeks[week] = nodes
            nodes += 1
        tails.append(network.demand_node[demand])
        heads.append(weeks[week])
        capacities.append(room)
        costs.append(0)
    share = -(-flow.missing // max(len(weeks), 1))
    extra = {}
    for week, node in weeks.items():
        for capacity, cost in ((share, WITHIN), (flow.missing, BEYOND)):
            extra[len(tails)] = week
            tails.append(node)
            heads.append(SINK)
            capacities.append(capacity)
            costs.append(cost)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, capacities, costs)
    solver.set_node_supply(SOURCE, flow.demand)
    solver.set_node_supply(SINK, -flow.demand)
    if solver.solve_max_flow_with_min_cost() != solver.OPTIMAL:
        raise RuntimeError("the elastic flow was not solved")
    flows = solver.flows(arcs)
    found: Counter[int] = Counter()
    for arc, week in extra.items():
        found[week] += int(flows[arc])
    return {week: count for week, count in found.items() if count}


def _times(ground: Ground, network: Network) -> dict[tuple[int, int], int]:
    """(demand, cell) → room, wherever the cohort itself has time."""
    found = {}
    for demand, groups in enumerate(network.demands):
        group = ground.groups[groups[0]]
        for cell, room in ground.room(ground.covered(group.times, group.length), (group.length,)).items():
            found[demand, cell] = room
    return found
