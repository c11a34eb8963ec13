"""Improve a complete timetable: free a few lessons, solve them again by CP-SAT, keep what is no worse."""

from __future__ import annotations

import random
from collections.abc import Callable

from solver.domains import Domains
from solver.model.build import Limits, Outcome, build, count_literals, run
from solver.params import Weights
from solver.search.neighbourhoods import KINDS, Kind
from solver.search.state import State

LITERALS = 12_000
STALL = 60


class Improver:
    """Large neighbourhood search; kinds that gained more per unit of work are chosen more often."""

    def __init__(self, state: State, objective: int, weights: Weights, seed: int, workers: int = 1) -> None:
        self.state = state
        self.objective = objective
        self.weights = weights
        self.workers = workers
        self.random = random.Random(seed)
        self.rounds = 0
        self.idle_rounds = 0
        self._gain = dict.fromkeys(range(len(KINDS)), 200.0)
        self._size = dict.fromkeys(range(len(KINDS)), 10)

    @property
    def is_stalled(self) -> bool:
        """Whether many rounds in a row brought nothing."""
        return self.idle_rounds >= STALL

    def run_round(self, seconds: float) -> int:
        """One neighbourhood; returns the points gained."""
        self.rounds += 1
        kind = self._choose()
        free = self._pick(KINDS[kind], self._size[kind])
        gained, work = self._solve(kind, free, seconds) if free else (0, 0.1)
        self.idle_rounds = 0 if gained else self.idle_rounds + 1
        self._gain[kind] = 0.8 * self._gain[kind] + 0.2 * gained / max(work, 0.02)
        return gained

    def _choose(self) -> int:
        kinds = sorted(self._gain)
        return self.random.choices(kinds, weights=[self._gain[kind] + 1.0 for kind in kinds])[0]

    def _pick(self, kind: Kind, size: int) -> list[int]:
        return kind(self.state, self.random, size)

    def _solve(self, kind: int, free: list[int], seconds: float) -> tuple[int, float]:
        state = self.state
        before = {lesson: state.remove(lesson) for lesson in free}
        domains = self._domains(free)
        while count_literals(domains) > LITERALS and len(free) > 2:
            kept = free.pop(self.random.randrange(len(free)))
            state.add(kept, before[kept])
            domains = self._domains(free)
        hint = {lesson: before[lesson] for lesson in free}
        model = build(state.index, domains, state.placements(), hint, self.weights)
        limits = Limits(0.6, seconds, self.workers, self.random.randrange(1 << 30))
        outcome = run(model, limits, is_small=True)
        self._adapt(kind, outcome)
        gained = self._accept(outcome)
        after = outcome.placements if gained >= 0 and outcome.placements is not None else hint
        for lesson in free:
            state.add(lesson, after[lesson])
        return max(gained, 0), outcome.work

    def _domains(self, free: list[int]) -> Domains:
        """What the state, with the lessons taken out, leaves each of them."""
        times: dict[int, int] = {}
        places: dict[int, dict[int, int]] = {}
        staff: dict[int, dict[int, int]] = {}
        for lesson in free:
            times[lesson] = self.state.free_times(lesson)
            places[lesson] = self.state.free_places(lesson, times[lesson])
            staff[lesson] = self.state.free_staff(lesson, times[lesson])
        domains = Domains.of(self.state.index, times, places, staff)
        domains.settle()
        return domains

    def _adapt(self, kind: int, outcome: Outcome) -> None:
        """Grow a kind that is solved to the end, shrink one that is not."""
        step = 1 if outcome.is_optimal else -2
        self._size[kind] = min(max(self._size[kind] + step, 4), 40)

    def _accept(self, outcome: Outcome) -> int:
        """The points gained; -1 when nothing as good was found."""
        if outcome.objective is None or outcome.objective > self.objective:
            return -1
        gained = self.objective - outcome.objective
        self.objective = outcome.objective
        return gained


def improve(
    improver: Improver,
    rounds: int | None,
    seconds_left: Callable[[], float],
    should_stop: Callable[[], bool],
    on_round: Callable[[], None],
) -> None:
    """Run rounds until the count, the time, a stop, cost 0 or a stall ends it."""
    while not improver.is_stalled and improver.objective > 0:
        if (rounds is not None and improver.rounds >= rounds) or should_stop() or seconds_left() <= 0:
            return
        improver.run_round(seconds_left())
        on_round()
