"""The request or the job is the transaction, and one file reads the clock."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from tests.architecture.sources import called_name, is_below, python_files, relative, tree_of

MAY_COMMIT = ("trainer/web", "trainer/kit/jobs.py", "trainer/kit/db.py", "trainer/cli.py", "trainer/cli")
MAY_READ_THE_CLOCK = ("trainer/kit/clock.py",)
CLOCK_READERS = {"today", "now", "utcnow", "utcfromtimestamp"}
CLOCK_TYPES = {"date", "datetime"}


def commits(tree: ast.Module) -> list[int]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call.lineno for call in calls if called_name(call) == "commit"]


def clock_readings(tree: ast.Module) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in CLOCK_READERS and _last_name(node.value) in CLOCK_TYPES
    ]


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def found_outside(places: tuple[str, ...], search: Callable[[ast.Module], list[int]]) -> dict[str, list[int]]:
    files = [path for path in python_files("trainer", "solver") if not is_below(path, *places)]
    return {relative(path): lines for path in files if (lines := search(tree_of(path)))}


def test_nobody_commits_but_the_request_the_job_and_the_command() -> None:
    assert found_outside(MAY_COMMIT, commits) == {}


def test_nobody_reads_the_clock_but_the_clock() -> None:
    assert found_outside(MAY_READ_THE_CLOCK, clock_readings) == {}


def test_a_commit_in_a_service_would_be_found() -> None:
    assert commits(ast.parse("def enrol(session):\n    session.commit()\n")) == [2]


@pytest.mark.parametrize(
    "line", ["date.today()", "datetime.now(UTC)", "datetime.utcnow()", "datetime.datetime.now()", "default=date.today"]
)
def test_a_reading_of_the_clock_would_be_found(line: str) -> None:
    assert clock_readings(ast.parse(f"x = f({line})")) == [1]


def test_the_clocks_own_words_are_allowed() -> None:
    assert clock_readings(ast.parse("x = clock.today(), clock.now()")) == []
