"""The search for a reason and its repairs in a child process, which can be stopped at any moment."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess

import solver
from solver.explain import ExplainLimits, Explanation, Repair, RepairLimits, Verdict, explain, repairs
from trainer.scheduling.scenario_patch import Patch, patch_of
from trainer.scheduling.solver_process import TICK_SECONDS, SolverDied

# For everything; the explanation alone may take half of it, and ways out have what is left.
SECONDS, EXPLAIN_SECONDS = 50.0, 25.0
# A child that is silent for so long after its time limit is not coming back.
GRACE_SECONDS = 60
REPAIRS = "repairs"

OnStep = Callable[[str], None]


@dataclass(frozen=True)
class Found:
    """An explanation with its verified repairs, cheapest first; `is_whole` unless the search was stopped.

    The repairs carry the problem as it was, not the changed one; `patches` says for each what differs.
    """

    explanation: Explanation
    repairs: tuple[Repair, ...] = ()
    is_whole: bool = True
    patches: tuple[Patch, ...] = ()


class ReasonsProcess:
    """One search for reasons outside of this process; a cohort may end on one of `later_days` too."""

    def __init__(self, problem: str, seed: int, later_days: tuple[solver.Day, ...] = ()) -> None:
        context: SpawnContext = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe(duplex=False)
        self._explanation: Explanation | None = None
        self.process: SpawnProcess = context.Process(
            target=run_child, args=(there, problem, seed, later_days), daemon=True
        )
        self.process.start()
        there.close()

    def wait(self, on_step: OnStep, should_stop: Callable[[], bool]) -> Found | None:
        """Follow the child to its end: `on_step` hears each step, and "" at least every half second.

        When `should_stop` answers yes the child is ended: what was explained by then is returned, else None.
        Raises SolverDied.
        """
        deadline = time.monotonic() + SECONDS + GRACE_SECONDS
        try:
            while time.monotonic() < deadline:
                found = self._hear(on_step)
                if found is not None:
                    return found
                if should_stop():
                    return self._so_far()
            if self._explanation is None:
                raise SolverDied(None, "the search for a reason did not end in time")
            return self._so_far()
        except EOFError as error:
            self.process.join(GRACE_SECONDS)
            raise SolverDied(self.process.exitcode) from error
        finally:
            self._end()

    def _hear(self, on_step: OnStep) -> Found | None:
        if not self._here.poll(TICK_SECONDS):
            on_step("")
            return None
        message = self._here.recv()
        if isinstance(message, Found):
            return message
        if isinstance(message, SolverDied):
            raise message
        if isinstance(message, Explanation):
            self._explanation = message
        else:
            on_step(message)
        return None

    def _so_far(self) -> Found | None:
        return None if self._explanation is None else Found(self._explanation, is_whole=False)

    def _end(self) -> None:
        self._here.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()


def run_child(pipe: Connection, problem_text: str, seed: int, later_days: tuple[solver.Day, ...]) -> None:
    """The child's whole life: explain, look for repairs, send what was found (or the error when it failed)."""
    # The terminal's interrupt goes to the parent, which decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(_found(pipe, solver.problem_from_json(problem_text), seed, later_days))
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(SolverDied(None, f"{type(error).__name__}: {error}"))
        raise


def _found(pipe: Connection, problem: solver.Problem, seed: int, later_days: tuple[solver.Day, ...]) -> Found:
    limits = ExplainLimits(EXPLAIN_SECONDS, seed)
    explanation = explain(problem, limits, lambda step, _seconds: pipe.send(step))
    if explanation.verdict is not Verdict.EXPLAINED:
        return Found(explanation)
    pipe.send(explanation)
    pipe.send(REPAIRS)
    left = max(SECONDS - explanation.seconds, SECONDS - EXPLAIN_SECONDS)
    found = repairs(problem, explanation, RepairLimits(seconds=left, seed=seed), later_days)
    patches = tuple(patch_of(problem, repair.problem) for repair in found)
    return Found(explanation, tuple(replace(repair, problem=problem) for repair in found), patches=patches)
