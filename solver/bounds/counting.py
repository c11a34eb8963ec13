"""A lower bound by counting: lessons per module, week, kind of time, instructor and workshop, no clock times.

Every timetable gives such counts at no higher cost, so the least cost of the counts is a true lower bound,
and counts that cannot exist prove that no timetable does. Order, travel and idle periods are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from ortools.sat.python import cp_model

from solver.bounds.bound import Bound
from solver.domains import Domains
from solver.index import Index
from solver.model.stopping import is_cut_short, stopped_when
from solver.params import Weights

MOST_VARIABLES = 60_000
Group = tuple[int, int]
"""Module and lesson length."""
Key = tuple[Group, int, int]
"""Group, week, and cost class of the times: the points of its start slots for evenings and weekends."""


class _Counting:
    def __init__(self, index: Index, domains: Domains, weights: Weights) -> None:
        self.index, self.domains, self.weights = index, domains, weights
        self.width = 7 * index.grid.periods_a_day
        self.cp = cp_model.CpModel()
        self.cost: list[cp_model.LinearExprT] = []
        self.members: dict[Group, list[int]] = defaultdict(list)
        for lesson in range(index.lesson_count):
            self.members[index.module[lesson], index.periods[lesson]].append(lesson)
        wishes = ((cohort.wished_first_day, cohort.wished_last_day) for cohort in index.problem.cohorts)
        self.wished = [index.grid.mask_between(first, last) for first, last in wishes]
        self.slots_by_cost = {periods: self._slots_by_cost(periods) for periods in index.lengths}
        self.starts = self._starts()
        self.counts = {key: self.cp.new_int_var(0, len(self.members[key[0]]), f"count[{key}]") for key in self.starts}
        by_group: dict[Group, list[cp_model.IntVar]] = defaultdict(list)
        for key, count in self.counts.items():
            by_group[key[0]].append(count)
        for group, lessons in self.members.items():
            self.cp.add(sum(by_group[group]) == len(lessons))

    def _starts(self) -> dict[Key, int]:
        """The possible starts of each group, week and cost class."""
        found: dict[Key, int] = {}
        for group, lessons in self.members.items():
            starts = 0
            for lesson in lessons:
                starts |= self.domains.times[lesson]
            for week, mask in enumerate(self.index.grid.week_masks):
                for cost, slots in self.slots_by_cost[group[1]].items() if mask & starts else ():
                    if mask & starts & slots:
                        found[group, week, cost] = mask & starts & slots
        return found

    def _slots_by_cost(self, periods: int) -> dict[int, int]:
        """Points for evenings and weekends → the start slots at which a lesson of so many periods costs them."""
        found: dict[int, int] = defaultdict(int)
        for slot in range(self.index.grid.slots):
            found[sum(self.index.slot_costs[slot : slot + periods])] |= 1 << slot
        return found

    def _covered(self, starts: int, periods: int) -> int:
        """The slots that lessons from these starts could take."""
        slots = starts
        for shift in range(1, periods):
            slots |= starts << shift
        return slots

    def count_parts(self, masks: Mapping[int, Mapping[int, int]]) -> int:
        """How many variables a split by instructor or workshop would have at most."""
        widest = {group: max(len(masks[lesson]) for lesson in lessons) for group, lessons in self.members.items()}
        return sum(widest[group] for group, _, _ in self.counts)

    def _days_outside(self, cohort: int, week: int, starts: int) -> int:
        """How far outside the wished window of a cohort the best of these starts of a week is, in days."""
        if starts & self.wished[cohort]:
            return 0
        days = range(7 * week, 7 * week + 7)
        return min(self.index.days_outside_wish(cohort, day) for day in days if self.index.grid.day_masks[day] & starts)

    def add_times(self) -> None:
        """What the chosen times cost at least, and what each cohort has room for."""
        rooms: dict[tuple[int, int, bool], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        slots: dict[tuple[int, int, bool], int] = defaultdict(int)
        for key, count in self.counts.items():
            (module, periods), week, cost = key
            cohort = self.index.module_cohort[module]
            outside = self._days_outside(cohort, week, self.starts[key])
            points = self.weights.evenings_weekends * cost + self.weights.wished_window * outside
            self.cost.append(count * points)
            for is_free in {cost == 0, False}:
                rooms[cohort, week, is_free].append((count, periods))
                slots[cohort, week, is_free] |= self._covered(self.starts[key], periods)
        for place, terms in rooms.items():
            cohort, week, is_free = place
            cap = self.index.problem.cohorts[cohort].max_periods_a_week
            room = slots[place].bit_count()
            total = sum(count * periods for count, periods in terms)
            self.cp.add(total <= (room if cap is None or is_free else min(room, cap)))
            if not is_free and self.weights.spread:
                over = self.cp.new_int_var(0, self.width, f"above[{cohort},{week}]")
                self.cp.add(over >= total - self.index.even_share[cohort])
                self.cost.append(over * self.weights.spread)

    def add_staff(self) -> None:
        """Split the counts by instructor: caps, free periods, fair loads and changes."""
        split = self._split({lesson: self.domains.staff[lesson] for lesson in range(self.index.lesson_count)})
        self._add_room(split, [i.max_periods_a_week for i in self.index.problem.instructors])
        self._add_changes({key: count for key, (count, _) in split.items()}, self.weights.instructor_changes)
        if self.weights.load_balance:
            loads: dict[int, list[cp_model.LinearExprT]] = defaultdict(list)
            for (key, instructor), (count, _) in split.items():
                loads[instructor].append(count * key[0][1])
            for instructor, terms in loads.items():
                over = self.cp.new_int_var(0, sum(self.index.periods), f"load[{instructor}]")
                self.cp.add(over >= sum(terms) - self.index.fair_load)
                self.cost.append(over * self.weights.load_balance)

    def _split(self, masks: Mapping[int, Mapping[int, int]]) -> dict[tuple[Key, int], tuple[cp_model.IntVar, int]]:
        """Variables per key and resource with their possible starts; they add up to the counts."""
        found = {}
        for key, count in self.counts.items():
            union: dict[int, int] = defaultdict(int)
            for lesson in self.members[key[0]]:
                for resource, mask in masks[lesson].items():
                    union[resource] |= mask & self.starts[key]
            parts = {
                resource: (self.cp.new_int_var(0, len(self.members[key[0]]), f"part[{key},{resource}]"), mask)
                for resource, mask in sorted(union.items())
                if mask
            }
            self.cp.add(sum(part for part, _ in parts.values()) == count)
            found.update({(key, resource): part for resource, part in parts.items()})
        return found

    def _add_room(self, split: dict[tuple[Key, int], tuple[cp_model.IntVar, int]], caps: list[int | None]) -> None:
        """No instructor teaches more periods of a week than there are to take, in all and at free times."""
        terms: dict[tuple[int, int, bool], list[cp_model.LinearExprT]] = defaultdict(list)
        slots: dict[tuple[int, int, bool], int] = defaultdict(int)
        for (key, who), (count, mask) in split.items():
            (_, periods), week, cost = key
            for is_free in {cost == 0, False}:
                terms[who, week, is_free].append(count * periods)
                slots[who, week, is_free] |= self._covered(mask, periods)
        for place, found in terms.items():
            cap = caps[place[0]]
            room = slots[place].bit_count()
            self.cp.add(sum(found) <= (room if cap is None else min(room, cap)))

    def _add_changes(self, split: dict[tuple[Key, int], cp_model.IntVar], weight: int) -> None:
        """A module pays for each instructor or workshop beyond the first."""
        if not weight:
            return
        chosen: dict[int, dict[int, list[cp_model.IntVar]]] = defaultdict(lambda: defaultdict(list))
        for (key, resource), count in split.items():
            chosen[key[0][0]][resource].append(count)
        for module, resources in chosen.items():
            flags = []
            most = len(self.index.module_lessons[module])
            for resource, counts in resources.items():
                flag = self.cp.new_bool_var(f"used[{module},{resource}]")
                self.cp.add(sum(counts) <= most * flag)
                flags.append(flag)
            self.cp.add(sum(flags) >= 1)
            self.cost.append((sum(flags) - 1) * weight)

    def add_workshops(self) -> None:
        """Split the counts by workshop: units of each pool in each week."""
        split = self._split({lesson: self.domains.places[lesson] for lesson in range(self.index.lesson_count)})
        self._add_changes({key: count for key, (count, _) in split.items()}, self.weights.workshop_changes)
        demand: dict[tuple[int, str, int, bool], list[cp_model.LinearExprT]] = defaultdict(list)
        slots: dict[tuple[int, int, bool], int] = defaultdict(int)
        for (key, workshop), (count, mask) in split.items():
            (_, periods), week, cost = key
            lesson = self.members[key[0]][0]
            for is_free in {cost == 0, False}:
                slots[workshop, week, is_free] |= self._covered(mask, periods)
                for pool, units in self._units(lesson, workshop).items():
                    demand[workshop, pool, week, is_free].append(count * (periods * units))
        for (workshop, pool, week, is_free), terms in demand.items():
            self.cp.add(sum(terms) <= self._owned(workshop, pool) * slots[workshop, week, is_free].bit_count())

    def _units(self, lesson: int, workshop: int) -> dict[str, int]:
        """Units of each pool that a lesson takes; one that wants the workshop alone takes all."""
        if self.index.shares[lesson]:
            pool = self.index.pool[lesson]
            return {pool: min(self.index.need[lesson], self._owned(workshop, pool))}
        return {pool: owned for pool, owned in self.index.pools[workshop].items() if owned}

    def _owned(self, workshop: int, pool: str) -> int:
        """The units of a pool; one lesson alone always fits, however many more heads it has."""
        return max(self.index.pools[workshop].get(pool, 0), 1)


def counting_bound(
    index: Index,
    domains: Domains,
    weights: Weights,
    limits: tuple[float, float],
    should_stop: Callable[[], bool] | None = None,
) -> Bound:
    """Bound by counting, within limits of (deterministic work, seconds)."""
    work, seconds = limits
    if any(not domains.times[lesson] for lesson in range(index.lesson_count)):
        return Bound(0, "domains", is_infeasible=True)
    counting = _Counting(index, domains, weights)
    counting.add_times()
    if counting.count_parts(domains.staff) <= MOST_VARIABLES:
        counting.add_staff()
    if counting.count_parts(domains.places) <= MOST_VARIABLES:
        counting.add_workshops()
    counting.cp.minimize(sum(counting.cost))
    solver = cp_model.CpSolver()
    # Whoever runs the search decides what an interrupt means; it comes here through `should_stop`.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    solver.parameters.max_time_in_seconds = max(seconds, 0.01)
    with stopped_when(solver, should_stop):
        status = solver.solve(counting.cp)
    if status == cp_model.INFEASIBLE:
        return Bound(0, "counting", is_infeasible=True)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError("CP-SAT refuses the counting model; this is a fault of the model")
    value = max(0, -int(-(solver.best_objective_bound - 1e-6) // 1))
    return Bound(value, "counting" if value else "nonnegative", is_cut_short=is_cut_short(solver, status, work))
