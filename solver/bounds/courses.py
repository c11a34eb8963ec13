"""The problem as chains of modules for the bound by prices: every start, instructor and workshop in flat arrays.

What a chain ignores makes the bound lower, never wrong: rules and goals that are not named here do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import gcd

import numpy as np
import numpy.typing as npt

from solver.bounds.markets import Arrays, Bytes, Markets, Masks
from solver.bounds.native import COURSE_INTS, COURSE_LONGS
from solver.bounds.rooms import Rows
from solver.domains import Domains
from solver.grid import bits
from solver.index import Index
from solver.params import Weights

SCALE = 1 << 12
"""Units of a point: prices are whole numbers of these, so that the value of the relaxation is exact."""


def cells_of(index: Index, starts: Mapping[int, int]) -> list[int]:
    """For each slot, and for one beyond, how many stretches of slots that are always taken together begin before it."""
    edges = 0
    for periods, mask in starts.items():
        edges |= mask | mask << periods
    found = [0]
    for slot in range(index.grid.slots):
        found.append(found[-1] + (edges >> (slot + 1) & 1))
    return found


class Courses:
    """Chains of modules, each after the one before it, with the starts of every module in the order of time."""

    def __init__(self, index: Index, domains: Domains, weights: Weights) -> None:
        self.index, self.domains, self.weights = index, domains, weights
        self.masks = Masks(index.grid.slots)
        self.arrays = Arrays()
        self.chains = self._chains()
        self.starts: dict[int, int] = defaultdict(int)
        for lesson in range(index.lesson_count):
            self.starts[index.periods[lesson]] |= domains.times[lesson]
        self.cell = cells_of(index, self.starts)
        self.cells = self.cell[-1] + 1
        self.weeks = index.grid.days // 7
        self.rows = Rows(index, domains, self.cell)
        self._staff = Markets(self.arrays, self.masks, ("staff_at", "staff_own", "staff", "staff_mask"))
        self._places = Markets(self.arrays, self.masks, ("room_at", "room_own", "rooms", "room_mask"))
        self._start_at: dict[tuple[int, int], int] = {}
        self._add_people()
        self._list_starts()
        for chain in self.chains:
            self._add_chain(chain)

    @property
    def counts(self) -> dict[str, int]:
        """The numbers that the kernel wants beside the arrays."""
        return {
            "longest": max(map(len, self.chains), default=0),
            "cells": self.cells,
            "weeks": self.weeks,
            "slots": self.index.grid.slots,
            "starts": len(self._start_at),
            "staff_markets": len(self._staff),
            "room_markets": len(self._places),
        }

    def _add_chain(self, chain: list[int]) -> None:
        before, earlier = None, list[tuple[int, int]]()
        for module in chain:
            gap = 0 if before is None else self._gap(before, module)
            earlier = self._add_module(module, earlier, gap)
            before = module
        self.arrays.add("course_at", len(self.arrays.values["cohort"]))

    def _chains(self) -> list[list[int]]:
        """Each module with lessons in one chain, behind at most one of the modules that it must follow."""
        index = self.index
        follower: dict[int, int] = {}
        behind: set[int] = set()
        for before, after, _, _ in index.module_links:
            one, other = index.module[before], index.module[after]
            if one not in follower and other not in behind:
                follower[one] = other
                behind.add(other)
        chains = []
        for module, lessons in enumerate(index.module_lessons):
            if lessons and module not in behind:
                chain = [module]
                while chain[-1] in follower:
                    chain.append(follower[chain[-1]])
                chains.append(chain)
        return chains

    def _gap(self, before: int, module: int) -> int:
        """The least days between a module and the one before it in its chain."""
        modules = self.index.problem.modules
        return max(after.least_days for after in modules[module].after if after.module == modules[before].id)

    def _add_people(self) -> None:
        index, problem, add = self.index, self.index.problem, self.arrays.add
        shortest = min(index.lengths, default=1)
        travel = self.weights.travel if len(problem.bases) > 1 else 0

        def charge(home: str | None, cap: int | None) -> int:
            """What each lesson away costs at least when all those of a day share the journey."""
            most = min(index.grid.periods_a_day, cap or index.grid.periods_a_day) // shortest
            return 0 if home is None else travel * SCALE // max(most, 1)

        for cohort in problem.cohorts:
            add("cohort_travel", charge(cohort.home_base, cohort.max_periods_a_day))
        for person in problem.instructors:
            add("staff_travel", charge(person.home_base, person.max_periods_a_day))
        for name in ("course_at", "lesson_at", "start_at", "use_at"):
            add(name, 0)

    def _list_starts(self) -> None:
        """Every different start that some lesson may have."""
        add, width = self.arrays.add, self.index.grid.periods_a_day
        for slot, periods in sorted((slot, periods) for periods, mask in self.starts.items() for slot in bits(mask)):
            self._start_at[slot, periods] = len(self._start_at)
            add("slot", slot)
            add("length", periods)
            add("from", self.cell[slot])
            add("till", self.cell[slot + periods - 1] + 1)
            add("week", slot // width // 7)

    def _add_module(self, module: int, previous: list[tuple[int, int]], gap: int) -> list[tuple[int, int]]:
        """Append all that the kernel wants of a module; returns its starts as (slot, periods)."""
        index, add = self.index, self.arrays.add
        lessons = index.module_lessons[module]
        add("cohort", index.module_cohort[module])
        for lesson in lessons:
            add("lesson_mask", self.masks.at(self.domains.times[lesson]))
            add("lesson_length", index.periods[lesson])
        add("lesson_at", len(self.arrays.values["lesson_mask"]))
        by_length: dict[int, int] = defaultdict(int)
        for lesson in lessons:
            by_length[index.periods[lesson]] |= self.domains.times[lesson]
        starts = sorted((slot, periods) for periods, mask in by_length.items() for slot in bits(mask))
        item = index.problem.modules[module]
        days = max(item.least_days_between, int(item.most_lessons_a_day == 1))
        self._add_starts(module, starts)
        self._add_reach("before", starts, starts, days)
        self._add_reach("entry", starts, previous, gap)
        self._add_resources(module, lessons)
        return starts

    def _add_starts(self, module: int, starts: Iterable[tuple[int, int]]) -> None:
        index, add, weights = self.index, self.arrays.add, self.weights
        cohort, width = index.module_cohort[module], index.grid.periods_a_day
        for slot, periods in starts:
            outside = index.days_outside_wish(cohort, slot // width)
            points = weights.evenings_weekends * sum(index.slot_costs[slot : slot + periods])
            add("start", self._start_at[slot, periods])
            add("cost", SCALE * (points + weights.wished_window * outside))
        add("start_at", len(self.arrays.values["start"]))

    def _add_reach(
        self, name: str, starts: Iterable[tuple[int, int]], earlier: list[tuple[int, int]], days: int
    ) -> None:
        """For each start, how many of the earlier ones, in order of time, may come before it."""
        width = self.index.grid.periods_a_day
        shortest = min((periods for _, periods in earlier), default=0)
        reach = 0
        for slot, _ in starts:
            while reach < len(earlier):
                other = earlier[reach][0]
                if other + shortest > slot or slot // width - other // width < days:
                    break
                reach += 1
            self.arrays.add(name, reach)

    def _add_resources(self, module: int, lessons: list[int]) -> None:
        index, add = self.index, self.arrays.add
        home = index.problem.cohorts[index.module_cohort[module]].home_base
        base = None if home is None else index.base_at[home]
        staff, places = self.domains.staff, self.domains.places
        staff_key = (frozenset(id(staff[lesson]) for lesson in lessons), base)
        add("staff_market", self._staff.at(
            staff_key, lambda: self._union(staff, lessons), lambda one: self._is_own(one, base), lambda _: None
        ))  # fmt: skip
        if len(self._staff) > len(self.arrays.values["stranger_travel"]):
            add("stranger_travel", self._stranger_travel())
        user = index.pool[lessons[0]], index.need[lessons[0]], index.shares[lessons[0]]
        room_key = (frozenset(id(places[lesson]) for lesson in lessons), base, user)
        add("room_market", self._places.at(
            room_key,
            lambda: self._union(places, lessons),
            lambda room: base is None or index.base[room] == base,
            lambda room: self._add_uses(lessons[0], room),
        ))  # fmt: skip

    def _is_own(self, instructor: int, base: int | None) -> bool:
        """Without a home of cohort or instructor no journey is counted between the two."""
        home = self.index.problem.instructors[instructor].home_base
        return base is None or home is None or self.index.base_at[home] == base

    def _stranger_travel(self) -> int:
        """The least that a stranger of the newest market pays for coming to the cohort's base."""
        values = self.arrays.values
        first = values["staff_at"][-2] + values["staff_own"][-1]
        return min((values["staff_travel"][one] for one in values["staff"][first:]), default=0)

    def _add_uses(self, lesson: int, room: int) -> None:
        for row, amount in self.rows.uses(lesson, room):
            self.arrays.add("use_row", row)
            self.arrays.add("use_amount", amount)
        self.arrays.add("use_at", len(self.arrays.values["use_row"]))

    def _union(self, masks: Mapping[int, Mapping[int, int]], lessons: list[int]) -> dict[int, int]:
        """Where any of the lessons may have each instructor or workshop."""
        found: dict[int, int] = {}
        for part in {id(masks[lesson]): masks[lesson] for lesson in lessons}.values():
            for one, mask in part.items():
                found[one] = found.get(one, 0) | mask
        return found

    def flat(self) -> dict[str, npt.NDArray[np.int32] | npt.NDArray[np.int64] | Bytes]:
        """All arrays as the kernel reads them."""
        found: dict[str, npt.NDArray[np.int32] | npt.NDArray[np.int64] | Bytes] = {"masks": self.masks.table()}
        for name in COURSE_INTS:
            found[name] = np.array(self.arrays.values[name], np.int32)
        for name in COURSE_LONGS:
            found[name] = np.array(self.arrays.values[name], np.int64)
        return found

    def grain(self, lessons: Iterable[int]) -> int:
        """The greatest length that divides the periods of all these lessons."""
        return gcd(*(self.index.periods[lesson] for lesson in lessons))
