"""The child process of the solver: what it answered counts, whenever it is told to stop."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

import pytest

from trainer.scheduling.child_process import ChildProcess, SolverDied


def tell_and_answer(pipe: Connection) -> int:
    pipe.send("begun")
    return 7


def tell_and_fail(pipe: Connection) -> int:
    pipe.send("begun")
    raise ValueError("no timetable")


def test_a_stop_that_meets_the_answer_keeps_it() -> None:
    """The child has told, answered and left before anybody asks it to stop."""
    child: ChildProcess[str, int] = ChildProcess(tell_and_answer, (), 60)
    heard: list[str | None] = []

    def listen(progress: str | None) -> None:
        heard.append(progress)
        child.process.join(30)

    assert child.wait(listen, lambda: bool(heard)) == 7
    assert heard == ["begun"]


def test_what_a_child_failed_of_is_told() -> None:
    child: ChildProcess[str, int] = ChildProcess(tell_and_fail, (), 60)
    with pytest.raises(SolverDied) as died:
        child.wait(lambda _progress: time.sleep(0), lambda: False)
    assert died.value.detail == "ValueError: no timetable"
