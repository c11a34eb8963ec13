"""Messages render in any language, nest, and survive JSON."""

from dataclasses import dataclass
from datetime import date

import pytest

from trainer.kit.messages import from_json, msg, name_in_both
from trainer.kit.wording import in_chinese, in_english


def test_a_message_fills_in_its_values_after_translation() -> None:
    text = msg("%(n)s seats", n=3)
    assert text.render(lambda _text: "%(n)s 个名额") == "3 个名额"
    assert str(text) == "3 seats"


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    outer = msg("Rule: %(rule)s", rule=msg("full"))
    assert outer.render({"Rule: %(rule)s": "规则：%(rule)s", "full": "已满"}.__getitem__) == "规则：已满"


def test_a_message_survives_json() -> None:
    outer = msg("%(rule)s from %(day)s", rule=msg("Needs %(n)s years", n=3), day=date(2026, 3, 1))
    again = from_json(outer.to_json())
    assert str(again) == "Needs 3 years from 2026-03-01"


@pytest.mark.parametrize(
    ("placed", "lessons", "said"),
    [
        (0, 2, "0 of 2 lessons are placed"),
        (1, 2, "1 of 2 lessons is placed"),
        ("1", "1", "1 of 1 lesson is placed"),
    ],
)
def test_each_word_of_a_sentence_agrees_with_its_own_count(placed: object, lessons: object, said: str) -> None:
    forms = "%(placed)s of %(lessons)s {lessons:lesson|lessons} {placed:is|are} placed"
    assert msg("%(placed)s of %(lessons)s placed", placed=placed, lessons=lessons).render(lambda _text: forms) == said


def test_a_word_without_its_count_is_in_the_plural() -> None:
    assert msg("people").render(lambda _text: "{n:person|people}") == "people"


def test_english_counts_by_its_fragments_and_chinese_needs_none() -> None:
    assert [in_english(msg("%(n)s lessons change", n=n)) for n in (1, 2)] == ["1 lesson changes", "2 lessons change"]
    assert "1" in in_chinese(msg("%(n)s lessons change", n=1))
    assert "|" not in in_chinese(msg("%(n)s lessons change", n=1))


@dataclass
class Row:
    name: str
    name_en: str = ""


def test_a_name_inside_a_message_is_said_in_the_sentences_language_even_after_json() -> None:
    chinese = {"English": "英文", "%(cohort)s is full": "%(cohort)s已满"}.__getitem__
    told = from_json(msg("%(cohort)s is full", cohort=name_in_both(Row("01 班", "Cohort 01"))).to_json())
    assert str(told) == "Cohort 01 is full"
    assert told.render(chinese) == "01 班已满"


def test_a_row_without_an_english_name_keeps_its_chinese_one_in_english() -> None:
    assert str(name_in_both(Row("堃喆"))) == "堃喆"
