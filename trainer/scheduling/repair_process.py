"""The search for repairs in a child process, like a solver run."""

from __future__ import annotations

from multiprocessing.connection import Connection

import solver
from solver.repair import RepairLimits, RepairProgress, RepairResult, repair
from trainer.scheduling.child_process import ChildProcess, is_told_to_stop


class RepairProcess(ChildProcess[RepairProgress, RepairResult]):
    """One search for repairs outside of this process; the problem holds the published timetable."""

    def __init__(self, problem: str, limits: RepairLimits) -> None:
        super().__init__(search, (problem, limits), limits.seconds)


def search(pipe: Connection, problem: str, limits: RepairLimits) -> RepairResult:
    """Search, tell progress, hear the stop."""
    return repair(
        solver.problem_from_json(problem),
        limits,
        should_stop=lambda: is_told_to_stop(pipe),
        on_progress=pipe.send,
    )
