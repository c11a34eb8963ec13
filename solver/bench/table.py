"""The rows of a measurement as a Markdown table or as JSON, with a summary for each instance."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from solver.bench.running import Row

_HEADS = (
    "Instance", "Seed", "Status", "Missing", "Broken", "First complete", "Cost", "{reference}", "Ratio", "Bound",
    "Gap", "Seconds", "MB", "Note",
)  # fmt: skip


def as_markdown(title: str, reference: str, rows: Sequence[Row]) -> str:
    """A table with a line for each run, then the medians over the seeds and their sum."""
    heads = [head.format(reference=reference.capitalize()) for head in _HEADS]
    lines = [f"# {title}", "", _line(heads), _line(["---"] * len(heads)), *(_line(_cells(row)) for row in rows)]
    found = summary(rows)
    told = {name: entry for name, entry in found["instances"].items() if entry["median"] or entry["reference"]}
    if told:
        lines += ["", f"Medians over the seeds, {reference} in brackets:", ""]
    for name, entry in told.items():
        costs = f"{_number(entry['median'])} ({_number(entry['reference'])})"
        lines.append(f"- {name}: {costs}, {entry['good']} of {entry['runs']} clean")
    if found["sum"] is not None:
        lines.append(f"- sum: {_number(found['sum'])} ({_number(found['sum_reference'])})")
    lines += _speed(rows)
    return "\n".join(lines) + "\n"


def _speed(rows: Sequence[Row]) -> list[str]:
    """How fast the first complete timetables were there, over all runs that had one."""
    times = sorted(row.first_seconds for row in rows if row.first_seconds is not None)
    if len(times) < 2:
        return []
    late = times[-(-len(times) * 95 // 100) - 1]
    told = f"half within {median(times):.2f} s, 95 % within {late:.2f} s, all within {times[-1]:.2f} s"
    counts = Counter(row.status for row in rows)
    ended = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    return ["", f"First complete in {len(times)} of {len(rows)} runs: {told}. {ended.capitalize()}."]


def as_json(title: str, reference: str, rows: Sequence[Row]) -> str:
    """Everything in one object: the rows, with ratio and gap, and the summary."""
    told = [{**asdict(row), "ratio": row.ratio, "gap": row.gap} for row in rows]
    return json.dumps({"title": title, "reference": reference, "rows": told, **summary(rows)}, indent=1)


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Median cost and reference of each instance over its seeds (costs of clean runs alone), and their sums."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.instance].append(row)
    instances: dict[str, dict[str, Any]] = {}
    for name, group in groups.items():
        costs = [row.objective for row in group if row.is_good and row.objective is not None]
        instances[name] = {
            "median": _median(costs),
            "reference": _median([row.reference for row in group if row.reference is not None]),
            "good": len(costs),
            "runs": len(group),
        }
    return {
        "instances": instances,
        "sum": _sum([entry["median"] for entry in instances.values()]),
        "sum_reference": _sum([entry["reference"] for entry in instances.values()]),
    }


def _median(values: Sequence[int]) -> float | None:
    return median(values) if values else None


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None


def _cells(row: Row) -> list[str]:
    return [
        row.instance,
        str(row.seed),
        row.status,
        str(row.missing),
        str(row.violations),
        "" if row.first_seconds is None else f"{row.first_seconds:.2f} s",
        _number(row.objective),
        _number(row.reference),
        "" if row.ratio is None else f"{row.ratio:.3f}",
        _number(row.bound),
        "" if row.gap is None else f"{row.gap:.1%}",
        f"{row.seconds:.1f}",
        f"{row.megabytes:.0f}",
        row.note.replace("|", "\\|"),
    ]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
