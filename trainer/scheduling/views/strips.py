"""Fairness as dot strips: one dot for each instructor, cohort or base; names only for those who may see them."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any

from trainer.kit.messages import msg
from trainer.models.scheduling import SolverRun
from trainer.web.language import gettext, say

TITLES = {
    "late": msg("Evening and weekend periods of each instructor"),
    "waiting": msg("Days that each cohort waits for its start"),
    "load": msg("Workstations in use at each base, in per cent"),
}
WIDTH, STEP, MOST_HIGH = 300, 8, 6


def strips_of(run: SolverRun) -> list[dict[str, Any]]:
    """The strips of an ended run; a strip without a dot is left out."""
    dots = run.outcome.get("figures", {}).get("dots", {})
    return [_strip(say(title), [dot[2] for dot in dots[key]]) for key, title in TITLES.items() if dots.get(key)]


def _strip(title: str, values: list[float]) -> dict[str, Any]:
    """Dots by value, those at the same place above each other; the table beneath counts them."""
    highest = max(values)
    stacked: Counter[int] = Counter()
    dots = []
    for value in sorted(values):
        x = round(STEP + (WIDTH - 2 * STEP) * value / highest if highest else STEP)
        x -= x % STEP
        dots.append({"x": x, "y": min(stacked[x], MOST_HIGH)})
        stacked[x] += 1
    return {
        "title": title,
        "dots": dots,
        "highest": highest,
        "note": gettext("Median %(middle)s, highest %(most)s", middle=f"{median(values):g}", most=f"{highest:g}"),
        "rows": sorted(Counter(values).items()),
    }
