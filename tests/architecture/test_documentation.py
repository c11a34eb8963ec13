"""What one can set, run, meet as a rule or print has its heading in docs/; decisions keep their form, paths exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields

import click
import pytest

from solver.objectives import OBJECTIVES
from solver.rules import RULES
from tests.architecture.sources import PROJECT, project_files, relative
from trainer.certification.pdf import LAYOUTS
from trainer.cli import main
from trainer.config import Config

DOCS = PROJECT / "docs"
DECISION_PARTS = ("Context", "Decision", "Consequences", "Alternatives")
# Built, and ignored by git.
BUILT = "static/dist"
NAMED_PATH = re.compile(r"`((?:docs|requirements|seeds|solver|static|templates|tests|tools|trainer)/[^`\s]*)`")
LINK = re.compile(r"\[[^\]]*\]\((?!https?://|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")


def headings(page: str) -> list[str]:
    lines = (DOCS / page).read_text("utf-8").splitlines()
    return [line.lstrip("# ").replace("`", "") for line in lines if line.startswith("#")]


def without_heading(names: list[str], lines: list[str]) -> list[str]:
    """The names that stand in no heading as a word of their own."""
    return [name for name in names if not any(_stands_in(name, line) for line in lines)]


def _stands_in(name: str, line: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", line) is not None


def commands(command: click.Command, path: str) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from commands(child, f"{path} {name}")
    else:
        yield path


def test_every_rule_and_every_objective_is_explained() -> None:
    names = [rule.id for rule in RULES] + [objective.id for objective in OBJECTIVES]
    assert len(names) > 20
    assert without_heading(names, headings("rules.md")) == []


def test_every_setting_is_explained() -> None:
    names = [f"TRAINER_{field.name.upper()}" for field in fields(Config)]
    assert without_heading(names, headings("configuration.md")) == []


def test_every_command_is_explained() -> None:
    names = list(commands(main, "trainer"))
    assert "trainer serve" in names
    assert without_heading(names, headings("commands.md")) == []


def test_every_certificate_layout_is_explained() -> None:
    assert LAYOUTS
    assert without_heading(list(LAYOUTS), headings("certificates.md")) == []


def test_every_decision_has_its_four_parts_and_a_number_of_its_own() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]
    assert len(pages) >= 5
    assert len(set(numbers)) == len(numbers)
    incomplete = {
        page.name: missing
        for page in pages
        if (missing := without_heading(list(DECISION_PARTS), headings(f"decisions/{page.name}")))
    }
    assert incomplete == {}


def test_every_link_between_the_documents_leads_somewhere() -> None:
    pages = [path for path in project_files() if path.suffix == ".md"]
    assert pages
    broken = [
        f"{relative(page)}: {target}"
        for page in pages
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_path_that_a_document_names_is_there() -> None:
    """History stays as it was written: the changelog and the decisions may name what is gone."""
    named = {
        (page.name, path)
        for page in (*DOCS.glob("*.md"), *PROJECT.glob("*.md"))
        if page.name != "CHANGELOG.md"
        for path in NAMED_PATH.findall(page.read_text("utf-8"))
    }
    assert len(named) > 50
    assert sorted((page, path) for page, path in named if not is_there(path)) == []


def is_there(path: str) -> bool:
    """Whether a file or folder of the project has this path; `<word>` stands for any name."""
    return path.startswith(BUILT) or any(PROJECT.glob(re.sub(r"<\w+>", "*", path).rstrip("/")))


@pytest.mark.parametrize(
    ("path", "found"), [("solver/rules/<rule>.py", True), ("solver/", True), ("solver/n.py", False)]
)
def test_a_path_that_leads_nowhere_would_be_found(path: str, found: bool) -> None:
    assert is_there(path) == found


@pytest.mark.parametrize(("line", "found"), [("trainer user add", True), ("trainer user", False), ("add", False)])
def test_a_missing_heading_would_be_found(line: str, found: bool) -> None:
    assert (without_heading(["trainer user add"], [line]) == []) == found
