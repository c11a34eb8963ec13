"""One lesson of a draft: where it can stand, moving it, locking it, taking a move back; by the board or by a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.models.scheduling import Booking, LessonLock, Timetable
from trainer.resources.queries import instructors_of, workshops_of
from trainer.scheduling import queries, services
from trainer.scheduling.board import By, Row, load_frame, row_of
from trainer.scheduling.day_grid import PERIODS, start_time
from trainer.scheduling.forms import MoveForm
from trainer.scheduling.moves import CellVerdict, Target, Trial, best_of, start_trial
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.board import board_after
from trainer.scheduling.views.board_words import effects_json, half_word, verdicts_json
from trainer.scheduling.views.common import (
    asked_by,
    asked_monday,
    day_text,
    period_text,
    read_day,
    read_number,
    slot_text,
    spoken,
    travel_minutes,
    trial_of_week,
    version_text,
)
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.transaction import db


@blueprint.get("/timetables/<timetable_id>/verdicts")
@requires(Permission.TIMETABLE_SOLVE)
def list_verdicts(timetable_id: str) -> ResponseReturnValue:
    """What each cell of the shown week would mean for one lesson."""
    timetable = own_timetable(timetable_id)
    booking = queries.booking_in(db(), timetable, request.args.get("lesson", ""))
    by = asked_by()
    frame = load_frame(db(), booking, by=by, monday=asked_monday(timetable))
    days = [day.day for day in frame.days]
    places = places_of(frame.rows, booking, by)
    trial = start_trial(db(), timetable, booking, travel_minutes=travel_minutes(), days=days, places=places)
    cells = trial.cells(days, list(places))
    return jsonify(verdicts_json(places, {row.id: spoken(row.title) for row in frame.rows}, trial, cells))


@blueprint.post("/timetables/<timetable_id>/moves")
@requires(Permission.TIMETABLE_SOLVE)
def move_lesson(timetable_id: str) -> ResponseReturnValue:
    """Move a lesson; the board gets the week again, the form goes back to the board."""
    timetable = own_timetable(timetable_id)
    if request.is_json:
        sent = read_json()
        booking = queries.booking_in(db(), timetable, str(sent.get("lesson", "")))
        move(timetable, booking, board_target(sent, booking))
        return board_after(timetable)
    form = MoveForm()
    booking = queries.booking_in(db(), timetable, form.lesson.data or "")
    offer_places(form)
    if form.validate() and form.day.data is not None:
        target = Target(form.day.data, form.first_period.data, form.workshop.data, form.instructor.data)
        try:
            move(timetable, booking, target)
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("Moved to %(place)s", place=slot_text(booking)), "ok")
            return redirect(back_to_table(timetable, booking.day))
    return lesson_page(timetable, booking, form), 422


@blueprint.get("/timetables/<timetable_id>/lessons/<lesson_id>")
@requires(Permission.TIMETABLE_SOLVE)
def edit_lesson(timetable_id: str, lesson_id: str) -> ResponseReturnValue:
    """A lesson with the best places of its week, and a form for any other place."""
    timetable = own_timetable(timetable_id)
    booking = queries.booking_in(db(), timetable, lesson_id)
    form = MoveForm(
        formdata=None,
        lesson=lesson_id,
        day=booking.day,
        first_period=booking.first_period,
        workshop=booking.workshop_id,
        instructor=booking.instructor_id,
    )
    offer_places(form)
    return lesson_page(timetable, booking, form)


@blueprint.post("/timetables/<timetable_id>/locks")
@requires(Permission.TIMETABLE_SOLVE)
def lock_lesson(timetable_id: str) -> ResponseReturnValue:
    """Lock a lesson where it stands; the board sends {"lesson", "locked"} and may unlock with it too."""
    timetable = own_timetable(timetable_id)
    sent = read_json() if request.is_json else request.form
    lesson_id = str(sent.get("lesson", ""))
    booking = queries.booking_in(db(), timetable, lesson_id)
    if request.is_json and sent.get("locked") is False:
        services.unlock_lesson(db(), lesson_id, viewer=viewer())
    else:
        services.lock_lesson(db(), booking, viewer=viewer())
    if request.is_json:
        return board_after(timetable)
    flash(gettext("Locked: no run will move it"), "ok")
    return redirect(back_to_table(timetable, booking.day))


@blueprint.post("/timetables/<timetable_id>/unlocks")
@requires(Permission.TIMETABLE_SOLVE)
def unlock_lesson(timetable_id: str) -> ResponseReturnValue:
    """Let the next run move a lesson again."""
    timetable = own_timetable(timetable_id)
    booking = queries.booking_in(db(), timetable, request.form.get("lesson", ""))
    services.unlock_lesson(db(), booking.lesson_id, viewer=viewer())
    flash(gettext("Unlocked"), "ok")
    return redirect(back_to_table(timetable, booking.day))


@blueprint.post("/timetables/<timetable_id>/undo")
@requires(Permission.TIMETABLE_SOLVE)
def undo_move(timetable_id: str) -> ResponseReturnValue:
    """Take back the last move by hand."""
    timetable = own_timetable(timetable_id)
    booking = services.undo_move(db(), timetable, viewer=viewer())
    if request.is_json:
        return board_after(timetable)
    flash(gettext("The last change was undone"), "ok")
    return redirect(back_to_table(timetable, booking.day))


def own_timetable(timetable_id: str) -> Timetable:
    """A version of the viewer's own base; raises NotFound."""
    timetable = queries.get_timetable(db(), timetable_id, viewer=viewer())
    services.own_only(timetable, viewer())
    return timetable


def read_json() -> Mapping[str, Any]:
    """The JSON object that was sent; raises BadInput for anything else."""
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise BadInput(msg("The request cannot be read. Please go back and send the form again."))
    return sent


def move(timetable: Timetable, booking: Booking, target: Target) -> None:
    """Move through the service."""
    services.move_lesson(db(), timetable, booking.lesson_id, target, viewer=viewer(), travel_minutes=travel_minutes())


def board_target(sent: Mapping[str, Any], booking: Booking) -> Target:
    """The place that a drop on the board means: the row is a workshop or an instructor, or stays what it was."""
    by = asked_by()
    row = str(sent.get("row", ""))
    return Target(
        day=read_day(str(sent.get("day", "")), "day"),
        first_period=read_number(sent.get("first_period"), "first_period"),
        workshop_id=row if by is By.WORKSHOP else booking.workshop_id,
        instructor_id=row if by is By.INSTRUCTOR else booking.instructor_id,
    )


def places_of(rows: Sequence[Row], booking: Booking, by: By) -> dict[tuple[str, str], str]:
    """(workshop, instructor) that each row of the board stands for, with the row's id."""
    if by is By.WORKSHOP:
        return {(row.id, booking.instructor_id): row.id for row in rows}
    if by is By.INSTRUCTOR:
        return {(booking.workshop_id, row.id): row.id for row in rows}
    return {(booking.workshop_id, booking.instructor_id): row_of(booking, by)}


def offer_places(form: MoveForm) -> None:
    """Fill the lists of the form."""
    organisation_id = viewer().organisation_id
    form.offer(
        [gettext("Period %(n)s, %(start)s", n=period.number, start=start_time(period.number)) for period in PERIODS],
        [(row.id, f"{row.code} {name_of(row)}") for row in workshops_of(db(), organisation_id)],
        [(row.id, row.person.name) for row in instructors_of(db(), organisation_id)],
    )


def lesson_page(timetable: Timetable, booking: Booking, form: MoveForm) -> str:
    """The page of a lesson in a draft."""
    stand_at("scheduling.show_board")
    trial, workshops, places = trial_of_week(timetable, booking)
    cells = trial.cells(trial.days_of_week(booking.day), places)
    return render_template(
        "scheduling/edit_lesson.html",
        timetable=timetable,
        version=version_text(timetable),
        booking=booking,
        slot=slot_text(booking),
        periods=period_text(booking.first_period, booking.periods),
        form=form,
        best=[best_row(trial, cell, workshops) for cell in best_of(cells)],
        is_locked=db().get(LessonLock, booking.lesson_id) is not None,
        why_url=url_for(".show_why", timetable_id=timetable.id, lesson_id=booking.lesson_id),
        back=back_to_table(timetable, booking.day),
    )


def best_row(trial: Trial, cell: CellVerdict, workshops: Sequence[Any]) -> dict[str, Any]:
    """One of the best places, as the page lists it."""
    code = next(row.code for row in workshops if row.id == cell.target.workshop_id)
    return {
        "label": f"{day_text(cell.target.day)} {half_word(cell.half)} {code}",
        "note": spoken(cell.reason) if cell.reason is not None else gettext("At no cost"),
        "effects": [(row["label"], row["text"]) for row in effects_json(trial, cell)],
        "cost": cell.extra_cost,
        "verdict": cell.verdict,
        "fields": {
            "day": cell.target.day.isoformat(),
            "first_period": cell.target.first_period,
            "workshop": cell.target.workshop_id,
            "instructor": cell.target.instructor_id,
        },
    }


def back_to_table(timetable: Timetable, day: date) -> str:
    """The table of the week that a lesson is in."""
    return url_for(".show_table", timetable=timetable.id, week=day.isoformat())
