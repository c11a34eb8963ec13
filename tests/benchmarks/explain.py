"""Reasons, repairs and whys on generated instances: planted conflicts of known kind, and lessons of planted timetables.

    python -m tests.benchmarks.explain [--seeds 3] [--repairs]

For each planted conflict of sizes S and M: the seconds to the checked, irreducible set (wall and processor), how many
facts it has, and with `--repairs` the repairs and the seconds they took. Then `why_here` for ten lessons of M.
Fails when a set is not irreducible, or when the processor seconds exceed what is promised.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from solver import generate
from solver.explain import ExplainLimits, RepairLimits, Verdict, explain, repairs, why_here
from tests.solver.explain import planted
from tests.solver.explain.planted import Planted

PROMISE_CAPACITY = 1.0
PROMISE_WHY = 0.5
CAPACITY: tuple[Callable[[int], Planted], ...] = (
    lambda seed: planted.few_instructors("S", seed),
    lambda seed: planted.few_workshops("S", seed),
    lambda seed: planted.few_instructors("M", seed, cohorts=5),
    lambda seed: planted.few_instructors("M", seed, cohorts=4, people=3, missing=7),
    lambda seed: planted.few_workshops("M", seed, cohorts=4),
    lambda seed: planted.never_together("M", seed),
)
OTHERS: tuple[Callable[[int], Planted], ...] = (
    lambda seed: planted.order_in_window("M", seed),
    lambda seed: planted.clashing_locks("M", seed),
    lambda seed: planted.no_time_to_travel("M", seed),
)


def main() -> None:
    """Print a line for each conflict and the times of the whys; fail above the promises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repairs", action="store_true")
    options = parser.parse_args()
    late = [
        used
        for make in (*CAPACITY, *OTHERS)
        for seed in range(1, options.seeds + 1)
        if (used := one_conflict(make(seed), with_repairs=options.repairs)) > PROMISE_CAPACITY and make in CAPACITY
    ]
    slow = [used for used in whys() if used > PROMISE_WHY]
    if late or slow:
        raise SystemExit(f"slower than promised: {len(late)} reasons {late}, {len(slow)} whys {slow}")


def one_conflict(plant: Planted, *, with_repairs: bool) -> float:
    """Explain it, print the figures, and return the processor seconds."""
    began, used = time.perf_counter(), time.process_time()
    explanation = explain(plant.problem, ExplainLimits(seconds=120))
    wall, used = time.perf_counter() - began, time.process_time() - used
    line = f"{plant.problem.name:16} {plant.kind:18} {explanation.source:6} {len(explanation.facts):3} facts"
    line += f"  {wall:6.2f} s, processor {used:6.2f} s"
    if explanation.verdict is not Verdict.EXPLAINED or not explanation.is_irreducible:
        raise SystemExit(f"{line}: {explanation.verdict}, irreducible {explanation.is_irreducible}")
    if with_repairs:
        began = time.perf_counter()
        found = repairs(plant.problem, explanation, RepairLimits(seconds=120))
        line += f"  {len(found)} repairs in {time.perf_counter() - began:.1f} s: "
        line += ", ".join(f"{repair.code} {repair.price.points}" for repair in found)
    print(line, flush=True)
    return used


def whys() -> list[float]:
    """Processor seconds of `why_here` for ten lessons of M."""
    problem, timetable = generate("M", 1, "tight")
    times = []
    for lesson in problem.lessons[:: len(problem.lessons) // 10][:10]:
        used = time.process_time()
        why_here(problem, timetable, lesson.id)
        times.append(time.process_time() - used)
    print(f"why_here on M: median {statistics.median(times):.2f} s, slowest {max(times):.2f} s of processor")
    return times


if __name__ == "__main__":
    main()
