"""The compiled search on generated instances: seconds to a complete timetable, moves a second, cost against planted.

    python -m tests.benchmarks.search [--size S|M|L] [--tightness loose|tight] [--rules plain|all] [--seeds 1,2,3]
        [--seconds 60] [--workers 1]

Prints one line a seed. Seconds to complete count from the problem in memory: presolve, domains, board and search.
Processor seconds stand beside them, because other work on the machine lengthens the former only.
"""

from __future__ import annotations

import argparse
import time

from solver import Problem, SolveParams, check, solve
from solver.generate import generate
from solver.index import Index
from solver.narrowing import domains_alone
from solver.params import Weights
from solver.search.engine import Engine

LOOK = 500
MEASURED_MOVES = 400_000


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


def measure_construction(problem: Problem, seed: int) -> None:
    """Seconds and processor seconds to a complete clean timetable, then moves a processor second."""
    clock, processor = time.perf_counter(), time.process_time()
    index = Index(problem)
    engine = Engine(index, domains_alone(index), Weights(), seed)
    ready = time.process_time() - processor
    engine.place_in_order()
    while engine.unplaced:
        engine.construct(LOOK)
    while engine.breaches:
        engine.mend(4 * LOOK)
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
    return parser.parse_args()


if __name__ == "__main__":
    main()
