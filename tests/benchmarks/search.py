"""The compiled search on generated instances: seconds to a complete timetable, moves a second, cost against planted.

    python -m tests.benchmarks.search [--size S|M|L] [--tightness loose|tight] [--rules plain|all] [--seeds 1,2,3]
        [--seconds 60] [--workers 1] [--processes]

Prints one line a seed; with --processes also how many moves a second one process and two make. Seconds to complete
count from the problem in memory: presolve, domains, board and search. Processor seconds stand beside them, because
other work on the machine lengthens the former only.
"""

from __future__ import annotations

import argparse
import resource
import time

from solver import Problem, SolveParams, check, solve
from solver.generate import generate
from solver.index import Index
from solver.narrowing import domains_alone
from solver.params import Weights
from solver.search.engine import Engine
from solver.search.executors import executor
from solver.search.portfolio import Portfolio, Schedule
from solver.search.rounds import Source, keep_engine

LOOK = 500
MEASURED_MOVES, MEASURED_SECONDS = 400_000, 10.0


def main() -> None:
    """Run the benchmark and print its figures."""
    options = parse()
    for seed in (int(one) for one in options.seeds.split(",")):
        problem, planted = generate(options.size, seed, options.tightness, options.rules)
        print(f"{problem.name}: {len(problem.lessons)} lessons")
        measure_construction(problem, seed)
        if options.seconds:
            result = solve(problem, SolveParams(options.seconds, workers=options.workers, seed=seed))
            reference = check(problem, planted).objective
            print(
                f"  {options.seconds:.0f} s, {options.workers} workers: {result.status.value}, "
                f"cost {result.objective} ({(result.objective or 0) / reference:.2f} x planted {reference}), "
                f"bound {result.bound} ({result.bound_source}), violations {len(result.violations)}"
            )
        if options.processes:
            measure_processes(problem, seed)
        print(
            f"  peak memory {memory(resource.RUSAGE_SELF)} MB, "
            f"of the largest child {memory(resource.RUSAGE_CHILDREN)} MB"
        )


def memory(who: int) -> int:
    """Peak resident memory in MB so far."""
    return resource.getrusage(who).ru_maxrss // 1024


def measure_processes(problem: Problem, seed: int) -> None:
    """Moves a second of one process and of two, on the clock: what a second core is worth."""
    rates = [moves_a_second(problem, seed, workers) for workers in (1, 2)]
    print(f"  one process {rates[0]:,.0f} moves/s, two {rates[1]:,.0f}: {rates[1] / rates[0]:.2f} times as many")


def moves_a_second(problem: Problem, seed: int, workers: int) -> float:
    """After a first stretch in which the processes make their boards."""
    index = Index(problem)
    source, engine = Source.of(problem, Weights()), Engine(index, domains_alone(index), Weights(), seed)
    complete(engine)
    keep_engine(source, engine)
    with executor(workers) as pool:
        Portfolio(source, engine, pool, workers).improve(Schedule(seed, 4.0, None), lambda: None, lambda: False)
        portfolio, began = Portfolio(source, engine, pool, workers), time.perf_counter()
        portfolio.improve(Schedule(seed, MEASURED_SECONDS, None), lambda: None, lambda: False)
        return portfolio.moves / (time.perf_counter() - began)


def complete(engine: Engine) -> None:
    """Place everything, and mend what is kept by penalty."""
    engine.place_in_order()
    while engine.unplaced:
        engine.construct(LOOK)
    while engine.breaches:
        engine.mend(4 * LOOK)


def measure_construction(problem: Problem, seed: int) -> None:
    """Seconds and processor seconds to a complete clean timetable, then moves a processor second."""
    clock, processor = time.perf_counter(), time.process_time()
    index = Index(problem)
    engine = Engine(index, domains_alone(index), Weights(), seed)
    ready = time.process_time() - processor
    complete(engine)
    passed, used = time.perf_counter() - clock, time.process_time() - processor
    judgement = check(problem, index.timetable(engine.placements()))
    processor = time.process_time()
    engine.anneal(MEASURED_MOVES, 4.0, 4.0)
    rate = MEASURED_MOVES / (time.process_time() - processor)
    print(
        f"  complete after {passed:.2f} s ({used:.2f} s processor, of which {ready:.2f} s to make the board), "
        f"{engine.steps - MEASURED_MOVES:,} steps, violations {len(judgement.violations)}, {rate:,.0f} moves/s"
    )


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="M", choices=("S", "M", "L"))
    parser.add_argument("--tightness", default="tight", choices=("loose", "tight"))
    parser.add_argument("--rules", default="plain", choices=("plain", "all"))
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--processes", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
