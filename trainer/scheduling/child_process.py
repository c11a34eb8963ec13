"""A question to the solver in a child process: it can be stopped, it can be killed, and neither harms the worker.

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
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

Progress = TypeVar("Progress")
Answer = TypeVar("Answer")

TICK_SECONDS = 0.5
# A child that is silent for so long after its time limit is not coming back.
GRACE_SECONDS = 120
# So long may a child take to leave that was asked to end or has answered.
LEAVE_SECONDS = 5


class SolverDied(Exception):
    """The child ended without a result; `exit_code` is negative when a signal killed it."""

    def __init__(self, exit_code: int | None, detail: str = "") -> None:
        super().__init__(detail or f"the solver process ended with code {exit_code}")
        self.exit_code = exit_code
        self.detail = detail


class StoppedEarly(Exception):
    """The child was ended before it had anything to answer."""


@dataclass(frozen=True)
class SoFar(Generic[Answer]):
    """What the work sends when it has an answer that will do, should it be ended before its last one."""

    answer: Answer


@dataclass(frozen=True)
class _Answered(Generic[Answer]):
    answer: Answer


@dataclass(frozen=True)
class _Failed:
    detail: str


class ChildProcess(Generic[Progress, Answer]):
    """One question to the solver outside of this process, in a group of processes of its own.

    `work` gets its end of a pipe and `args`; it sends progress and returns the answer. `seconds` is its own time limit.
    The child may have workers, so it is no daemon; when it ends, or this process does, the whole group is ended.
    """

    # Whether the work asks `is_told_to_stop`. One that does not is ended at once, and what it sent as `SoFar` counts.
    hears_stop = True

    def __init__(self, work: Callable[..., Answer], args: tuple[Any, ...], seconds: float) -> None:
        context: SpawnContext = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._seconds = seconds
        self._so_far: SoFar[Answer] | None = None
        self._is_stopping = False
        self.process: SpawnProcess = context.Process(target=_run_child, args=(there, work, args), daemon=False)
        with main_module_left_out():
            self.process.start()
        self._end_group = Finalize(self, end_group, args=(self.process.pid,), exitpriority=10)
        there.close()

    def wait(self, on_tick: Callable[[Progress | None], None], should_stop: Callable[[], bool]) -> Answer:
        """Follow the child to its answer: `on_tick` hears each progress, and None at least every half second.

        When `should_stop` answers yes the child ends with the best it has. Raises SolverDied, and StoppedEarly when it
        was ended with nothing.
        """
        deadline = time.monotonic() + self._seconds + GRACE_SECONDS
        try:
            while time.monotonic() < deadline:
                answered = self._hear(on_tick)
                if answered is not None:
                    return answered.answer
                if not self._is_stopping and should_stop():
                    if not self.hears_stop:
                        return self._best_so_far(StoppedEarly())
                    self._is_stopping = True
                    # Who has answered and left hears nothing any more; the answer is still in the pipe.
                    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                        self._here.send("stop")
            return self._best_so_far(SolverDied(None, "the solver did not end in time"))
        except (EOFError, BrokenPipeError, ConnectionResetError) as error:
            self.process.join(GRACE_SECONDS)
            raise SolverDied(self.process.exitcode) from error
        finally:
            self._end()

    def _hear(self, on_tick: Callable[[Progress | None], None]) -> _Answered[Answer] | None:
        message = self._here.recv() if self._here.poll(TICK_SECONDS) else None
        if isinstance(message, _Answered):
            return message
        if isinstance(message, _Failed):
            raise SolverDied(None, message.detail)
        if isinstance(message, SoFar):
            self._so_far = message
        else:
            on_tick(message)
        return None

    def _best_so_far(self, otherwise: Exception) -> Answer:
        if self._so_far is None:
            raise otherwise
        return self._so_far.answer

    def _end(self) -> None:
        self._here.close()
        self.process.join(LEAVE_SECONDS if self.hears_stop else 0)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self._end_group()


@contextlib.contextmanager
def main_module_left_out() -> Iterator[None]:
    """Start a child that imports its work alone, not also the program that runs here, which takes seconds."""
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


def is_told_to_stop(pipe: Connection) -> bool:
    """Whether the parent said stop, or is gone. The word stays in the pipe, so every later question hears it too."""
    return pipe.poll()


def _run_child(pipe: Connection, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """The child's whole life: do the work and send its answer, or a text when it failed."""
    # It leads a group of processes; the terminal's interrupt goes to the parent, which decides.
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pipe.send(_Answered(work(pipe, *args)))
    except BrokenPipeError:
        return
    except Exception as error:
        pipe.send(_Failed(f"{type(error).__name__}: {error}"))
        raise
