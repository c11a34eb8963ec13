"""It does not fit: the smallest clash in words, the week it shows in, and verified ways out by price."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import solver
from trainer.catalogue.queries import find_policy
from trainer.kit import clock
from trainer.kit.permissions import Permission
from trainer.models.scheduling import SolverRun
from trainer.programmes.services.proposals import HOURS_POLICY
from trainer.programmes.views.proposals import proposal_said
from trainer.scheduling import queries, reasons, reasons_proposals, reasons_scenarios
from trainer.scheduling.reasons import Reasons, Stand
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_number, run_label, stored_text, supposed_by, travel_minutes
from trainer.scheduling.views.reasons_said import cards_said, offer_said, repairs_said, week_said
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, say
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
        supposed=supposed_by(run),
        said=say(found.message) if found.message is not None else "",
        may_ask=may_ask(run),
        is_impossible=run.status == solver.Status.INFEASIBLE.value,
        needs_reasons=reasons.needs_reasons(run),
        answer_hours=answer_hours(),
        sort="people" if request.args.get("sort") == "people" else "price",
        **answer_said(run, found),
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


@blueprint.post("/runs/<run_id>/reasons/propose")
@requires(Permission.AGREEMENT_WRITE)
def propose_repair(run_id: str) -> ResponseReturnValue:
    """Send the way out at `position` to the enterprise, which can agree with one tap."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    position = read_number(request.form.get("position", ""), "position")
    proposal = reasons_proposals.propose_repair(db(), run, position, request.form.get("note", ""), viewer=viewer())
    flash(gettext("Sent to %(enterprise)s", enterprise=name_of(proposal.order.enterprise)), "ok")
    return redirect(url_for(".show_reasons", run_id=run.id))


def may_ask(run: SolverRun) -> bool:
    """Whether the viewer may start a search for this run's reason."""
    is_own = run.organisation_id == viewer().organisation_id
    return is_own and viewer().can(Permission.TIMETABLE_SOLVE) and reasons.needs_reasons(run)


def answer_said(run: SolverRun, found: Reasons) -> dict[str, Any]:
    """What was found, in the reader's language; nothing before there is an answer."""
    outcome = found.outcome
    if not outcome:
        return {"cards": [], "repairs": [], "week": None, "shortage": ""}
    return {
        "cards": cards_said(outcome),
        "repairs": with_proposals(run, repairs_said(outcome, request.args.get("sort", ""))),
        "week": week_said(outcome),
        "shortage": stored_text(outcome["shortage"]) if outcome["shortage"] else "",
    }


def with_proposals(run: SolverRun, repairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The repairs with what can be sent to an enterprise, and what became of what was sent; the base's own alone."""
    if run.organisation_id != viewer().organisation_id or not viewer().can(Permission.AGREEMENT_WRITE):
        return repairs
    offers = reasons_proposals.offers_of(db(), run, viewer=viewer())
    sent = reasons_proposals.sent_of(db(), run, viewer=viewer())
    for repair in repairs:
        offer, proposal = offers.get(repair["position"]), sent.get(repair["position"])
        repair["offer"] = offer_said(offer) if offer is not None else None
        repair["sent"] = proposal_said(proposal) if proposal is not None else None
    return repairs


def answer_hours() -> int | None:
    """How many hours an enterprise has to answer, where policy says so."""
    policy = find_policy(db(), HOURS_POLICY, viewer().region_code, clock.today())
    return int(policy.value) if policy is not None else None
