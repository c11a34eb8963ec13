"""How fast and how exactly a planted shortage of instructors is explained."""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from solver.bench.running import Row, last_line, run
from solver.formats.own_json import problem_to_json
from solver.generate import generate
from solver.problem import PRACTICE, Availability, Closure, Instructor, Problem, Qualification

COHORTS, PEOPLE = 4, 2
RARE = "rare"
MORNING, AFTERNOON = (1, 2, 3, 4), (5, 6, 7, 8)
EVENING = (9, 10, 11, 12)


def measure_explanations(seeds: Sequence[int], seconds: float) -> Iterator[Row]:
    """A row for each seed: good when the reason was found and shown to be irreducible."""
    for seed in seeds:
        problem = short_of_instructors("M", seed)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "m.json"
            path.write_text(problem_to_json(problem), encoding="utf-8")
            options = ["--seed", str(seed), "--time-limit", str(seconds), "--repairs", "0"]
            finished = run([sys.executable, "-m", "solver", "explain", str(path), *options], seconds + 120.0)
        times = (finished.seconds, finished.megabytes)
        try:
            told = json.loads(finished.out)
        except ValueError:
            yield Row("M shortage", seed, "failed", *times, is_failed=True, note=last_line(finished))
            continue
        is_exact = told["is_irreducible"] and told["shortage"] is not None and told["shortage"]["missing"] == 1
        note = f"{len(told['facts'])} facts by {told['source']}, {'irreducible' if is_exact else 'not shown exact'}"
        yield Row(
            "M shortage",
            seed,
            told["verdict"],
            *times,
            first_seconds=told["seconds"],
            is_failed=not is_exact,
            note=note,
        )


def short_of_instructors(size: str, seed: int) -> Problem:
    """Practice of some cohorts as a subject of its own, whose instructors have one half-day too few between them."""
    problem, _ = generate(size, seed)
    drawn = random.Random(seed)
    chosen = set(drawn.sample([cohort.id for cohort in problem.cohorts], COHORTS))
    modules = tuple(
        replace(module, subject=RARE) if module.cohort in chosen and module.kind == PRACTICE else module
        for module in problem.modules
    )
    rare = {module.id for module in modules if module.subject == RARE}
    openings = sum(lesson.module in rare for lesson in problem.lessons) - 1
    shares = [openings // PEOPLE + (at < openings % PEOPLE) for at in range(PEOPLE)]
    people = tuple(
        Instructor(f"{RARE}{at}", (Qualification(RARE),), availability=_open_half_days(problem, share, drawn))
        for at, share in enumerate(shares)
    )
    return replace(problem, modules=modules, instructors=(*problem.instructors, *people))


def _open_half_days(problem: Problem, count: int, drawn: random.Random) -> Availability:
    cells = [(day, half) for day in range(len(problem.days)) for half in (MORNING, AFTERNOON)]
    is_open = set(drawn.sample(cells, count))
    closures = []
    for at, day in enumerate(problem.days):
        shut = [period for half in (MORNING, AFTERNOON) if (at, half) not in is_open for period in half]
        closures.append(Closure(day.date, day.date, (*shut, *EVENING)))
    return Availability((), tuple(closures))
