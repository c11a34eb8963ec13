"""Solve a problem: presolve, construct, prove what is small, improve, bound, and let the judge have the last word."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future

from solver.bounds import Bound, counting_bound
from solver.bounds.lagrange import Effort, price_bound
from solver.check import check
from solver.domains import Domains
from solver.finding import Finding
from solver.index import Index, Placement
from solver.model.build import Limits, build, count_literals, run
from solver.narrowing import domains_alone
from solver.params import SolveParams
from solver.presolve import domains_of, presolve
from solver.problem import Problem
from solver.result import Progress, Result, Status
from solver.search.chains import Chains
from solver.search.engine import Engine
from solver.search.executors import executor
from solver.search.portfolio import Portfolio, Schedule
from solver.search.rounds import Source, bound_by_prices, forget_engine, keep_engine
from solver.timetable import Timetable

WHOLE_LITERALS = 6_000
STEPS_A_LOOK, MENDING_A_LOOK = 500, 2_000
MOVES_A_BOUND_UNIT = 100_000
# Shares of the time limit; what a phase leaves over is the next one's.
CONSTRUCT_SHARE, WHOLE_SHARE, COUNT_SHARE, PRICE_SHARE = 0.7, 0.3, 0.05, 0.3
# The share of a proof that its work is to end, not the clock.
GUARD_SHARE = 0.3
WHOLE_WORK, COUNT_WORK = 20.0, 3.0
# Moves of improvement in whose time one round of prices is done, about.
MOVES_A_ROUND_OF_PRICES = 20_000
# What reading back and judging takes on a slow core; it shortens the search only of large problems.
SECONDS_A_LESSON_AT_THE_END = 1e-4
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
        self._is_cut_short = False

    def solve(self, previous: Timetable | None) -> Result:
        self._report("presolve", 0)
        alone = domains_alone(self.index)
        findings = presolve(self.problem, self.index, alone)
        if any(finding.proves_infeasible for finding in findings):
            return self._infeasible(tuple(finding for finding in findings if finding.proves_infeasible))
        engine = Engine(self.index, alone, self.params.weights, self.params.seed)
        self._construct(engine, previous)
        domains = domains_of(self.index, Chains(self.index), alone)
        reason = self._prove_whole(domains) or self._prove_bound(domains)
        if reason is not None:
            return self._infeasible((reason,))
        if (self.objective is not None or not engine.unplaced) and not self._is_stopped() and not self._is_proved:
            self._improve(engine, domains)
        return self._result()

    @property
    def _is_proved(self) -> bool:
        return self.objective is not None and self.objective <= self.bound.value

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    def seconds_left(self) -> float:
        """Seconds until the timetable must be read back and judged to end within the time limit."""
        return self.params.time_limit_seconds - SECONDS_A_LESSON_AT_THE_END * self.index.lesson_count - self.seconds()

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
        self.best = placements
        self._keep_cost(objective)

    def _keep_cost(self, objective: int) -> None:
        self.objective = objective
        self.curve.append((round(self.seconds(), 3), objective, self.bound.value))

    def _judge(self, placements: dict[int, Placement]) -> int:
        return check(self.problem, self.index.timetable(placements), self.params.weights).objective

    def _limits(self, work: float, share: float, seed: int) -> Limits:
        # Several workers find now this and now that: where the work is limited one has to do.
        workers = 1 if self.params.work_limit is not None else self.params.workers
        return Limits(work, self._seconds_of(share), workers, seed)

    def _seconds_of(self, share: float) -> float:
        """What a proof may take of the clock; where the work is limited, the clock only guards it."""
        guarded = share if self.params.work_limit is None else max(share, GUARD_SHARE)
        return min(self.seconds_left(), guarded * self.params.time_limit_seconds)

    def _construct(self, engine: Engine, previous: Timetable | None) -> None:
        """Place everything, then mend the rules that are kept by penalty; the improvement may mend what is left."""
        if self._is_stopped():
            return
        start = self._placements_of(previous)
        if start:
            engine.seat(start)
        engine.place_in_order()
        until = self.seconds() + CONSTRUCT_SHARE * self.seconds_left()
        limit = self.params.work_limit
        while (engine.unplaced or engine.breaches) and self.seconds() < until and not self._is_stopped():
            steps = STEPS_A_LOOK if engine.unplaced else MENDING_A_LOOK
            steps = steps if limit is None else min(steps, limit - engine.steps)
            if steps <= 0:
                break
            if engine.unplaced:
                engine.construct(steps)
            else:
                engine.mend(steps)
            self._report("construct", engine.steps, self.index.lesson_count - engine.unplaced, now=False)
        self._is_cut_short = limit is not None and bool(engine.unplaced or engine.breaches) and engine.steps < limit
        self.best = engine.placements()
        if engine.best_cost is not None:
            self._keep(self.best, engine.best_cost)
        self._report("construct", engine.steps)

    def _placements_of(self, previous: Timetable | None) -> dict[int, Placement]:
        found = {}
        for booking in previous.bookings if previous is not None else ():
            placement = self.index.placement(booking)
            if placement is not None:
                found[self.index.lesson_at[booking.lesson]] = placement
        return found

    def _prove_whole(self, domains: Domains) -> Finding | None:
        """A small problem is solved whole; a proof of infeasibility is repeated with another seed."""
        if count_literals(domains, WHOLE_LITERALS) > WHOLE_LITERALS or self._is_stopped():
            return None
        self._report("prove", 0)
        hint = self.best if self.objective is not None else {}
        model = build(self.index, domains, {}, hint, self.params.weights)
        limits = self._limits(WHOLE_WORK, WHOLE_SHARE, self.params.seed)
        outcome = run(model, limits, is_small=False, should_stop=self._should_stop)
        self._is_cut_short |= outcome.is_cut_short
        if outcome.is_infeasible:
            if self.objective is not None:
                raise RuntimeError("the model contradicts a timetable in hand; this is a fault of the model")
            limits = self._limits(WHOLE_WORK, 1.0, self.params.seed + 1)
            again = run(model, limits, is_small=False, should_stop=self._should_stop)
            return self._exhausted("search_exhausted") if again.is_infeasible else None
        self.bound = Bound(outcome.bound, "whole model" if outcome.bound else "nonnegative")
        if outcome.placements is not None:
            objective = self._judge(outcome.placements)
            if self.objective is None or objective < self.objective:
                self._keep(outcome.placements, objective)
        return None

    def _exhausted(self, code: str) -> Finding:
        return Finding(code, "", (), "lessons", {"lessons": self.index.lesson_count})

    def _prove_bound(self, domains: Domains) -> Finding | None:
        if self._is_stopped() or self._is_proved:
            return None
        self._report("bound", 0)
        limit = self.params.work_limit
        work = COUNT_WORK if limit is None else min(COUNT_WORK, limit / MOVES_A_BOUND_UNIT)
        limits = (work, self._seconds_of(COUNT_SHARE))
        bound = counting_bound(self.index, domains, self.params.weights, limits, self._should_stop)
        self._is_cut_short |= bound.is_cut_short
        if bound.is_infeasible:
            if self.objective is not None:
                raise RuntimeError("the counting bound contradicts a timetable in hand; this is a fault of the bound")
            return self._exhausted("counts_do_not_fit")
        self._raise_bound(bound)
        return None

    def _raise_bound(self, bound: Bound) -> None:
        if bound.is_infeasible:
            raise RuntimeError("a bound contradicts a timetable in hand; this is a fault of the bound")
        if bound.value > self.bound.value:
            self.bound = bound
            if self.objective is not None:
                self._keep_cost(self.objective)

    def _improve(self, engine: Engine, domains: Domains) -> None:
        """Anneal, and bound by prices, until the time, the work or the room above the bound is used up.

        With several workers one of them begins with the prices; alone, and when the work is counted, they come last.
        """
        engine.load_placements(self.best)
        source = Source.of(self.problem, self.params.weights)
        keep_engine(source, engine)
        try:
            with executor(self.params.workers, self.params.cluster) as pool:
                portfolio = Portfolio(source, engine, pool, self.params.workers)
                prices = self._begin_prices(pool, source)
                self._anneal(portfolio, prices)
                engine.fix(None)
                engine.load(portfolio.best_state)
                self.best = engine.placements()
                if prices is not None and prices.done():
                    self._raise_bound(prices.result())
            self._report("improve", portfolio.moves)
        finally:
            forget_engine(source)
        if prices is None and not self._is_proved and not self._is_stopped():
            self._end_with_prices(domains)

    def _begin_prices(self, pool: Executor, source: Source) -> Future[Bound] | None:
        if self.params.workers == 1 or self.params.work_limit is not None:
            return None
        return pool.submit(bound_by_prices, source, PRICE_SHARE * self.seconds_left())

    def _anneal(self, portfolio: Portfolio, prices: Future[Bound] | None) -> None:
        limit = self.params.work_limit
        share = 1.0 if self.params.workers > 1 else 1.0 - PRICE_SHARE
        seconds = share * self.seconds_left() if limit is None else None
        moves = None if limit is None else max(limit - portfolio.engine.steps, 0)

        def on_round() -> None:
            if portfolio.best_cost is not None and (self.objective is None or portfolio.best_cost < self.objective):
                self._keep_cost(portfolio.best_cost)
            if prices is not None and prices.done():
                self._raise_bound(prices.result())
            self._report("improve", portfolio.moves, now=False)

        portfolio.improve(
            Schedule(self.params.seed, seconds, moves),
            on_round,
            lambda: self._is_stopped() or self._is_proved,
            busy=lambda: int(prices is not None and not prices.done()),
        )

    def _end_with_prices(self, domains: Domains) -> None:
        self._report("bound", 0)
        limit = self.params.work_limit
        rounds = None if limit is None else limit // MOVES_A_ROUND_OF_PRICES
        effort = Effort(self.seconds_left(), rounds, should_stop=self._is_stopped)

        def on_value(value: int) -> bool:
            self._raise_bound(Bound(value, "prices"))
            self._report("bound", 0, now=False)
            return not self._is_proved

        self._raise_bound(price_bound(self.index, domains, self.params.weights, effort, on_value))

    def _result(self) -> Result:
        is_out_of_time = self._is_stopped()
        timetable = self.index.timetable(self.best)
        judgement = check(self.problem, timetable, self.params.weights)
        unplaced = tuple(lesson.id for at, lesson in enumerate(self.problem.lessons) if at not in self.best)
        status = self._status(judgement.objective) if judgement.is_clean else Status.UNKNOWN
        is_complete = not unplaced
        return Result(
            status=status,
            timetable=timetable,
            objective=judgement.objective if is_complete else None,
            bound=self.bound.value if is_complete else None,
            bound_source=self.bound.source,
            parts=judgement.parts,
            violations=judgement.violations,
            unplaced=unplaced,
            reasons=(),
            seconds=self.seconds(),
            seed=self.params.seed,
            curve=tuple(self.curve),
            is_cut_short=self._is_cut_short or is_out_of_time,
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
