"""Messages render in any language, nest, and survive JSON."""

from dataclasses import dataclass
from datetime import date

from trainer.kit.messages import from_json, msg, name_in_both


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
