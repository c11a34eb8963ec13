"""Officers' pages: the list of sittings, the gateway, planning with its rules, one sitting, panel, release."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.assessment import panel_views, placing_views, planning_views, queries, scoring, services, situation
from trainer.assessment.blueprint import blueprint
from trainer.assessment.forms import PanelForm, ReasonForm
from trainer.assessment.gateway import Standing, gateway_of
from trainer.assessment.planning_views import LIST, assessor_rows, refuse_all
from trainer.assessment.results import Result
from trainer.assessment.rules import SittingRefused, links
from trainer.assessment.score_sheet import PAPER_LABELS
from trainer.assessment.situation import assessors_of, panel_facts, plan_of
from trainer.assessment.words import STANDING_CHIPS, STANDING_LABELS, STATE_CHIPS, STATE_LABELS, time_of
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.assessment import Sitting, SittingState
from trainer.programmes import queries as programmes
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, level_short, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db


@blueprint.get("/sittings")
@requires(Permission.ASSESSMENT_READ)
def list_sittings() -> ResponseReturnValue:
    """The viewer's sittings, by state."""
    sittings = sittings_asked()
    state = state_asked()
    tabs = [
        {
            "label": say(label),
            "count": sum(row.state is key for row in sittings),
            "url": url_for(".list_sittings", state=key.value, q=request.args.get("q"), cohort_id=cohort_asked()),
            "active": state is key,
        }
        for key, label in STATE_LABELS.items()
    ]
    everything = url_for(".list_sittings", q=request.args.get("q"), cohort_id=cohort_asked())
    tabs.insert(0, {"label": gettext("All"), "count": len(sittings), "url": everything, "active": state is None})
    return render_template(
        "assessment/list_sittings.html",
        page=page_of([row for row in sittings if state in (None, row.state)]),
        state_tabs=tabs,
        cohort_id=cohort_asked(),
        text=request.args.get("q", "")[:60],
        **words(),
    )


@blueprint.get("/sittings/export")
@requires(Permission.ASSESSMENT_READ)
def export_sittings() -> ResponseReturnValue:
    """The list under its present filter as a workbook."""
    state = state_asked()
    head = [gettext("Cohort"), gettext("Occupation"), gettext("Level"), gettext("Day"), gettext("Time")]
    head += [gettext("Workshop"), gettext("Evaluating body"), gettext("Candidates"), gettext("Status")]
    rows = [
        [
            name_of(row.cohort),
            name_of(row.cohort.course_version.course.occupation),
            level_short(row.cohort.course_version.course.level),
            row.day,
            time_of(row),
            f"{row.workshop.code} {name_of(row.workshop)}",
            name_of(row.body),
            len(row.candidates),
            say(STATE_LABELS[row.state]),
        ]
        for row in sittings_asked()
        if state in (None, row.state)
    ]
    filters = {gettext("Status"): say(STATE_LABELS[state]) if state else gettext("All")}
    return send_workbook(workbook(head, rows, filters), "sittings")


@blueprint.get("/cohorts/<cohort_id>/gateway")
@requires(Permission.ASSESSMENT_READ)
def show_gateway(cohort_id: str) -> ResponseReturnValue:
    """Who of a cohort may sit, what the others lack, and who must act."""
    stand_at(LIST)
    cohort = programmes.get_cohort(db(), cohort_id, viewer=viewer())
    rows = sorted(gateway_of(db(), cohort), key=lambda row: row.standing is not Standing.HOURS_MISSING)
    return render_template(
        "assessment/show_gateway.html",
        cohort=cohort,
        rows=rows,
        counts={standing: sum(row.standing is standing for row in rows) for standing in Standing},
        can_plan=viewer().can(Permission.ASSESSMENT_PLAN),
        standing_labels=STANDING_LABELS,
        standing_chips=STANDING_CHIPS,
    )


@blueprint.get("/sittings/<sitting_id>")
@requires(Permission.ASSESSMENT_READ)
def show_sitting(sitting_id: str) -> ResponseReturnValue:
    """One sitting: candidates, panel with its independence, what is missing before the release."""
    return sitting_page(queries.get_sitting(db(), sitting_id, viewer=viewer()))


@blueprint.get("/sittings/<sitting_id>/export")
@requires(Permission.ASSESSMENT_READ)
def export_sitting(sitting_id: str) -> ResponseReturnValue:
    """The candidates by workstation as a workbook; points only once they are released."""
    sitting = queries.get_sitting(db(), sitting_id, viewer=viewer())
    papers = queries.papers_of(sitting.cohort) if sitting.state is SittingState.RELEASED else ()
    head = [
        gettext("Workstation"),
        gettext("Name"),
        gettext("Did not come"),
        *(say(PAPER_LABELS[paper]) for paper in papers),
    ]
    rows = []
    for candidate in sitting.candidates:
        points = {score.paper: score.points for score in candidate.scores}
        absent = gettext("Did not come") if candidate.is_absent else ""
        who = [candidate.workstation_number, candidate.enrolment.person.name, absent]
        rows.append([*who, *(points.get(paper) for paper in papers)])
    about = {gettext("Cohort"): name_of(sitting.cohort), gettext("Day"): sitting.day.isoformat()}
    return send_workbook(workbook(head, rows, about), f"sitting-{sitting.day.isoformat()}-{sitting.cohort.code}")


@blueprint.get("/sittings/<sitting_id>/panel")
@requires(Permission.ASSESSMENT_PLAN)
def choose_panel(sitting_id: str) -> ResponseReturnValue:
    """The assessors of the body, to fill or change the panel of a planned sitting."""
    sitting = queries.get_sitting(db(), sitting_id, viewer=viewer())
    services.refuse_unless_planned(sitting)
    return panel_page(sitting, PanelForm(formdata=None), [member.assessor_id for member in sitting.panel])


@blueprint.post("/sittings/<sitting_id>/panel")
@requires(Permission.ASSESSMENT_PLAN)
def replace_panel(sitting_id: str) -> ResponseReturnValue:
    """Put the chosen assessors on the panel."""
    sitting = queries.get_sitting(db(), sitting_id, viewer=viewer())
    form = PanelForm()
    offered = assessors_of(db(), sitting.body_id)
    form.offer_assessors(offered)
    if form.validate():
        chosen = [row for row in offered if row.id in (form.assessors.data or [])]
        try:
            services.replace_panel(db(), sitting, chosen, viewer=viewer())
        except SittingRefused as error:
            refuse_all(form, error)
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("The panel is named; new members were told"), "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting.id))
    return panel_page(sitting, form, form.assessors.data or []), 422


@blueprint.post("/sittings/<sitting_id>/cancel")
@requires(Permission.ASSESSMENT_PLAN)
def cancel_sitting(sitting_id: str) -> ResponseReturnValue:
    """Call a planned sitting off."""
    sitting = queries.get_sitting(db(), sitting_id, viewer=viewer())
    form = ReasonForm()
    if form.validate():
        try:
            services.cancel_sitting(db(), sitting, form.reason.data or "", viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("The sitting is called off; everybody was told"), "success")
            return redirect(url_for(".show_sitting", sitting_id=sitting.id))
    return sitting_page(sitting, form), 422


@blueprint.post("/sittings/<sitting_id>/release")
@requires(Permission.ASSESSMENT_RELEASE)
def release_sitting(sitting_id: str) -> ResponseReturnValue:
    """Release the scores for good."""
    sitting = queries.get_sitting(db(), sitting_id, viewer=viewer())
    scoring.release_sitting(db(), sitting, viewer=viewer())
    told = len(sitting.candidates)
    flash(gettext("The scores are released and locked; %(n)s candidates were told", n=told), "success")
    return redirect(url_for(".show_sitting", sitting_id=sitting.id))


def sitting_page(sitting: Sitting, form: ReasonForm | None = None) -> str:
    """The page of one sitting with everything that can be done to it."""
    stand_at(LIST)
    results = queries.results_in(db(), sitting)
    refusal = scoring.refusal_to_release(sitting)
    may_release = viewer().can(Permission.ASSESSMENT_RELEASE) and sitting.body_id == viewer().organisation_id
    return render_template(
        "assessment/show_sitting.html",
        sitting=sitting,
        results=results,
        papers=queries.papers_of(sitting.cohort),
        paper_labels=PAPER_LABELS,
        tally=tally(list(results.values())),
        gaps=scoring.gaps_of(sitting),
        refusal=refusal,
        waiting=scoring.panel_refusal(db(), sitting) if sitting.state is SittingState.PLANNED else None,
        may_release=may_release,
        can_plan=viewer().can(Permission.ASSESSMENT_PLAN) and sitting.state is SittingState.PLANNED,
        can_issue=viewer().can(Permission.CERTIFICATE_ISSUE) and sitting.state is SittingState.RELEASED,
        links=links_of(sitting),
        places=situation.workstations_for(sitting.cohort, sitting.workshop),
        reason_form=form or ReasonForm(formdata=None),
        **words(),
    )


def panel_page(sitting: Sitting, form: PanelForm, chosen: Sequence[str]) -> str:
    """The boxes of a panel with what is known of each assessor."""
    stand_at(LIST)
    offered = assessors_of(db(), sitting.body_id)
    form.offer_assessors(offered)
    facts = panel_facts(db(), plan_of(db(), sitting), offered)
    return render_template(
        "assessment/choose_panel.html",
        sitting=sitting,
        form=form,
        assessors=assessor_rows(offered, facts, chosen),
        minimum=facts.panel_minimum,
        **words(),
    )


def tally(results: Sequence[Result]) -> dict[str, int]:
    """How many passed, failed and were absent."""
    passed, absent = sum(row.passed for row in results), sum(row.is_absent for row in results)
    return {"passed": passed, "absent": absent, "failed": len(results) - passed - absent}


def links_of(sitting: Sitting) -> dict[str, list[str]]:
    """What ties each member of the panel to the candidates, by assessor; empty lists for independent ones."""
    facts = panel_facts(db(), plan_of(db(), sitting), [member.assessor for member in sitting.panel])
    return {row.assessor_id: [say(broken.message) for broken in links(row, facts)] for row in facts.panel}


def sittings_asked() -> Sequence[Sitting]:
    """The sittings under the text and the cohort of the address."""
    text = request.args.get("q", "").strip()[:60]
    return queries.list_sittings(db(), viewer=viewer(), text=text, cohort_id=cohort_asked())


def cohort_asked() -> str:
    """The cohort of the address, or an empty text."""
    return request.args.get("cohort_id", "")[:26]


def state_asked() -> SittingState | None:
    """The state of the address; anything unreadable asks for all."""
    text = request.args.get("state", "")
    return SittingState(text) if text in list(SittingState) else None


def words() -> dict[str, Any]:
    """What every page of sittings says."""
    return {"state_labels": STATE_LABELS, "state_chips": STATE_CHIPS, "time_of": time_of}


# The pages of planning and of the panel stand in files of their own; every address stands here or there.
__all__ = ["blueprint", "panel_views", "placing_views", "planning_views"]
