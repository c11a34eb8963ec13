"""`python -m solver bench`: measure a named set and write a table with reference values."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from solver.bench import (
    SETS,
    Row,
    as_json,
    as_markdown,
    measure,
    measure_explanations,
    measure_incidents,
    measure_kernels,
)
from solver.commands.files import BadInput, must_be_writable, write
from solver.commands.output import say

KERNELS, EXPLAIN, REPAIR = "kernels", "explain", "repair"
NAMES = (*SETS, REPAIR, EXPLAIN, KERNELS)


def add_commands(commands: Any) -> None:
    """Add the command to the parser's sub-commands."""
    measuring = commands.add_parser("bench", help="measure a named set against reference values")
    measuring.add_argument("set", choices=NAMES, metavar="SET", help=", ".join(NAMES))
    measuring.add_argument("--seeds", type=_seeds, default=(1, 2, 3), metavar="N,N…", help="one run for each (1,2,3)")
    measuring.add_argument("--time-limit", type=float, default=None, metavar="S", help="seconds of a run (60 or 300)")
    measuring.add_argument("--workers", type=int, default=1, metavar="N", help="processes of a run (1)")
    measuring.add_argument("--data", type=Path, default=None, metavar="DIR", help="folder of the competition's files")
    measuring.add_argument("--only", default="", metavar="TEXT", help="only instances whose name has this in it")
    measuring.add_argument("--incidents", type=int, default=100, metavar="N", help="repair: incidents a seed (100)")
    measuring.add_argument("--out", metavar="FILE", help="where to write the table: .json, or Markdown")
    measuring.set_defaults(run=run_bench)


def run_bench(options: argparse.Namespace) -> int:
    """0 when every run ended complete and clean, else 1. The table grows with each run, so an interrupt loses none."""
    must_be_writable(options.out)
    if (
        options.workers < 1
        or options.incidents < 1
        or (options.time_limit is not None and not 0 < options.time_limit < float("inf"))
    ):
        raise BadInput("--workers, --incidents and --time-limit must be positive")
    rows: list[Row] = []
    for row in _rows(options):
        rows.append(row)
        print(
            f"{row.instance} seed {row.seed}: {row.status}, cost {row.objective}, {row.seconds:.1f} s", file=sys.stderr
        )
        if options.out:
            write(options.out, _table(options, rows))
    if not rows:
        raise BadInput(f"--only: no instance of {options.set} has '{options.only}' in its name")
    if options.out:
        good = sum(row.is_good for row in rows)
        say({"set": options.set, "seeds": list(options.seeds), "runs": len(rows), "clean": good, "table": options.out})
    else:
        print(_table(options, rows), end="")
    return 0 if all(row.is_good for row in rows) else 1


def _rows(options: argparse.Namespace) -> Iterator[Row]:
    if options.set == KERNELS:
        yield from measure_kernels()
        return
    if options.set == REPAIR:
        yield from measure_incidents(options.seeds, options.time_limit or 5.0, options.incidents)
        return
    if options.set == EXPLAIN:
        yield from measure_explanations(options.seeds, options.time_limit or 60.0)
        return
    with tempfile.TemporaryDirectory() as folder:
        for case in SETS[options.set].cases(Path(folder), options.seeds, options.data):
            if options.only in case.name:
                yield measure(case, options.time_limit or case.seconds, options.workers)


def _table(options: argparse.Namespace, rows: list[Row]) -> str:
    title = f"{options.set}: seeds {', '.join(str(seed) for seed in options.seeds)}, workers {options.workers}"
    if options.time_limit:
        title += f", {options.time_limit:g} s"
    reference = SETS[options.set].reference if options.set in SETS else "reference"
    as_text = as_json if (options.out or "").lower().endswith(".json") else as_markdown
    return as_text(title, reference, rows)


def _seeds(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of whole numbers like 1,2,3") from error
