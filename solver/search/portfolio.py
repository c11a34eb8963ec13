"""Improvement by several workers: chains with different seeds on small problems, regions side by side on large ones."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from solver.search.engine import COLD, HOT, Engine
from solver.search.layout import Ints
from solver.search.regions import merged, regions_of
from solver.search.rounds import Outcome, Round, Source, work

REGION_PIECES = 12_000
"""From so many pieces on one chain has too much to do alone; below, regions win short runs (docs/benchmarks.md)."""
MILD = 2.5
"""Where every second chain and all regions begin: great heat loosens what hangs together closely, but it also undoes
what construction has done well, and a large problem has no time to find that again."""
ROUNDS = 60
LEAST_SECONDS, MOST_SECONDS = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long to improve (seconds, or moves of each worker), the temperatures, and the seed."""

    seed: int
    seconds: float | None
    moves: int | None
    hot: float = HOT
    cold: float = COLD


class Portfolio:
    """Improves a complete state round by round; between rounds it can be stopped and tells how far it is."""

    def __init__(self, source: Source, engine: Engine, executor: Executor, workers: int) -> None:
        self.source, self.engine, self.executor, self.workers = source, engine, executor, workers
        self.best_cost = engine.best_cost
        # Complete, but it may still break rules that are kept by penalty while there is no best cost.
        self.best_state = engine.state if self.best_cost is None else engine.best_state
        self.moves = 0
        self.has_regions = False

    def improve(
        self,
        schedule: Schedule,
        on_round: Callable[[], None],
        should_stop: Callable[[], bool],
        busy: Callable[[], int] = lambda: 0,
    ) -> None:
        """Work through the schedule; `best_state` and `best_cost` are what it leaves.

        `busy` tells how many of the workers have other work; when one comes free it begins from the best state.
        """
        states: list[Ints] = []
        started, number, done = time.monotonic(), 0, 0.0
        while done < 1.0 and not should_stop():
            free = max(self.workers - busy(), 1)
            self.has_regions = free > 1 and self.engine.pieces >= REGION_PIECES
            states = (states + [self.best_state] * free)[: 1 if self.has_regions else free]
            following = self._following(schedule, done, number)
            rounds = self._rounds(schedule, states, (done, following), number, free)
            outcomes = [future.result() for future in [self.executor.submit(work, self.source, r) for r in rounds]]
            states = self._states(states, outcomes, number)
            self._keep(outcomes)
            if self.best_cost is None:
                self.best_state = states[0]
            on_round()
            number += 1
            passed = time.monotonic() - started
            done = following if schedule.seconds is None else min(passed / schedule.seconds, 1.0)

    def _following(self, schedule: Schedule, done: float, number: int) -> float:
        """The part of the schedule that is done after the next round."""
        if schedule.seconds is None:
            return (number + 1) / ROUNDS
        return min(done + self._seconds(schedule) / schedule.seconds, 1.0)

    def _seconds(self, schedule: Schedule) -> float:
        total = schedule.seconds or 0.0
        return min(max(total / ROUNDS, LEAST_SECONDS), MOST_SECONDS, max(total, 0.01))

    def _rounds(
        self, schedule: Schedule, states: list[Ints], parts: tuple[float, float], number: int, free: int
    ) -> list[Round]:
        seconds = None if schedule.seconds is None else (parts[1] - parts[0]) * schedule.seconds
        moves = None if schedule.moves is None else max(schedule.moves // ROUNDS, 1)
        regions = regions_of(self.engine, free, number) if self.has_regions else None
        return [
            Round(
                state=states[0 if regions else chain],
                numbers=(schedule.seed, chain, number),
                hot=self._heat(schedule, chain, parts[0]),
                cold=self._heat(schedule, chain, parts[1]),
                moves=moves,
                seconds=seconds,
                fixed=regions.others(chain) if regions else None,
            )
            for chain in range(free)
        ]

    def _heat(self, schedule: Schedule, chain: int, part: float) -> float:
        """The temperature of a chain when so much of the schedule is done, falling geometrically."""
        is_mild = self.has_regions or chain % 2 == 1
        hot = min(schedule.hot, MILD) if is_mild else schedule.hot
        return float(hot * (schedule.cold / hot) ** part)

    def _states(self, before: list[Ints], outcomes: list[Outcome], number: int) -> list[Ints]:
        if not self.has_regions:
            return [outcome.state for outcome in outcomes]
        state = merged(self.engine, before[0], [outcome.state for outcome in outcomes])
        if not self.engine.unplaced and not self.engine.breaches:
            self._consider(state, self.engine.cost)
            return [state]
        # Together they break something; the outcome of each by itself is complete.
        return [min(outcomes, key=lambda outcome: outcome.cost).state]

    def _keep(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.moves += outcome.moves
            if outcome.best_state is not None and outcome.best_cost is not None:
                self._consider(outcome.best_state, outcome.best_cost)

    def _consider(self, state: Ints, cost: int) -> None:
        if self.best_cost is None or cost < self.best_cost:
            self.best_state, self.best_cost = state, cost
