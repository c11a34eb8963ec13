"""Pages of shift cover: the times of shifts, production lines with their caps, and rota files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.enrolment import rotas
from trainer.enrolment.rota_file import read_rota
from trainer.enrolment.rota_forms import CapForm, LineForm, RotaForm, TimesForm, clock_of, shift_words
from trainer.enrolment.rota_words import COLUMNS, rota_words
from trainer.enrolment.rotas import RotaTaken
from trainer.enrolment.views.blueprint import blueprint
from trainer.kit import clock
from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, language
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import send_workbook, workbook
from trainer.web.transaction import db

ENTRY = "enrolment.show_shifts"
DAYS_OF_TEMPLATE = 28


@blueprint.get("/shifts")
@requires(Permission.ROTA_WRITE)
def show_shifts() -> ResponseReturnValue:
    """The viewer's shifts, lines and the place for a rota; ?pattern=… proposes the times of a usual pattern."""
    return shifts_page()


@blueprint.post("/shifts/times")
@requires(Permission.ROTA_WRITE)
def set_shift_times() -> ResponseReturnValue:
    """Keep the times of the shifts."""
    form = TimesForm()
    try:
        rotas.set_times(db(), form.times(), viewer=viewer())
    except TrainerError as error:
        form.refuse(error)
        return shifts_page(times_form=form), 422
    flash(gettext("The shift times were kept; rotas from now on are read with them"), "ok")
    return redirect(url_for(".show_shifts"))


@blueprint.post("/shifts/lines")
@requires(Permission.ROTA_WRITE)
def add_line() -> ResponseReturnValue:
    """Add a production line."""
    form = LineForm()
    if form.validate():
        try:
            rotas.add_line(db(), form.name.data or "", form.most_away.data, viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("The line was added; the rota says who works on it"), "ok")
            return redirect(url_for(".show_shifts", _anchor="lines"))
    return shifts_page(line_form=form), 422


@blueprint.post("/shifts/lines/<line_id>")
@requires(Permission.ROTA_WRITE)
def change_line(line_id: str) -> ResponseReturnValue:
    """Set how many people of a line may be away at a time."""
    line = rotas.get_line(db(), line_id, viewer=viewer())
    form = CapForm()
    if not form.validate():
        flash(gettext("Give a whole number from 0 on, or nothing for no limit"), "bad")
        return shifts_page(), 422
    rotas.change_line(db(), line, form.most_away.data, viewer=viewer())
    flash(gettext("The next run keeps to the new limit of %(line)s", line=line.name), "ok")
    return redirect(url_for(".show_shifts", _anchor="lines"))


@blueprint.post("/shifts/rota")
@requires(Permission.ROTA_WRITE)
def upload_rota() -> ResponseReturnValue:
    """Take the good rows of a rota, and say of each other cell what is wrong with it."""
    form = RotaForm()
    if form.validate():
        try:
            return shifts_page(taken=_take_file())
        except TrainerError as error:
            form.refuse(error)
    return shifts_page(rota_form=form), 422


@blueprint.get("/shifts/template")
@requires(Permission.ROTA_WRITE)
def download_rota_template() -> ResponseReturnValue:
    """A rota to fill in: the viewer's trainees with their lines, and the days of the next four weeks."""
    at = 1 if language() == "en" else 0
    days = [clock.today() + timedelta(days=number) for number in range(1, DAYS_OF_TEMPLATE + 1)]
    head = [rota_words().labels[key][at] for key in COLUMNS] + [day.isoformat() for day in days]
    own = viewer().organisation_id
    lines = rotas.lines_by_person(db(), own)
    rows = [[person.name, "", lines.get(person.id, "")] for person in rotas.trainees_of(db(), own)]
    return send_workbook(workbook(head, rows), gettext("Rota"))


def shifts_page(
    *,
    times_form: TimesForm | None = None,
    line_form: LineForm | None = None,
    rota_form: RotaForm | None = None,
    taken: RotaTaken | None = None,
) -> str:
    """The page with one of its forms as it was refused, or with what became of a rota."""
    stand_at(ENTRY)
    own = viewer().organisation_id
    times = rotas.times_of(db(), own)
    return render_template(
        "enrolment/show_shifts.html",
        times_form=times_form or _times_form(times),
        line_form=line_form or LineForm(formdata=None),
        rota_form=rota_form or RotaForm(formdata=None),
        patterns=rota_words().patterns.values(),
        lines=rotas.lines_of(db(), own),
        too_large=rotas.cohorts_too_large(db(), own),
        people=len(rotas.trainees_of(db(), own)),
        shifts=[(shift_words()[shift], f"{clock_of(start)}–{clock_of(end)}") for shift, (start, end) in times.items()],
        taken=taken,
        **_limits(),
    )


def _times_form(times: Any) -> TimesForm:
    """The stored times, or those of the pattern that was asked for."""
    pattern = rota_words().patterns.get(request.args.get("pattern", ""))
    form = TimesForm(formdata=None)
    form.show(pattern.times if pattern is not None else times)
    return form


def _take_file() -> RotaTaken:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise BadInput(msg("Please choose a file"), field="file")
    config = platform().config
    shifts = list(rotas.times_of(db(), viewer().organisation_id))
    limits = {"max_bytes": config.upload_max_bytes, "max_rows": config.roster_max_rows}
    rota = read_rota(sent.read(config.upload_max_bytes + 1), sent.filename, shifts=shifts, **limits)
    return rotas.take_rota(db(), rota, viewer=viewer())


def _limits() -> dict[str, int]:
    config = platform().config
    return {"max_rows": config.roster_max_rows, "max_megabytes": config.upload_max_bytes // 1_000_000}
