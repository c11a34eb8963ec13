"""What differs between programme types stands in their strategy files, never in an `if` elsewhere."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.sources import is_below, project_files, python_files, relative, tree_of
from trainer.models.programmes import ProgrammeType

STRATEGIES = "trainer/catalogue/programme_types"
VALUES = {member.value for member in ProgrammeType}
COMPARED_IN_TEMPLATE = re.compile(r"(==|!=|\bin\b)[^%}]*['\"](" + "|".join(sorted(VALUES)) + r")['\"]")


def comparisons(tree: ast.Module) -> list[int]:
    """Lines where something is compared with, matched against, or looked up by, a programme type."""
    compared = [node for node in ast.walk(tree) if isinstance(node, ast.Compare | ast.MatchValue | ast.Dict)]
    return sorted({node.lineno for node in compared if any(names_a_type(part) for part in _judged_parts(node))})


def _judged_parts(node: ast.Compare | ast.MatchValue | ast.Dict) -> list[ast.expr]:
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.MatchValue):
        return [node.value]
    return [key for key in node.keys if key is not None]


def names_a_type(expression: ast.expr) -> bool:
    """Whether a member of ProgrammeType, or the text of one, stands in the expression."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Attribute) and _is_the_enum(node.value):
            return True
        if isinstance(node, ast.Constant) and node.value in VALUES:
            return True
    return False


def _is_the_enum(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "ProgrammeType") or (
        isinstance(node, ast.Attribute) and node.attr == "ProgrammeType"
    )


def test_no_code_outside_the_strategies_compares_programme_types() -> None:
    files = [path for path in python_files("trainer") if not is_below(path, STRATEGIES, "trainer/migrations")]
    assert {relative(path): lines for path in files if (lines := comparisons(tree_of(path)))} == {}


def test_no_template_compares_programme_types() -> None:
    templates = [path for path in project_files() if is_below(path, "templates") and path.suffix in (".html", ".txt")]
    assert templates
    assert [relative(path) for path in templates if COMPARED_IN_TEMPLATE.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    [
        "if programme.type == ProgrammeType.ORDER_CLASS: pass",
        "x = order.programme_type in (models.ProgrammeType.ORDER_CLASS,)",
        "x = programme.type.value == 'order_class'",
        "x = {ProgrammeType.ORDER_CLASS: 1}[programme.type]",
        "match programme.type:\n    case ProgrammeType.ORDER_CLASS: pass",
    ],
)
def test_a_comparison_with_a_programme_type_would_be_found(line: str) -> None:
    assert comparisons(ast.parse(line))


def test_naming_a_type_without_asking_for_it_is_allowed() -> None:
    assert comparisons(ast.parse("order = Order(programme_type=ProgrammeType.ORDER_CLASS)")) == []
    assert not COMPARED_IN_TEMPLATE.search("{{ programme.type | type_label }}")
    assert COMPARED_IN_TEMPLATE.search("{% if programme.type == 'order_class' %}")
