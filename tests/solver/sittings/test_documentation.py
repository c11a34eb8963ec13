"""Every rule, goal and reason of sittings has its place in docs/sittings.md, with its sentences."""

from __future__ import annotations

from pathlib import Path

from solver.sittings import SITTING_GOALS, SITTING_RULES
from solver.sittings.reasons import SENTENCES

PAGE = (Path(__file__).parents[3] / "docs" / "sittings.md").read_text("utf-8")


def test_every_rule_and_goal_has_its_heading_and_its_chinese_sentence() -> None:
    named = [*SITTING_RULES, *SITTING_GOALS]
    assert [item.id for item in named if f"\n### `{item.id}`\n" not in PAGE] == []
    assert [item.id for item in named if f"\n{item.statement_zh}\n" not in PAGE] == []


def test_every_reason_is_listed() -> None:
    assert [code for code in SENTENCES if f"| `{code}` |" not in PAGE] == []
