"""Pages of rosters: upload, check, correct, enrol the good rows, take the bad ones away."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.enrolment import grid, queries, rosters, sheets
from trainer.enrolment import seats as places
from trainer.enrolment.columns import vocabulary
from trainer.enrolment.forms import RosterForm
from trainer.enrolment.rosters import Limits, Uploaded
from trainer.enrolment.views.blueprint import blueprint
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.enrolment import RosterRow, RosterRowState, RosterUpload
from trainer.models.programmes import Cohort
from trainer.programmes.queries import part_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, language, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import page_of, send_workbook
from trainer.web.transaction import db

ENTRY = "enrolment.list_rosters"
GRID_PAGE = 100


@blueprint.get("/rosters")
@requires(Permission.ROSTER_READ)
def list_rosters() -> ResponseReturnValue:
    """The cohorts whose rosters the viewer keeps, each with its latest file."""
    page = page_of(queries.cohorts_with_rosters(db(), viewer=viewer()))
    uploads = queries.latest_uploads(db(), [cohort.id for cohort in page.rows], viewer=viewer())
    latest = {cohort_id: found[0] for cohort_id, found in uploads.items()}
    return render_template(
        "enrolment/list_rosters.html",
        page=page,
        latest=latest,
        counts=queries.counts_of(db(), [upload.id for upload in latest.values()]),
        states=RosterRowState,
        open_states=queries.OPEN_STATES,
    )


@blueprint.route("/cohorts/<cohort_id>/roster", methods=["GET", "POST"])
@requires(Permission.ROSTER_UPLOAD)
def upload_roster(cohort_id: str) -> ResponseReturnValue:
    """Choose a file for a cohort; a file that cannot be read changes nothing."""
    stand_at(ENTRY)
    cohort = queries.get_cohort(db(), cohort_id, viewer=viewer())
    form = RosterForm()
    if request.method == "POST" and form.validate():
        try:
            uploaded = _take_file(cohort)
        except TrainerError as error:
            form.refuse(error)
        else:
            _tell_about(uploaded)
            return redirect(url_for(".show_roster", upload_id=uploaded.upload.id))
    status = 422 if request.method == "POST" else 200
    return _upload_page(cohort, form), status


@blueprint.get("/rosters/<upload_id>")
@requires(Permission.ROSTER_READ)
def show_roster(upload_id: str) -> ResponseReturnValue:
    """The rows of a roster under one of the filters, with faults at their cells and a verdict for each person."""
    stand_at(ENTRY)
    upload = queries.get_upload(db(), upload_id, viewer=viewer())
    counts = queries.counts_of(db(), [upload.id])[upload.id]
    chosen = grid.chosen_filter(request.args.get("show", ""), counts)
    page = page_of(queries.rows_of(db(), upload, chosen.states), GRID_PAGE)
    return render_template(
        "enrolment/show_roster.html",
        page=page,
        rows=[grid.grid_row(db(), upload, row) for row in page.rows],
        is_latest=is_latest(upload),
        may_write=viewer().can(Permission.ROSTER_UPLOAD),
        **_frame(upload, chosen),
    )


@blueprint.post("/rosters/<upload_id>/cell")
@requires(Permission.ROSTER_UPLOAD)
def correct_cell(upload_id: str) -> ResponseReturnValue:
    """Take a new value for one cell; answers the whole row and the counts above it."""
    upload = queries.get_upload(db(), upload_id, viewer=viewer())
    key, value = request.form.get("name", ""), request.form.get("value", "")
    row = rosters.correct_cell(db(), upload, _row_number(), key, value, viewer=viewer())
    return _row_answer(upload, row)


@blueprint.post("/rosters/<upload_id>/cell/reveal")
@requires(Permission.ROSTER_UPLOAD)
def reveal_cell(upload_id: str) -> ResponseReturnValue:
    """A masked cell in clear for somebody who corrects it; the look is recorded."""
    upload = queries.get_upload(db(), upload_id, viewer=viewer())
    value = rosters.reveal_cell(db(), upload, _row_number(), request.form.get("name", ""), viewer=viewer())
    return value, 200, {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.post("/rosters/<upload_id>/enrol")
@requires(Permission.ROSTER_UPLOAD)
def enrol_rows(upload_id: str) -> ResponseReturnValue:
    """Give the good rows their seats; what is left stays on the page."""
    upload = queries.get_upload(db(), upload_id, viewer=viewer())
    kept = rosters.enrol_rows(db(), upload, viewer=viewer())
    if kept.enrolled:
        flash(gettext("%(n)s people are enrolled", n=kept.enrolled), "ok")
    if kept.refusal is not None:
        way_out = say(kept.refusal.way_out) if kept.refusal.way_out else ""
        waiting = gettext("%(n)s people wait for a seat.", n=kept.waiting)
        flash(f"{waiting} {say(kept.refusal.message)} {way_out}", "warning")
    return redirect(url_for(".show_roster", upload_id=upload.id))


@blueprint.post("/rosters/<upload_id>/bad-rows")
@requires(Permission.ROSTER_UPLOAD)
def download_bad_rows(upload_id: str) -> ResponseReturnValue:
    """Only the rows to correct, as a file with the same columns, the reason, and red cells."""
    upload = queries.get_upload(db(), upload_id, viewer=viewer())
    columns = rosters.columns_of(upload)
    rows = [
        sheets.BadRow(
            cells=[cells.get(column.key, "") for column in columns],
            bad=frozenset(index for index, column in enumerate(columns) if column.key in _faulty(row)),
            reason="; ".join(f"{fault['cell']}: {say(fault['message'])}" for fault in row.faults),
        )
        for row, cells in rosters.bad_rows(db(), upload, viewer=viewer())
    ]
    heads = [column.head for column in columns]
    content = sheets.bad_rows_file(gettext("Rows to correct"), heads, gettext("What to correct"), rows)
    return send_workbook(content, f"{upload.file_name.rsplit('.', 1)[0]}-{gettext('to correct')}")


@blueprint.get("/rosters/template")
@requires(Permission.ROSTER_READ)
def download_roster_template() -> ResponseReturnValue:
    """A blank roster with a sheet that explains its columns."""
    is_english = language() == "en"
    words = sheets.TemplateWords(
        sheet=gettext("Roster"),
        help_sheet=gettext("How to fill in"),
        help_heads=[gettext("Column"), gettext("Needed?"), gettext("What to write"), gettext("Example")],
        required=gettext("required"),
        optional=gettext("optional"),
        columns=[(name_of(column), column.help_en if is_english else column.help) for column in vocabulary().columns],
        rules=[
            gettext("One person a row. The columns may stand in any order; optional ones may be left out."),
            gettext("Only the first sheet is read. At most %(n)s rows.", n=platform().config.roster_max_rows),
            gettext(
                "Good rows are kept while bad ones wait: each bad cell is named, and can be corrected on the page."
            ),
        ],
    )
    return send_workbook(sheets.template_file(words, vocabulary()), gettext("Roster template"))


def is_latest(upload: RosterUpload) -> bool:
    """Whether no later roster of the same sender has come for the cohort."""
    uploads = queries.latest_uploads(db(), [upload.cohort_id], viewer=viewer())[upload.cohort_id]
    return next(found.id for found in uploads if found.enterprise_id == upload.enterprise_id) == upload.id


def free_seats(upload: RosterUpload) -> int:
    """The seats that are free for the roster's people: in a joint class those of their own enterprise."""
    cohort = upload.cohort
    own = places.free_places(db(), cohort, upload.enterprise_id)
    return cohort.capacity - cohort.taken if own is None else own


def _take_file(cohort: Cohort) -> Uploaded:
    file = request.files["file"]
    config = platform().config
    limits = Limits(config.upload_max_bytes, config.roster_max_rows)
    name = file.filename or gettext("Roster")
    return rosters.upload_roster(db(), cohort, file.read(), name, limits=limits, viewer=viewer())


def _tell_about(uploaded: Uploaded) -> None:
    if uploaded.remark is not None:
        flash(say(uploaded.remark), "warning")
    if uploaded.is_repeated:
        flash(gettext("This very file was uploaded before. Here it is, checked again."), "warning")


def _upload_page(cohort: Cohort, form: RosterForm) -> str:
    config = platform().config
    return render_template(
        "enrolment/upload_roster.html",
        cohort=cohort,
        part=part_of(db(), cohort, viewer=viewer()),
        form=form,
        is_open=cohort.state in queries.OPEN_STATES,
        uploads=queries.latest_uploads(db(), [cohort.id], viewer=viewer()).get(cohort.id, []),
        max_rows=config.roster_max_rows,
        max_megabytes=round(config.upload_max_bytes / 1_000_000, 1),
        columns=vocabulary().columns,
    )


def _frame(upload: RosterUpload, chosen: grid.Filter) -> dict[str, Any]:
    """What the page and the answer to a corrected cell have in common."""
    counts = queries.counts_of(db(), [upload.id])[upload.id]
    cohort = upload.cohort
    ready = counts[RosterRowState.READY] + counts[RosterRowState.WAITING]
    shown = [found for found in grid.FILTERS if found.name != "enrolled" or counts[RosterRowState.ENROLLED]]
    return {
        "upload": upload,
        "cohort": cohort,
        "heads": [{"label": name_of(vocabulary().column(column.key))} for column in rosters.columns_of(upload)],
        "alternatives": queries.alternatives_to(db(), cohort, viewer=viewer()),
        "filters": [(found, found.count(counts), found.name == chosen.name) for found in shown],
        "ready": ready,
        "bad": counts[RosterRowState.BAD],
        "free": free_seats(upload),
        "total": sum(counts.values()),
        "is_open": cohort.state in queries.OPEN_STATES,
    }


def _row_answer(upload: RosterUpload, row: RosterRow) -> str:
    chosen = grid.chosen_filter(request.args.get("show", ""), queries.counts_of(db(), [upload.id])[upload.id])
    shown = grid.grid_row(db(), upload, row)
    return render_template("enrolment/_corrected_row.html", row=shown, may_write=True, **_frame(upload, chosen))


def _row_number() -> int:
    text = request.form.get("row", "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0


def _faulty(row: RosterRow) -> set[str]:
    return {fault["column"] for fault in row.faults}
