"""A lower bound by prices: each course alone takes its cheapest plan, and prices rise where plans collide.

The method is Lagrangian relaxation (Held, Wolfe and Crowder 1974) with an adaptive subgradient (Duchi, Hazan and Singer
2011) and momentum. The prices are found in floating point and rounded; the value at the rounded prices is computed in
integers and is a bound by itself, whatever the prices are.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.bounds.bound import Bound
from solver.bounds.courses import SCALE, Courses
from solver.bounds.prices import Amounts, Relaxation
from solver.domains import Domains
from solver.index import Index
from solver.params import Weights

# Shares of the whole effort for sweeps, each from the best prices so far with the length of its first step in points.
SWEEPS = ((0.2, 0.5), (0.3, 2.0), (0.5, 5.0))
MOMENTUM = 0.8
SMALLEST = 1e-3
# First prices are random and tiny, so that equal choices are not all made alike.
FIRST_PRICE = 0.01
SOURCE = "prices"


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to go on: seconds, rounds of prices (None for no limit), and who may stop it."""

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

    def share(self) -> float:
        """The part of the effort that is spent, from 0 to 1."""
        by_clock = (time.monotonic() - self.started) / max(self.effort.seconds, 1e-3)
        if self.effort.rounds is None:
            return min(by_clock, 1.0)
        return 1.0 if by_clock >= 1 else min(self.rounds / max(self.effort.rounds, 1), 1.0)

    def run(self) -> None:
        """All sweeps."""
        self._look(self.best_prices)
        chance = np.random.default_rng(self.effort.seed)
        for name in ("staff", "rows", "cohorts"):
            self.best_prices[name] += FIRST_PRICE * chance.random(self.best_prices[name].shape)
        end = 0.0
        for part, step in SWEEPS:
            begin, end = end, end + part
            self._sweep(begin, end, step)

    def _sweep(self, begin: float, end: float, step: float) -> None:
        """Each price moves by its pull in proportion to all that has pulled at it before (adaptive subgradient)."""
        prices = {name: price.copy() for name, price in self.best_prices.items()}
        pull = {name: np.zeros_like(price) for name, price in prices.items()}
        past = {name: np.full_like(price, SMALLEST) for name, price in prices.items()}
        while not self.is_over and (share := self.share()) < end:
            overdrawn = self._look(prices)
            rate = step * max(1.0 - (share - begin) / (end - begin), 0.001)
            for name, amount in overdrawn.items():
                pull[name] = MOMENTUM * pull[name] + (1 - MOMENTUM) * amount
                past[name] += amount * amount
                prices[name] += rate * self.relaxation.pace[name] * pull[name] / np.sqrt(past[name])
            self.relaxation.clip(prices)

    def _look(self, prices: Amounts) -> Amounts:
        """Prove the value at these prices; returns what is overdrawn at them, nothing when there is no plan at all."""
        self.rounds += 1
        found = self.relaxation.value(prices)
        if found is None:
            self.is_impossible = self.is_over = True
            return {}
        if self.best_value is None or found.value > self.best_value:
            self.best_value = found.value
            self.best_prices = {name: price.copy() for name, price in prices.items()}
            self.is_over = not self.on_value(-(-found.value // SCALE))
        if self.effort.should_stop is not None and self.effort.should_stop():
            self.is_over = True
        return found.overdrawn


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
