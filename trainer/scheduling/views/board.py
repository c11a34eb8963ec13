"""The timetable board, its equal the table, and the week as an Excel file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.models.scheduling import Timetable
from trainer.scheduling import queries
from trainer.scheduling.board import Board, By, load_board
from trainer.scheduling.day_grid import end_time, start_time
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.board_words import board_json, table_days, table_rows
from trainer.scheduling.views.common import (
    STATE_KINDS,
    asked_by,
    asked_monday,
    asked_timetable,
    proof_of,
    spoken,
    travel_minutes,
    version_text,
)
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, title_of
from trainer.web.tables import send_workbook, workbook
from trainer.web.transaction import db


@blueprint.get("/timetable")
@requires(Permission.TIMETABLE_READ)
def show_board() -> ResponseReturnValue:
    """One week of the timetable, by workshop, instructor, cohort or enterprise."""
    timetable = asked_timetable()
    board = week_of(timetable)
    return render_template("scheduling/show_board.html", **frame_of(board), may=may_of(board))


@blueprint.get("/timetable/data")
@requires(Permission.TIMETABLE_READ)
def board_data() -> ResponseReturnValue:
    """The week as JSON for the board."""
    return jsonify(board_json(week_of(asked_timetable())))


@blueprint.get("/timetable/table")
@requires(Permission.TIMETABLE_READ)
def show_table() -> ResponseReturnValue:
    """The same week as a table: for assistive technology, phones and paper."""
    board = week_of(asked_timetable())
    return render_template(
        "scheduling/show_table.html",
        **frame_of(board),
        may=may_of(board),
        table_days=table_days(board),
        table_rows=table_rows(board),
        conflicts=[spoken(text) for text, _lesson in board.conflicts],
    )


@blueprint.get("/timetable/export")
@requires(Permission.TIMETABLE_READ)
def export_board() -> Response:
    """The week's lessons as an Excel file."""
    board = week_of(asked_timetable())
    head = [
        gettext("Day"),
        gettext("Start"),
        gettext("End"),
        gettext("Cohort"),
        gettext("Module"),
        gettext("Lesson"),
        gettext("Workshop"),
        gettext("Base"),
        gettext("Instructor"),
        gettext("Enterprise"),
        gettext("People"),
        gettext("Locked"),
    ]
    filters = {gettext("Week"): board.monday.isoformat(), gettext("Rows"): by_word(board.by)}
    if board.timetable is not None:
        filters[gettext("Version")] = version_text(board.timetable)
    return send_workbook(workbook(head, export_rows(board), filters), f"timetable-{board.monday.isoformat()}")


def export_rows(board: Board) -> list[list[Any]]:
    """One line a lesson, by day and period."""
    return [
        [
            lesson.booking.day,
            start_time(lesson.booking.first_period),
            end_time(lesson.booking.first_period, lesson.booking.periods),
            name_of(lesson.booking.lesson.cohort),
            name_of(lesson.booking.lesson.module),
            lesson.booking.lesson.number_in_module,
            f"{lesson.booking.workshop.code} {name_of(lesson.booking.workshop)}",
            name_of(lesson.booking.workshop.base),
            lesson.booking.instructor.person.name,
            name_of(lesson.booking.lesson.cohort.programme.enterprise)
            or title_of(lesson.booking.lesson.cohort.programme),
            lesson.heads,
            gettext("Locked") if lesson.is_locked else "",
        ]
        for lesson in board.lessons
    ]


def week_of(timetable: Timetable | None) -> Board:
    """The board that the address asks for."""
    return load_board(
        db(),
        viewer=viewer(),
        timetable=timetable,
        by=asked_by(),
        monday=asked_monday(timetable),
        travel_minutes=travel_minutes(),
    )


def by_word(by: By) -> str:
    """What the rows are, in words."""
    words = {
        By.WORKSHOP: gettext("Workshop"),
        By.INSTRUCTOR: gettext("Instructor"),
        By.COHORT: gettext("Cohort"),
        By.ENTERPRISE: gettext("Enterprise"),
    }
    return words[by]


def frame_of(board: Board) -> dict[str, Any]:
    """What the heads of board and table share: version, week, switches."""
    timetable = board.timetable
    return {
        "board": board,
        "timetable": timetable,
        "week_number": board.monday.isocalendar().week,
        "last_day": board.days[-1].day,
        "version": version_text(timetable) if timetable is not None else gettext("Published"),
        "version_kind": STATE_KINDS[timetable.state] if timetable is not None else "ok",
        "proof": proof_of(timetable.run) if timetable is not None else None,
        "here": here(board),
        "before": here(board, week=board.monday - timedelta(weeks=1)),
        "after": here(board, week=board.monday + timedelta(weeks=1)),
        "views": [
            {
                "label": by_word(by),
                "url": url_for(request.endpoint or "", **here(board, by=by)),
                "active": by is board.by,
            }
            for by in offered_views()
        ],
        "view": by_word(board.by),
        "locked": sum(lesson.is_locked for lesson in board.lessons),
    }


def offered_views() -> list[By]:
    """The switches: who sees only their own enterprise needs no row for it."""
    return [by for by in By if by is not By.ENTERPRISE or "enterprise_officer" not in viewer().roles]


def here(board: Board, *, week: date | None = None, by: By | None = None) -> dict[str, Any]:
    """The values of the address for this board, with changes."""
    values: dict[str, Any] = {"by": (by or board.by).value, "week": (week or board.monday).isoformat()}
    if board.timetable is not None:
        values["timetable"] = board.timetable.id
    return values


def may_of(board: Board) -> dict[str, bool]:
    """What the viewer can do with this version."""
    own = board.timetable is not None and board.timetable.organisation_id == viewer().organisation_id
    return {
        "edit": own and board.is_editable and viewer().can(Permission.TIMETABLE_SOLVE),
        "draft": own and not board.is_editable and viewer().can(Permission.TIMETABLE_SOLVE),
        "publish": own and board.is_editable and viewer().can(Permission.TIMETABLE_PUBLISH),
        "versions": viewer().can(Permission.TIMETABLE_SOLVE) or viewer().oversees,
    }


def board_after(timetable: Timetable) -> ResponseReturnValue:
    """The whole board again, after an act on it."""
    db().flush()
    return jsonify(board_json(week_of(queries.get_timetable(db(), timetable.id, viewer=viewer()))))
