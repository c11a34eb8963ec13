"""A proved lower bound on the people that any repair touches: the ways out of each hit lesson, all else left out.

A lesson that cannot stay either keeps its time and place with another instructor, which touches the two, or moves,
which touches its cohorts and its instructor. An instructor who is busy then can only step in when that other lesson
changes too, in the same two ways. What these changes push aside in turn is left out, so the least that this model
touches is a lower bound for every repair.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domains import Domains
from solver.index import Index, Placement
from solver.model.stopping import stopped_when

WORK = 4.0


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
        self._touching: dict[tuple[str, int], list[cp_model.IntVar]] = defaultdict(list)
        self._busy = self._occupied()

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
        moved = self.cp.new_bool_var(f"moved[{lesson}]")
        ways = [moved]
        for cohort in self.index.attending[lesson]:
            self._touching["cohort", cohort].append(moved)
        for instructor in self._substitutes(lesson, old):
            way = self.cp.new_bool_var(f"by[{lesson},{instructor}]")
            ways.append(way)
            self._touching["instructor", instructor].append(way)
            for other in self._in_the_way(lesson, old, instructor) if lesson in self.hit else ():
                self.cp.add_implication(way, self.add(other))
        self._touching["instructor", old.instructor].append(changed)
        self.cp.add(sum(ways) == changed)
        return changed

    def _substitutes(self, lesson: int, old: Placement) -> list[int]:
        """Who else could teach the lesson at its published time and place, if they were free."""
        bit = 1 << old.slot
        if not (self.domains.times[lesson] & bit and self.domains.places[lesson].get(old.workshop, 0) & bit):
            return []
        return [who for who, mask in self.domains.staff[lesson].items() if mask & bit and who != old.instructor]

    def _in_the_way(self, lesson: int, old: Placement, instructor: int) -> set[int]:
        slots = range(old.slot, old.slot + self.index.periods[lesson])
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
