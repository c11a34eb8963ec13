"""The project's own files as the architecture tests see them: paths, syntax trees, and what stands in them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_NOT_OURS = {".git", ".venv", "node_modules", "dist", "build", "var", "__pycache__"}
_TOOL_CACHES = {".hypothesis", ".import_linter_cache", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def relative(path: Path) -> str:
    """The path below the project, with forward slashes."""
    return path.relative_to(PROJECT).as_posix()


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that belongs to the project: nothing installed, built or cached."""
    return tuple(sorted(_walk(PROJECT)))


def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders of the project."""
    return [path for path in project_files() if path.suffix == ".py" and is_below(path, *folders)]


def is_below(path: Path, *places: str) -> bool:
    """Whether the file is one of these files, or lies below one of these folders."""
    name = relative(path)
    return any(name == place or name.startswith(f"{place}/") for place in places)


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), filename=relative(path))


def docstring_of(node: ast.AST) -> ast.Constant | None:
    """The docstring of a module, class or function, as the node that holds it."""
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
        value = body[0].value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            return value
    return None


def functions_of(tree: ast.Module) -> Iterator[Function]:
    """Every function and method, nested ones included."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length_of(function: Function) -> int:
    """Lines from `def` to the end, without those of the docstring."""
    doc = docstring_of(function)
    doc_lines = (doc.end_lineno or 0) - doc.lineno + 1 if doc else 0
    return (function.end_lineno or 0) - function.lineno + 1 - doc_lines


def strings_of(tree: ast.Module) -> Iterator[ast.Constant]:
    """Every text in the code that is no docstring, the fixed parts of f-strings included."""
    doc_nodes = {id(docstring_of(node)) for node in ast.walk(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in doc_nodes:
            yield node


def called_name(call: ast.Call) -> str:
    """The last name of what is called: `commit` for `session.commit()`, `_` for `_("...")`."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in _NOT_OURS or path.name in _TOOL_CACHES or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.suffix not in (".pyc", ".db", ".sqlite"):
            yield path
