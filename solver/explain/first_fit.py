"""A timetable by placing each lesson at the first time that is left: enough where there is room. The judge decides."""

from __future__ import annotations

from collections import defaultdict

from solver.check import check
from solver.domains import Domains
from solver.explain.ground import Ground
from solver.grid import bits, starts_hitting
from solver.index import Placement
from solver.search.chains import Chains
from solver.timetable import Timetable


def first_fit(ground: Ground, domains: Domains, chains: Chains) -> Timetable | None:
    """A complete clean timetable, or None when the first fit does not work out.

    Lessons go in the order of their latest start, what comes before them first.
    """
    rank = {lesson: at for at, lesson in enumerate(chains.order)}
    latest = {lesson: domains.times[lesson].bit_length() for lesson in domains.lessons}
    fitting = _Fitting(ground, domains, chains)
    for lesson in sorted(domains.lessons, key=lambda lesson: (latest[lesson], rank[lesson])):
        if not fitting.place(lesson):
            return None
    timetable = ground.index.timetable(fitting.placements)
    return timetable if check(ground.problem, timetable).is_clean else None


class _Fitting:
    def __init__(self, ground: Ground, domains: Domains, chains: Chains) -> None:
        self.index, self.domains, self.chains = ground.index, domains, chains
        self.placements: dict[int, Placement] = {}
        self.slots = [-1] * ground.index.lesson_count
        self.busy: dict[tuple[str, int], int] = defaultdict(int)

    def place(self, lesson: int) -> bool:
        """Whether the lesson found a place; instructors and workshops are never shared here."""
        length = self.index.periods[lesson]
        cohort = self.index.cohort[lesson]
        window = self.chains.window(lesson, self.slots)
        busy = 0
        for rival in self.index.rivals[cohort]:
            busy |= self.busy["cohort", rival]
        for start in bits(self.domains.times[lesson] & window & ~starts_hitting(busy, length)):
            span = self.index.grid.span(start, length)
            who = self._free("staff", self.domains.staff[lesson], start, span)
            where = self._free("place", self.domains.places[lesson], start, span)
            if who is not None and where is not None:
                self.slots[lesson] = start
                self.placements[lesson] = Placement(start, where, who)
                for key in (("cohort", cohort), ("staff", who), ("place", where)):
                    self.busy[key] |= span
                return True
        return False

    def _free(self, what: str, masks: dict[int, int], start: int, span: int) -> int | None:
        return next((at for at, mask in masks.items() if mask >> start & 1 and not self.busy[what, at] & span), None)
