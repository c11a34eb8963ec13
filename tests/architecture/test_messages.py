"""The interface says everything in Chinese and in English, and the two say the same thing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import flask_wtf
import pytest
import wtforms

from tests.architecture.messages import (
    PASSING_ON,
    Sentence,
    fragments,
    has_stray_percent,
    placeholders,
    sentences_in_code,
    sentences_in_templates,
    sentences_of,
    unreadable_calls,
)
from tests.architecture.sources import is_below, python_files, relative, strings_of, tree_of

CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
SPEAKS_CHINESE = (
    "trainer/seeding",
    "trainer/translations",
    "trainer/certification/pdf",
    "trainer/kit/identifiers.py",
    # The product's two names, and how each language writes levels and days, stand side by side.
    "trainer/config.py",
    "trainer/web/language.py",
    # Sample data of the development page.
    "trainer/web/gallery.py",
)


def all_sentences() -> list[Sentence]:
    return [*sentences_in_code(), *sentences_in_templates()]


def all_pairs() -> list[tuple[str, str, str]]:
    return [(name, english, chinese) for name, pairs in fragments().items() for english, chinese in pairs]


def chinese_lines(tree: ast.Module) -> list[int]:
    return [node.lineno for node in strings_of(tree) if CHINESE.search(str(node.value))]


def sentences_of_wtforms() -> set[str]:
    folder = Path(wtforms.__file__).parent
    uploads = Path(flask_wtf.__file__).parent / "file.py"
    files = [folder / "validators.py", *sorted((folder / "fields").glob("*.py")), uploads]
    trees = [ast.parse(path.read_text("utf-8")) for path in files]
    return {sentence.text for tree in trees for sentence in sentences_of(tree, "wtforms")}


def test_there_is_something_to_say() -> None:
    assert len(all_sentences()) > 100
    assert len(sentences_of_wtforms()) > 20


def test_every_sentence_has_its_chinese() -> None:
    translated = {english for _name, english, chinese in all_pairs() if chinese}
    missing = [sentence for sentence in all_sentences() if sentence.text not in translated]
    assert not missing, "\n".join(f"{sentence.place}: {sentence.text}" for sentence in missing)


def test_every_sentence_of_the_form_library_has_its_chinese() -> None:
    translated = {english for _name, english, chinese in all_pairs() if chinese}
    assert sorted(sentences_of_wtforms() - translated) == []


def test_every_chinese_sentence_has_the_holes_of_the_english_one() -> None:
    differing = [
        f"{name}: {english}" for name, english, chinese in all_pairs() if placeholders(english) != placeholders(chinese)
    ]
    assert differing == []


def test_no_sentence_with_holes_has_a_stray_percent_sign() -> None:
    texts = {text for _name, english, chinese in all_pairs() for text in (english, chinese) if placeholders(english)}
    assert [text for text in texts if has_stray_percent(text)] == []


def test_every_hole_of_a_sentence_in_code_is_filled_by_its_call() -> None:
    unfilled = [
        f"{sentence.place}: {sentence.text}"
        for sentence in sentences_in_code()
        if sentence.values and not placeholders(sentence.text) <= sentence.values
    ]
    assert unfilled == []


def test_one_sentence_has_one_chinese() -> None:
    chinese_of = defaultdict(set)
    for _name, english, chinese in all_pairs():
        chinese_of[english].add(chinese)
    assert {english: found for english, found in chinese_of.items() if len(found) > 1} == {}


def test_every_sentence_in_code_is_written_where_it_is_said() -> None:
    files = [path for path in python_files("trainer") if not is_below(path, *PASSING_ON)]
    assert {relative(path): lines for path in files if (lines := unreadable_calls(tree_of(path)))} == {}


def test_chinese_stands_in_the_fragments_and_not_in_the_code() -> None:
    files = [path for path in python_files("trainer") if not is_below(path, *SPEAKS_CHINESE)]
    assert {relative(path): lines for path in files if (lines := chinese_lines(tree_of(path)))} == {}


def test_a_sentence_is_found_in_each_way_of_saying_it() -> None:
    source = 'msg("A %(n)s", n=1); _("B"); lazy("C"); gettext("D"); _("E" if x else "F"); language.lazy("G")'
    assert [sentence.text for sentence in sentences_of(ast.parse(source), "x")] == [
        "A %(n)s",
        "B",
        "C",
        "D",
        "E",
        "F",
        "G",
    ]


@pytest.mark.parametrize("call", ["msg(text)", 'msg(f"{n} seats")', 'msg("a" + b)', "_()"])
def test_a_sentence_that_no_tool_can_find_would_be_told(call: str) -> None:
    assert unreadable_calls(ast.parse(call)) == [1]


def test_a_percent_sign_that_is_not_doubled_would_be_found() -> None:
    assert has_stray_percent("%(x)s % of the best")
    assert not has_stray_percent("%(x)s %% of %(n)d")


def test_chinese_in_a_literal_would_be_found_and_in_a_docstring_is_allowed() -> None:
    assert chinese_lines(ast.parse('"""班级."""\nx = "ok"\n')) == []
    assert chinese_lines(ast.parse('"""Role."""\nx = f"{n} 人"\n')) == [2]
