"""Functions and files stay small enough to be read at one sitting, and every file says what it is for."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.sources import docstring_of, functions_of, is_below, length_of, python_files, relative, tree_of

LONGEST_FUNCTION = 50
LONGEST_FILE = 400
MIGRATIONS = "trainer/migrations/versions"


def measured_files() -> list[Path]:
    helpers = [path for path in python_files("tests") if not path.name.startswith("test_")]
    return [path for path in python_files("trainer", "solver") if not is_below(path, MIGRATIONS)] + helpers


def long_functions(tree: ast.Module) -> list[str]:
    return [f"{f.name}: {length_of(f)} lines" for f in functions_of(tree) if length_of(f) > LONGEST_FUNCTION]


def test_there_are_files_to_measure() -> None:
    assert len(measured_files()) > 40


def test_no_function_is_longer_than_fifty_lines() -> None:
    found = {relative(path): long for path in measured_files() if (long := long_functions(tree_of(path)))}
    assert found == {}


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {relative(path): len(path.read_text("utf-8").splitlines()) for path in measured_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_file_begins_with_a_docstring() -> None:
    silent = [relative(path) for path in python_files("trainer", "solver", "tests") if not docstring_of(tree_of(path))]
    assert silent == []


def test_a_function_of_fifty_one_lines_would_be_found_and_its_docstring_is_not_counted() -> None:
    def source(lines: int) -> str:
        return '"""Role."""\ndef f():\n    """One.\n\n    Two.\n    """\n' + "    x = 1\n" * (lines - 1)

    assert long_functions(ast.parse(source(50))) == []
    assert long_functions(ast.parse(source(51))) == ["f: 51 lines"]


def test_a_file_that_begins_with_an_import_would_be_found() -> None:
    assert docstring_of(ast.parse('import os\n"""Role."""\n')) is None
