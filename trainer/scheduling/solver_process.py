"""The solver in a child process: it can be stopped, it can be killed, and neither harms the worker.

The child knows the solver alone, neither the database nor the settings.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

import solver

Tick = Callable[[solver.Progress | None], None]
Answer = TypeVar("Answer")

TICK_SECONDS = 0.5
# A child that is silent for so long after its time limit is not coming back.
GRACE_SECONDS = 120


class SolverDied(Exception):
    """The child ended without a result; `exit_code` is negative when a signal killed it."""

    def __init__(self, exit_code: int | None, detail: str = "") -> None:
        super().__init__(detail or f"the solver process ended with code {exit_code}")
        self.exit_code = exit_code
        self.detail = detail


class ChildProcess(Generic[Answer]):
    """One question to the solver outside of this process, in a group of processes of its own.

    `target` gets its end of a pipe and `args`; it sends progress, then its answer, or a text when it failed. `seconds`
    is its own time limit. The child may have workers, so it is no daemon; when it ends, or this process does, the whole
    group is ended.
    """

    def __init__(
        self, target: Callable[..., None], args: tuple[Any, ...], answer: type[Answer], seconds: float
    ) -> None:
        context: SpawnContext = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._answer, self._seconds = answer, seconds
        self._is_stopping = False
        self.process: SpawnProcess = context.Process(target=target, args=(there, *args), daemon=False)
        with main_module_left_out():
            self.process.start()
        self._end_group = Finalize(self, end_group, args=(self.process.pid,), exitpriority=10)
        there.close()

    def wait(self, on_tick: Tick, should_stop: Callable[[], bool]) -> Answer:
        """Follow the child to its result: `on_tick` hears each progress, and None at least every half second.

        When `should_stop` answers yes the child is asked to end with the best it has. Raises SolverDied.
        """
        deadline = time.monotonic() + self._seconds + GRACE_SECONDS
        try:
            while time.monotonic() < deadline:
                result = self._hear(on_tick)
                if result is not None:
                    return result
                if not self._is_stopping and should_stop():
                    self._is_stopping = True
                    self._here.send("stop")
            raise SolverDied(None, "the solver did not end in time")
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            self.process.join(GRACE_SECONDS)
            raise SolverDied(self.process.exitcode) from error
        finally:
            self._end()

    def _hear(self, on_tick: Tick) -> Answer | None:
        if not self._here.poll(TICK_SECONDS):
            on_tick(None)
            return None
        message = self._here.recv()
        if isinstance(message, self._answer):
            return message
        if isinstance(message, str):
            raise SolverDied(None, message)
        on_tick(message)
        return None

    def _end(self) -> None:
        self._here.close()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self._end_group()


class SolverProcess(ChildProcess[solver.Result]):
    """One run of the solver outside of this process."""

    def __init__(self, problem: str, previous: str | None, params: solver.SolveParams) -> None:
        super().__init__(run_child, (problem, previous, params), solver.Result, params.time_limit_seconds)


@contextlib.contextmanager
def main_module_left_out() -> Iterator[None]:
    """Start a child that imports its target alone, not also the program that runs here, which takes seconds."""
    main = sys.modules["__main__"].__dict__
    kept = {name: main[name] for name in ("__file__", "__spec__") if main.get(name) is not None}
    main.pop("__file__", None)
    main["__spec__"] = None
    try:
        yield
    finally:
        main.update(kept)


def end_group(leader: int) -> None:
    """Kill what is left of a process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def run_child(pipe: Connection, problem: str, previous: str | None, params: solver.SolveParams) -> None:
    """The child's whole life: solve, tell progress, hear the stop, send the result (or a text when it failed)."""
    stand_alone()
    try:
        result = solver.solve(
            solver.problem_from_json(problem),
            params,
            solver.timetable_from_json(previous) if previous is not None else None,
            pipe.send,
            lambda: is_told_to_stop(pipe),
        )
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(f"{type(error).__name__}: {error}")
        raise
    pipe.send(result)


def stand_alone() -> None:
    """Lead a group of processes; the terminal's interrupt goes to the parent, which decides."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def is_told_to_stop(pipe: Connection) -> bool:
    """Whether the parent said stop, or is gone. The word stays in the pipe, so every later question hears it too."""
    return pipe.poll()
