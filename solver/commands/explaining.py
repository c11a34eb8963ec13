"""`python -m solver explain`: why an instance has no timetable, and what would make one at which price."""

from __future__ import annotations

import argparse
import math
from typing import Any

from solver.commands.files import BadInput, read_instance
from solver.commands.output import say, spoken_id
from solver.explain import (
    ExplainLimits,
    Explanation,
    Repair,
    RepairLimits,
    Verdict,
    explain,
    repairs,
    sentence_of_fact,
    sentence_of_repair,
    sentence_of_shortage,
)


def add_commands(commands: Any) -> None:
    """Add the command to the parser's sub-commands."""
    explaining = commands.add_parser("explain", help="say why an instance has no timetable, and what would do")
    explaining.add_argument("instance", metavar="FILE")
    explaining.add_argument("--time-limit", type=float, default=60.0, metavar="S", help="seconds in all (60)")
    explaining.add_argument("--seed", type=int, default=1, metavar="N")
    explaining.add_argument("--repairs", type=int, default=3, metavar="N", help="ways out to look for at most (3)")
    explaining.set_defaults(run=run_explain)


def run_explain(options: argparse.Namespace) -> int:
    """0 when there is a reason, or a timetable; 1 when the limits ended first."""
    if not 0 < options.time_limit < math.inf:
        raise BadInput(f"--time-limit: {options.time_limit} is not a number of seconds")
    problem = read_instance(options.instance).problem
    explanation = explain(problem, ExplainLimits(options.time_limit, options.seed))
    left = options.time_limit - explanation.seconds
    found: tuple[Repair, ...] = ()
    if options.repairs > 0 and left > 0:
        limits = RepairLimits(seconds=left, most=options.repairs, seed=options.seed)
        found = repairs(problem, explanation, limits)
    say({**_told(explanation), "repairs": [_way_out(repair) for repair in found], "seed": options.seed})
    return 1 if explanation.verdict is Verdict.NONE_FOUND else 0


def _told(explanation: Explanation) -> dict[str, Any]:
    shortage = explanation.shortage
    return {
        "verdict": explanation.verdict.value,
        "source": explanation.source,
        "is_irreducible": explanation.is_irreducible,
        "facts": [
            {
                "kind": fact.kind,
                "id": fact.id,
                "rule": fact.rule,
                "field": fact.field,
                "sentence": sentence_of_fact(fact, spoken_id, "en"),
            }
            for fact in explanation.facts
        ],
        "shortage": None
        if shortage is None
        else {
            "sentence": sentence_of_shortage(shortage, spoken_id, "en"),
            "missing": shortage.missing,
            "unit_periods": shortage.unit_periods,
            "by_week": dict(shortage.by_week),
        },
        "seconds": round(explanation.seconds, 3),
    }


def _way_out(repair: Repair) -> dict[str, Any]:
    told = repair.as_dict()
    kept = ("code", "field", "price", "is_verified", "verified_on")
    return {"sentence": sentence_of_repair(repair, spoken_id, "en"), **{name: told[name] for name in kept}}
