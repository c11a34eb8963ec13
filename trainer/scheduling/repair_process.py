"""The search for repairs in a child process, like a solver run."""

from __future__ import annotations

from multiprocessing.connection import Connection

import solver
from solver.repair import RepairLimits, RepairResult, repair
from trainer.scheduling.solver_process import ChildProcess, is_told_to_stop, stand_alone


class RepairProcess(ChildProcess[RepairResult]):
    """One search for repairs outside of this process; the problem holds the published timetable."""

    def __init__(self, problem: str, limits: RepairLimits) -> None:
        super().__init__(run_child, (problem, limits), RepairResult, limits.seconds)


def run_child(pipe: Connection, problem: str, limits: RepairLimits) -> None:
    """The child's whole life: search, tell progress, hear the stop, send the result (or a text when it failed)."""
    stand_alone()
    try:
        result = repair(
            solver.problem_from_json(problem),
            limits,
            should_stop=lambda: is_told_to_stop(pipe),
            on_progress=pipe.send,
        )
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        raise
    pipe.send(result)
