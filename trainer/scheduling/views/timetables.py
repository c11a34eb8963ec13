"""Versions of the timetable: the list, one of them, two compared, going back to one, putting one aside."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.models.people import Person
from trainer.models.scheduling import Timetable, TimetableState
from trainer.scheduling import queries, services
from trainer.scheduling.judge import judge_timetable
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import (
    STATE_KINDS,
    STATE_WORDS,
    proof_of,
    run_label,
    slot_text,
    spoken,
    travel_minutes,
    version_text,
)
from trainer.scheduling.views.lessons import own_timetable
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db


@blueprint.get("/timetables")
@requires(Permission.TIMETABLE_READ)
def list_timetables() -> ResponseReturnValue:
    """All versions, newest first."""
    found = queries.list_timetables(db(), viewer=viewer())
    page = page_of(found)
    counts = queries.count_bookings(db(), page.rows)
    return render_template(
        "scheduling/list_timetables.html",
        page=page,
        rows=[version_row(timetable, counts.get(timetable.id, 0)) for timetable in page.rows],
        in_force=queries.published_timetable(db(), viewer().organisation_id),
    )


@blueprint.get("/timetables/<timetable_id>")
@requires(Permission.TIMETABLE_READ)
def show_timetable(timetable_id: str) -> ResponseReturnValue:
    """One version: its facts, the verdict of the judge on it, and what was moved by hand."""
    stand_at("scheduling.list_timetables")
    timetable = queries.get_timetable(db(), timetable_id, viewer=viewer())
    is_draft = timetable.state is TimetableState.DRAFT
    verdict = judge_timetable(db(), timetable, travel_minutes=travel_minutes()) if is_draft else None
    count = queries.count_bookings(db(), [timetable]).get(timetable.id, 0)
    return render_template(
        "scheduling/show_timetable.html",
        timetable=timetable,
        row=version_row(timetable, count),
        breaches=[spoken(text) for text in verdict.sentences] if verdict is not None else None,
        locks=len(verdict.situation.locks) if verdict is not None else None,
        own=timetable.organisation_id == viewer().organisation_id and viewer().can(Permission.TIMETABLE_SOLVE),
        in_force=queries.published_timetable(db(), timetable.organisation_id),
    )


@blueprint.get("/timetables/compare")
@requires(Permission.TIMETABLE_READ)
def compare_timetables() -> ResponseReturnValue:
    """Every lesson that differs between two versions."""
    stand_at("scheduling.list_timetables")
    old = queries.get_timetable(db(), request.args.get("old", ""), viewer=viewer())
    new = queries.get_timetable(db(), request.args.get("new", ""), viewer=viewer())
    rows = difference_rows(old, new)
    if request.args.get("format") == "xlsx":
        head = [gettext("Cohort"), gettext("Module"), gettext("Lesson"), gettext("Was"), gettext("Becomes")]
        lines = [[row["cohort"], row["module"], row["number"], row["old"], row["new"]] for row in rows]
        return send_workbook(workbook(head, lines), f"timetable-v{old.number}-v{new.number}")
    return render_template(
        "scheduling/compare_timetables.html",
        old=old,
        new=new,
        old_text=version_text(old),
        new_text=version_text(new),
        page=page_of(rows),
    )


@blueprint.post("/timetables/<timetable_id>/restore")
@requires(Permission.TIMETABLE_PUBLISH)
def restore_timetable(timetable_id: str) -> ResponseReturnValue:
    """Make a draft from a version: to go back to it, or to change what is in force."""
    timetable = own_timetable(timetable_id)
    draft = services.restore_timetable(db(), timetable, viewer=viewer())
    flash(gettext("Draft v%(n)s was made from v%(old)s", n=draft.number, old=timetable.number), "ok")
    return redirect(url_for(".show_timetable", timetable_id=draft.id))


@blueprint.post("/timetables/<timetable_id>/discard")
@requires(Permission.TIMETABLE_PUBLISH)
def discard_timetable(timetable_id: str) -> ResponseReturnValue:
    """Put a draft aside."""
    timetable = own_timetable(timetable_id)
    services.discard_timetable(db(), timetable, viewer=viewer())
    flash(gettext("Draft v%(n)s was put aside", n=timetable.number), "ok")
    return redirect(url_for(".list_timetables"))


def version_row(timetable: Timetable, lessons: int) -> dict[str, Any]:
    """What list and page say about a version."""
    maker = db().get(Person, timetable.made_by_id) if timetable.made_by_id else None
    publisher = db().get(Person, timetable.published_by_id) if timetable.published_by_id else None
    base = db().get(Timetable, timetable.based_on_id) if timetable.based_on_id else None
    return {
        "timetable": timetable,
        "text": version_text(timetable),
        "state": say(STATE_WORDS[timetable.state]),
        "kind": STATE_KINDS[timetable.state],
        "lessons": lessons,
        "maker": maker.name if maker is not None else "—",
        "publisher": publisher.name if publisher is not None else "—",
        "based_on": f"v{base.number}" if base is not None else "—",
        "proof": proof_of(timetable.run),
        "run": timetable.run,
        "run_label": run_label(timetable.run) if timetable.run is not None else "",
    }


def difference_rows(old: Timetable, new: Timetable) -> list[dict[str, Any]]:
    """The lessons whose day, period, workshop or instructor differ, in the order of the new days."""
    before = {row.lesson_id: row for row in queries.bookings_of(db(), old)}
    after = {row.lesson_id: row for row in queries.bookings_of(db(), new)}
    rows = []
    for lesson_id in after.keys() | before.keys():
        was, becomes = before.get(lesson_id), after.get(lesson_id)
        texts = [f"{slot_text(row)} {row.instructor.person.name}" if row is not None else "" for row in (was, becomes)]
        if texts[0] != texts[1]:
            booking = becomes or was
            assert booking is not None
            rows.append(
                {
                    "day": (booking.day, booking.first_period, lesson_id),
                    "cohort": name_of(booking.lesson.cohort),
                    "module": name_of(booking.lesson.module),
                    "number": booking.lesson.number_in_module,
                    "old": texts[0] or gettext("Not in this version"),
                    "new": texts[1] or gettext("Not in this version"),
                }
            )
    return sorted(rows, key=lambda row: row["day"])
