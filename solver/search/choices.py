"""The times of each class, and what each costs the class whoever else is there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.index import Index
from solver.params import Weights
from solver.search.classes import PieceClass
from solver.search.layout import Choice, Ints
from solver.search.options import Options
from solver.search.people import People


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
        """The times of a class with what each costs by itself: evenings, days outside the wish, wishes, the pattern."""
        if item.is_patterned:
            self.options.sort(item)
        options = self.options.of(item)
        cost = len(attending) * self.weights.evenings_weekends * self.options.evening_points[options]
        for cohort in attending:
            cost = cost + self._outside_wish(cohort, options) + self._disliked(cohort, options)
        if item.is_patterned:
            cost = cost + self.weights.pattern_choice * np.array([time.penalty for time in item.times], np.int32)
        self._rows.append(np.stack([options, cost.astype(np.int32)], axis=1))
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
