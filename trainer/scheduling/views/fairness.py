"""The fairness page: evenings, weekends, waiting and load by instructor, enterprise and place, with their lessons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import NotFound
from trainer.kit.permissions import Permission
from trainer.models.organisations import Organisation
from trainer.models.resources import Base
from trainer.models.scheduling import Timetable, TimetableState
from trainer.scheduling import queries
from trainer.scheduling.burdens import (
    NOBODY,
    Burdens,
    EnterpriseBurden,
    InstructorBurden,
    PlaceBurden,
    burdens_of,
    lessons_behind,
    waiting_days,
)
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import clock_text, day_text, travel_minutes, version_text
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

SHOWN = (TimetableState.PUBLISHED, TimetableState.DRAFT)
TABLES = ("instructors", "enterprises", "places")


@blueprint.get("/fairness")
@requires(Permission.FAIRNESS_READ)
def show_fairness() -> ResponseReturnValue:
    """Who bears what in one version; ?format=xlsx&table=… gives one of the tables as a workbook."""
    shown = [row for row in queries.list_timetables(db(), viewer=viewer()) if row.state in SHOWN]
    timetable = chosen(shown)
    if timetable is None:
        return render_template("scheduling/show_fairness.html", timetable=None)
    found = burdens_of(db(), timetable, travel_minutes=travel_minutes())
    tables = {
        "instructors": [instructor_row(row) for row in found.instructors],
        "enterprises": [enterprise_row(row) for row in found.enterprises],
        "places": [place_row(row) for row in found.places],
    }
    if request.args.get("format") == "xlsx":
        return table_file(timetable, tables, request.args.get("table", ""))
    return render_template(
        "scheduling/show_fairness.html",
        timetable=timetable,
        version=version_text(timetable),
        versions=[(row.id, version_label(row)) for row in shown],
        tops=tops_of(tables),
        lessons_url=lambda kind, id_, only="all": lessons_url(timetable, kind, id_, only),
        **tables,
    )


@blueprint.get("/fairness/lessons")
@requires(Permission.FAIRNESS_READ)
def list_fairness_lessons() -> ResponseReturnValue:
    """The lessons behind one figure of the fairness page."""
    stand_at("scheduling.show_fairness")
    timetable = queries.get_timetable(db(), request.args.get("timetable", ""), viewer=viewer())
    found = burdens_of(db(), timetable, travel_minutes=travel_minutes())
    kind, id_, only = (request.args.get(key, "") for key in ("kind", "id", "only"))
    bookings = lessons_behind(found, kind, id_, only)
    return render_template(
        "scheduling/list_fairness_lessons.html",
        timetable=timetable,
        version=version_text(timetable),
        who=who_of(found, kind, id_),
        only=only,
        page=page_of(bookings),
        periods=sum(booking.periods for booking in bookings),
        day_text=day_text,
        clock_text=clock_text,
        waiting_days=waiting_days,
    )


def chosen(shown: Sequence[Timetable]) -> Timetable | None:
    """The version asked for, else the first in force, else the newest draft; raises NotFound for a stranger's."""
    wanted = request.args.get("timetable", "")
    if wanted:
        return queries.get_timetable(db(), wanted, viewer=viewer())
    in_force = (row for row in shown if row.state is TimetableState.PUBLISHED)
    return next(in_force, shown[0] if shown else None)


def version_label(timetable: Timetable) -> str:
    """A version as the list of the page names it; the bureau sees whose it is."""
    owner = db().get_one(Organisation, timetable.organisation_id)
    return f"{name_of(owner)} · {version_text(timetable)}" if viewer().oversees else version_text(timetable)


def lessons_url(timetable: Timetable, kind: str, id_: str, only: str = "all") -> str:
    """The address of the lessons behind a figure."""
    return url_for("scheduling.list_fairness_lessons", timetable=timetable.id, kind=kind, id=id_, only=only)


def instructor_row(row: InstructorBurden) -> dict[str, Any]:
    """An instructor as the page and the file show one."""
    return {
        "id": row.instructor.id,
        "name": row.instructor.person.name,
        "periods": row.load.periods,
        "allowed": row.load.allowed,
        "evening": row.late.evening,
        "weekend": row.late.weekend,
        "busiest": row.load.busiest_week,
        "cap": row.load.most_periods_a_week,
    }


def enterprise_row(row: EnterpriseBurden) -> dict[str, Any]:
    """An enterprise as the page and the file show one; what is not counted for nobody's cohorts is None."""
    late = row.late
    return {
        "id": row.enterprise.id if row.enterprise is not None else NOBODY,
        "name": name_of(row.enterprise) if row.enterprise is not None else gettext("Without an enterprise"),
        "cohorts": len(row.waiting.cohorts),
        "periods": late.periods if late is not None else None,
        "evening": late.evening if late is not None else None,
        "weekend": late.weekend if late is not None else None,
        "days": row.waiting.days,
        "most_days": row.waiting.most_days,
    }


def place_row(row: PlaceBurden) -> dict[str, Any]:
    """A base or workshop as the page and the file show one; shares are in per cent, None where nothing is on offer."""
    is_base = isinstance(row.place, Base)
    name = name_of(row.place) if isinstance(row.place, Base) else f"{row.place.code} {name_of(row.place)}"
    stations, seats = row.load.stations, row.load.seats
    return {
        "id": row.place.id,
        "kind": "base" if is_base else "workshop",
        "name": name,
        "stations": stations.used,
        "stations_offer": stations.on_offer,
        "stations_share": percent(stations.share),
        "seats": seats.used,
        "seats_offer": seats.on_offer,
        "seats_share": percent(seats.share),
    }


def percent(share: float | None) -> float | None:
    """A share in per cent, to a tenth."""
    return round(share * 100, 1) if share is not None else None


def tops_of(tables: dict[str, list[dict[str, Any]]]) -> dict[str, int]:
    """The largest value of each bar, so that the bars of a column compare with each other."""
    columns = {"instructors": ("evening", "weekend"), "enterprises": ("evening", "weekend", "most_days")}
    return {
        f"{table}_{column}": max([row[column] or 0 for row in tables[table]], default=0)
        for table, names in columns.items()
        for column in names
    }


def who_of(found: Burdens, kind: str, id_: str) -> str:
    """Whose figure it is; raises NotFound when nobody in this version has the id."""
    rows = {
        "instructor": [instructor_row(row) for row in found.instructors],
        "enterprise": [enterprise_row(row) for row in found.enterprises],
        "base": [place_row(row) for row in found.places],
        "workshop": [place_row(row) for row in found.places],
    }
    name = next((row["name"] for row in rows.get(kind, []) if row["id"] == id_), None)
    if name is None:
        raise NotFound
    return str(name)


def table_file(timetable: Timetable, tables: dict[str, list[dict[str, Any]]], asked: str) -> ResponseReturnValue:
    """One of the tables as a workbook; raises NotFound for a table that the page does not have."""
    if asked not in TABLES:
        raise NotFound
    heads = heads_of()[asked]
    rows = [[row[key] for key in heads] for row in tables[asked]]
    content = workbook(list(heads.values()), rows, {gettext("Version"): version_label(timetable)})
    return send_workbook(content, f"fairness-{asked}-v{timetable.number}")


def heads_of() -> dict[str, dict[str, str]]:
    """The columns of each file: key of the row -> head."""
    late = {"evening": gettext("Evening periods"), "weekend": gettext("Weekend periods")}
    return {
        "instructors": {
            "name": gettext("Instructor"),
            "periods": gettext("Lesson periods"),
            "allowed": gettext("Periods allowed"),
            **late,
            "busiest": gettext("Busiest week"),
            "cap": gettext("Cap a week"),
        },
        "enterprises": {
            "name": gettext("Enterprise"),
            "cohorts": gettext("Cohorts"),
            "periods": gettext("Lesson periods"),
            **late,
            "days": gettext("Waiting days in all"),
            "most_days": gettext("Longest wait in days"),
        },
        "places": {
            "name": gettext("Base or workshop"),
            "stations": gettext("Workstation periods used"),
            "stations_offer": gettext("Workstation periods on offer"),
            "stations_share": gettext("Workstations in per cent"),
            "seats": gettext("Seat periods used"),
            "seats_offer": gettext("Seat periods on offer"),
            "seats_share": gettext("Seats in per cent"),
        },
    }
