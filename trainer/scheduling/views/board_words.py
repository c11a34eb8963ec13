"""The board in words: the JSON that the script draws, and the rows of the equal table and of the Excel file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import url_for

from trainer.kit.messages import msg
from trainer.models.resources import HalfDay
from trainer.models.scheduling import TimetableState
from trainer.scheduling.board import Board, BoardLesson, By, Row
from trainer.scheduling.day_grid import HALF_DAYS, first_period_of
from trainer.scheduling.moves import NO, CellVerdict, Trial, best_of, goal_name
from trainer.scheduling.views.common import clock_text, day_text, link, period_text, slot_text, spoken
from trainer.web.language import gettext, name_of, title_of, weekday_name

WISH_GOALS = ("wishes", "wished_window")
GOAL_WORDS = {
    "evenings_weekends": msg("Evenings and weekends"),
    "compactness": msg("Waiting between lessons"),
    "spread": msg("Evenness of the weeks"),
    "instructor_changes": msg("Changes of instructor"),
    "workshop_changes": msg("Changes of workshop"),
    "load_balance": msg("Balance among instructors"),
    "travel": msg("Travel to other bases"),
    "people_touched": msg("People to be told"),
    "lessons_moved": msg("Published lessons moved"),
    "subsidy_lost": msg("Subsidy at risk"),
}


def half_word(half: HalfDay) -> str:
    """A half-day in the reader's language."""
    words = {
        HalfDay.MORNING: gettext("Morning"),
        HalfDay.AFTERNOON: gettext("Afternoon"),
        HalfDay.EVENING: gettext("Evening"),
    }
    return words[half]


def board_json(board: Board) -> dict[str, Any]:
    """The week as docs/interface.md describes it."""
    return {
        "days": [
            {"date": day.day.isoformat(), "label": day_label(board, index), "note": special_name(board, index)}
            for index, day in enumerate(board.days)
        ],
        "halves": [
            {"key": half.value, "label": half_word(half), "first_period": first_period_of(half)} for half in HALF_DAYS
        ],
        "rows": [row_json(board, row) for row in board.rows],
        "lessons": [lesson_json(board, lesson) for lesson in board.lessons],
        "undoable": len(board.timetable.edits) if board.timetable is not None and board.is_editable else 0,
        "conflicts": [conflict_json(board, text, lesson) for text, lesson in board.conflicts],
    }


def day_label(board: Board, index: int) -> str:
    """The weekday, with the holiday or make-up workday that it is."""
    day = board.days[index].day
    note = special_name(board, index)
    weekday = weekday_name(day.isoweekday())
    return f"{weekday} {note}" if note else weekday


def special_name(board: Board, index: int) -> str | None:
    """The name of the holiday or make-up workday, if the day is one."""
    special = board.days[index].special
    return name_of(special) if special is not None else None


def row_json(board: Board, row: Row) -> dict[str, Any]:
    """One row of the board."""
    return {
        "id": row.id,
        "title": spoken(row.title),
        "detail": spoken(row.detail),
        "note": spoken(row.note),
        "url": row_url(board.by, row.id),
        "halves": [half.value for half in row.halves],
    }


def row_url(by: By, row_id: str) -> str | None:
    """The page of the thing behind a row."""
    pages = {
        By.WORKSHOP: ("resources.show_workshop", "workshop_id"),
        By.INSTRUCTOR: ("resources.show_instructor", "instructor_id"),
        By.COHORT: ("programmes.show_cohort", "cohort_id"),
    }
    if by not in pages:
        return None
    endpoint, parameter = pages[by]
    return link(endpoint, **{parameter: row_id}) or None


def lesson_json(board: Board, lesson: BoardLesson) -> dict[str, Any]:
    """One lesson of the board."""
    booking = lesson.booking
    return {
        "id": booking.lesson_id,
        "row": lesson.row,
        "day": booking.day.isoformat(),
        "first_period": booking.first_period,
        "periods": booking.periods,
        "kind": lesson.kind,
        "title": spoken(lesson.title),
        "detail": spoken(lesson.detail),
        "locked": lesson.is_locked,
        "movable": board.is_editable and not lesson.is_over,
        "conflict": spoken(lesson.conflict) if lesson.conflict is not None else None,
        "url": lesson_url(board, lesson),
        "why": why_url(board, lesson),
        "facts": [list(fact) for fact in lesson_facts(lesson)],
    }


def lesson_facts(lesson: BoardLesson) -> list[tuple[str, str]]:
    """What the side strip says about a lesson."""
    booking = lesson.booking
    programme = booking.lesson.cohort.programme
    enterprise = name_of(programme.enterprise) or title_of(programme)
    return [
        (gettext("Module"), f"{name_of(booking.lesson.module)} {booking.lesson.number_in_module}"),
        (gettext("Place"), slot_text(booking)),
        (gettext("Periods"), period_text(booking.first_period, booking.periods)),
        (gettext("Trainees"), gettext("%(n)s people · %(who)s", n=lesson.heads, who=enterprise)),
        (gettext("Instructor"), booking.instructor.person.name),
    ]


def lesson_url(board: Board, lesson: BoardLesson) -> str | None:
    """The page of a lesson: where it can be moved in a draft."""
    if board.timetable is None or board.timetable.state is not TimetableState.DRAFT:
        return None
    return url_for(
        "scheduling.edit_lesson", timetable_id=board.timetable.id, lesson_id=lesson.booking.lesson_id, by=board.by.value
    )


def why_url(board: Board, lesson: BoardLesson) -> str | None:
    """Where it is said why a lesson stands where it does: for lessons to come of a draft."""
    if board.timetable is None or not board.is_editable or lesson.is_over:
        return None
    return url_for("scheduling.show_why", timetable_id=board.timetable.id, lesson_id=lesson.booking.lesson_id)


def conflict_json(board: Board, text: Any, lesson_id: str) -> dict[str, Any]:
    """A breach with the page that mends it."""
    assert board.timetable is not None
    url = url_for("scheduling.edit_lesson", timetable_id=board.timetable.id, lesson_id=lesson_id)
    return {"text": spoken(text), "url": url, "action": gettext("Find another place")}


def table_rows(board: Board) -> list[dict[str, Any]]:
    """The same week for the table: a row for each half-day of each board row that has a lesson."""
    rows = []
    for row in board.rows:
        for half in row.halves:
            cells = [table_cell(board, row, half, index) for index in range(len(board.days))]
            if any(cells):
                names = {"label": spoken(row.title), "detail": spoken(row.detail), "half": half_word(half)}
                rows.append({**names, "cells": cells})
    return rows


def table_cell(board: Board, row: Row, half: HalfDay, index: int) -> list[Mapping[str, Any]]:
    """The lessons of one cell, as the lesson macro takes them."""
    day = board.days[index].day
    here = [found for found in board.lessons if (found.row, found.half, found.booking.day) == (row.id, half, day)]
    return [
        {
            "id": found.booking.lesson_id,
            "kind": found.kind,
            "title": spoken(found.title),
            "detail": f"{clock_text(found.booking)} · {spoken(found.detail)}",
            "url": lesson_url(board, found),
            "why": why_url(board, found),
            "locked": found.is_locked,
            "conflict": spoken(found.conflict) if found.conflict is not None else None,
            "is_over": found.is_over,
        }
        for found in here
    ]


def table_days(board: Board) -> list[dict[str, str]]:
    """The heads of the table's columns."""
    return [{"label": day_label(board, index), "detail": f"{day.day:%m/%d}"} for index, day in enumerate(board.days)]


def verdicts_json(
    board_rows: Mapping[tuple[str, str], str], titles: Mapping[str, str], trial: Trial, cells: list[CellVerdict]
) -> dict[str, Any]:
    """What every cell would mean for the lesson in the hand, and the best places; `titles` names the rows."""
    return {
        "cells": [
            {
                "row": board_rows[cell.target.workshop_id, cell.target.instructor_id],
                "day": cell.target.day.isoformat(),
                "half": cell.half.value,
                "verdict": cell.verdict,
                "first_period": cell.target.first_period,
                "reason": spoken(cell.reason) if cell.reason is not None else "",
                "effects": effects_json(trial, cell) if cell.verdict != NO else [],
            }
            for cell in cells
        ],
        "best": [best_json(board_rows, titles, cell) for cell in best_of(cells)],
    }


def best_json(
    board_rows: Mapping[tuple[str, str], str], titles: Mapping[str, str], cell: CellVerdict
) -> dict[str, Any]:
    """One of the best places."""
    row = board_rows[cell.target.workshop_id, cell.target.instructor_id]
    note = gettext("%(n)s points more", n=cell.extra_cost) if cell.extra_cost > 0 else gettext("At no cost")
    if cell.extra_cost > 0:
        note = f"{note} · {goal_word(max(cell.costs, key=lambda goal: cell.costs[goal]))}"
    return {
        "row": row,
        "day": cell.target.day.isoformat(),
        "half": cell.half.value,
        "first_period": cell.target.first_period,
        "label": f"{day_text(cell.target.day)} {half_word(cell.half)} {titles.get(row, '')}",
        "note": note,
        "verdict": cell.verdict,
    }


def effects_json(trial: Trial, cell: CellVerdict) -> list[dict[str, str]]:
    """What a move to this cell does to cost, wishes and the presence on production lines, and to each goal."""
    wishes = sum(cell.costs.get(goal, 0) for goal in WISH_GOALS)
    rows = [effect(gettext("Points in all"), cell.extra_cost), effect(gettext("Wishes"), wishes)]
    present = trial.line_presence(cell.target)
    for line, away, most in present:
        rows.append({"label": spoken(trial.names.of("line", line)), "text": f"{away} / {most}", "kind": "ok"})
    if not present:
        rows.append({"label": gettext("Presence on lines"), "text": gettext("No line on record"), "kind": ""})
    goals = [(goal, points) for goal, points in cell.costs.items() if goal not in WISH_GOALS]
    return [*rows, *(effect(goal_word(goal), points) for goal, points in goals)]


def effect(label: str, points: int) -> dict[str, str]:
    """A change in points: less is better."""
    if not points:
        return {"label": label, "text": gettext("unchanged"), "kind": ""}
    if points > 0:
        return {"label": label, "text": gettext("%(n)s points more", n=points), "kind": "warn"}
    return {"label": label, "text": gettext("%(n)s points less", n=-points), "kind": "ok"}


def goal_word(goal: str) -> str:
    """A goal in two or three words; one that has none is said by its statement."""
    return spoken(GOAL_WORDS.get(goal) or goal_name(goal))
