"""What `solve` and `check` do with a sectioning problem: give requests their offers, judge any placements."""

from __future__ import annotations

import argparse
import math
from dataclasses import asdict
from typing import Any

from solver.commands.files import BadInput, read_placements, write
from solver.commands.output import say, spoken_id
from solver.commands.stopping import stopping_softly
from solver.formats.sectioning_json import placements_to_json
from solver.result import Status
from solver.sectioning import (
    Limits,
    Sectioning,
    SectioningProblem,
    check_sectioning,
    costs_of,
    section,
    sentence_of_sectioning,
)


def solve_sectioning(problem: SectioningProblem, options: argparse.Namespace) -> int:
    """0 when there are placements, else 1. An interrupt stops with the best so far."""
    if options.progress:
        raise BadInput("--progress: a sectioning tells none")
    limits = _limits_of(options)
    with stopping_softly() as stop:
        found = section(problem, limits, stop.is_set)
    if options.out:
        write(options.out, placements_to_json(found.placements))
    say(_summary(found))
    return 0 if found.status not in (Status.INFEASIBLE, Status.UNKNOWN) else 1


def _limits_of(options: argparse.Namespace) -> Limits:
    if not math.isfinite(options.time_limit):
        raise BadInput(f"time_limit_seconds: {options.time_limit} is not a number of seconds")
    try:
        return Limits(options.time_limit, options.work_limit, options.workers, options.seed)
    except ValueError as error:
        raise BadInput(str(error)) from error


def _summary(found: Sectioning) -> dict[str, Any]:
    return {
        "status": found.status.value,
        "objective": found.objective,
        "bound": found.bound,
        "parts": {} if found.costs is None else asdict(found.costs),
        "placed": len(found.placements),
        "unplaced": {
            item.request: [sentence_of_sectioning(obstacle, spoken_id, "en") for obstacle in item.obstacles]
            for item in found.unplaced
        },
        "cancelled": list(found.cancelled),
        "reasons": [sentence_of_sectioning(reason, spoken_id, "en") for reason in found.reasons],
        "seconds": round(found.seconds, 3),
        "seed": found.seed,
    }


def check_placements(problem: SectioningProblem, path: str) -> int:
    """0 when no rule is broken, else 1; what names something unknown has no cost."""
    placements = read_placements(path)
    violations = check_sectioning(problem, placements)
    is_known = all(violation.rule != "known_ids" for violation in violations)
    costs = costs_of(problem, placements) if is_known else None
    say(
        {
            "violations": [
                {"rule": violation.rule, "sentence": sentence_of_sectioning(violation, spoken_id, "en")}
                for violation in violations
            ],
            "objective": None if costs is None else costs.total,
            "parts": {} if costs is None else asdict(costs),
        }
    )
    return 1 if violations else 0
