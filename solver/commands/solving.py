"""`python -m solver solve` and `check`: place all lessons (or requests) of an instance, judge any timetable."""

from __future__ import annotations

import argparse
import math
from typing import Any

from solver.check import check, sentence_of_violation
from solver.commands.files import BadInput, must_be_writable, read_given, read_timetable, write_timetable
from solver.commands.output import say, spoken_id, tell
from solver.commands.sectioning import check_placements, solve_sectioning
from solver.commands.stopping import stopping_softly
from solver.finding import sentence_of_finding
from solver.params import SolveParams, Weights
from solver.result import Result, Status
from solver.sectioning import SectioningProblem
from solver.solve import solve


def add_commands(commands: Any) -> None:
    """Add both commands to the parser's sub-commands."""
    solving = commands.add_parser("solve", help="place all lessons, or all requests, of an instance")
    solving.add_argument("instance", metavar="FILE")
    add_limits(solving)
    solving.add_argument("--out", metavar="FILE", help="where to write the timetable, in the instance's format")
    solving.add_argument("--progress", action="store_true", help="a line of JSON on the error stream now and then")
    solving.set_defaults(run=run_solve)
    checking = commands.add_parser("check", help="judge a timetable, also one made by another program")
    checking.add_argument("instance", metavar="INSTANCE")
    checking.add_argument("timetable", metavar="SOLUTION")
    checking.set_defaults(run=run_check)


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Add the limits of a run, as `params_of` reads them."""
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds (60)")
    parser.add_argument("--work-limit", type=int, default=None, metavar="N", help="end after so much work instead")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes (1)")
    parser.add_argument("--seed", type=int, default=1, metavar="N")


def params_of(options: argparse.Namespace, weights: Weights) -> SolveParams:
    """The parameters that the options give. Raises `BadInput`."""
    if not math.isfinite(options.time_limit):
        raise BadInput(f"time_limit_seconds: {options.time_limit} is not a number of seconds")
    try:
        return SolveParams(options.time_limit, options.work_limit, options.workers, options.seed, weights=weights)
    except ValueError as error:
        raise BadInput(str(error)) from error


def run_solve(options: argparse.Namespace) -> int:
    """0 when the timetable is complete and clean, else 1. An interrupt stops with the best so far."""
    must_be_writable(options.out)
    instance = read_given(options.instance)
    if isinstance(instance, SectioningProblem):
        return solve_sectioning(instance, options)
    params = params_of(options, instance.weights)
    with stopping_softly() as stop:
        on_progress = tell if options.progress else None
        result = solve(instance.problem, params, on_progress=on_progress, should_stop=stop.is_set)
    if options.out:
        write_timetable(instance, result.timetable, options.out)
    say(_summary(result))
    return 0 if result.status not in (Status.INFEASIBLE, Status.UNKNOWN) else 1


def _summary(result: Result) -> dict[str, Any]:
    return {
        "status": result.status.value,
        "objective": result.objective,
        "bound": result.bound,
        "bound_source": result.bound_source,
        "parts": {part.objective: part.cost for part in result.parts},
        "violations": len(result.violations),
        "placed": len(result.timetable.bookings),
        "unplaced": len(result.unplaced),
        "reasons": [sentence_of_finding(reason, spoken_id, "en") for reason in result.reasons],
        "first_seconds": round(result.curve[0][0], 3) if result.curve else None,
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
    }


def run_check(options: argparse.Namespace) -> int:
    """0 when no hard rule is broken, else 1."""
    instance = read_given(options.instance)
    if isinstance(instance, SectioningProblem):
        return check_placements(instance, options.timetable)
    judgement = check(instance.problem, read_timetable(instance, options.timetable), instance.weights)
    say(
        {
            "violations": [
                {"rule": violation.rule, "sentence": sentence_of_violation(violation, spoken_id, "en")}
                for violation in judgement.violations
            ],
            "objective": judgement.objective,
            "parts": {part.objective: part.cost for part in judgement.parts},
        }
    )
    return 0 if judgement.is_clean else 1
