"""Stops a running CP-SAT search from outside: it asks for itself only when it finds something."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python import cp_model

POLL_SECONDS = 0.1


def is_cut_short(solver: cp_model.CpSolver, status: object, work: float) -> bool:
    """Whether the search of one worker was ended before its deterministic work was done: by its seconds, or a stop."""
    is_open = status in (cp_model.FEASIBLE, cp_model.UNKNOWN)
    return is_open and float(solver.response_proto.deterministic_time) < work


@contextmanager
def stopped_when(solver: cp_model.CpSolver, should_stop: Callable[[], bool] | None) -> Iterator[None]:
    """While the block runs, ask `should_stop` from a thread of its own and end the search when it says so."""
    if should_stop is None:
        yield
        return
    is_done = threading.Event()

    def watch() -> None:
        while not is_done.wait(POLL_SECONDS):
            if should_stop():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_done.set()
        watcher.join()
