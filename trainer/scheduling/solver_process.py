"""A run of the solver in a child process."""

from __future__ import annotations

from multiprocessing.connection import Connection

import solver
from trainer.scheduling.child_process import ChildProcess, is_told_to_stop


class SolverProcess(ChildProcess[solver.Progress, solver.Result]):
    """One run of the solver outside of this process."""

    def __init__(self, problem: str, previous: str | None, params: solver.SolveParams) -> None:
        super().__init__(solve, (problem, previous, params), params.time_limit_seconds)


def solve(pipe: Connection, problem: str, previous: str | None, params: solver.SolveParams) -> solver.Result:
    """Solve, tell progress, hear the stop."""
    return solver.solve(
        solver.problem_from_json(problem),
        params,
        solver.timetable_from_json(previous) if previous is not None else None,
        pipe.send,
        lambda: is_told_to_stop(pipe),
    )
