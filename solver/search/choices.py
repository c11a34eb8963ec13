"""The times of each class, and what each costs the class whoever else is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.index import Index
from solver.params import Weights
from solver.patterns import choosable
from solver.search.classes import PieceClass
from solver.search.layout import Choice, Ints
from solver.search.options import Options
from solver.search.people import People

MOST_PATTERNS = 31
ANY_PATTERN = (1 << MOST_PATTERNS) - 1


class Choices:
    """Builds the rows class by class."""

    def __init__(self, index: Index, weights: Weights, options: Options, people: People) -> None:
        self.index, self.weights, self.options, self.people = index, weights, options, people
        self.days = index.grid.days
        self._rows: list[Ints] = []
        self._count = 0
        self._outside: dict[int, Ints] = {}
        self._dislikes: dict[int, Ints] = {}

    def array(self) -> Ints:
        """All rows."""
        return np.concatenate(self._rows or [np.zeros((1, len(Choice)), np.int32)])

    def add(self, item: PieceClass, attending: Sequence[int]) -> tuple[int, int]:
        """The times of a class with what each costs by itself: evenings, days outside the wish, wishes."""
        options = self.options.of(item)
        cost = len(attending) * self.weights.evenings_weekends * self.options.evening_points[options]
        for cohort in attending:
            cost = cost + self._outside_wish(cohort, options) + self._disliked(cohort, options)
        patterns = self._patterns(item)
        self._rows.append(np.stack([options, cost.astype(np.int32), patterns], axis=1))
        first, self._count = self._count, self._count + len(options)
        return first, self._count

    def _outside_wish(self, cohort: int, options: Ints) -> Ints:
        """Points of the days that each option's lessons lie outside the wished window of a cohort."""
        if cohort not in self._outside:
            by_day = [self.index.days_outside_wish(cohort, day) for day in range(self.days)]
            self._outside[cohort] = self.weights.wished_window * self.options.sums(np.array(by_day, np.int32))
        return self._outside[cohort][options]

    def _disliked(self, cohort: int, options: Ints) -> Ints | int:
        """Points of the periods that a cohort wished to be free."""
        if not self.people.has_dislikes:
            return 0
        if cohort not in self._dislikes:
            self._dislikes[cohort] = self.options.slot_sums(self.people.dislike[cohort])
        return self._dislikes[cohort][options]

    def _patterns(self, item: PieceClass) -> Ints:
        """For each time of a class the weekly patterns that have it, as bits; all bits without patterns."""
        starts = self.options.starts_of(item)
        if not self.index.problem.modules[item.module].patterns:
            return np.full(len(starts), ANY_PATTERN, np.int32)
        lessons = self.index.module_lessons[item.module]
        found = np.zeros(len(starts), np.int32)
        for at, slots in enumerate(self.pattern_slots(item.module)):
            found[starts == slots[lessons.index(item.sample)]] |= 1 << at
        return found

    def pattern_slots(self, module: int) -> list[list[int]]:
        """For each pattern that has enough open dates the start slot of each lesson of the module."""
        index = self.index
        patterns, lessons = index.problem.modules[module].patterns, index.module_lessons[module]
        choosable_ones = choosable(patterns, len(lessons), [day.date for day in index.problem.days])
        if len(choosable_ones) > MOST_PATTERNS:
            raise ValueError(f"a module has {len(choosable_ones)} patterns; the search takes {MOST_PATTERNS} at most")
        return [
            [index.grid.slot(index.grid.day_of(date), patterns[at].first_period) for date in dates]
            for at, dates in choosable_ones
        ]

    def pattern_costs(self, module: int) -> list[int]:
        """Points of each of these patterns."""
        index = self.index
        patterns, lessons = index.problem.modules[module].patterns, index.module_lessons[module]
        days = [day.date for day in index.problem.days]
        return [self.weights.pattern_choice * patterns[at].penalty for at, _ in choosable(patterns, len(lessons), days)]
