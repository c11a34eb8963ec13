"""Finds every sentence that the program says, and every sentence in the fragments of a language."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from tests.architecture.sources import PROJECT, called_name, is_below, project_files, python_files, relative, tree_of
from trainer.kit.wording import LOCALES

FRAGMENTS = PROJECT / "trainer" / "translations"
# How many leading arguments of each function are sentences; only the form library counts with ngettext.
SAID_BY = {"_": 1, "msg": 1, "gettext": 1, "lazy": 1, "lazy_gettext": 1, "ngettext": 2}
# These pass on what others wrote, so their argument is a variable.
PASSING_ON = (
    "trainer/kit/messages.py",
    "trainer/kit/wording.py",
    "trainer/web/language.py",
    "trainer/web/forms.py",
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
FORMAT = re.compile(r"%\(\w+\)[sd]|%%")


@dataclass(frozen=True)
class Sentence:
    """A msgid at its place; `values` are the names that the call hands over, None where they cannot be known."""

    text: str
    place: str
    values: frozenset[str] | None = None


def sentences_in_code() -> Iterator[Sentence]:
    """The literal sentences of all Python files of the application."""
    for path in python_files("trainer"):
        yield from sentences_of(tree_of(path), relative(path))


def sentences_of(tree: ast.Module, name: str) -> Iterator[Sentence]:
    """The literal sentences of one syntax tree; both branches of an `if` expression count."""
    for call in _speaking_calls(tree):
        names = frozenset(keyword.arg for keyword in call.keywords if keyword.arg)
        values = None if any(keyword.arg is None for keyword in call.keywords) else names
        for argument in call.args[: SAID_BY[called_name(call)]]:
            for text in literals(argument) or []:
                yield Sentence(text, f"{name}:{call.lineno}", values)


def unreadable_calls(tree: ast.Module) -> list[int]:
    """Lines where something is said that is no literal, so that no tool can find its translation."""
    return [
        call.lineno
        for call in _speaking_calls(tree)
        if not call.args or any(literals(argument) is None for argument in call.args[: SAID_BY[called_name(call)]])
    ]


def literals(argument: ast.expr) -> list[str] | None:
    """The texts that an argument can be, or None when it is not made of literals."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    if isinstance(argument, ast.IfExp):
        first, second = literals(argument.body), literals(argument.orelse)
        return None if first is None or second is None else first + second
    return None


def _speaking_calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called_name(node) in SAID_BY)


def sentences_in_templates() -> Iterator[Sentence]:
    """The literal sentences of all templates, as Babel's extractor for Jinja finds them."""
    for path in templates():
        with path.open("rb") as file:
            found = list(babel_extract(file, [*SAID_BY], [], {"silent": "false", "encoding": "utf-8"}))
        for line, _function, texts, _comments in found:
            for text in texts if isinstance(texts, tuple) else (texts,):
                if text:
                    yield Sentence(text, f"{relative(path)}:{line}")


def templates() -> list[Path]:
    """Every template."""
    return [path for path in project_files() if is_below(path, "templates") and path.suffix in (".html", ".txt")]


def fragments(language: str = "zh") -> dict[str, list[tuple[str, str]]]:
    """File name to its pairs of msgid and sentence; raises on a fragment that is no gettext file."""
    return {path.name: _pairs(path, LOCALES[language]) for path in sorted((FRAGMENTS / language).glob("*.po"))}


def _pairs(path: Path, locale: str) -> list[tuple[str, str]]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale, abort_invalid=True)
    return [(str(entry.id), str(entry.string)) for entry in catalogue if entry.id]


def placeholders(text: str) -> set[str]:
    """The names that a sentence has holes for."""
    return {percent or brace for percent, brace in PLACEHOLDER.findall(text)}


def has_stray_percent(text: str) -> bool:
    """Whether a percent sign stands there that filling in the values would stumble over."""
    return "%" in FORMAT.sub("", text)
