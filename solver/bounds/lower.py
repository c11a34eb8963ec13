"""The lower bound as a job of its own: counts first, then prices, each better value told at once."""

from __future__ import annotations

import time
from collections.abc import Callable

from solver.bounds.bound import Bound
from solver.bounds.counting import counting_bound
from solver.bounds.lagrange import SOURCE, Effort, price_bound
from solver.domains import Domains
from solver.index import Index
from solver.params import Weights

COUNTING_SHARE = 0.2
COUNTING_WORK, ROUNDS_A_COUNTING_UNIT = 3.0, 100


def lower_bound(
    index: Index,
    domains: Domains,
    weights: Weights,
    *,
    seconds: float,
    work: int | None = None,
    seed: int = 1,
    upper: int | None = None,
    start: Bound | None = None,
    on_bound: Callable[[Bound], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Bound:
    """The best lower bound, in points, that is proved within so many seconds, or so many rounds of prices as `work`.

    It only ever says more than `start`, ends early when it reaches `upper`, the cost of a timetable in hand, and tells
    `on_bound` each better value. With `work` it is the same for the same seed as long as the clock does not end it.
    `should_stop` is also asked from a second thread. Raises KernelMissing without a C compiler.
    """
    return _Job(upper, start, on_bound).run(index, domains, weights, (seconds, work, seed), should_stop)


class _Job:
    def __init__(self, upper: int | None, start: Bound | None, on_bound: Callable[[Bound], None] | None) -> None:
        self.upper, self.on_bound = upper, on_bound
        self.best = start or Bound(0, "nonnegative")

    def run(
        self,
        index: Index,
        domains: Domains,
        weights: Weights,
        limits: tuple[float, int | None, int],
        should_stop: Callable[[], bool] | None,
    ) -> Bound:
        seconds, work, seed = limits
        started = time.monotonic()
        unit = COUNTING_WORK if work is None else min(COUNTING_WORK, work / ROUNDS_A_COUNTING_UNIT)
        counted = counting_bound(index, domains, weights, (unit, COUNTING_SHARE * seconds), should_stop)
        if self._is_enough(counted) or (should_stop is not None and should_stop()):
            return self.best
        effort = Effort(seconds - (time.monotonic() - started), work, seed, should_stop)
        priced = price_bound(index, domains, weights, effort, lambda value: not self._is_enough(Bound(value, SOURCE)))
        self._is_enough(priced)
        return self.best

    def _is_enough(self, bound: Bound) -> bool:
        """Keep the better one; whether no better one is wanted."""
        if bound.is_infeasible or (bound.value > self.best.value and not self.best.is_infeasible):
            self.best = bound
            if self.on_bound is not None:
                self.on_bound(bound)
        return self.best.is_infeasible or (self.upper is not None and self.best.value >= self.upper)
