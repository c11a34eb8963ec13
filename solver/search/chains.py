"""The order of lessons as chains: who comes before whom, by how many days, and what that leaves of the domains."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from solver.domains import Domains
from solver.grid import bits
from solver.index import Index


class Chains:
    """For each lesson all lessons before and after it (transitively) with the least days between."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.at_most: list[list[tuple[int, int]]] = [[] for _ in range(index.lesson_count)]
        self._arcs: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._add_lesson_arcs()
        self._add_module_arcs()
        self.order = self._topological()

    def _add_lesson_arcs(self) -> None:
        for group in self.index.module_lessons:
            for at, lesson in enumerate(group):
                module = self.index.problem.modules[self.index.module[lesson]]
                if at + 1 < len(group):
                    self._arcs[group[at + 1]].append((lesson, module.least_days_between))
                    self._link(lesson, group[at + 1], module.most_days_between)
                a_day = module.most_lessons_a_day
                if a_day is not None and at + a_day < len(group):
                    self._arcs[group[at + a_day]].append((lesson, 1))

    def _add_module_arcs(self) -> None:
        for before, after, least, most in self.index.module_links:
            self._arcs[after].append((before, least))
            self._link(before, after, most)

    def _link(self, before: int, after: int, most: int | None) -> None:
        if most is not None:
            self.at_most[before].append((after, most))
            self.at_most[after].append((before, most))

    def _topological(self) -> list[int]:
        """All lessons, each after everything that comes before it."""
        found: list[int] = []
        seen: set[int] = set()
        for root in range(self.index.lesson_count):
            stack = [root]
            while stack:
                lesson = stack[-1]
                waiting = [before for before, _ in self._arcs[lesson] if before not in seen]
                if waiting:
                    stack += waiting
                else:
                    stack.pop()
                    if lesson not in seen:
                        seen.add(lesson)
                        found.append(lesson)
        return found

    @cached_property
    def before(self) -> list[list[tuple[int, int]]]:
        """Longest ways in days from every earlier lesson."""
        ways: list[dict[int, int]] = [{} for _ in range(self.index.lesson_count)]
        for lesson in self.order:
            for before, days in self._arcs[lesson]:
                ways[lesson][before] = max(ways[lesson].get(before, 0), days)
                for earlier, passed in ways[before].items():
                    ways[lesson][earlier] = max(ways[lesson].get(earlier, 0), passed + days)
        return [sorted(found.items()) for found in ways]

    @cached_property
    def after(self) -> list[list[tuple[int, int]]]:
        """Longest ways in days to every later lesson."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.index.lesson_count)]
        for lesson, earlier in enumerate(self.before):
            for before, days in earlier:
                found[before].append((lesson, days))
        return found

    def tighten(self, domains: Domains) -> None:
        """Drop starts before the earliest end of what precedes, or after the latest start of what follows."""
        grid, periods = self.index.grid, self.index.periods
        for lesson in self.order:
            for before, days in self._arcs[lesson]:
                first = next(bits(domains.times[before]), None)
                if first is not None:
                    earliest = max(first + periods[before], self._day_start(first, days))
                    domains.keep_times(lesson, grid.everything & ~((1 << earliest) - 1))
        for lesson in reversed(self.order):
            for before, days in self._arcs[lesson]:
                last = domains.times[lesson].bit_length() - 1
                if last >= 0:
                    latest = min(last - periods[before], self._day_start(last, 1 - days) - 1)
                    domains.keep_times(before, (1 << max(latest + 1, 0)) - 1)

    def _day_start(self, slot: int, days: int) -> int:
        """The first slot of the day so many days after the slot's day."""
        return max(slot // self.index.grid.periods_a_day + days, 0) * self.index.grid.periods_a_day

    def window(self, lesson: int, slots: list[int]) -> int:
        """The starts that the placed lessons around leave; `slots` holds each lesson's start or -1."""
        width, periods = self.index.grid.periods_a_day, self.index.periods
        low, high = 0, self.index.grid.slots - 1
        for before, days in self.before[lesson]:
            if slots[before] >= 0:
                low = max(low, slots[before] + periods[before], (slots[before] // width + days) * width if days else 0)
        for after, days in self.after[lesson]:
            if slots[after] >= 0:
                high = min(high, slots[after] - periods[lesson], (slots[after] // width + 1 - days) * width - 1)
        for other, days in self.at_most[lesson]:
            if slots[other] >= 0:
                low = max(low, (slots[other] // width - days) * width)
                high = min(high, (slots[other] // width + days + 1) * width - 1)
        return ((1 << (high + 1)) - 1) & ~((1 << low) - 1) if high >= low else 0

    def broken_by(self, lesson: int, slot: int, slots: list[int]) -> list[int]:
        """The placed lessons whose order or spacing fails if the lesson starts at `slot`."""
        width, periods = self.index.grid.periods_a_day, self.index.periods
        day = slot // width
        found = [
            before
            for before, days in self.before[lesson]
            if slots[before] >= 0 and (slots[before] + periods[before] > slot or slots[before] // width + days > day)
        ]
        found += [
            after
            for after, days in self.after[lesson]
            if slots[after] >= 0 and (slot + periods[lesson] > slots[after] or day + days > slots[after] // width)
        ]
        found += [
            other
            for other, days in self.at_most[lesson]
            if slots[other] >= 0 and abs(slots[other] // width - day) > days
        ]
        return found
