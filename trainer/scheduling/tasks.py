"""The background job that solves, and the same work done at once for the command line."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

import solver
from trainer.kit.db import Database
from trainer.kit.errors import TrainerError
from trainer.kit.jobs import JobContext
from trainer.kit.messages import msg
from trainer.models.scheduling import RunState, SolverRun
from trainer.scheduling import runs
from trainer.scheduling.child_process import SolverDied
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES
from trainer.scheduling.services import SOLVE_TIMETABLE, prepare_run
from trainer.scheduling.solver_process import SolverProcess

__all__ = ["SOLVE_TIMETABLE", "solve_now", "solve_run", "solve_timetable"]

WRITE_SECONDS = 1.0

OnProgress = Callable[[solver.Progress], None]


def solve_timetable(context: JobContext, run_id: str) -> Mapping[str, Any]:
    """Job: solve a sealed run. Asked again after its worker died, it begins anew with the same inputs."""

    def on_progress(progress: solver.Progress) -> None:
        message = msg("%(placed)s of %(total)s lessons placed", placed=progress.placed, total=progress.total)
        context.tell(_percent(progress), message)

    def heartbeat() -> None:
        context.tell(0, msg("The solver is at work"))

    run = solve_run(context.database, run_id, on_progress=on_progress, on_tick=heartbeat)
    return {"run_id": run.id, "state": run.state.value, "status": run.status}


def solve_now(
    database: Database,
    organisation_id: str,
    seconds: int,
    seed: int,
    on_progress: OnProgress | None = None,
    *,
    workers: int = 1,
    cluster: str = "",
    work_limit: int | None = None,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
    actor: str | None = None,
) -> SolverRun:
    """Seal a run, solve it in a child process and wait; returns the finished run.

    Raises RuleBroken when the data check finds what blocks solving, SolverDied never: the run then says it failed.
    """
    with database.transaction() as session:
        run = prepare_run(
            session,
            organisation_id,
            seconds=seconds,
            seed=seed,
            workers=workers,
            cluster=cluster,
            work_limit=work_limit,
            travel_minutes=travel_minutes,
            actor=actor,
        )
        run_id = run.id
    return solve_run(database, run_id, on_progress=on_progress)


def solve_run(
    database: Database,
    run_id: str,
    *,
    on_progress: OnProgress | None = None,
    on_tick: Callable[[], None] | None = None,
) -> SolverRun:
    """Solve a sealed run that has not ended yet, in a child process, and keep its outcome."""
    with database.transaction() as session:
        run = session.get_one(SolverRun, run_id)
        if run.state in (RunState.DONE, RunState.FAILED):
            return run
        previous = runs.begin(run)
        problem, params = run.problem, runs.params_of(run)
    follower = _Follower(database, run_id, params.workers, on_progress, on_tick)
    try:
        result = SolverProcess(problem, previous, params).wait(follower.tick, follower.should_stop)
        with database.transaction() as session:
            run = session.get_one(SolverRun, run_id)
            runs.finish(session, run, result, runs.Done(follower.moves, follower.pace))
    except SolverDied as error:
        run = _fail(database, run_id, error)
    except TrainerError as error:
        run = _fail(database, run_id, SolverDied(None, str(error)))
    return run


class _Follower:
    """Writes progress about once a second in short transactions, and asks whether to stop."""

    def __init__(
        self,
        database: Database,
        run_id: str,
        workers: int,
        on_progress: OnProgress | None,
        on_tick: Callable[[], None] | None,
    ) -> None:
        self.database, self.run_id, self.workers = database, run_id, workers
        self.on_progress, self.on_tick = on_progress, on_tick
        self.curve: list[Any] = []
        self._written = 0.0
        self._asked = 0.0
        self._last: solver.Progress | None = None
        self._steps: dict[str, int] = {}
        # The first and the last that was heard of the improvement: seconds, moves of all workers.
        self._improved: list[tuple[float, int]] = []

    @property
    def moves(self) -> int:
        """What each worker did, as a limit of work: the steps of construction and its moves of improvement."""
        return self._steps.get("construct", 0) + self._steps.get("improve", 0) // self.workers

    @property
    def pace(self) -> float | None:
        """Moves of each worker in a second while it improved; None when it did not, or too shortly to tell."""
        if len(self._improved) < 2 or self._improved[-1][0] - self._improved[0][0] < 1:
            return None
        (began, before), (ended, after) = self._improved[0], self._improved[-1]
        if after == before:
            return None
        return (after - before) / (ended - began) / self.workers

    def tick(self, progress: solver.Progress | None) -> None:
        """Hear progress, or None while the solver is silent."""
        if progress is None:
            if self.on_tick is not None:
                self.on_tick()
        else:
            self._hear(progress)
        if self._last is not None and time.monotonic() - self._written >= WRITE_SECONDS:
            self._written = time.monotonic()
            with self.database.transaction() as session:
                runs.record_progress(session, self.run_id, self._last, runs.thinned(self.curve))
            self._last = None

    def should_stop(self) -> bool:
        """Whether somebody asked for the run to stop; asked about once a second."""
        if time.monotonic() - self._asked < WRITE_SECONDS:
            return False
        self._asked = time.monotonic()
        with self.database.reading() as session:
            return bool(session.scalar(select(SolverRun.stop_requested).where(SolverRun.id == self.run_id)))

    def _hear(self, progress: solver.Progress) -> None:
        self._last = progress
        self._steps[progress.phase] = progress.iterations
        if progress.phase == "improve":
            self._improved = [*self._improved[:1], (progress.seconds, progress.iterations)]
        if progress.objective is not None:
            point = [round(progress.seconds, 1), progress.objective, progress.bound]
            if not self.curve or self.curve[-1][1:] != point[1:]:
                self.curve.append(point)
        if self.on_progress is not None:
            self.on_progress(progress)


def _fail(database: Database, run_id: str, error: SolverDied) -> SolverRun:
    with database.transaction() as session:
        run = session.get_one(SolverRun, run_id)
        runs.fail(session, run, runs.died_message(error.exit_code), error.detail or str(error))
    return run


def _percent(progress: solver.Progress) -> int:
    return 100 * progress.placed // max(1, progress.total)
