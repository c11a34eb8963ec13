"""Lessons that are alike taken together, with the times, workshops and instructors that each rule by itself leaves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from math import gcd

from solver.domains import Domains
from solver.grid import bits
from solver.index import Index
from solver.problem import Problem
from solver.rules import RULES

Masks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Lessons of one cohort that may go to the same places; masks hold start slots."""

    cohort: int
    modules: tuple[int, ...]
    lessons: tuple[int, ...]
    length: int
    times: int
    staff: Masks
    places: Masks

    @property
    def periods(self) -> int:
        """Periods of all its lessons together."""
        return self.length * len(self.lessons)


class Ground:
    """What flows and witnesses stand on: the index, the groups, and half-days as cells.

    A cell is the first slot of a half-day of an open day.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.index = Index(problem)
        self.widths = _half_widths(problem)
        self._rooms: dict[tuple[int, tuple[int, ...]], dict[int, int]] = {}
        self.unit = gcd(*self.index.periods) if self.index.periods else 1
        self.cells = self._cells()
        self.groups = self._groups()

    def _cells(self) -> list[tuple[int, int]]:
        """(first slot, pattern of the whole half-day) in the order of time."""
        grid = self.index.grid
        found = []
        for day in sorted(grid.works_as):
            at = 0
            for width in self.widths:
                found.append((grid.slot(day, at + 1), (1 << width) - 1))
                at += width
        return found

    def _groups(self) -> list[Group]:
        index = self.index
        alike: dict[object, list[int]] = defaultdict(list)
        # What comes before a module is no matter of a lesson by itself.
        kinds = [replace(module, id="", after=()) for module in index.problem.modules]
        for lesson, item in enumerate(index.problem.lessons):
            kind = kinds[index.module[lesson]]
            alike[kind, item.periods, item.locked, item.forbidden, item.number if kind.patterns else 0].append(lesson)
        domains = Domains(index, [lessons[0] for lessons in alike.values()])
        for rule in RULES:
            rule.narrow(domains)
        merged: dict[tuple[int, int, int, Masks, Masks], list[int]] = defaultdict(list)
        for lessons in alike.values():
            first = lessons[0]
            length = index.periods[first]
            inside = index.grid.half_day_starts(length) & index.grid.open
            staff = tuple((who, mask & inside) for who, mask in sorted(domains.staff[first].items()) if mask & inside)
            places = tuple((at, mask & inside) for at, mask in sorted(domains.places[first].items()) if mask & inside)
            merged[index.cohort[first], length, domains.times[first], staff, places] += lessons
        return [
            Group(
                cohort, tuple(sorted({index.module[x] for x in lessons})), tuple(lessons), length, times, staff, places
            )
            for (cohort, length, times, staff, places), lessons in merged.items()
        ]

    def covered(self, starts: int, length: int) -> int:
        """The slots that lessons of this length with these starts can take."""
        slots = 0
        for shift in range(length):
            slots |= starts << shift
        return slots

    def room(self, slots: int, lengths: tuple[int, ...]) -> dict[int, int]:
        """For each cell with room, how many periods lessons of these lengths can take of the slots, in units."""
        key = (slots, lengths)
        if key not in self._rooms:
            self._rooms[key] = {
                cell: most // self.unit
                for cell, (base, whole) in enumerate(self.cells)
                if (most := packed(slots >> base & whole, lengths)) >= self.unit
            }
        return self._rooms[key]

    def week_of(self, cell: int) -> int:
        """The calendar week of a cell."""
        return self.cells[cell][0] // (7 * self.index.grid.periods_a_day)

    def day_of(self, cell: int) -> int:
        """The day number of a cell."""
        return self.cells[cell][0] // self.index.grid.periods_a_day

    def monday(self, week: int) -> str:
        """The ISO date of the Monday of a week."""
        return self.index.grid.iso[week * 7]

    def abreast(self, workshop: int, groups: list[Group]) -> int:
        """The most lessons of these groups that a workshop can hold at once; one at least."""
        least: dict[str, int] = {}
        for group in groups:
            lesson = group.lessons[0]
            if self.index.shares[lesson]:
                pool, need = self.index.pool[lesson], max(self.index.need[lesson], 1)
                least[pool] = min(least.get(pool, need), need)
        owned = self.index.pools[workshop]
        return max(1, sum(owned.get(pool, 0) // need for pool, need in least.items()))


def _half_widths(problem: Problem) -> list[int]:
    halves = dict.fromkeys(period.half_day for period in problem.periods)
    return [sum(period.half_day == half for period in problem.periods) for half in halves]


@lru_cache(maxsize=4096)
def packed(pattern: int, lengths: tuple[int, ...]) -> int:
    """The most periods that lessons of these lengths, one after another, can take of a pattern of free periods."""
    total = run = 0
    for at in range(pattern.bit_length() + 1):
        if pattern >> at & 1:
            run += 1
        else:
            total += _filled(run, lengths)
            run = 0
    return total


@lru_cache(maxsize=256)
def _filled(run: int, lengths: tuple[int, ...]) -> int:
    return max((length + _filled(run - length, lengths) for length in lengths if length <= run), default=0)


def starts_in(mask: int, base: int, width: int) -> list[int]:
    """The starts of a mask within `width` slots from `base` on."""
    return [base + at for at in bits(mask >> base & ((1 << width) - 1))]
