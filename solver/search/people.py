"""The rows of everybody who can be at one place only: cohorts, instructors, and cohorts that exclude each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from solver.grid import bits
from solver.index import Index
from solver.params import Weights
from solver.search.layout import NONE, Ints, Person
from solver.search.rows import Rows


class People:
    """`rows` has the cohorts first, then the instructors, then the exclusions."""

    def __init__(self, index: Index, weights: Weights, days: int) -> None:
        self.index, self.weights, self.days = index, weights, days
        self.problem = index.problem
        self.cohorts, self.instructors = len(self.problem.cohorts), len(self.problem.instructors)
        self.rows = Rows(len(Person))
        self._exclusions: dict[int, list[int]] = defaultdict(list)
        self._add_cohorts()
        self._add_instructors()
        self._add_exclusions()
        self.fixed_day, self.fixed_week = self._fixed()
        self.away = self._away()
        self.has_dislikes = any(wish.avoid for wish in self.problem.wishes)
        self.dislike = self._dislike()
        self.base_cost = self._base_cost()

    def _add_cohorts(self) -> None:
        fair = int(self.weights.fair_evenings > 0)
        for number, cohort in enumerate(self.problem.cohorts):
            home = NONE if cohort.home_base is None else self.index.base_at[cohort.home_base]
            claim = NONE if cohort.claim_by is None else max(self.index.grid.day_of(cohort.claim_by), 0)
            share = self.index.even_share[number] if self.weights.spread else NONE
            self.rows.add(
                _cap(cohort.max_periods_a_day), _cap(cohort.max_periods_a_week),
                1 if cohort.minds_lone_lessons else 2, share, NONE, home,
                claim, cohort.claim_value * self.weights.subsidy_lost, fair, cohort.size, 0, 0, 0, 0,
            )  # fmt: skip

    def _add_instructors(self) -> None:
        fair = int(self.weights.fair_evenings > 0)
        load = self.index.fair_load if self.weights.load_balance else NONE
        for instructor in self.problem.instructors:
            home = NONE if instructor.home_base is None else self.index.base_at[instructor.home_base]
            self.rows.add(
                _cap(instructor.max_periods_a_day), _cap(instructor.max_periods_a_week), 0, NONE, load, home,
                NONE, 0, fair, 1, 0, 0, 0, 0,
            )  # fmt: skip

    def _add_exclusions(self) -> None:
        """One row for each set of cohorts that share a trainee, and for each group with every cohort it is part of."""
        for crowd in [*self.index.crowds, *self.index.kin_pairs]:
            row = self.rows.add(NONE, NONE, 0, NONE, NONE, NONE, NONE, 0, 0, 0, 0, 0, 0, 0)
            for cohort in crowd:
                self._exclusions[cohort].append(row)

    def exclusions_of(self, attending: Iterable[int]) -> list[int]:
        """The rows that keep these cohorts from those they must not meet."""
        return sorted({row for cohort in attending for row in self._exclusions[cohort]})

    def _fixed(self) -> tuple[Ints, Ints]:
        """Periods of commitments by day and by week, of cohorts and instructors."""
        day = np.zeros((len(self.rows), self.days), np.int32)
        week = np.zeros((len(self.rows), self.days // 7), np.int32)
        for item in self.index.occupations:
            rows = [self.index.cohort_at[cohort] for cohort in item.commitment.cohorts]
            rows += [self.cohorts + self.index.instructor_at[who] for who in item.commitment.instructors]
            for row in rows:
                day[row, item.day] += item.periods
                week[row, item.day // 7] += item.periods
        return day, week

    def _away(self) -> Ints:
        """Periods at each base that an instructor's commitments elsewhere forbid; cohorts' are in the domains."""
        bases, width = len(self.problem.bases), self.index.grid.periods_a_day
        masks = self.index.instructor_away
        if bases == 1 or not any(mask for row in masks for mask in row):
            return np.zeros((1, self.days), np.int32)
        found = np.zeros((len(self.rows) * bases, self.days), np.int32)
        for instructor, row in enumerate(masks):
            for base, mask in enumerate(row):
                for slot in bits(mask):
                    found[(self.cohorts + instructor) * bases + base, slot // width] |= 1 << slot % width
        return found

    def _row_of(self, kind: str, who: str) -> int:
        return self.index.cohort_at[who] if kind == "cohort" else self.cohorts + self.index.instructor_at[who]

    def _dislike(self) -> Ints:
        """Points of each period that somebody wished to be free."""
        if not self.has_dislikes:
            return np.zeros((1, 1), np.int32)
        grid = self.index.grid
        found = np.zeros((len(self.rows), grid.slots), np.int32)
        for wish in self.problem.wishes:
            row = self._row_of(wish.kind, wish.who)
            for day, works_as in grid.works_as.items() if wish.avoid else ():
                for period in wish.avoid[works_as - 1]:
                    found[row, grid.slot(day, period)] += wish.weight * self.weights.wishes
        return found

    def _base_cost(self) -> Ints:
        """Points of a period at each base for those who wished for another."""
        bases = len(self.problem.bases)
        if not any(wish.base for wish in self.problem.wishes):
            return np.zeros((1, bases), np.int32)
        found = np.zeros((len(self.rows), bases), np.int32)
        for wish in self.problem.wishes:
            if wish.base is not None:
                points = np.full(bases, wish.weight * self.weights.wishes, np.int32)
                points[self.index.base_at[wish.base]] = 0
                found[self._row_of(wish.kind, wish.who)] += points
        return found

    def wished_instructors(self, attending: Sequence[int]) -> list[tuple[str, int]]:
        """(instructor, points a period with anybody else) that the cohorts wished for."""
        ids = [self.problem.cohorts[cohort].id for cohort in attending]
        return [
            (wish.instructor, wish.weight * self.weights.wishes)
            for id_ in ids
            for wish in self._cohort_wishes.get(id_, ())
            if wish.instructor is not None
        ]

    @cached_property
    def _cohort_wishes(self) -> dict[str, list]:  # type: ignore[type-arg]
        found = defaultdict(list)
        for wish in self.problem.wishes:
            if wish.kind == "cohort":
                found[wish.who].append(wish)
        return found

    def ideal_day(self, lesson: int) -> int:
        """The day a lesson would have if its cohort's lessons lay evenly in the wished part of the window."""
        return self._ideal[lesson]

    @cached_property
    def _ideal(self) -> list[int]:
        index = self.index
        grid, found = index.grid, [0] * index.lesson_count
        for cohort, lessons in enumerate(index.cohort_lessons):
            item = index.problem.cohorts[cohort]
            span = grid.mask_between(item.first_day, item.last_day) & grid.open
            wish = grid.mask_between(item.wished_first_day, item.wished_last_day)
            days = index.days_of(span & wish or span) or [0]
            for place, lesson in enumerate(sorted(lessons, key=lambda one: self._depth[one])):
                found[lesson] = days[(2 * place + 1) * len(days) // (2 * len(lessons))]
        return found

    @cached_property
    def _depth(self) -> list[tuple[int, int, int]]:
        """A key for each lesson that sorts a cohort's lessons as they can be taught."""
        index = self.index
        levels: dict[int, int] = {}

        def level(module: int) -> int:
            if module not in levels:
                levels[module] = 0
                before = [index.module_at[after.module] for after in index.problem.modules[module].after]
                levels[module] = max((level(one) + 1 for one in before), default=0)
            return levels[module]

        return [
            (level(module), module, index.problem.lessons[lesson].number) for lesson, module in enumerate(index.module)
        ]


def _cap(value: int | None) -> int:
    return NONE if value is None else value
