"""Scenarios: made, changed, solved and compared side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import solver
from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.models.scheduling import Scenario, SolverRun, Timetable
from trainer.scheduling import plans, queries, scenarios
from trainer.scheduling.aims import AIMS
from trainer.scheduling.compared import compared_run, compared_version
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.runs import Wanted
from trainer.scheduling.scenario_forms import NewcomerForm, ScenarioForm, SolveForm, TakeOutForm, WindowForm
from trainer.scheduling.services import seed_of_today
from trainer.scheduling.situation import load_situation
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import (
    RUN_KINDS,
    RUN_WORDS,
    proof_of,
    read_number,
    travel_minutes,
    version_text,
)
from trainer.scheduling.views.runs import UNFINISHED
from trainer.scheduling.views.side_by_side import columns_of, rows_of
from trainer.scheduling.wording import Names, names_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say, weekday_name
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import page_of
from trainer.web.transaction import db

CHANGE_FORMS = {"take-out": TakeOutForm, "newcomer": NewcomerForm, "window": WindowForm}
MOST_COMPARED = 4


@blueprint.get("/scenarios")
@requires(Permission.TIMETABLE_SOLVE)
def list_scenarios() -> ResponseReturnValue:
    """All scenarios with the result of their last run, and the form for a new one."""
    return scenarios_page(ScenarioForm(formdata=None))


@blueprint.post("/scenarios")
@requires(Permission.TIMETABLE_SOLVE)
def make_scenario() -> ResponseReturnValue:
    """Copy a plan as a scenario."""
    form = ScenarioForm()
    offer_versions(form)
    if form.validate():
        try:
            made = scenarios.make_scenario(db(), form.name.data or "", form.timetable.data or None, viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_scenario", scenario_id=made.id))
    return scenarios_page(form), 422


@blueprint.get("/scenarios/<scenario_id>")
@requires(Permission.TIMETABLE_SOLVE)
def show_scenario(scenario_id: str) -> ResponseReturnValue:
    """The changes of a scenario, forms for more, and how to solve it."""
    scenario = scenarios.get_scenario(db(), scenario_id, viewer=viewer())
    return scenario_page(scenario, {})


@blueprint.post("/scenarios/<scenario_id>/changes")
@requires(Permission.TIMETABLE_SOLVE)
def add_change(scenario_id: str) -> ResponseReturnValue:
    """Add one change; `form` says of which kind."""
    scenario = scenarios.get_scenario(db(), scenario_id, viewer=viewer())
    kind = request.form.get("form", "")
    if kind not in CHANGE_FORMS:
        raise BadInput(msg("There is no such change"), field="form")
    form = CHANGE_FORMS[kind](prefix=kind)
    offer(form, *names_now(scenario))
    if form.validate():
        try:
            scenarios.add_change(db(), scenario, form.change(), travel_minutes=travel_minutes(), viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_scenario", scenario_id=scenario.id))
    return scenario_page(scenario, {kind: form}), 422


@blueprint.post("/scenarios/<scenario_id>/remove")
@requires(Permission.TIMETABLE_SOLVE)
def remove_change(scenario_id: str) -> ResponseReturnValue:
    """Take a change out again."""
    scenario = scenarios.get_scenario(db(), scenario_id, viewer=viewer())
    position = read_number(request.form.get("position", ""), "position")
    scenarios.remove_change(db(), scenario, position, viewer=viewer())
    return redirect(url_for(".show_scenario", scenario_id=scenario.id))


@blueprint.post("/scenarios/<scenario_id>/solve")
@requires(Permission.TIMETABLE_SOLVE)
def solve_scenario(scenario_id: str) -> ResponseReturnValue:
    """Solve a scenario as a job; its page follows the run."""
    scenario = scenarios.get_scenario(db(), scenario_id, viewer=viewer())
    form, config = SolveForm(), platform().config
    form.offer(aim_words())
    if form.validate():
        wanted = Wanted(
            form.seconds.data or config.solver_seconds,
            seed_of_today(),
            form.aim.data,
            workers=config.solver_workers,
            cluster=config.solver_cluster,
        )
        try:
            run = scenarios.start_scenario(
                db(), platform().jobs, scenario, wanted, travel_minutes=travel_minutes(), viewer=viewer()
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_run", run_id=run.id))
    return scenario_page(scenario, {"solve": form}), 422


@blueprint.get("/scenarios/compare")
@requires(Permission.TIMETABLE_SOLVE)
def compare_scenarios() -> ResponseReturnValue:
    """Solved scenarios and, when it is asked for, what is in force side by side: two to four in all."""
    stand_at("scheduling.list_scenarios")
    chosen = [scenarios.get_scenario(db(), id_, viewer=viewer()) for id_ in dict.fromkeys(request.args.getlist("id"))]
    found = [(scenario, scenarios.last_run(db(), scenario)) for scenario in chosen]
    solved = [(scenario, run) for scenario, run in found if run is not None and run.state not in UNFINISHED]
    has_room = bool(request.args.get("in_force")) and len(solved) < MOST_COMPARED
    in_force = queries.published_timetable(db(), viewer().organisation_id) if has_room else None
    if not solved or not 2 <= len(solved) + (in_force is not None) <= MOST_COMPARED:
        flash(gettext("Choose two to four that have been solved; what is in force counts as one"), "bad")
        return redirect(url_for(".list_scenarios"))
    names = names_now(solved[0][0])[1]
    columns = [scenario_column(scenario, run, names) for scenario, run in solved]
    compared = [compared_run(run) for _scenario, run in solved]
    if in_force is not None:
        columns.insert(0, in_force_column(in_force))
        compared.insert(0, compared_version(db(), in_force, solved[0][1], travel_minutes=travel_minutes()))
    return render_template("scheduling/compare_scenarios.html", columns=columns, rows=rows_of(compared))


def scenario_column(scenario: Scenario, run: SolverRun, names: Names) -> dict[str, Any]:
    """The head of a solved scenario: its changes, and what must be entered before it can be adopted."""
    return {
        **columns_of([run])[0],
        "name": scenario.name,
        "url": url_for(".show_scenario", scenario_id=scenario.id),
        "changes": [say(scenarios.said(change, names)) for change in scenarios.changes_in(run)],
        "missing": [say(text) for text in plans.missing_of(db(), run, travel_minutes=travel_minutes())],
    }


def in_force_column(timetable: Timetable) -> dict[str, Any]:
    """The head of what is in force."""
    return {
        "name": gettext("What is in force"),
        "url": url_for(".show_timetable", timetable_id=timetable.id),
        "sentence": gettext("v%(n)s with its lessons to come, judged on the data of now", n=timetable.number),
    }


def scenarios_page(form: ScenarioForm) -> str:
    """The list with the form."""
    offer_versions(form)
    page = page_of(scenarios.list_scenarios(db(), viewer=viewer()))
    rows = []
    for scenario in page.rows:
        run = scenarios.last_run(db(), scenario)
        state = {"kind": RUN_KINDS[run.state], "state": say(RUN_WORDS[run.state])} if run else {}
        rows.append({"scenario": scenario, "run": run, "proof": proof_of(run), **state})
    in_force = queries.published_timetable(db(), viewer().organisation_id)
    return render_template("scheduling/list_scenarios.html", form=form, page=page, rows=rows, in_force=in_force)


def scenario_page(scenario: Scenario, forms: Mapping[str, Any]) -> str:
    """One scenario with its forms; `forms` has those that were sent and refused."""
    stand_at("scheduling.list_scenarios")
    problem, names = names_now(scenario)
    shown = {kind: forms.get(kind) or cls(formdata=None, prefix=kind) for kind, cls in CHANGE_FORMS.items()}
    for form in shown.values():
        offer(form, problem, names)
    solve = forms.get("solve") or SolveForm(formdata=None, seconds=platform().config.solver_seconds)
    solve.offer(aim_words())
    run = scenarios.last_run(db(), scenario)
    copied = queries.get_timetable(db(), scenario.timetable_id, viewer=viewer()) if scenario.timetable_id else None
    return render_template(
        "scheduling/show_scenario.html",
        scenario=scenario,
        copied=version_text(copied) if copied else gettext("What is in force"),
        changes=[say(scenarios.said(change, names)) for change in scenarios.changes_of(scenario)],
        forms=shown,
        solve=solve,
        run=run,
        column=columns_of([run])[0] if run else None,
        is_working=run is not None and run.state in UNFINISHED,
        missing=[say(text) for text in plans.missing_of(db(), run, travel_minutes=travel_minutes())] if run else [],
    )


def names_now(scenario: Scenario) -> tuple[solver.Problem, Names]:
    """The present problem of the scenario's base, and the names in it."""
    situation = load_situation(db(), scenario.organisation_id)
    problem = problem_of(db(), situation, travel_minutes=travel_minutes())
    return problem, names_of(db(), situation, problem)


def offer(form: Any, problem: solver.Problem, names: Names) -> None:
    """Fill the lists of a change's form with what the problem has."""
    if isinstance(form, TakeOutForm):
        rooms = {workshop.base for workshop in problem.workshops}
        things = [("base", base.id) for base in problem.bases if base.id in rooms]
        things += [("workshop", workshop.id) for workshop in problem.workshops]
        things += [("instructor", instructor.id) for instructor in problem.instructors]
        form.what.choices = [(f"{kind}:{id_}", say(names.of(kind, id_))) for kind, id_ in things]
    elif isinstance(form, NewcomerForm):
        subjects = sorted({module.subject for module in problem.modules})
        form.subject.choices = [(subject, say(names.of("", subject))) for subject in subjects]
        form.weekdays.choices = [(day, weekday_name(day)) for day in range(1, 8)]
    else:
        form.cohort.choices = [(cohort.id, say(names.of("cohort", cohort.id))) for cohort in problem.cohorts]


def offer_versions(form: ScenarioForm) -> None:
    """The versions that a scenario can be copied from."""
    versions = queries.list_timetables(db(), viewer=viewer())[:20]
    own = [row for row in versions if row.organisation_id == viewer().organisation_id]
    form.timetable.choices = [("", gettext("What is in force")), *((row.id, version_text(row)) for row in own)]


def aim_words() -> dict[str, str]:
    """The aims in short."""
    return {key: say(aim.label) for key, aim in AIMS.items()}
