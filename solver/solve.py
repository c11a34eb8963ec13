"""Solve a problem: presolve, construct, prove what can be proved, improve, and let the judge have the last word."""

from __future__ import annotations

import time
from collections.abc import Callable

from solver.bounds import Bound, counting_bound
from solver.check import check
from solver.domains import Domains
from solver.finding import Finding
from solver.index import Index, Placement
from solver.model.build import Limits, build, count_literals, run
from solver.params import SolveParams
from solver.presolve import domains_of, presolve
from solver.problem import Problem
from solver.result import Progress, Result, Status
from solver.search.chains import Chains
from solver.search.conflicts import conflicts
from solver.search.construct import Constructor
from solver.search.improve import Improver, improve
from solver.search.state import State
from solver.timetable import Timetable

WHOLE_LITERALS = 6_000
STEPS_A_ROUND = 100
STEPS_A_BOUND_UNIT = 1000
# Shares of the time limit; what a phase leaves over is the next one's.
CONSTRUCT_SHARE, WHOLE_SHARE, BOUND_SHARE = 0.7, 0.4, 0.2
WHOLE_WORK, BOUND_WORK = 20.0, 3.0
PROGRESS_SECONDS = 0.5

OnProgress = Callable[[Progress], None]
ShouldStop = Callable[[], bool]


def solve(
    problem: Problem,
    params: SolveParams | None = None,
    previous: Timetable | None = None,
    on_progress: OnProgress | None = None,
    should_stop: ShouldStop | None = None,
) -> Result:
    """Place all lessons so that every rule holds, at low cost, within the limits of `params`.

    `previous` is a start to keep where it still holds. `on_progress` is called from this thread; `should_stop` from
    this one and, during long proofs, from a second one.
    """
    return _Run(problem, params or SolveParams(), on_progress, should_stop).solve(previous)


class _Run:
    def __init__(
        self, problem: Problem, params: SolveParams, on_progress: OnProgress | None, should_stop: ShouldStop | None
    ) -> None:
        self.problem, self.params = problem, params
        self._on_progress, self._should_stop = on_progress, should_stop
        self._started = time.monotonic()
        self._reported = -PROGRESS_SECONDS
        self.index = Index(problem)
        self.bound = Bound(0, "nonnegative")
        self.best: dict[int, Placement] = {}
        self.objective: int | None = None
        self.curve: list[tuple[float, int, int | None]] = []

    def solve(self, previous: Timetable | None) -> Result:
        self._report("presolve", 0)
        findings = tuple(finding for finding in presolve(self.problem) if finding.proves_infeasible)
        if findings:
            return self._infeasible(findings)
        chains = Chains(self.index)
        domains = domains_of(self.index, chains)
        reason = self._prove_whole(domains)
        if reason is not None:
            return self._infeasible((reason,))
        if not self._is_proved:
            state = State(self.index, domains, chains)
            self._construct(state, previous)
            reason = self._prove_bound(domains)
            if reason is not None:
                return self._infeasible((reason,))
            if not state.unplaced and not self._is_proved:
                self._improve(state)
        return self._result()

    @property
    def _is_proved(self) -> bool:
        return self.objective is not None and self.objective <= self.bound.value

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def seconds_left(self) -> float:
        """Seconds to the time limit."""
        return self.params.time_limit_seconds - self.seconds()

    def _is_stopped(self) -> bool:
        return self.seconds_left() <= 0 or (self._should_stop is not None and self._should_stop())

    def _report(self, phase: str, iterations: int, placed: int | None = None, *, now: bool = True) -> None:
        passed = self.seconds()
        if self._on_progress is None or (not now and passed - self._reported < PROGRESS_SECONDS):
            return
        self._reported = passed
        count = len(self.best) if placed is None else placed
        bound = None if self.objective is None else self.bound.value
        self._on_progress(Progress(phase, passed, count, self.index.lesson_count, self.objective, bound, iterations))

    def _keep(self, placements: dict[int, Placement], objective: int) -> None:
        self.best, self.objective = placements, objective
        self.curve.append((round(self.seconds(), 3), objective, self.bound.value))

    def _judge(self, placements: dict[int, Placement]) -> int:
        return check(self.problem, self.index.timetable(placements), self.params.weights).objective

    def _limits(self, work: float, share: float, seed: int) -> Limits:
        seconds = min(self.seconds_left(), share * self.params.time_limit_seconds)
        return Limits(work, seconds, self.params.workers, seed)

    def _prove_whole(self, domains: Domains) -> Finding | None:
        """A small problem is solved whole; a proof of infeasibility is repeated with another seed."""
        if count_literals(domains) > WHOLE_LITERALS or self._is_stopped():
            return None
        self._report("prove", 0)
        model = build(self.index, domains, {}, {}, self.params.weights)
        limits = self._limits(WHOLE_WORK, WHOLE_SHARE, self.params.seed)
        outcome = run(model, limits, is_small=False, should_stop=self._should_stop)
        if outcome.is_infeasible:
            limits = self._limits(WHOLE_WORK, 1.0, self.params.seed + 1)
            again = run(model, limits, is_small=False, should_stop=self._should_stop)
            return self._exhausted("search_exhausted") if again.is_infeasible else None
        self.bound = Bound(outcome.bound, "whole model" if outcome.bound else "nonnegative")
        if outcome.placements is not None:
            self._keep(outcome.placements, self._judge(outcome.placements))
        return None

    def _exhausted(self, code: str) -> Finding:
        return Finding(code, "", (), "lessons", {"lessons": self.index.lesson_count})

    def _construct(self, state: State, previous: Timetable | None) -> None:
        start = self.best or self._placements_of(previous)
        constructor = Constructor(state, self.params.seed)
        self._seat(state, start, constructor.weights)
        until = self.seconds() + CONSTRUCT_SHARE * self.seconds_left()
        is_complete = constructor.run(
            self.params.work_limit,
            lambda: self.seconds() >= until or self._is_stopped(),
            lambda: self._report("construct", constructor.steps, len(constructor.best), now=False),
        )
        if not is_complete:
            self.best = constructor.best
        elif self.objective is None:
            self._keep(state.placements(), self._judge(state.placements()))
        self._report("construct", constructor.steps)

    def _placements_of(self, previous: Timetable | None) -> dict[int, Placement]:
        found = {}
        for booking in previous.bookings if previous is not None else ():
            placement = self.index.placement(booking)
            if placement is not None:
                found[self.index.lesson_at[booking.lesson]] = placement
        return found

    def _seat(self, state: State, start: dict[int, Placement], weights: list[float]) -> None:
        """Add the placements that the domains allow and that conflict with none before."""
        for lesson, placement in sorted(start.items()):
            bit = 1 << placement.slot
            is_allowed = (
                state.domains.times[lesson] & bit
                and state.domains.places[lesson].get(placement.workshop, 0) & bit
                and state.domains.staff[lesson].get(placement.instructor, 0) & bit
                and not self._is_away(placement, self.index.periods[lesson])
            )
            if is_allowed and not conflicts(state, lesson, placement, weights):
                state.add(lesson, placement)

    def _is_away(self, placement: Placement, periods: int) -> bool:
        base = self.index.base[placement.workshop]
        away = self.index.instructor_away[placement.instructor][base]
        return bool(away & self.index.grid.span(placement.slot, periods))

    def _prove_bound(self, domains: Domains) -> Finding | None:
        if self._is_stopped() or self._is_proved:
            return None
        self._report("bound", 0)
        seconds = min(self.seconds_left(), BOUND_SHARE * self.params.time_limit_seconds)
        limit = self.params.work_limit
        work = BOUND_WORK if limit is None else min(BOUND_WORK, limit / STEPS_A_BOUND_UNIT)
        bound = counting_bound(self.index, domains, self.params.weights, (work, seconds), self._should_stop)
        if bound.is_infeasible:
            if self.objective is not None:
                raise RuntimeError("the counting bound contradicts a timetable in hand; this is a fault of the bound")
            return self._exhausted("counts_do_not_fit")
        if bound.value > self.bound.value:
            self.bound = bound
        return None

    def _improve(self, state: State) -> None:
        improver = Improver(
            state, self._judge(state.placements()), self.params.weights, self.params.seed, self.params.workers
        )

        def on_round() -> None:
            if self.objective is None or improver.objective < self.objective:
                self._keep(state.placements(), improver.objective)
            self._report("improve", improver.rounds, now=False)

        work = self.params.work_limit
        rounds = None if work is None else work // STEPS_A_ROUND
        improve(improver, rounds, self.seconds_left, lambda: self._is_stopped() or self._is_proved, on_round)
        self._report("improve", improver.rounds)

    def _result(self) -> Result:
        timetable = self.index.timetable(self.best)
        judgement = check(self.problem, timetable, self.params.weights)
        unplaced = tuple(lesson.id for at, lesson in enumerate(self.problem.lessons) if at not in self.best)
        status = self._status(judgement.objective) if judgement.is_clean else Status.UNKNOWN
        return Result(
            status=status,
            timetable=timetable,
            objective=judgement.objective if not unplaced else None,
            bound=self.bound.value if not unplaced else None,
            bound_source=self.bound.source,
            parts=judgement.parts,
            violations=judgement.violations,
            unplaced=unplaced,
            reasons=(),
            seconds=self.seconds(),
            seed=self.params.seed,
            curve=tuple(self.curve),
        )

    def _status(self, objective: int) -> Status:
        if objective <= self.bound.value:
            return Status.OPTIMAL
        return Status.WITHIN if self.bound.value > 0 else Status.FEASIBLE

    def _infeasible(self, reasons: tuple[Finding, ...]) -> Result:
        return Result(
            status=Status.INFEASIBLE,
            timetable=Timetable(),
            objective=None,
            bound=None,
            bound_source="",
            parts=(),
            violations=(),
            unplaced=tuple(lesson.id for lesson in self.problem.lessons),
            reasons=reasons,
            seconds=self.seconds(),
            seed=self.params.seed,
            curve=(),
        )
