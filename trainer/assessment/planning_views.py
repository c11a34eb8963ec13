"""Pages of planning: choose a cohort, fill in the sitting with its rules beside it, plan and tell everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.assessment import services
from trainer.assessment.blueprint import blueprint
from trainer.assessment.facts import Occasion, PanelFacts, PlanFacts
from trainer.assessment.forms import PanelForm, PlanForm
from trainer.assessment.gateway import gateway_of
from trainer.assessment.proposal import Choice, propose
from trainer.assessment.rules import SittingRefused, judge_assessor, judge_plan, links
from trainer.assessment.situation import (
    SittingPlan,
    assessors_of,
    bodies_for,
    look_at,
    panel_facts,
    workstations_for,
)
from trainer.assessment.words import RULE_LABELS, STANDING_CHIPS, STANDING_LABELS
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotFound, RuleBroken, TrainerError
from trainer.kit.permissions import Permission
from trainer.models.assessment import Assessor, Sitting
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import Cohort, CohortState
from trainer.programmes import queries as programmes
from trainer.resources.queries import workshops_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

LIST = "assessment.list_sittings"
ENDING = frozenset({CohortState.RUNNING, CohortState.TAUGHT})


@dataclass(frozen=True)
class AssessorRow:
    """An assessor as a box: what ties them to the candidates, and what else speaks against them."""

    assessor: Assessor
    is_chosen: bool
    links: Sequence[str]
    others: Sequence[str]


@dataclass(frozen=True)
class Verdict:
    """What the rules say to a plan that is filled in; without facts something is still to be filled in."""

    refusals: Sequence[RuleBroken]
    facts: PlanFacts | None
    faults: Sequence[str] = ()


@blueprint.get("/sittings/new")
@requires(Permission.ASSESSMENT_PLAN)
def choose_cohort() -> ResponseReturnValue:
    """The cohorts that come to their end, with who may sit."""
    stand_at(LIST)
    cohorts = programmes.cohorts_for(db(), viewer=viewer(), states=ENDING)
    rows = [{"cohort": cohort, "rows": gateway_of(db(), cohort)} for cohort in cohorts]
    return render_template("assessment/choose_cohort.html", rows=rows)


@blueprint.get("/cohorts/<cohort_id>/sittings/new")
@requires(Permission.ASSESSMENT_PLAN)
def plan_sitting(cohort_id: str) -> ResponseReturnValue:
    """The form, filled in with a proposal."""
    cohort = programmes.get_cohort(db(), cohort_id, viewer=viewer())
    choice = choice_for(cohort, request.args.get("body", ""))
    plan = propose(db(), choice) if choice else None
    if choice is None or plan is None:
        stand_at(LIST)
        return render_template("assessment/plan_blocked.html", cohort=cohort, has_body=choice is not None)
    values = {
        "body": plan.body.id,
        "workshop": plan.workshop.id,
        "day": plan.occasion.day,
        "first_period": plan.occasion.first_period,
        "periods": plan.occasion.periods,
        "assessors": [row.id for row in plan.assessors],
        "candidates": [row.enrolment.id for row in plan.candidates],
    }
    form = PlanForm(formdata=None, data=values)
    offer(form, choice)
    return plan_page(choice, form, judge(plan))


@blueprint.post("/cohorts/<cohort_id>/sittings/check")
@requires(Permission.ASSESSMENT_PLAN)
def check_plan(cohort_id: str) -> ResponseReturnValue:
    """What the rules say to the form as it is filled in now; nothing is changed."""
    choice, form = filled_in(cohort_id)
    return render_template("assessment/_verdict.html", verdict=verdict_on(choice, form), rule_labels=RULE_LABELS)


@blueprint.post("/cohorts/<cohort_id>/sittings/new")
@requires(Permission.ASSESSMENT_PLAN)
def create_sitting(cohort_id: str) -> ResponseReturnValue:
    """Plan the sitting and tell panel and candidates."""
    return plan_as_filled_in(cohort_id, lambda sitting: url_for(".show_sitting", sitting_id=sitting.id))


def plan_as_filled_in(cohort_id: str, onward: Callable[[Sitting], str]) -> ResponseReturnValue:
    """Plan what the form says and go on; every rule that stands against it is shown on the form instead."""
    choice, form = filled_in(cohort_id)
    verdict = Verdict([], None)
    if form.validate():
        try:
            sitting = services.plan_sitting(db(), plan_from(choice, form), viewer=viewer())
        except SittingRefused as error:
            refuse_all(form, error)
            verdict = verdict_on(choice, form)
        except TrainerError as error:
            form.refuse(error)
        else:
            told = len(sitting.candidates) + len(sitting.panel)
            flash(gettext("The sitting is planned; %(n)s people were told", n=told), "success")
            return redirect(onward(sitting))
    return plan_page(choice, form, verdict), 422


def filled_in(cohort_id: str) -> tuple[Choice, PlanForm]:
    """The form that was sent, with what it may choose from; raises NotFound for a body that cannot be chosen."""
    cohort = programmes.get_cohort(db(), cohort_id, viewer=viewer())
    choice = choice_for(cohort, request.form.get("body", ""))
    if choice is None or choice.body.id != request.form.get("body", choice.body.id):
        raise NotFound
    form = PlanForm()
    offer(form, choice)
    return choice, form


def bodies_offered(cohort: Cohort) -> list[Organisation]:
    """The bodies that the viewer may plan for: a certification officer for their own, a scheduler for any."""
    bodies = bodies_for(db(), cohort, max(clock.today(), cohort.ends_on))
    if Role.SCHEDULER in viewer().roles and cohort.programme.base_id == viewer().organisation_id:
        return bodies
    return [body for body in bodies if body.id == viewer().organisation_id]


def choice_for(cohort: Cohort, body_id: str) -> Choice | None:
    """What can be chosen from: for the body asked for, else the first; None when no body may certify this."""
    bodies = bodies_offered(cohort)
    body = next((row for row in bodies if row.id == body_id), bodies[0] if bodies else None)
    if body is None:
        return None
    workshops = workshops_of(db(), cohort.programme.base_id)
    return Choice(cohort, body, workshops, assessors_of(db(), body.id), gateway_of(db(), cohort))


def offer(form: PlanForm, choice: Choice) -> None:
    """Fill the form's selects and boxes."""
    form.offer([(row, workstations_for(choice.cohort, row)) for row in choice.workshops], choice.rows)
    form.offer_assessors(choice.assessors)


def plan_from(choice: Choice, form: PlanForm) -> SittingPlan:
    """The plan that a valid form holds; raises BadInput for a time that the day does not have."""
    assert form.day.data is not None
    return SittingPlan(
        cohort=choice.cohort,
        body=choice.body,
        workshop=next(row for row in choice.workshops if row.id == form.workshop.data),
        occasion=Occasion(form.day.data, form.first_period.data, form.periods.data),
        assessors=[row for row in choice.assessors if row.id in (form.assessors.data or [])],
        candidates=[row for row in choice.rows if row.enrolment.id in (form.candidates.data or [])],
    )


def judge(plan: SittingPlan) -> Verdict:
    """What the rules say to a plan."""
    facts = look_at(db(), plan)
    return Verdict(judge_plan(facts), facts)


def verdict_on(choice: Choice, form: PlanForm) -> Verdict:
    """What the rules say to a form; one that cannot be read yet says so instead."""
    if form.validate():
        try:
            return judge(plan_from(choice, form))
        except BadInput as error:
            return Verdict([], None, [say(error.message)])
    faults = [f"{form[name].label.text}: {error}" for name, errors in form.errors.items() if name for error in errors]
    return Verdict([], None, faults)


def plan_page(choice: Choice, form: PlanForm, verdict: Verdict) -> str:
    """The form with the assessors, the gateway and the verdict beside it."""
    stand_at(LIST)
    known = SittingPlan(choice.cohort, choice.body, choice.workshops[0], _occasion_of(form), [], choice.rows)
    facts = panel_facts(db(), known, choice.assessors)
    return render_template(
        "assessment/plan_sitting.html",
        cohort=choice.cohort,
        body=choice.body,
        bodies=bodies_offered(choice.cohort),
        form=form,
        rows=choice.rows,
        chosen=set(form.candidates.data or []),
        assessors=assessor_rows(choice.assessors, facts, form.assessors.data or []),
        minimum=facts.panel_minimum,
        per_assessor=facts.candidates_per_assessor,
        verdict=verdict,
        rule_labels=RULE_LABELS,
        standing_labels=STANDING_LABELS,
        standing_chips=STANDING_CHIPS,
    )


def assessor_rows(assessors: Sequence[Assessor], facts: PanelFacts, chosen: Sequence[str]) -> list[AssessorRow]:
    """The boxes of the assessors, each with what the rules say; those without an obstacle first."""
    rows = []
    for assessor, seen in zip(assessors, facts.panel, strict=True):
        ties = [say(broken.message) for broken in links(seen, facts)]
        others = [say(broken.message) for broken in judge_assessor(seen, facts)][len(ties) :]
        rows.append(AssessorRow(assessor, assessor.id in chosen, ties, others))
    return sorted(rows, key=lambda row: (bool(row.links), bool(row.others)))


def refuse_all(form: PanelForm, error: SittingRefused) -> None:
    """Show every rule that is broken above the form."""
    for broken in error.refusals:
        form.refuse(broken)


def _occasion_of(form: PlanForm) -> Occasion:
    values: dict[str, Any] = {"day": form.day.data or clock.today(), "first_period": 1, "periods": 4}
    try:
        return Occasion(form.day.data or clock.today(), form.first_period.data or 1, form.periods.data or 4)
    except BadInput:
        return Occasion(**values)
