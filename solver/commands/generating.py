"""`python -m solver generate`: make an instance that is known to have a timetable."""

from __future__ import annotations

import argparse
from typing import Any

from solver.check import check
from solver.commands.files import must_be_writable, write
from solver.commands.output import say
from solver.formats.own_json import problem_to_json, timetable_to_json
from solver.generate import RULE_SETS, SIZES, SLACK, generate


def add_commands(commands: Any) -> None:
    """Add the command to the parser's sub-commands."""
    making = commands.add_parser("generate", help="make an instance that has a timetable")
    making.add_argument("--size", choices=sorted(SIZES), required=True)
    making.add_argument("--seed", type=int, default=1, metavar="N")
    making.add_argument("--tightness", choices=sorted(SLACK), default="loose")
    making.add_argument("--rules", choices=sorted(RULE_SETS), default="plain", help="all: the whole rule set (plain)")
    making.add_argument("--out", required=True, metavar="FILE")
    making.add_argument("--planted-out", metavar="FILE", help="where to write the timetable hidden in it")
    making.set_defaults(run=run_generate)


def run_generate(options: argparse.Namespace) -> int:
    """Write the instance, and say what its hidden timetable costs."""
    must_be_writable(options.out)
    must_be_writable(options.planted_out)
    problem, planted = generate(options.size, options.seed, options.tightness, options.rules)
    write(options.out, problem_to_json(problem))
    if options.planted_out:
        write(options.planted_out, timetable_to_json(planted))
    judgement = check(problem, planted)
    say(
        {
            "name": problem.name,
            "seed": options.seed,
            "lessons": len(problem.lessons),
            "planted_objective": judgement.objective,
            "planted_violations": len(judgement.violations),
        }
    )
    return 0
