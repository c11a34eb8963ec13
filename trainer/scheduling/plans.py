"""Three good plans made together, which of them are good, what moving between them costs, and choosing one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit import audit
from trainer.kit.errors import Conflict, NotFound, RuleBroken
from trainer.kit.ids import new_id
from trainer.kit.jobs import Jobs
from trainer.kit.messages import Message, from_json, msg
from trainer.kit.permissions import Viewer
from trainer.models.scheduling import RunKind, RunState, SolverRun, Timetable
from trainer.scheduling import queries, runs, scenarios, services
from trainer.scheduling.aims import PLAN_AIMS
from trainer.scheduling.drafts import make_draft, placed_of
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES, problem_of
from trainer.scheduling.scenario_changes import WayOut
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import names_of


def start_plans(
    session: Session, jobs: Jobs, wanted: runs.Wanted, *, travel_minutes: int, viewer: Viewer
) -> list[SolverRun]:
    """One run for each of PLAN_AIMS on the same sealed problem; raises as `services.prepare_run` does."""
    services.refuse_bad_limits(wanted)
    other = queries.unfinished_run(session, viewer.organisation_id, RunKind.PLAN)
    if other is not None and not runs.is_lost(other):
        raise Conflict(msg("Plans are being made already"), msg("Stop them, or wait until they have ended"))
    situation, problem = services.sound_data(session, viewer.organisation_id, travel_minutes)
    sealed = runs.Sealed.of(problem, runs.start_of(situation))
    group_id = new_id()
    started = []
    for aim in PLAN_AIMS:
        own = replace(wanted, aim=aim, kind=RunKind.PLAN, group_id=group_id)
        run = runs.seal_run(session, viewer.organisation_id, sealed, own, viewer.person_id)
        services.ask_for_job(session, jobs, run, viewer)
        started.append(run)
    return started


def plans_of(session: Session, group_id: str, *, viewer: Viewer) -> list[SolverRun]:
    """The runs of a group in the order of PLAN_AIMS; raises NotFound."""
    own = select(SolverRun).where(
        SolverRun.group_id == group_id, SolverRun.organisation_id.in_(queries.own_organisations(viewer))
    )
    found = sorted(session.scalars(own), key=lambda run: _place(run.params["aim"]))
    if not found:
        raise NotFound
    return found


def newest_group(session: Session, organisation_id: str) -> str | None:
    """The group of plans that was asked for last, or None."""
    own = select(SolverRun.group_id).where(SolverRun.organisation_id == organisation_id, SolverRun.kind == RunKind.PLAN)
    return session.scalar(own.order_by(SolverRun.created_at.desc(), SolverRun.id.desc()).limit(1))


def good_ones(costs: Mapping[str, Mapping[str, int]]) -> set[str]:
    """The keys whose costs no other dominates: nobody else is at most as dear in every goal and cheaper in one."""
    return {key for key in costs if not any(_dominates(other, costs[key]) for other in costs.values())}


def is_complete(run: SolverRun) -> bool:
    """Whether a run has ended with every lesson placed and no breach."""
    return run.state is RunState.DONE and run.placed == run.lessons > 0 and run.objective is not None


def adopt(
    session: Session, run: SolverRun, *, viewer: Viewer, travel_minutes: int = DEFAULT_TRAVEL_MINUTES
) -> Timetable:
    """The result of a plan or scenario as a draft; asked again, the same draft.

    Raises RuleBroken when the run has no timetable, or when a scenario stands on what is not on record.
    """
    if run.organisation_id != viewer.organisation_id:
        raise NotFound
    if run.timetable_id is not None:
        return session.get_one(Timetable, run.timetable_id)
    if run.kind not in (RunKind.PLAN, RunKind.SCENARIO) or run.state is not RunState.DONE or not run.placed:
        raise RuleBroken("run-has-plan", msg("This run has no plan that could become a draft"))
    missing = missing_of(session, run, travel_minutes=travel_minutes)
    if missing:
        raise RuleBroken("only-what-is-on-record", msg("This plan stands on what is not on record yet"), missing[0])
    situation = load_situation(session, run.organisation_id)
    problem = solver.problem_from_json(run.problem)
    placed = placed_of(problem, result_of(run))
    draft = make_draft(session, situation, placed, made_by_id=viewer.person_id, run_id=run.id)
    run.timetable_id = draft.id
    audit.record(
        session,
        "run.adopt",
        f"solver_run:{run.id}",
        actor=viewer.person_id,
        chain=run.organisation_id,
        detail={"timetable": draft.number},
    )
    return draft


def missing_of(session: Session, run: SolverRun, *, travel_minutes: int = DEFAULT_TRAVEL_MINUTES) -> list[Message]:
    """What must be entered before a scenario's plan can be adopted; nothing for a plan."""
    changes = scenarios.changes_in(run)
    if not changes or run.result is None:
        return []
    situation, result = load_situation(session, run.organisation_id), result_of(run)
    found = scenarios.to_enter_first(situation, changes, result, names_of(session, situation))
    ways = [change for change in changes if isinstance(change, WayOut)]
    if ways and not _stands_on_record(session, situation, result, travel_minutes):
        found += [msg("Put on record first: %(what)s", what=from_json(way.text)) for way in ways]
    return found


def _stands_on_record(session: Session, situation: Situation, result: solver.Timetable, travel_minutes: int) -> bool:
    """Whether a plan keeps every rule with the data as they are now."""
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    return solver.check(problem, result).is_clean


def result_of(run: SolverRun) -> solver.Timetable:
    """The timetable that a run found; empty before it has ended."""
    return solver.timetable_from_json(run.result) if run.result else solver.Timetable()


def _place(aim: str) -> int:
    return PLAN_AIMS.index(aim) if aim in PLAN_AIMS else len(PLAN_AIMS)


def _dominates(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    goals: Sequence[str] = sorted({*one, *other})
    pairs = [(one.get(goal, 0), other.get(goal, 0)) for goal in goals]
    return all(a <= b for a, b in pairs) and any(a < b for a, b in pairs)
