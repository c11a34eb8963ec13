"""The background job that finds out why a run placed no timetable, and what would do."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import undefer

import solver
from trainer.kit.errors import TrainerError
from trainer.kit.jobs import JobContext, JobStopped
from trainer.kit.messages import msg
from trainer.models.scheduling import SolverRun
from trainer.scheduling.reasons import FIND_REASONS, STEPS, keep_reasons, problem_to_explain
from trainer.scheduling.reasons_process import ReasonsProcess
from trainer.scheduling.solver_process import SolverDied

__all__ = ["FIND_REASONS", "find_reasons"]

ASK_SECONDS = 1.0


def find_reasons(context: JobContext, run_id: str) -> Mapping[str, Any]:
    """Job: explain a run's sealed problem in a child process. Asked again after its worker died, it begins anew.

    Raises JobStopped when it was stopped before a reason was found, TrainerError when the child died.
    """
    with context.database.reading() as session:
        run = session.get_one(SolverRun, run_id, options=[undefer(SolverRun.problem)])
        problem, seed = solver.problem_to_json(problem_to_explain(session, run)), run.seed
    follower = _Follower(context)
    try:
        found = ReasonsProcess(problem, seed).wait(follower.hear, follower.should_stop)
    except SolverDied as error:
        raise TrainerError(msg("The search for a reason ended without a result: %(why)s", why=str(error))) from error
    if found is None:
        raise JobStopped
    with context.transaction() as session:
        keep_reasons(session, session.get_one(SolverRun, run_id), found)
    return {"run_id": run_id, "verdict": found.explanation.verdict.value}


class _Follower:
    """Passes steps on as progress, and asks about once a second whether to stop."""

    def __init__(self, context: JobContext) -> None:
        self.context = context
        self._step = "flow"
        self._asked = 0.0

    def hear(self, step: str) -> None:
        """Hear the next step, or "" while the search is silent."""
        is_new = step in STEPS and step != self._step
        if is_new:
            self._step = step
        percent, message = STEPS[self._step]
        self.context.tell(percent, message, at_once=is_new)

    def should_stop(self) -> bool:
        """Whether somebody asked for the search to stop."""
        if time.monotonic() - self._asked < ASK_SECONDS:
            return False
        self._asked = time.monotonic()
        return self.context.should_stop()
