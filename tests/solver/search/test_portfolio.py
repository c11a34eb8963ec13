"""Rounds by several workers: the same outcome wherever they are done, and nothing lost when a worker dies."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np
import pytest

from solver import Problem, SolveParams, Weights, check, generate, solve
from solver.index import Index
from solver.narrowing import domains_alone
from solver.search import portfolio as portfolios
from solver.search.engine import Engine
from solver.search.executors import Inline, executor
from solver.search.layout import Ints, Person
from solver.search.portfolio import Portfolio, Schedule
from solver.search.regions import merged, regions_of
from solver.search.rounds import Source, keep_engine


@pytest.fixture
def problem() -> Problem:
    return generate("S", 4, "tight")[0]


def constructed(problem: Problem) -> Engine:
    index = Index(problem)
    engine = Engine(index, domains_alone(index), Weights(), 1)
    engine.place_in_order()
    assert engine.construct(50_000)
    return engine


def improved(problem: Problem, pool: Executor, workers: int) -> Portfolio:
    source, engine = Source.of(problem, Weights()), constructed(problem)
    keep_engine(source, engine)
    found = Portfolio(source, engine, pool, workers)
    found.improve(Schedule(seed=5, seconds=None, moves=30_000), lambda: None, lambda: False)
    return found


def test_two_processes_give_what_one_gives_that_does_both_chains(problem: Problem) -> None:
    here = improved(problem, Inline(), 2)
    with executor(2) as pool:
        there = improved(problem, pool, 2)
    assert here.best_cost == there.best_cost
    assert np.array_equal(here.best_state, there.best_state)


def test_regions_side_by_side_leave_a_clean_timetable_no_dearer(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(portfolios, "REGION_PIECES", 1)
    before = constructed(problem).best_cost
    found = improved(problem, Inline(), 2)
    assert found.has_regions
    engine = constructed(problem)
    engine.load(found.best_state)
    judgement = check(problem, engine.index.timetable(engine.placements()))
    assert judgement.is_clean
    assert judgement.objective == found.best_cost
    assert before is not None
    assert judgement.objective <= before


def test_where_regions_do_not_fit_together_the_better_one_counts(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoiled(engine: Engine, start: Ints, parts: list[Ints]) -> Ints:
        merged(engine, start, parts)
        engine.board.take(0)
        return engine.state

    monkeypatch.setattr(portfolios, "REGION_PIECES", 1)
    monkeypatch.setattr(portfolios, "merged", spoiled)
    before = constructed(problem).best_cost
    found = improved(problem, Inline(), 2)
    engine = constructed(problem)
    engine.load(found.best_state)
    judgement = check(problem, engine.index.timetable(engine.placements()))
    assert judgement.is_clean
    assert before is not None
    assert judgement.objective == found.best_cost < before


@pytest.mark.parametrize("turn", range(8))
def test_no_part_is_empty_where_one_base_has_most_of_the_lessons(problem: Problem, turn: int) -> None:
    engine = constructed(problem)
    cohorts = range(engine.cohort_count)
    engine.board["people"][: engine.cohort_count, Person.HOME] = [int(cohort > 6) for cohort in cohorts]
    for count in (2, 3):
        regions = regions_of(engine, count, turn)
        assert set(regions.part.tolist()) == set(range(count))


def test_nothing_is_counted_where_nothing_may_move(problem: Problem) -> None:
    engine = constructed(problem)
    engine.fix(np.arange(engine.pieces, dtype=np.int32))
    assert engine.anneal(1_000, 2.0, 1.0) == 0


def test_parts_that_took_the_same_place_are_put_together_without_a_clash(problem: Problem) -> None:
    """The control: two states that each moved every piece cannot simply be laid over each other."""
    engine = constructed(problem)
    start = engine.state
    others = []
    for seed in (1, 2):
        engine.fix(None)
        engine.load(start)
        engine.reseed(seed)
        engine.fix(regions_of(engine, 2, 0).others(seed - 1))
        engine.anneal(20_000, 30.0, 10.0)
        others.append(engine.state)
    state = merged(engine, start, others)
    assert engine.unplaced == 0
    assert check(problem, engine.index.timetable(engine.placements(state))).is_clean


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[int]]]:
    """A real scheduler with two workers in processes of their own, on loopback: its address and the workers' pids."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, processes=True
    ) as found:
        found.wait_for_workers(2)
        yield found.scheduler_address, [worker.pid for worker in found.workers.values()]


@pytest.mark.slow
def test_a_cluster_gives_the_same_timetable_also_when_a_worker_is_killed_midway(
    problem: Problem, cluster: tuple[str, list[int]]
) -> None:
    address, pids = cluster
    params = SolveParams(120.0, work_limit=60_000, workers=2, seed=9)
    alone = solve(problem, params)
    killed: list[float] = []

    def kill_once(progress: object) -> None:
        if getattr(progress, "phase", "") == "improve" and not killed:
            killed.append(time.monotonic())
            os.kill(pids[0], signal.SIGKILL)

    far = solve(problem, SolveParams(120.0, work_limit=60_000, workers=2, seed=9, cluster=address), None, kill_once)
    assert killed
    assert far.timetable == alone.timetable
    assert check(problem, far.timetable).is_clean
