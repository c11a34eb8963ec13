"""Pages of proposed sittings: every cohort that needs one with place, time and panel, accepted one by one."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.assessment.blueprint import blueprint
from trainer.assessment.gateway import gateway_of
from trainer.assessment.placing import propose_sittings
from trainer.assessment.planning_views import ENDING, LIST, choice_for, plan_as_filled_in
from trainer.assessment.words import time_of
from trainer.kit.permissions import Permission
from trainer.programmes import queries as programmes
from trainer.web.access import requires, viewer
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.transaction import db


@blueprint.get("/sittings/proposals")
@requires(Permission.ASSESSMENT_PLAN)
def propose_all() -> ResponseReturnValue:
    """A sitting for each cohort that needs one, as the solver would place them; nothing is changed."""
    stand_at(LIST)
    cohorts = list(reversed(programmes.cohorts_for(db(), viewer=viewer(), states=ENDING)))
    choices = {cohort.id: choice_for(cohort, "") for cohort in cohorts}
    uncertified = [
        cohort
        for cohort in cohorts
        if choices[cohort.id] is None and any(row.is_ready for row in gateway_of(db(), cohort))
    ]
    minutes = platform().config.default_travel_minutes
    proposals = propose_sittings(db(), [row for row in choices.values() if row is not None], travel_minutes=minutes)
    return render_template(
        "assessment/propose_sittings.html", proposals=proposals, uncertified=uncertified, time_of=time_of
    )


@blueprint.post("/cohorts/<cohort_id>/sittings/accept")
@requires(Permission.ASSESSMENT_PLAN)
def accept_proposal(cohort_id: str) -> ResponseReturnValue:
    """Plan a proposed sitting, tell everybody, and go back to the others."""
    return plan_as_filled_in(cohort_id, lambda _sitting: url_for(".propose_all"))
