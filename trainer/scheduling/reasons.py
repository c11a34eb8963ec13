"""Ask why a run found no timetable, stop asking, read and keep what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

import solver
from trainer.kit import audit, clock
from trainer.kit.errors import NotFound, RuleBroken
from trainer.kit.jobs import Jobs
from trainer.kit.messages import Message, from_json, msg
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job, JobState
from trainer.models.scheduling import RunReason, RunState, SolverRun
from trainer.scheduling.reasons_process import REPAIRS, Found
from trainer.scheduling.reasons_words import outcome_of
from trainer.scheduling.situation import load_situation
from trainer.scheduling.wording import names_of

# The job that `reasons_tasks.find_reasons` does.
FIND_REASONS = "find-reasons"

# Where each step stands on the way, in per cent, and what it does.
STEPS: Mapping[str, tuple[int, Message]] = {
    "flow": (5, msg("Comparing demand with openings")),
    "order": (10, msg("Following the order of lessons and the locks")),
    "search": (20, msg("Searching for a timetable")),
    "shrink": (35, msg("Dropping what is not needed for the clash")),
    "prove": (55, msg("Proving the clash once more")),
    REPAIRS: (65, msg("Solving and verifying ways out")),
}


class Stand(StrEnum):
    """Where the question stands; what was proved is told by the outcome, not by this."""

    NOT_ASKED = "not_asked"
    WORKING = "working"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True)
class Reasons:
    """The question about one run with its answer; outcome is empty unless it is done."""

    stand: Stand
    outcome: Mapping[str, Any]
    percent: int = 0
    message: Message | None = None
    is_stopping: bool = False


def needs_reasons(run: SolverRun) -> bool:
    """Whether a run has ended without a place for every lesson, so that one can ask why."""
    ended = (solver.Status.INFEASIBLE.value, solver.Status.UNKNOWN.value)
    return run.state is RunState.DONE and run.status in ended


def reasons_of(session: Session, run: SolverRun) -> Reasons:
    """Where the question about a run stands."""
    row = session.get(RunReason, run.id)
    if row is None:
        return Reasons(Stand.NOT_ASKED, {})
    if row.outcome:
        return Reasons(Stand.DONE, row.outcome)
    job = session.get(Job, row.job_id)
    if job is None or job.state is JobState.STOPPED:
        return Reasons(Stand.STOPPED, {})
    if job.state in (JobState.WAITING, JobState.RUNNING):
        said = from_json(job.message) if job.message else msg("Waiting for a worker")
        return Reasons(Stand.WORKING, {}, job.progress, said, job.stop_requested)
    return Reasons(Stand.FAILED, {})


def kept_repair(session: Session, run: SolverRun, position: int, *, viewer: Viewer) -> Mapping[str, Any]:
    """The way out at a position (from 0, as it is kept) of the reason of an own run; raises NotFound."""
    own_only(run, viewer)
    repairs = reasons_of(session, run).outcome.get("repairs", [])
    if not 0 <= position < len(repairs):
        raise NotFound
    found: Mapping[str, Any] = repairs[position]
    return found


def ask_reasons(session: Session, jobs: Jobs, run: SolverRun, *, viewer: Viewer) -> RunReason:
    """Ask for the job that finds the reason; one that is at work already is left to it.

    Raises NotFound for another base's run, RuleBroken for a run that is at work or placed every lesson.
    """
    own_only(run, viewer)
    if not needs_reasons(run):
        raise RuleBroken(
            "run-left-lessons-out", msg("This run has not ended with lessons left over: nothing to explain")
        )
    row = session.get(RunReason, run.id)
    if row is not None and reasons_of(session, run).stand is Stand.WORKING:
        return row
    job = jobs.ask(
        session,
        FIND_REASONS,
        {"run_id": run.id},
        organisation_id=run.organisation_id,
        asked_by_id=viewer.person_id,
    )
    if row is None:
        row = RunReason(run_id=run.id)
        session.add(row)
    row.asked_by_id, row.job_id, row.outcome, row.finished_at = viewer.person_id, job.id, {}, None
    session.flush()
    _record(session, "run.explain", run, viewer.person_id)
    return row


def stop_reasons(session: Session, run: SolverRun, *, viewer: Viewer) -> None:
    """Ask the search to end; a reason that was found by then is kept without ways out."""
    own_only(run, viewer)
    row = session.get(RunReason, run.id)
    job = session.get(Job, row.job_id) if row is not None else None
    if job is None or job.state not in (JobState.WAITING, JobState.RUNNING):
        raise RuleBroken("reasons-are-sought", msg("No search for a reason is at work"))
    job.stop_requested = True
    if job.state is JobState.WAITING:
        job.state, job.finished_at = JobState.STOPPED, clock.now()
    _record(session, "run.explain.stop", run, viewer.person_id)


def keep_reasons(session: Session, run: SolverRun, found: Found) -> RunReason:
    """Keep what was found with the run, in words, with the names of today."""
    problem = solver.problem_from_json(run.problem)
    situation = load_situation(session, run.organisation_id)
    courses = {cohort.id: cohort.course_version.course_id for cohort in situation.cohorts}
    row = session.get_one(RunReason, run.id)
    row.outcome = outcome_of(problem, found, names_of(session, situation, problem), courses)
    row.finished_at = clock.now()
    return row


def own_only(run: SolverRun, viewer: Viewer) -> None:
    """Raise NotFound unless the run is the viewer's own: the bureau reads, it does not ask."""
    if run.organisation_id != viewer.organisation_id:
        raise NotFound


def _record(session: Session, act: str, run: SolverRun, actor: str) -> None:
    audit.record(session, act, f"solver_run:{run.id}", actor=actor, chain=run.organisation_id)
