"""English agrees with its counts: what stands behind a number that can be 1 has its singular."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from solver.verdict import fill
from tests.architecture.messages import fragments, placeholders, sentences_in_code, sentences_in_templates, templates
from tests.architecture.sources import python_files, relative, strings_of, tree_of
from trainer.kit.messages import agree

HOLE = re.compile(r"(?:(\w+) )?(?:%\((\w+)\)[sd]|\{(\w+)\})")
FORMS = re.compile(r"\{\w+:[^{}|]*\|[^{}|]*\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A word beside a figure of a tile or a dialog, said without that figure.
BARE_LABEL = re.compile(r'"(?:label|unit)": (?:_|gettext)\("([a-z][^"]*)"\)')
# What these holes are filled with is a name, a day or a mark, and no count.
NO_COUNTS = {
    *{"assessor", "base", "before", "body", "code", "cohort", "cost", "day", "enterprise", "field"},
    *{"first", "head", "instructor", "key", "last", "lesson", "module", "name", "offer", "order"},
    *{"organisation", "other_offer", "purpose", "quota", "request", "school", "sitting", "when", "who"},
    *{"workshop", "year"},
}
# A number behind one of these names a thing.
NUMBERED = {"version", "week", "seat", "period", "line"}
# Limits of text fields, said by the browser; no field has room for a single character only.
NEVER_ONE = {"Needs at least {n} characters.", "Must not be longer than {n} characters."}
# So many words behind a number can hang on it, and these end it.
REACH = 3
ENDS = {"and", "as", "at", "by", "for", "from", "in", "may", "of", "on", "that", "to", "with", "without"}
PLURALS = {"are", "have", "were", "people"}
NO_PLURALS = {"is", "has", "was", "this", "class", "less", "s"}


def plurals_behind_numbers(text: str) -> list[str]:
    """The words of `text` that hang on a number and have no singular beside them."""
    found = FORMS.sub("|", text)
    counts = [hole for hole in HOLE.finditer(found) if _is_count(hole)]
    return [word for hole in counts for word in _hanging_on(found[hole.end() :]) if _is_plural(word)]


def _is_count(hole: re.Match[str]) -> bool:
    return (hole[2] or hole[3]) not in NO_COUNTS and (hole[1] or "").lower() not in NUMBERED


def _hanging_on(rest: str) -> Iterator[str]:
    clause = re.split(r"[^\w' -]|%|\{", rest, maxsplit=1)[0]
    for word in clause.split()[:REACH]:
        if word in ENDS:
            return
        yield word


def _is_plural(word: str) -> bool:
    return word in PLURALS or (word.endswith("s") and word not in NO_PLURALS)


def english() -> dict[str, str]:
    """Sentence to what stands in the English fragments for it."""
    return {text: forms for pairs in fragments("en").values() for text, forms in pairs}


def said() -> set[str]:
    return {sentence.text for sentence in [*sentences_in_code(), *sentences_in_templates()]}


def said_by_the_solver() -> Iterator[tuple[str, str]]:
    for path in python_files("solver"):
        for node in strings_of(tree_of(path)):
            if HOLE.search(str(node.value)) and not CHINESE.search(str(node.value)):
                yield relative(path), str(node.value)


def test_what_stands_behind_a_number_has_its_singular() -> None:
    forms = english()
    wrong = {text: words for text in said() - NEVER_ONE if (words := plurals_behind_numbers(forms.get(text, text)))}
    assert wrong == {}


def test_what_stands_behind_a_number_of_the_solver_has_its_singular() -> None:
    wrong = [(place, text) for place, text in said_by_the_solver() if plurals_behind_numbers(text)]
    assert wrong == []


def test_an_english_sentence_with_many_is_the_sentence_in_the_code() -> None:
    assert {text: forms for text, forms in english().items() if agree(forms, {}) != text} == {}


def test_an_english_sentence_has_forms_and_is_said_somewhere() -> None:
    sentences = said()
    assert [text for text, forms in english().items() if text not in sentences or not FORMS.search(forms)] == []


def test_a_word_hangs_on_a_number_of_its_sentence() -> None:
    hanging = {text: set(re.findall(r"\{(\w+):", forms)) for text, forms in english().items()}
    assert {text: names for text, names in hanging.items() if not names <= (placeholders(text) or {"n"})} == {}


def test_a_word_beside_a_figure_knows_the_figure() -> None:
    files = [*templates(), *python_files("trainer")]
    labels = [(relative(path), text) for path in files for text in BARE_LABEL.findall(path.read_text("utf-8"))]
    assert [label for label in labels if any(_is_plural(word) for word in _hanging_on(label[1]))] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("%(n)s lessons change", ["lessons"]),
        ("%(n)s locked people are told", ["people", "are"]),
        ("%(n)s {n:lesson|lessons} of %(all)s are placed", ["are"]),
        ("{n} cells judged", ["cells"]),
        ("%(n)s {n:lesson changes|lessons change}", []),
        ("Version %(n)s holds, and %(base)s is told", []),
    ],
)
def test_a_plural_without_its_singular_would_be_found(text: str, words: list[str]) -> None:
    assert plurals_behind_numbers(text) == words


def test_the_solver_says_one_and_many() -> None:
    text = "{lessons} {lessons:lesson is|lessons are} open"
    said_of = [fill(text, (), {"lessons": count}, lambda _kind, id_: id_, "en") for count in (0, 1, 2)]
    assert said_of == ["0 lessons are open", "1 lesson is open", "2 lessons are open"]
