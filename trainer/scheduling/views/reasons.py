"""It does not fit: the smallest clash in words, the week it shows in, and verified ways out by price."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import solver
from trainer.kit.permissions import Permission
from trainer.models.scheduling import SolverRun
from trainer.scheduling import queries, reasons, reasons_scenarios
from trainer.scheduling.reasons import Reasons, Stand
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_number, run_label, stored_text, travel_minutes
from trainer.scheduling.views.reasons_said import cards_said, repairs_said, week_said
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.transaction import db


@blueprint.get("/runs/<run_id>/reasons")
@requires(Permission.TIMETABLE_READ)
def show_reasons(run_id: str) -> ResponseReturnValue:
    """Why a run placed no timetable and what would do; while the search works, its part asks again every second."""
    stand_at("scheduling.list_runs")
    run = queries.get_run(db(), run_id, viewer=viewer())
    found = reasons.reasons_of(db(), run)
    is_part = bool(request.headers.get("HX-Request"))
    page = render_template(
        "scheduling/_reasons_progress.html" if is_part else "scheduling/show_reasons.html",
        run=run,
        label=run_label(run),
        found=found,
        said=say(found.message) if found.message is not None else "",
        may_ask=may_ask(run),
        is_impossible=run.status == solver.Status.INFEASIBLE.value,
        needs_reasons=reasons.needs_reasons(run),
        sort="people" if request.args.get("sort") == "people" else "price",
        **answer_said(found),
    )
    # The end changes the whole page.
    return page, 200, {"HX-Refresh": "true"} if is_part and found.stand is not Stand.WORKING else {}


@blueprint.post("/runs/<run_id>/reasons")
@requires(Permission.TIMETABLE_SOLVE)
def ask_reasons(run_id: str) -> ResponseReturnValue:
    """Ask for the job that finds the reason."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    reasons.ask_reasons(db(), platform().jobs, run, viewer=viewer())
    return redirect(url_for(".show_reasons", run_id=run.id))


@blueprint.post("/runs/<run_id>/reasons/stop")
@requires(Permission.TIMETABLE_SOLVE)
def stop_reasons(run_id: str) -> ResponseReturnValue:
    """End the search; a reason that was found by then is kept."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    reasons.stop_reasons(db(), run, viewer=viewer())
    flash(gettext("The search for a reason is ending"), "ok")
    return redirect(url_for(".show_reasons", run_id=run.id))


@blueprint.post("/runs/<run_id>/reasons/try")
@requires(Permission.TIMETABLE_SOLVE)
def try_repair(run_id: str) -> ResponseReturnValue:
    """Make a scenario of the way out at `position` and show it, ready to be solved."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    scenario = reasons_scenarios.try_repair(
        db(),
        run,
        read_number(request.form.get("position", ""), "position"),
        name=gettext("Way out of %(label)s", label=run_label(run)),
        newcomer=gettext("Instructor to be found"),
        travel_minutes=travel_minutes(),
        viewer=viewer(),
    )
    return redirect(url_for(".show_scenario", scenario_id=scenario.id))


def may_ask(run: SolverRun) -> bool:
    """Whether the viewer may start a search for this run's reason."""
    is_own = run.organisation_id == viewer().organisation_id
    return is_own and viewer().can(Permission.TIMETABLE_SOLVE) and reasons.needs_reasons(run)


def answer_said(found: Reasons) -> dict[str, Any]:
    """What was found, in the reader's language; nothing before there is an answer."""
    outcome = found.outcome
    if not outcome:
        return {"cards": [], "repairs": [], "week": None, "shortage": ""}
    return {
        "cards": cards_said(outcome),
        "repairs": repairs_said(outcome, request.args.get("sort", "")),
        "week": week_said(outcome),
        "shortage": stored_text(outcome["shortage"]) if outcome["shortage"] else "",
    }
