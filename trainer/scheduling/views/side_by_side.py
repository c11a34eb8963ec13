"""Figures side by side in one table: a row for each figure, a cell for each run, differences to the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from trainer.kit.messages import Message, msg
from trainer.models.scheduling import SolverRun
from trainer.scheduling.compared import Compared, amounts_of
from trainer.scheduling.views.common import proof_of
from trainer.scheduling.views.runs import goal_statement, outcome_sentence
from trainer.web.language import gettext, say

FIGURES: tuple[tuple[str, Message], ...] = (
    ("evening_periods", msg("Periods in the evening")),
    ("weekend_periods", msg("Periods at weekends")),
    ("waiting_days", msg("Days that cohorts wait for their start")),
    ("most_waiting_days", msg("Longest wait of a cohort, days")),
    ("away_days", msg("Days of instructors away from their base")),
    ("instructor_periods", msg("Periods taught by all instructors")),
    ("busiest_week", msg("Busiest week of an instructor, periods")),
    ("instructors", msg("Instructors who teach")),
)
HEADLINES = ("evening_periods", "weekend_periods", "away_days", "waiting_days")


def columns_of(runs: Sequence[SolverRun]) -> list[dict[str, Any]]:
    """The head of each run: its proof and what was proved in words."""
    return [{"run": run, "proof": proof_of(run), "sentence": outcome_sentence(run)} for run in runs]


def rows_of(compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """The rows: lessons first, then figures, then what each goal costs; `goal` marks the latter."""
    return [*_lesson_rows(compared), *_figure_rows(compared, dict(FIGURES)), *_goal_rows(compared)]


def headlines_of(compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """The few figures that a card has room for."""
    return list(_figure_rows(compared, {key: label for key, label in FIGURES if key in HEADLINES}))


def _lesson_rows(compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    yield _row(gettext("Lessons placed"), [one.placed for one in compared], more_is_better=True)
    yield _row(gettext("Lessons not placed"), [one.lessons - one.placed for one in compared])
    # Points of different weights are no common measure.
    has_one_measure = len({one.measure for one in compared}) == 1
    yield _row(gettext("Points in all"), [_whole(one.objective) for one in compared], is_compared=has_one_measure)
    yield _row(gettext("Proven bound"), [_whole(one.bound) for one in compared], is_compared=False)


def _figure_rows(compared: Sequence[Compared], figures: dict[str, Message]) -> Iterator[dict[str, Any]]:
    for key, label in figures.items():
        values = [one.figures.get(key) for one in compared]
        yield _row(say(label), values, is_judged=key not in ("instructor_periods", "instructors"))


def _goal_rows(compared: Sequence[Compared]) -> Iterator[dict[str, Any]]:
    amounts = amounts_of(compared)
    for goal in dict.fromkeys(goal for found in amounts for goal in found):
        values = [found.get(goal) if found else None for found in amounts]
        if any(values):
            yield {**_row(goal_statement(goal), values), "goal": goal}


def _row(
    label: str,
    values: Sequence[int | None],
    *,
    more_is_better: bool = False,
    is_judged: bool = True,
    is_compared: bool = True,
) -> dict[str, Any]:
    first = values[0] if values else None
    cells = []
    for at, value in enumerate(values):
        change = value - first if at and is_compared and value is not None and first is not None else 0
        is_better = change > 0 if more_is_better else change < 0
        kind = "" if not change or not is_judged else ("ok" if is_better else "warn")
        cells.append({"value": value, "change": change, "kind": kind})
    return {"label": label, "cells": cells}


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
