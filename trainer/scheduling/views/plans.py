"""Three good plans: asked for together, seen side by side, one of them chosen."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.scheduling import plans, queries
from trainer.scheduling.aims import AIMS, PLAN_AIMS
from trainer.scheduling.compared import amounts_of, compared_run
from trainer.scheduling.runs import Wanted
from trainer.scheduling.scenario_forms import PlansForm
from trainer.scheduling.services import seed_of_today
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import run_label, travel_minutes
from trainer.scheduling.views.runs import UNFINISHED
from trainer.scheduling.views.side_by_side import columns_of, headlines_of, rows_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.transaction import db


@blueprint.get("/plans")
@requires(Permission.TIMETABLE_SOLVE)
def show_newest_plans() -> ResponseReturnValue:
    """The plans that were asked for last, or the form that asks for the first ones."""
    group_id = plans.newest_group(db(), viewer().organisation_id)
    if group_id is not None:
        return redirect(url_for(".show_plans", group_id=group_id))
    return new_plans_page(PlansForm(formdata=None, seconds=platform().config.solver_seconds))


@blueprint.get("/plans/new")
@requires(Permission.TIMETABLE_SOLVE)
def new_plans() -> ResponseReturnValue:
    """Ask for three plans."""
    return new_plans_page(PlansForm(formdata=None, seconds=platform().config.solver_seconds))


@blueprint.post("/plans")
@requires(Permission.TIMETABLE_SOLVE)
def start_plans() -> ResponseReturnValue:
    """Start the three runs."""
    form, config = PlansForm(), platform().config
    if form.validate():
        wanted = Wanted(
            form.seconds.data or config.solver_seconds,
            seed_of_today(),
            workers=config.solver_workers,
            cluster=config.solver_cluster,
        )
        try:
            started = plans.start_plans(db(), platform().jobs, wanted, travel_minutes=travel_minutes(), viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_plans", group_id=started[0].group_id))
    return new_plans_page(form), 422


@blueprint.get("/plans/<group_id>")
@requires(Permission.TIMETABLE_READ)
def show_plans(group_id: str) -> ResponseReturnValue:
    """The plans of a group side by side; those that none dominates are called good."""
    stand_at("scheduling.list_runs")
    runs = plans.plans_of(db(), group_id, viewer=viewer())
    complete = [run for run in runs if plans.is_complete(run)]
    amounts = dict(zip([run.id for run in complete], amounts_of([compared_run(run) for run in complete]), strict=True))
    outcomes = [compared_run(run) for run in runs]
    return render_template(
        "scheduling/show_plans.html",
        runs=runs,
        columns=columns_of(runs),
        headlines=headlines_of(outcomes),
        rows=rows_of(outcomes),
        good=plans.good_ones(amounts),
        complete=amounts,
        aims={run.id: say(AIMS[run.params["aim"]].label) for run in runs},
        hints={run.id: say(AIMS[run.params["aim"]].hint) for run in runs},
        labels={run.id: run_label(run) for run in runs},
        is_working=any(run.state in UNFINISHED for run in runs),
        may_adopt=viewer().can(Permission.TIMETABLE_SOLVE) and runs[0].organisation_id == viewer().organisation_id,
    )


@blueprint.post("/runs/<run_id>/adopt")
@requires(Permission.TIMETABLE_SOLVE)
def adopt_run(run_id: str) -> ResponseReturnValue:
    """Make the plan of a run a draft and go to the board; a refusal says what to enter first."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    try:
        draft = plans.adopt(db(), run, viewer=viewer(), travel_minutes=travel_minutes())
    except TrainerError as error:
        flash(say(error.message) + (" " + say(error.way_out) if error.way_out else ""), "bad")
        return redirect(url_for(".show_run", run_id=run.id))
    flash(gettext("Draft v%(n)s was made of this plan", n=draft.number), "ok")
    return redirect(url_for(".show_board", timetable=draft.id))


def new_plans_page(form: PlansForm) -> str:
    """The form with what the three aims mean."""
    stand_at("scheduling.list_runs")
    aims = [(say(AIMS[key].label), say(AIMS[key].hint)) for key in PLAN_AIMS]
    return render_template("scheduling/new_plans.html", form=form, aims=aims)
