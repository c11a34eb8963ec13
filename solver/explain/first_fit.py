"""A timetable by placing each lesson at the first time that is left: enough where there is room. The judge decides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

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
    """What is taken so far; instructors and workshops are never shared, and nobody is sent to a far base the same day.

    That is stricter than the rules, and easily kept where there is room.
    """

    def __init__(self, ground: Ground, domains: Domains, chains: Chains) -> None:
        self.index, self.domains, self.chains = ground.index, domains, chains
        self.placements: dict[int, Placement] = {}
        self.slots = [-1] * ground.index.lesson_count
        self.busy: dict[tuple[str, int], int] = defaultdict(int)
        self.load: Counter[tuple[int, str, int]] = Counter()
        self.bases: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        legs = ((leg.origin, leg.destination) for leg in ground.problem.travel if leg.minutes)
        self.far = {way for leg in legs for way in (leg, leg[::-1])}

    def place(self, lesson: int) -> bool:
        """Whether the lesson found a place."""
        length = self.index.periods[lesson]
        cohort = self.index.cohort[lesson]
        window = self.chains.window(lesson, self.slots)
        busy = 0
        for rival in self.index.rivals[cohort]:
            busy |= self.busy["cohort", rival]
        for start in bits(self.domains.times[lesson] & window & ~starts_hitting(busy, length)):
            day = start // self.index.grid.periods_a_day
            found = None if self._is_full(cohort, day, length) else self._seat(lesson, start, day)
            if found is not None:
                self._take(lesson, found, day)
                return True
        return False

    def _is_full(self, cohort: int, day: int, length: int) -> bool:
        item = self.index.problem.cohorts[cohort]
        caps = (("day", day, item.max_periods_a_day), ("week", day // 7, item.max_periods_a_week))
        return any(cap is not None and self.load[cohort, what, at] + length > cap for what, at, cap in caps)

    def _seat(self, lesson: int, start: int, day: int) -> Placement | None:
        cohort = self.index.cohort[lesson]
        span = self.index.grid.span(start, self.index.periods[lesson])
        for where in self._free("place", self.domains.places[lesson], start, span):
            base = self.index.problem.workshops[where].base
            if not self._is_near("cohort", cohort, day, base):
                continue
            for who in self._free("staff", self.domains.staff[lesson], start, span):
                if self._is_near("staff", who, day, base):
                    return Placement(start, where, who)
        return None

    def _free(self, what: str, masks: dict[int, int], start: int, span: int) -> Iterator[int]:
        return (at for at, mask in masks.items() if mask >> start & 1 and not self.busy[what, at] & span)

    def _is_near(self, what: str, at: int, day: int, base: str) -> bool:
        return all((other, base) not in self.far for other in self.bases[what, at, day])

    def _take(self, lesson: int, placement: Placement, day: int) -> None:
        length, cohort = self.index.periods[lesson], self.index.cohort[lesson]
        span = self.index.grid.span(placement.slot, length)
        base = self.index.problem.workshops[placement.workshop].base
        self.slots[lesson] = placement.slot
        self.placements[lesson] = placement
        for what, at in (("cohort", cohort), ("staff", placement.instructor), ("place", placement.workshop)):
            self.busy[what, at] |= span
            self.bases[what, at, day].add(base)
        self.load[cohort, "day", day] += length
        self.load[cohort, "week", day // 7] += length
