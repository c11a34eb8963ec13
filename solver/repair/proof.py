"""A proved lower bound on the people that any repair touches: the ways out of each hit lesson, all else left out.

A lesson that cannot stay either keeps its time and place with another instructor, which touches the two, or moves,
which touches its cohorts and its instructor. An instructor who is busy then can only step in when that other lesson
changes too, in the same two ways. Of a lesson with few times left each is looked at: its cohorts' other lessons then
have to move, somebody has to teach it, and a full workshop has to lose one of its lessons. What these changes push
aside in turn is left out, so the least that this model touches is a lower bound for every repair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domains import Domains
from solver.grid import bits
from solver.index import Index, Placement
from solver.model.stopping import stopped_when

WORK = 4.0
MOST_STARTS = 8
"""A lesson with more times left than this has a free one too often for looking at each to tell anything."""


@dataclass(frozen=True, slots=True)
class Proof:
    """`least`: no repair touches fewer people. `is_impossible`: a hit lesson has no place at all."""

    least: int
    is_impossible: bool = False


def least_touched(
    index: Index, domains: Domains, hit: Iterable[str], seconds: float, should_stop: Callable[[], bool]
) -> Proof:
    """The bound for a problem with a published timetable; `domains` are what the rules leave each lesson alone."""
    lessons = [index.lesson_at[lesson] for lesson in hit]
    if any(not domains.times[lesson] for lesson in lessons):
        return Proof(0, is_impossible=True)
    ways = _Ways(index, domains, frozenset(lessons))
    for lesson in lessons:
        ways.add(lesson)
    ways.touch()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = WORK
    solver.parameters.max_time_in_seconds = max(seconds, 0.05)
    with stopped_when(solver, should_stop):
        status = solver.solve(ways.cp)
    if status == cp_model.INFEASIBLE:
        return Proof(0, is_impossible=True)
    return Proof(max(0, -int(-(solver.best_objective_bound - 1e-6) // 1)))


class _Ways:
    """The model: which lessons change, and in which way."""

    def __init__(self, index: Index, domains: Domains, hit: frozenset[int]) -> None:
        self.index, self.domains, self.hit = index, domains, hit
        self.cp = cp_model.CpModel()
        self.old: dict[int, Placement] = {}
        for booking in index.problem.published:
            placement = index.placement(booking)
            if placement is not None:
                self.old[index.lesson_at[booking.lesson]] = placement
        self._changed: dict[int, cp_model.IntVar] = {}
        self._moved: dict[int, cp_model.IntVar] = {}
        self._touching: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._busy = self._occupied()
        self._at: dict[int, list[int]] = defaultdict(list)
        for lesson, placement in self.old.items():
            for slot in range(placement.slot, placement.slot + index.periods[lesson]):
                self._at[slot].append(lesson)

    def _occupied(self) -> dict[tuple[int, int], int]:
        """(instructor, slot) → the lesson published there."""
        found = {}
        for lesson, placement in self.old.items():
            for slot in range(placement.slot, placement.slot + self.index.periods[lesson]):
                found[placement.instructor, slot] = lesson
        return found

    def add(self, lesson: int) -> cp_model.IntVar:
        """A lesson that may change (a hit one must); returns whether it does."""
        if lesson in self._changed:
            return self._changed[lesson]
        changed = self._changed[lesson] = self.cp.new_bool_var(f"changed[{lesson}]")
        old = self.old[lesson]
        if lesson in self.hit:
            self.cp.add(changed == 1)
        moved = self._moved[lesson] = self.cp.new_bool_var(f"moved[{lesson}]")
        ways = [moved]
        for cohort in self.index.attending[lesson]:
            self._touching["cohort", cohort].append(moved)
        for instructor in self._substitutes(lesson, old):
            way = self.cp.new_bool_var(f"by[{lesson},{instructor}]")
            ways.append(way)
            self._touching["instructor", instructor].append(way)
            for other in self._in_the_way(lesson, old.slot, instructor) if lesson in self.hit else ():
                self.cp.add_implication(way, self.add(other))
        self._touching["instructor", old.instructor].append(changed)
        self.cp.add(sum(ways) == changed)
        if lesson in self.hit and self.domains.times[lesson].bit_count() <= MOST_STARTS:
            self._look_at_times(lesson, moved)
        return changed

    def _look_at_times(self, lesson: int, moved: cp_model.IntVar) -> None:
        """A lesson that moves takes one of its times, with a workshop and somebody who teaches it."""
        starts = []
        for slot in bits(self.domains.times[lesson]):
            start = self.cp.new_bool_var(f"at[{lesson},{slot}]")
            starts.append(start)
            span = range(slot, slot + self.index.periods[lesson])
            for other in self._of_same_cohorts(lesson, span):
                self.add(other)
                self.cp.add_implication(start, self._moved[other])
            self._choose_staff(lesson, slot, start)
            self._choose_place(lesson, slot, start)
        self.cp.add(sum(starts) == moved)

    def _choose_staff(self, lesson: int, slot: int, start: cp_model.IntVar) -> None:
        ways = []
        for who, mask in self.domains.staff[lesson].items():
            if mask >> slot & 1:
                way = self.cp.new_bool_var(f"by[{lesson},{slot},{who}]")
                ways.append(way)
                self._touching["instructor", who].append(way)
                for other in self._in_the_way(lesson, slot, who):
                    self.cp.add_implication(way, self.add(other))
        self.cp.add(sum(ways) == start)

    def _choose_place(self, lesson: int, slot: int, start: cp_model.IntVar) -> None:
        ways = []
        for room, mask in self.domains.places[lesson].items():
            if mask >> slot & 1:
                way = self.cp.new_bool_var(f"in[{lesson},{slot},{room}]")
                ways.append(way)
                for full in self._full_with(lesson, slot, room):
                    for other in full:
                        self.add(other)
                    self.cp.add_bool_or([way.negated(), *(self._moved[other] for other in full)])
        self.cp.add(sum(ways) == start)

    def _of_same_cohorts(self, lesson: int, span: range) -> list[int]:
        """Lessons that stay and share a cohort with this one, at these periods."""
        cohorts = set(self.index.attending[lesson])
        met = {other for slot in span for other in self._at.get(slot, ()) if other not in self.hit and other != lesson}
        return sorted(other for other in met if cohorts.intersection(self.index.attending[other]))

    def _full_with(self, lesson: int, slot: int, room: int) -> list[list[int]]:
        """Lists of lessons in a workshop at these periods; of each list one has to go so that this one fits in."""
        found = []
        pool, shares = self.index.pool[lesson], self.index.shares
        owned = self.index.pools[room].get(pool, 0)
        for at in range(slot, slot + self.index.periods[lesson]):
            here = (other for other in self._at.get(at, ()) if self.old[other].workshop == room)
            others = [other for other in here if other not in self.hit and other != lesson]
            apart = [other for other in others if not (shares[lesson] and shares[other])]
            rivals = [other for other in others if shares[other] and self.index.pool[other] == pool]
            found += [[other] for other in apart]
            if rivals and sum(self.index.need[other] for other in (*rivals, lesson)) > owned:
                found.append(rivals)
        return found

    def _substitutes(self, lesson: int, old: Placement) -> list[int]:
        """Who else could teach the lesson at its published time and place, if they were free."""
        bit = 1 << old.slot
        if not (self.domains.times[lesson] & bit and self.domains.places[lesson].get(old.workshop, 0) & bit):
            return []
        return [who for who, mask in self.domains.staff[lesson].items() if mask & bit and who != old.instructor]

    def _in_the_way(self, lesson: int, first: int, instructor: int) -> set[int]:
        slots = range(first, first + self.index.periods[lesson])
        others = {self._busy[instructor, slot] for slot in slots if (instructor, slot) in self._busy}
        # A lesson that is a hit one itself changes anyway.
        return {other for other in others if other != lesson}

    def touch(self) -> None:
        """Minimise the people touched: heads of cohorts, and instructors."""
        cost: list[cp_model.LinearExprT] = []
        for (kind, who), literals in self._touching.items():
            touched = self.cp.new_bool_var(f"touched[{kind},{who}]")
            for literal in literals:
                self.cp.add_implication(literal, touched)
            cost.append(touched * (self.index.problem.cohorts[who].size if kind == "cohort" else 1))
        self.cp.minimize(sum(cost))
