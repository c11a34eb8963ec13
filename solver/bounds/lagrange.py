"""A lower bound by prices: each course alone takes its cheapest plan, and prices rise where plans collide.

The method is Lagrangian relaxation with a subgradient with momentum (Polyak 1969; Held, Wolfe and Crowder 1974). The
prices are found in floating point and rounded; the value at the rounded prices is computed in integers and is a bound
by itself, whatever the prices are.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from solver.bounds.bound import Bound
from solver.bounds.courses import SCALE, Courses
from solver.bounds.prices import Amounts, Relaxation
from solver.domains import Domains
from solver.index import Index
from solver.params import Weights

# Shares of the whole effort for sweeps, each from the best prices so far with the length of its first step in points.
SWEEPS = ((0.1, 1.0), (0.25, 0.6), (0.65, 0.4))
MOMENTUM = 0.85
# Prices move after each of so many groups of courses; the value is computed once in so many rounds over all groups.
GROUPS, VALUE_EVERY = 4, 8
SOURCE = "prices"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to go on: seconds, rounds of prices (None for no limit), and who may stop it; and in what order."""

    seconds: float
    rounds: int | None = None
    seed: int = 1
    should_stop: Callable[[], bool] | None = None


class Ascent:
    """Climbs to better prices and keeps the best proved value."""

    def __init__(self, relaxation: Relaxation, effort: Effort, on_value: Callable[[int], bool]) -> None:
        """`on_value` is told each better value in points and says whether to go on."""
        self.relaxation, self.effort, self.on_value = relaxation, effort, on_value
        self.started, self.rounds = time.monotonic(), 0
        self.best_value: int | None = None
        self.best_prices = relaxation.start()
        self.is_impossible = self.is_over = False
        groups = min(GROUPS, relaxation.courses)
        self._edges = [relaxation.courses * at // groups for at in range(groups + 1)]
        self._used = [relaxation.nothing() for _ in range(groups)]
        self._total = relaxation.nothing()
        self._random = random.Random(effort.seed)

    def share(self) -> float:
        """The part of the effort that is spent, from 0 to 1."""
        by_clock = (time.monotonic() - self.started) / max(self.effort.seconds, 1e-3)
        if self.effort.rounds is None:
            return min(by_clock, 1.0)
        return 1.0 if by_clock >= 1 else min(self.rounds / max(self.effort.rounds, 1), 1.0)

    def run(self) -> None:
        """All sweeps."""
        self._look(self.best_prices)
        end = 0.0
        for part, step in SWEEPS:
            begin, end = end, end + part
            self._sweep(begin, end, step)

    def _sweep(self, begin: float, end: float, step: float) -> None:
        prices = {name: price.copy() for name, price in self.best_prices.items()}
        pull = self.relaxation.start()
        for group in range(len(self._used)):
            self._answer(prices, group)
        while not self.is_over and (share := self.share()) < end:
            rate = step * max(1.0 - (share - begin) / (end - begin), 0.01) / len(self._used)
            for group in self._random.sample(range(len(self._used)), len(self._used)):
                self._answer(prices, group)
                for name, overdrawn in self.relaxation.overdrawn(prices, self._total).items():
                    pull[name] = MOMENTUM * pull[name] + (1 - MOMENTUM) * overdrawn
                    prices[name] += rate * self.relaxation.pace[name] * pull[name]
                self.relaxation.clip(prices)
            self.rounds += 1
            if self.rounds % VALUE_EVERY == 0:
                self._look(prices)
        if not self.is_over:
            self._look(prices)

    def _answer(self, prices: Amounts, group: int) -> None:
        """Let the courses of a group choose anew."""
        used = self.relaxation.uses(prices, self._edges[group], self._edges[group + 1])
        if used is None:
            self.is_impossible = self.is_over = True
            return
        for name, amount in used.items():
            self._total[name] += amount - self._used[group][name]
        self._used[group] = used

    def _look(self, prices: Amounts) -> None:
        """Prove the value at these prices."""
        value = self.relaxation.value(prices)
        if value is None:
            self.is_impossible = self.is_over = True
        elif self.best_value is None or value > self.best_value:
            self.best_value = value
            self.best_prices = {name: price.copy() for name, price in prices.items()}
            self.is_over = not self.on_value(-(-value // SCALE))
        if self.effort.should_stop is not None and self.effort.should_stop():
            self.is_over = True


def price_bound(
    index: Index, domains: Domains, weights: Weights, effort: Effort, on_value: Callable[[int], bool]
) -> Bound:
    """The best bound by prices within the effort; the same for the same number of rounds if the clock does not end it.

    `on_value` is told each better value and says whether to go on. Raises KernelMissing without a C compiler.
    """
    if any(not (domains.times[at] and domains.places[at] and domains.staff[at]) for at in range(index.lesson_count)):
        return Bound(0, SOURCE, is_infeasible=True)
    ascent = Ascent(Relaxation(Courses(index, domains, weights)), effort, on_value)
    ascent.run()
    if ascent.is_impossible:
        return Bound(0, SOURCE, is_infeasible=True)
    value = max(-(-(ascent.best_value or 0) // SCALE), 0)
    return Bound(value, SOURCE if value else "nonnegative")
