"""Solver runs: start one, follow it, stop it, and read what was proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

import solver
from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.kit.messages import bilingual, msg
from trainer.kit.permissions import Permission
from trainer.models.people import Person
from trainer.models.scheduling import RunKind, RunState, Scenario, SolverRun, Timetable
from trainer.scheduling import queries, repeats, services
from trainer.scheduling.aims import AIMS
from trainer.scheduling.data_check import check_data
from trainer.scheduling.forms import RunForm
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import (
    RUN_KINDS,
    RUN_WORDS,
    gap_of,
    proof_of,
    run_label,
    spoken,
    stored_text,
    supposed_by,
    travel_minutes,
)
from trainer.scheduling.views.strips import strips_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import page_of, send_file_bytes, send_workbook, workbook
from trainer.web.transaction import db

UNFINISHED = (RunState.WAITING, RunState.RUNNING)
KIND_WORDS = {
    RunKind.TIMETABLE: msg("For a timetable"),
    RunKind.PLAN: msg("One of three plans"),
    RunKind.SCENARIO: msg("For a scenario"),
    RunKind.REPEAT: msg("Repeat of a run"),
}
BOUND_WORDS = {
    "nonnegative": msg("Nothing was proved beyond that no timetable can score below 0."),
    "counting": msg("The bound counts what no timetable can avoid: days, rooms and people that are too few for all."),
    "prices": msg(
        "The bound puts prices on rooms and people and shows what even the cheapest choice of each module costs."
    ),
    "whole model": msg("The bound comes from solving the whole problem exactly."),
}


@blueprint.get("/runs")
@requires(Permission.TIMETABLE_READ)
def list_runs() -> ResponseReturnValue:
    """All runs with their outcome; the scheduler starts a new one here."""
    return runs_page(RunForm(formdata=None, seconds=platform().config.solver_seconds))


@blueprint.post("/runs")
@requires(Permission.TIMETABLE_SOLVE)
def start_run() -> ResponseReturnValue:
    """Seal the inputs and ask for the job."""
    form = RunForm()
    form.offer(aim_labels())
    if form.validate():
        config = platform().config
        try:
            run = services.start_run(
                db(),
                platform().jobs,
                seconds=form.seconds.data or config.solver_seconds,
                aim=form.aim.data,
                workers=config.solver_workers,
                cluster=config.solver_cluster,
                work_limit=work_limit(form),
                travel_minutes=travel_minutes(),
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_run", run_id=run.id))
    return runs_page(form), 422


def work_limit(form: RunForm) -> int | None:
    """The work after which a run ends that is to be repeated exactly; None leaves its end to the clock."""
    if not form.is_repeatable.data:
        return None
    return repeats.work_for(db(), viewer().organisation_id, form.seconds.data or platform().config.solver_seconds)


@blueprint.get("/runs/<run_id>")
@requires(Permission.TIMETABLE_READ)
def show_run(run_id: str) -> ResponseReturnValue:
    """One run: what was proved, how the search went, what the plan costs and on whom it falls."""
    stand_at("scheduling.list_runs")
    run = queries.get_run(db(), run_id, viewer=viewer())
    parts = part_rows(run)
    if request.args.get("format") == "xlsx":
        head = [gettext("Goal"), gettext("Amount"), gettext("Weight"), gettext("Points")]
        rows = [[part["statement"], part["cost"], part["weight"], part["points"]] for part in parts]
        return send_workbook(workbook(head, rows), run_label(run))
    return render_template(
        "scheduling/show_run.html",
        run=run,
        label=run_label(run),
        starter=db().get(Person, run.started_by_id) if run.started_by_id else None,
        timetable=db().get(Timetable, run.timetable_id) if run.timetable_id else None,
        aim=say(AIMS[run.params["aim"]].label),
        proof=proof_of(run),
        sentence=outcome_sentence(run),
        parts=parts,
        total=sum(part["points"] for part in parts),
        violations=[stored_text(value) for value in run.outcome.get("violations", ())],
        reasons=[stored_text(value) for value in run.outcome.get("reasons", ())],
        unplaced=[stored_text(value) for value in run.outcome.get("unplaced", ())],
        rules=[say_statement(rule) for rule in solver.RULES],
        goals=len(solver.OBJECTIVES),
        is_working=run.state in UNFINISHED,
        source=bound_words(run),
        pairs=pairs_of(run),
        purpose=say(KIND_WORDS[run.kind]),
        supposed=supposed_by(run),
        scenario=db().get(Scenario, run.scenario_id) if run.scenario_id else None,
        may_repeat=viewer().can(Permission.TIMETABLE_REPEAT) and run.state is RunState.DONE and bool(run.result_sha256),
        is_by_work=repeats.is_ended_by_work(run),
        strips=strips_of(run),
    )


@blueprint.get("/runs/<run_id>/progress")
@requires(Permission.TIMETABLE_READ)
def run_progress(run_id: str) -> ResponseReturnValue:
    """Where a run stands, asked once a second by its page."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    return jsonify(progress_of(run))


@blueprint.post("/runs/<run_id>/stop")
@requires(Permission.TIMETABLE_SOLVE)
def stop_run(run_id: str) -> ResponseReturnValue:
    """End a run with the best it has."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    services.stop_run(db(), run, viewer=viewer())
    if request.is_json:
        return jsonify(progress_of(run))
    flash(gettext("The run is ending; its best plan is kept"), "ok")
    return redirect(url_for(".show_run", run_id=run.id))


@blueprint.get("/runs/<run_id>/inputs")
@requires(Permission.TIMETABLE_READ)
def download_inputs(run_id: str) -> Response:
    """The sealed inputs, for solving again elsewhere with `python -m solver solve`."""
    run = queries.get_run(db(), run_id, viewer=viewer())
    return send_file_bytes(run.problem.encode(), f"{run_label(run)}.json", "application/json")


def runs_page(form: RunForm) -> str:
    """The list with the form for a new run, blocked while the data check says so."""
    form.offer(aim_labels())
    found = queries.list_runs(db(), viewer=viewer())
    page = page_of(found)
    may_solve = viewer().can(Permission.TIMETABLE_SOLVE)
    check = check_data(db(), viewer().organisation_id, travel_minutes=travel_minutes()) if may_solve else None
    return render_template(
        "scheduling/list_runs.html",
        form=form,
        page=page,
        rows=[run_row(run) for run in page.rows],
        check=check,
        working=queries.unfinished_run(db(), viewer().organisation_id) if may_solve else None,
    )


def run_row(run: SolverRun) -> Mapping[str, Any]:
    """One line of the list."""
    return {
        "run": run,
        "label": run_label(run),
        "state": say(RUN_WORDS[run.state]),
        "kind": RUN_KINDS[run.state],
        "proof": proof_of(run),
        "aim": say(AIMS[run.params["aim"]].label),
        "purpose": say(KIND_WORDS[run.kind]) if run.kind is not RunKind.TIMETABLE else "",
    }


def aim_labels() -> dict[str, str]:
    """The aims with what they mean."""
    return {key: f"{say(aim.label)} · {say(aim.hint)}" for key, aim in AIMS.items()}


def progress_of(run: SolverRun) -> dict[str, Any]:
    """The state of a run as its page's script reads it."""
    since = run.started_at or run.created_at
    elapsed = ((run.finished_at or clock.now()) - since).total_seconds()
    proof = proof_of(run)
    return {
        "running": run.state in UNFINISHED,
        "waiting": run.state is RunState.WAITING,
        "elapsed": run.outcome.get("seconds", round(elapsed, 1)),
        "status": proof["status"] if proof else "no_answer",
        "placed": run.placed,
        "lessons": run.lessons,
        "best": run.objective,
        "bound": run.bound,
        "gap": gap_of(run),
        "done_url": url_for(".show_run", run_id=run.id),
        "curve": [{"at": at, "best": best, "bound": bound} for at, best, bound in run.curve],
    }


def bound_words(run: SolverRun) -> str:
    """Where the proven bound comes from, in words; empty before there is one."""
    words = BOUND_WORDS.get(run.outcome.get("bound_source", ""))
    return say(words) if words is not None and run.bound is not None else ""


def pairs_of(run: SolverRun) -> list[dict[str, Any]]:
    """The run against its origin, or its ended repeats against it, as the comparison on the page shows them."""
    if run.origin_id is not None:
        origin = db().get_one(SolverRun, run.origin_id)
        found = [repeats.compare(origin, run)] if run.state is RunState.DONE else []
    else:
        ended = [repeat for repeat in repeats.repeats_of(db(), run) if repeat.state is RunState.DONE]
        found = [repeats.compare(run, repeat) for repeat in ended]
    return [
        {
            "same": sameness,
            "ground": say(sameness.ground),
            "origin_label": run_label(sameness.origin),
            "repeat_label": run_label(sameness.repeat),
            "proofs": (proof_of(sameness.origin), proof_of(sameness.repeat)),
        }
        for sameness in found
    ]


def outcome_sentence(run: SolverRun) -> str:
    """In one sentence what was proved, and not a word more."""
    values = {"placed": run.placed, "lessons": run.lessons, "best": whole(run.objective), "bound": whole(run.bound)}
    if run.state is RunState.FAILED:
        return stored_text(run.outcome["message"])
    if run.status in (solver.Status.OPTIMAL.value, solver.Status.WITHIN.value):
        return gettext(
            "All %(lessons)s lessons are placed. No timetable scores below %(bound)s; this one scores %(best)s.",
            **values,
        )
    if run.status == solver.Status.FEASIBLE.value:
        return gettext(
            "All %(lessons)s lessons are placed with %(best)s points. How far that is from the best was not proved.",
            **values,
        )
    if run.status == solver.Status.INFEASIBLE.value:
        return gettext("No timetable can keep every rule with these data. The reasons stand below.")
    if run.status == solver.Status.UNKNOWN.value:
        return gettext(
            "%(placed)s of %(lessons)s lessons are placed. Whether the others fit was not proved; "
            "such a draft cannot be published.",
            **values,
        )
    return gettext("The solver is at work")


def whole(value: float | None) -> str:
    """A score without decimals."""
    return "—" if value is None else f"{value:,.0f}"


def part_rows(run: SolverRun) -> list[dict[str, Any]]:
    """Cost by goal: amount, weight, points, and share of the total in per cent."""
    parts = run.outcome.get("parts", [])
    total = sum(part["cost"] * part["weight"] for part in parts)
    return [
        {
            "statement": goal_statement(part["objective"]),
            "cost": part["cost"],
            "weight": part["weight"],
            "points": part["cost"] * part["weight"],
            "share": 100 * part["cost"] * part["weight"] / total if total else 0,
            "shares": [(stored_text(share["name"]), share["cost"]) for share in part["shares"]],
        }
        for part in parts
    ]


def goal_statement(objective: str) -> str:
    """What a soft goal asks for, in the reader's language."""
    return say_statement(next(goal for goal in solver.OBJECTIVES if goal.id == objective))


def say_statement(rule: Any) -> str:
    """The statement of a rule or goal in the reader's language."""
    return spoken(bilingual(rule.statement_en, rule.statement_zh))
