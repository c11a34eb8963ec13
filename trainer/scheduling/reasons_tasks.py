"""The background job that finds out why a run placed no timetable, and what would do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session, undefer

import solver
from trainer.kit.errors import TrainerError
from trainer.kit.jobs import JobContext, JobStopped
from trainer.kit.messages import msg
from trainer.models.scheduling import SolverRun
from trainer.scheduling.child_process import SolverDied, StoppedEarly
from trainer.scheduling.problem_builder import days_until
from trainer.scheduling.reasons import FIND_REASONS, STEPS, keep_reasons
from trainer.scheduling.reasons_process import ReasonsProcess
from trainer.scheduling.situation import load_situation

__all__ = ["FIND_REASONS", "find_reasons"]

ASK_SECONDS = 1.0
# So far beyond the plan's last day a later end is looked for.
LATER = timedelta(weeks=8)


def find_reasons(context: JobContext, run_id: str) -> Mapping[str, Any]:
    """Job: explain a run's sealed problem in a child process. Asked again after its worker died, it begins anew.

    Raises JobStopped when it was stopped before a reason was found, TrainerError when the child died.
    """
    with context.database.reading() as session:
        run = session.get_one(SolverRun, run_id, options=[undefer(SolverRun.problem)])
        problem, seed = run.problem, run.seed
        later_days = _later_days(session, run)
    follower = _Follower(context)
    try:
        found = ReasonsProcess(problem, seed, later_days).wait(follower.hear, follower.should_stop)
    except SolverDied as error:
        raise TrainerError(msg("The search for a reason ended without a result: %(why)s", why=str(error))) from error
    except StoppedEarly as stopped:
        raise JobStopped from stopped
    with context.transaction() as session:
        keep_reasons(session, session.get_one(SolverRun, run_id), found)
    return {"run_id": run_id, "verdict": found.explanation.verdict.value}


def _later_days(session: Session, run: SolverRun) -> tuple[solver.Day, ...]:
    """The open days of some weeks after the last one that the run knew: a cohort may need more than the plan's days."""
    last = date.fromisoformat(solver.problem_from_json(run.problem).days[-1].date)
    return days_until(load_situation(session, run.organisation_id), last + LATER)


class _Follower:
    """Passes steps on as progress, and asks about once a second whether to stop."""

    def __init__(self, context: JobContext) -> None:
        self.context = context
        self._step = "flow"
        self._asked = 0.0

    def hear(self, step: str | None) -> None:
        """Hear the next step, or None while the search is silent."""
        heard = self._step if step is None or step not in STEPS else step
        is_new, self._step = heard != self._step, heard
        percent, message = STEPS[self._step]
        self.context.tell(percent, message, at_once=is_new)

    def should_stop(self) -> bool:
        """Whether somebody asked for the search to stop."""
        if time.monotonic() - self._asked < ASK_SECONDS:
            return False
        self._asked = time.monotonic()
        return self.context.should_stop()
