"""Requests into open cohorts and small orders into joint classes: seconds, status, objective and bound.

    python -m tests.benchmarks.sectioning [--requests 10000] [--seeds 1 2 3] [--seconds 60] [--orders 60]

Every sectioning is judged by the plain checker; a broken rule ends the run. Processor seconds are those of this one
process; they vary less than wall seconds on a busy machine.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date, timedelta

from solver.sectioning.check import check_sectioning
from solver.sectioning.explain import Explainer
from solver.sectioning.generate import generate_sectioning
from solver.sectioning.orders import Order, Terms
from solver.sectioning.outcome import Limits
from solver.sectioning.pooling import propose_joint_classes

TERMS = Terms(least_size=12, most_size=20, fixed_cost=3_000_000, cost_per_head=150_000)


def main() -> None:
    """Print a line for each instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--orders", type=int, default=60)
    options = parser.parse_args()
    for tightness in ("loose", "tight"):
        for seed in options.seeds:
            section_once(options.requests, seed, tightness, options.seconds)
    for seed in options.seeds:
        pool_once(options.orders, seed, options.seconds)


def section_once(requests: int, seed: int, tightness: str, seconds: float) -> None:
    """Section one instance, judge it and explain one request."""
    problem = generate_sectioning(requests, seed, tightness)
    wall, processor = time.perf_counter(), time.process_time()
    explainer = Explainer(problem, Limits(time_limit_seconds=seconds))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    found = explainer.sectioning
    broken = check_sectioning(problem, found.placements)
    if broken:
        raise SystemExit(f"{problem.name}: {len(broken)} broken rules, first {broken[0]}")
    print(
        f"{problem.name}: {len(problem.offers)} offers, {found.status}, objective {found.objective}, "
        f"bound {found.bound}, {len(found.unplaced)} unplaced, {found.parts} parts, "
        f"{wall:.1f} s, {processor:.1f} s of processor",
        flush=True,
    )
    wall = time.perf_counter()
    explainer.explain(problem.requests[0].id)
    print(f"  one request explained with two alternatives: {time.perf_counter() - wall:.1f} s", flush=True)


def pool_once(count: int, seed: int, seconds: float) -> None:
    """Pool orders of two courses, three to eight heads each."""
    chance = random.Random(seed)
    orders = [an_order(chance, at) for at in range(count)]
    wall = time.perf_counter()
    found = propose_joint_classes(orders, {"a": TERMS, "b": TERMS}, Limits(time_limit_seconds=seconds))
    print(
        f"{count} orders, seed {seed}: {found.status}, proved {', '.join(found.proved) or 'nothing'}, "
        f"{len(found.classes)} classes, {len(found.alone)} alone, {time.perf_counter() - wall:.1f} s",
        flush=True,
    )


def an_order(chance: random.Random, at: int) -> Order:
    """An order whose start may be one to six weeks wide, sometimes with a budget."""
    first = date(2026, 9, 1) + timedelta(days=chance.randint(0, 60))
    last = first + timedelta(days=chance.randint(7, 40))
    budget = chance.choice((None, None, 420_000))
    course, heads = "ab"[at % 2], chance.randint(3, 8)
    return Order(f"o{at}", f"e{at % 23}", course, heads, first.isoformat(), last.isoformat(), budget)


if __name__ == "__main__":
    main()
