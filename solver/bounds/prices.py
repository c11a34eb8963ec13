"""Prices on what lessons compete for, and the exact value of the relaxation at given prices."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.bounds.courses import SCALE, Courses
from solver.bounds.native import COURSE_INTS, COURSE_LONGS, IMPOSSIBLE, OUT_OF_MEMORY, PRICES, library
from solver.bounds.native import Courses as CourseStruct
from solver.bounds.native import Prices as PriceStruct
from solver.bounds.native import Usage as UsageStruct

Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
HIGHEST = 1e6
"""No price rises above so many points; far beyond any use, and far from overflow."""


Amounts = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Valuation:
    """The value of the relaxation in units of 1/SCALE points, and by how much each limit is overdrawn at its prices."""

    value: int
    overdrawn: Amounts


class Tariff:
    """Convex costs of a number of periods: `weight` for each period above a share, at most `most`, in whole grains."""

    def __init__(self, weight: int, share: Longs, most: Longs, grain: Longs) -> None:
        self.weight, self.share = weight * SCALE, share
        floor = share // grain * grain
        least = np.minimum(floor, most)
        next_up = np.minimum(floor + grain, most)
        self.points = np.stack([np.zeros_like(most), least, next_up, most])
        self.costs = self.weight * np.maximum(self.points - self.share, 0)

    def cheapest(self, price: Longs) -> tuple[int, Longs]:
        """The least of cost less price, in sum, and the periods at which it is reached."""
        totals = self.costs - self.points * price
        choice = totals.argmin(axis=0)[None]
        return int(np.take_along_axis(totals, choice, 0).sum()), np.take_along_axis(self.points, choice, 0)[0]

    def dearest(self, periods: Longs) -> Floats:
        """For each row, with so many periods to place, one price in points at which they bound its cost best."""
        widths = np.maximum(np.diff(self.points, axis=0), 1)
        slopes = (np.diff(self.costs, axis=0) // widths).max(axis=2, initial=0)
        best_price, best_value = np.zeros(len(periods), np.int64), np.zeros(len(periods), np.int64)
        for price in slopes:
            totals = self.costs - self.points * price[:, None]
            value = price * periods + totals.min(axis=0).sum(axis=1)
            is_better = value > best_value
            best_price, best_value = np.where(is_better, price, best_price), np.where(is_better, value, best_value)
        return np.asarray(best_price[:, None] / SCALE, np.float64)


class Relaxation:
    """The problem without competition: each course takes its cheapest plan at the prices of all that it uses."""

    def __init__(self, courses: Courses) -> None:
        index, weights = courses.index, courses.weights
        self._arrays = courses.flat()
        self._capacity = courses.rows.capacity
        self._courses = len(courses.chains)
        cells, weeks = courses.cells, courses.weeks
        people, cohorts = len(index.problem.instructors), len(index.problem.cohorts)
        self.shapes = {
            "staff": (people, cells),
            "rows": (len(self._capacity), cells),
            "cohorts": (cohorts, cells),
            "weeks": (cohorts, weeks),
            "load": (people,),
        }
        self._spread = _spread(courses)
        periods = [sum(index.periods[at] for at in lessons) for lessons in _own_lessons(courses)]
        self._even_prices = self._spread.dearest(np.array(periods, np.int64))
        self._loads = _loads(courses)
        # Prices of weeks and loads are per period: a lesson pays them several times.
        typical = sum(index.periods) / max(index.lesson_count, 1)
        self.pace = {"staff": 1.0, "rows": 1.0, "cohorts": 1.0, "weeks": 1 / typical, "load": 1 / typical}
        self._most_price = {"weeks": HIGHEST, "load": float(weights.load_balance)}
        fees = {"staff_fee": weights.instructor_changes * SCALE, "room_fee": weights.workshop_changes * SCALE}
        pointers = {name: self._arrays[name].ctypes.data for name in ("masks", *COURSE_INTS, *COURSE_LONGS)}
        self._struct = CourseStruct(**courses.counts, **fees, **pointers)

    def start(self) -> Amounts:
        """No prices, in points, but those of weeks at which the spread of each cohort by itself is bounded best."""
        prices = {name: np.zeros(self.shapes[name]) for name in PRICES}
        prices["weeks"] += self._even_prices
        return prices

    def clip(self, prices: Amounts) -> None:
        """Bring prices back to where they bound."""
        for name, price in prices.items():
            np.clip(price, 0.0, self._most_price.get(name, HIGHEST), out=price)

    def value(self, prices: Amounts) -> Valuation | None:
        """The relaxation at these prices, rounded to whole units; None when some course has no plan at all.

        Every number that enters the value is an integer, so that it is exact: a bound by itself at any prices.
        """
        exact = {name: np.rint(price * SCALE).astype(np.int64) for name, price in prices.items()}
        used = {name: np.zeros(self.shapes[name], np.int32) for name in PRICES}
        total = self._price_courses(exact, used)
        if total == IMPOSSIBLE:
            return None
        spread_value, spread_periods = self._spread.cheapest(exact["weeks"])
        load_value, load_periods = self._loads.cheapest(exact["load"])
        total += spread_value + load_value
        total -= int(exact["staff"].sum()) + int(exact["cohorts"].sum()) + int((exact["rows"] * self._capacity).sum())
        one = np.ones((), np.int64)
        limits = {"staff": one, "cohorts": one, "rows": self._capacity, "weeks": spread_periods, "load": load_periods}
        return Valuation(total, {name: (used[name] - limits[name]).astype(np.float64) for name in PRICES})

    def _price_courses(self, exact: dict[str, Longs], used: dict[str, npt.NDArray[np.int32]]) -> int:
        sums = dict(exact)
        for name in ("staff", "rows", "cohorts"):
            rows, cells = self.shapes[name]
            sums[name] = np.zeros((rows, cells + 1), np.int64)
            np.cumsum(exact[name], axis=1, out=sums[name][:, 1:])
        prices = PriceStruct(*(sums[name].ctypes.data for name in PRICES))
        usage = UsageStruct(*(used[name].ctypes.data for name in PRICES))
        total = int(library().price_courses(*map(ctypes.byref, (self._struct, prices, usage)), 0, self._courses))
        if total == OUT_OF_MEMORY:
            raise MemoryError("not enough memory to price the courses")
        return total


def _spread(courses: Courses) -> Tariff:
    """For each cohort and week: what periods above the even share cost; never more than the cap and the week's room."""
    index = courses.index
    own = _own_lessons(courses)
    shape = (len(own), courses.weeks)
    share, most, grain = (np.zeros(shape, np.int64) for _ in range(3))
    for at, lessons in enumerate(own):
        cap = index.problem.cohorts[at].max_periods_a_week
        total = sum(index.periods[lesson] for lesson in lessons)
        room = np.minimum(_week_room(courses, lessons), total if cap is None else min(cap, total))
        grain[at] = max(courses.grain(lessons), 1)
        share[at] = index.even_share[at]
        most[at] = room // grain[at] * grain[at]
    return Tariff(courses.weights.spread, share, most, grain)


def _week_room(courses: Courses, lessons: list[int]) -> Longs:
    """How many slots of each week any of the lessons can take."""
    starts: dict[int, int] = {}
    for lesson in lessons:
        periods = courses.index.periods[lesson]
        starts[periods] = starts.get(periods, 0) | courses.domains.times[lesson]
    slots = 0
    for periods, mask in starts.items():
        for shift in range(periods):
            slots |= mask << shift
    return np.array([(slots & week).bit_count() for week in courses.index.grid.week_masks], np.int64)


def _own_lessons(courses: Courses) -> list[list[int]]:
    """The lessons of the modules of each cohort, without those of others that it attends."""
    own: list[list[int]] = [[] for _ in courses.index.problem.cohorts]
    for lesson, module in enumerate(courses.index.module):
        own[courses.index.module_cohort[module]].append(lesson)
    return own


def _loads(courses: Courses) -> Tariff:
    """For each instructor: what periods above the fair share cost."""
    index = courses.index
    shape = (len(index.problem.instructors),)
    every = range(index.lesson_count)
    grain = np.full(shape, max(courses.grain(every), 1), np.int64)
    most = np.full(shape, sum(index.periods), np.int64)
    return Tariff(courses.weights.load_balance, np.full(shape, index.fair_load, np.int64), most, grain)
