"""Measures the lower bound on generated instances: value, seconds, and the gap to a given or planted cost.

.venv/bin/python -m tests.benchmarks.bounds --size S --seeds 1 2 3 --tightness tight --seconds 60 --cost 520 664 640
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from solver import Problem, Weights, check, generate
from solver.bounds import Bound, lower_bound
from solver.index import Index
from solver.presolve import domains_of
from solver.search.chains import Chains


def measure(problem: Problem, seconds: float, work: int | None) -> tuple[Bound, float, list[tuple[float, int]]]:
    """The bound, the seconds that it took, and when it had which value."""
    index = Index(problem)
    domains = domains_of(index, Chains(index))
    started = time.perf_counter()
    curve: list[tuple[float, int]] = []

    def on_bound(bound: Bound) -> None:
        curve.append((time.perf_counter() - started, bound.value))

    bound = lower_bound(index, domains, Weights(), seconds=seconds, work=work, on_bound=on_bound)
    return bound, time.perf_counter() - started, curve


def report(name: str, cost: int, found: tuple[Bound, float, list[tuple[float, int]]]) -> str:
    """One line: the bound, the cost it is held against, their gap in per cent of the cost, and the way there."""
    bound, seconds, curve = found
    gap = 100 * (cost - bound.value) / cost if cost else 0.0
    shown = curve[:: max(len(curve) // 6, 1)]
    way = " ".join(f"{value}@{at:.0f}s" for at, value in shown)
    return f"{name}: bound {bound.value} ({bound.source}), cost {cost}, gap {gap:.1f} %, {seconds:.1f} s; {way}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a line for each seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="S", choices=("S", "M", "L"))
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--tightness", default="tight", choices=("tight", "loose"))
    parser.add_argument("--rules", default="plain", choices=("plain", "all"))
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--work", type=int)
    parser.add_argument(
        "--cost", type=int, nargs="+", default=[], help="best known costs, one a seed; else the planted"
    )
    given = parser.parse_args(arguments)
    for at, seed in enumerate(given.seeds):
        problem, planted = generate(given.size, seed, given.tightness, given.rules)
        known = given.cost[at] if at < len(given.cost) else check(problem, planted).objective
        print(report(problem.name, known, measure(problem, given.seconds, given.work)), flush=True)


if __name__ == "__main__":
    main()
