"""Setting text: lines never overrun, nothing is lost, Chinese and Latin break where they may."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.certification.pdf import TextTooLong
from trainer.certification.pdf.fonts import Face, load
from trainer.certification.pdf.typesetting import CLOSING, NOT_FIRST, SMALLEST, break_lines, fit, glyphs, one_line

MIXED = "工业机器人系统操作员（三级），「特发此证」。Level 3 Industrial-Robot /·"


def lines_of(text: str, width: float, first_width: float | None = None) -> list[str]:
    return [line.text for line in break_lines(glyphs(text, Face.SERIF), width, first_width=first_width)]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=MIXED, max_size=60), st.floats(2.5, 30), st.floats(0, 30))
def test_no_line_overruns_and_no_character_is_lost(text: str, width: float, first: float) -> None:
    first = min(first, width)
    lines = break_lines(glyphs(text, Face.SERIF), width, first_width=first)
    assert all(line.width <= (width if number else first) + 1e-6 for number, line in enumerate(lines) if line.pieces)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")


def test_latin_words_stay_whole_and_chinese_breaks_between_characters() -> None:
    assert lines_of("职业Operator技能", 5) == ["职业", "Operator", "技能"]
    assert lines_of("工业机器人系统操作员", 4) == ["工业机器", "人系统操", "作员"]


def test_closing_marks_never_begin_a_line_and_opening_marks_never_end_one() -> None:
    assert lines_of("均合格，特发", 3) == ["均合", "格，特", "发"]
    assert lines_of("完成（其中", 3) == ["完成", "（其中"]
    for width in range(3, 12):
        for line in lines_of("完成课时（其中实操），结业「考核」合格。特发此证。", width):
            assert line[0] not in NOT_FIRST and line[-1] not in "（「"


def test_a_word_longer_than_a_line_is_broken_inside() -> None:
    assert "".join(lines_of("Wolfeschlegelsteinhausen", 4)) == "Wolfeschlegelsteinhausen"


def test_tied_figures_stay_with_their_unit() -> None:
    assert lines_of("完成 120\u00a0课时", 3.4) == ["完成", "120 课", "时"]


def test_neighbouring_full_width_marks_are_squeezed() -> None:
    assert {"）", "」"} <= CLOSING
    assert one_line("级）」项", Face.SERIF).width == pytest.approx(3.5)
    assert one_line("级）项目", Face.SERIF).width == pytest.approx(4)


def test_text_keeps_its_size_then_shrinks_to_seventy_percent_then_wraps() -> None:
    wide = fit("操作员" * 4, Face.SANS, 10, 120, place="x")
    assert wide.size == 10 and len(wide.lines) == 1
    shrunk = fit("操作员" * 4, Face.SANS, 10, 90, place="x")
    assert shrunk.size == pytest.approx(7.5) and len(shrunk.lines) == 1
    wrapped = fit("操作员" * 4, Face.SANS, 10, 80, place="x", most_lines=2)
    assert wrapped.size == pytest.approx(10 * SMALLEST) and len(wrapped.lines) == 2
    assert wrapped.width <= 80


def test_text_that_needs_too_many_lines_is_refused() -> None:
    with pytest.raises(TextTooLong) as refusal:
        fit("操作员" * 4, Face.SANS, 10, 30, place="occupation", most_lines=2)
    assert refusal.value.place == "occupation"


def test_a_character_that_only_the_other_family_has_is_drawn_in_it() -> None:
    only_serif = next(
        chr(code) for code in load(Face.SERIF).face.charToGlyph if not load(Face.SANS).has(chr(code)) and code > 0x3000
    )
    assert one_line(f"李{only_serif}", Face.SANS).pieces[1].face is Face.SERIF
