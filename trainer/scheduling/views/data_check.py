"""The data check before a run: what must be mended, each row with the page that mends it."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.scheduling import services
from trainer.scheduling.capacity import capacity_of
from trainer.scheduling.data_check import DataCheck, Row, Severity, check_data
from trainer.scheduling.runs import Wanted
from trainer.scheduling.services import seed_of_today
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.capacity import heat_of
from trainer.scheduling.views.common import link, spoken, travel_minutes
from trainer.web.access import requires, viewer
from trainer.web.language import gettext
from trainer.web.platform import platform
from trainer.web.tables import send_workbook, workbook
from trainer.web.transaction import db


@blueprint.get("/scheduling/check")
@requires(Permission.TIMETABLE_SOLVE)
def show_data_check() -> ResponseReturnValue:
    """Everything that blocks or weakens the next run."""
    found = check_data(db(), viewer().organisation_id, travel_minutes=travel_minutes())
    if request.args.get("format") == "xlsx":
        head = [gettext("Severity"), gettext("What is wrong")]
        rows = [[severity_word(row), spoken(row.sentence)] for row in found.rows]
        return send_workbook(workbook(head, rows), "data-check")
    capacity = capacity_of(found)
    return render_template(
        "scheduling/show_data_check.html",
        found=found,
        rows=shown_rows(found),
        capacity=capacity,
        heat=heat_of(capacity),
    )


@blueprint.post("/scheduling/check/prove")
@requires(Permission.TIMETABLE_SOLVE)
def prove_impossible() -> ResponseReturnValue:
    """Seal data that the check proves impossible as a run: from its page one asks why, and what would do."""
    config = platform().config
    wanted = Wanted(config.solver_seconds, seed_of_today(), workers=config.solver_workers)
    run = services.prove_impossible(db(), platform().jobs, wanted, travel_minutes=travel_minutes(), viewer=viewer())
    return redirect(url_for(".show_run", run_id=run.id))


def shown_rows(found: DataCheck) -> list[dict[str, object]]:
    """The rows as the page draws them."""
    return [
        {
            "is_blocking": row.severity is Severity.BLOCKING,
            "severity": severity_word(row),
            "text": spoken(row.sentence),
            "url": mending_url(row),
        }
        for row in found.rows
    ]


def severity_word(row: Row) -> str:
    """The severity in words."""
    return gettext("Must be corrected") if row.severity is Severity.BLOCKING else gettext("Please note")


def mending_url(row: Row) -> str:
    """The page on which a row can be mended, or an empty text."""
    return mend_url(row.kind, row.id)


def mend_url(kind: str, id_: str) -> str:
    """The page on which the record of this kind and id can be mended, or an empty text."""
    pages = {
        "cohort": lambda: link("programmes.show_cohort", cohort_id=id_),
        "cohorts": lambda: link("programmes.list_cohorts"),
        "course": lambda: link("catalogue.show_course", course_id=id_),
        "trainees": lambda: link("enrolment.list_trainees", cohort_id=id_),
        "workshop": lambda: link("resources.show_workshop", workshop_id=id_),
        "equipment": lambda: link("resources.list_workshops"),
        "workshops": lambda: link("resources.list_workshops"),
        "instructor": lambda: link("resources.show_instructor", instructor_id=id_),
        "instructors": lambda: link("resources.list_instructors"),
        "subject": lambda: link("resources.list_instructors"),
        "calendar": lambda: link("resources.show_calendar"),
        "lesson": lambda: url_for("scheduling.show_board"),
        "lessons": lambda: url_for("scheduling.show_board"),
    }
    return pages[kind]() if kind in pages else ""
