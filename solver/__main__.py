"""Command line: `python -m solver solve | check | generate`; one JSON line out, exit code 2 for bad input."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from solver.check import check, sentence_of_violation
from solver.finding import sentence_of_finding
from solver.formats.own_json import (
    problem_from_json,
    problem_to_json,
    timetable_from_json,
    timetable_to_json,
)
from solver.generate import SIZES, SLACK, generate
from solver.params import SolveParams
from solver.problem import Problem, ProblemFaults
from solver.result import Result, Status
from solver.solve import solve
from solver.timetable import Timetable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it succeeded, 1 when there is no clean timetable, 2 for bad input."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except ProblemFaults as faults:
        for fault in faults.faults:
            print(fault, file=sys.stderr)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        print(error, file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m solver", description=__doc__)
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="place all lessons of a problem")
    solving.add_argument("problem", metavar="FILE")
    solving.add_argument("--time-limit", type=float, default=60.0, metavar="S")
    solving.add_argument("--work-limit", type=int, default=None, metavar="N")
    solving.add_argument("--workers", type=int, default=1, metavar="N")
    solving.add_argument("--seed", type=int, default=1, metavar="N")
    solving.add_argument("--out", metavar="FILE", help="where to write the timetable")
    solving.set_defaults(run=_solve)
    checking = commands.add_parser("check", help="judge a timetable")
    checking.add_argument("problem", metavar="INSTANCE")
    checking.add_argument("timetable", metavar="SOLUTION")
    checking.set_defaults(run=_check)
    making = commands.add_parser("generate", help="make an instance that has a solution")
    making.add_argument("--size", choices=sorted(SIZES), required=True)
    making.add_argument("--seed", type=int, default=1, metavar="N")
    making.add_argument("--tightness", choices=sorted(SLACK), default="loose")
    making.add_argument("--out", required=True, metavar="FILE")
    making.set_defaults(run=_generate)
    return parser


def _problem(path: str) -> Problem:
    return problem_from_json(Path(path).read_text(encoding="utf-8"))


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line, ensure_ascii=False))


def _id(_kind: str, id_: str) -> str:
    return id_


def _solve(options: argparse.Namespace) -> int:
    params = SolveParams(options.time_limit, options.work_limit, options.workers, options.seed)
    result = solve(_problem(options.problem), params)
    if options.out:
        Path(options.out).write_text(timetable_to_json(result.timetable), encoding="utf-8")
    _say(_summary(result))
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
        "reasons": [sentence_of_finding(reason, _id, "en") for reason in result.reasons],
        "seconds": round(result.seconds, 3),
        "seed": result.seed,
    }


def _check(options: argparse.Namespace) -> int:
    timetable: Timetable = timetable_from_json(Path(options.timetable).read_text(encoding="utf-8"))
    judgement = check(_problem(options.problem), timetable)
    _say(
        {
            "violations": [
                {"rule": violation.rule, "sentence": sentence_of_violation(violation, _id, "en")}
                for violation in judgement.violations
            ],
            "objective": judgement.objective,
            "parts": {part.objective: part.cost for part in judgement.parts},
        }
    )
    return 0 if judgement.is_clean else 1


def _generate(options: argparse.Namespace) -> int:
    problem, planted = generate(options.size, options.seed, options.tightness)
    Path(options.out).write_text(problem_to_json(problem), encoding="utf-8")
    planted_cost = check(problem, planted).objective
    _say({"name": problem.name, "lessons": len(problem.lessons), "planted_objective": planted_cost})
    return 0


if __name__ == "__main__":
    sys.exit(main())
