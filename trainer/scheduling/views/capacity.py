"""Demand against capacity: the heat strip up to the last day of a cohort, and the orders behind a cell."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.scheduling.capacity import SEATS, Capacity, CapacityRow, Load, capacity_of
from trainer.scheduling.data_check import check_data
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_day, travel_minutes
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import send_workbook, workbook
from trainer.web.transaction import db

ASKED_SEATS = "seats"


@blueprint.get("/scheduling/capacity")
@requires(Permission.TIMETABLE_SOLVE)
def show_capacity() -> ResponseReturnValue:
    """Every week that a cohort reaches into; with `type` and `week` also the cohorts and orders behind that cell."""
    stand_at("scheduling.show_data_check")
    check = check_data(db(), viewer().organisation_id, travel_minutes=travel_minutes())
    capacity = capacity_of(check, weeks=None)
    cell = cell_of(capacity)
    if request.args.get("format") == "xlsx":
        return send_workbook(workbook(head_of(capacity), table_of(capacity)), "capacity")
    return render_template(
        "scheduling/show_capacity.html",
        capacity=capacity,
        heat=heat_of(capacity),
        cell=cell,
        is_possible=check.problem is not None,
    )


def heat_of(capacity: Capacity) -> dict[str, Any]:
    """The capacity as the heat strip draws it; types that nobody asks for are only counted."""
    columns = [
        {"label": gettext("Week %(n)s", n=monday.isocalendar().week), "detail": f"{monday.month}/{monday.day}"}
        for monday in capacity.weeks
    ]
    asked = [row for row in capacity.rows if any(load.demanded for load in row.loads)]
    rows = [
        {
            "label": row_name(row),
            "detail": row_detail(row),
            "cells": [heat_cell(row, *pair) for pair in zip(capacity.weeks, row.loads, strict=True)],
        }
        for row in asked
    ]
    return {"columns": columns, "rows": rows, "idle": len(capacity.rows) - len(asked)}


def heat_cell(row: CapacityRow, monday: date, load: Load) -> dict[str, Any]:
    """One cell: the load in per cent, what is short, and the way to the orders behind it."""
    asked = row.pool or ASKED_SEATS
    return {
        "load": load.share,
        "text": f"{round(load.share * 100)}%" if load.available or not load.demanded else "—",
        "short": gettext("short of %(n)s", n=load.short) if load.short else None,
        "url": url_for("scheduling.show_capacity", type=asked, week=monday.isoformat()) + "#behind"
        if load.demanded
        else None,
        "title": hours_text(load),
    }


def hours_text(load: Load) -> str:
    """Demand and capacity in hours."""
    return gettext("%(need)s of %(have)s hours", need=round(load.demanded), have=round(load.available))


def row_name(row: CapacityRow) -> str:
    """The type of workstation, or the seats."""
    return name_of(row.equipment) if row.equipment is not None else gettext("Seats for theory")


def row_detail(row: CapacityRow) -> str:
    """How many there are, and where."""
    workshops = ", ".join(workshop.code for workshop in row.workshops)
    if row.equipment is None:
        return gettext("%(n)s seats in %(workshops)s workshops", n=row.count, workshops=len(row.workshops))
    return gettext("%(n)s workstations · %(workshops)s", n=row.count, workshops=workshops)


def cell_of(capacity: Capacity) -> dict[str, Any] | None:
    """The cell that the address asks for with what stands behind it; None when it asks for none, or for a strange one.

    Raises BadInput for a week that is no date.
    """
    wanted = request.args.get("type", "")
    if not wanted:
        return None
    pool = SEATS if wanted == ASKED_SEATS else wanted
    monday = read_day(request.args.get("week", ""), "week")
    row = next((row for row in capacity.rows if row.pool == pool), None)
    if row is None or monday not in capacity.weeks:
        return None
    load = row.loads[capacity.weeks.index(monday)]
    return {
        "title": f"{row_name(row)} · {gettext('Week %(n)s', n=monday.isocalendar().week)}",
        "load": load,
        "hours": hours_text(load),
        "rows": [
            {"cohort": cohort, "programme": cohort.programme, "hours": hours, "share": 100 * hours / load.demanded}
            for cohort, hours in capacity.cohorts_behind(pool, monday)
        ],
    }


def head_of(capacity: Capacity) -> list[str]:
    """The head of the workbook: the type, then each week's Monday."""
    return [gettext("Type"), gettext("Hours of 60 minutes"), *(monday.isoformat() for monday in capacity.weeks)]


def table_of(capacity: Capacity) -> list[list[str | float]]:
    """Two rows a type: hours needed and hours available, week by week."""
    rows: list[list[str | float]] = []
    for row in capacity.rows:
        rows.append([row_name(row), gettext("Needed"), *(round(load.demanded, 1) for load in row.loads)])
        rows.append([row_name(row), gettext("Available"), *(round(load.available, 1) for load in row.loads)])
    return rows
