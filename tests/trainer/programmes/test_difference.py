"""The comparison of two texts: nothing is lost, equal texts have no marks, Chinese is marked by characters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.programmes.difference import compare_clauses, compare_line, compare_texts, count_changes

LINES = st.lists(st.text(alphabet="甲乙丙丁学时五百 abc12,。", min_size=1, max_size=12), max_size=6)


def marked(parts: object) -> list[str]:
    return [part.text for part in parts if part.marked]  # type: ignore[attr-defined]


def clause(key: str, text: str) -> dict[str, str]:
    return {"key": key, "title": f"题{key}", "title_en": f"Title {key}", "text": text}


@given(LINES, LINES)
def test_the_old_and_the_new_text_can_be_read_back_from_the_comparison(old: list[str], new: list[str]) -> None:
    lines = compare_texts("\n".join(old), "\n".join(new))
    assert [line.text for line in lines if line.kind != "added"] == "\n".join(old).splitlines()
    assert [line.text for line in lines if line.kind != "removed"] == "\n".join(new).splitlines()


@given(LINES)
def test_equal_texts_have_no_changed_line(lines: list[str]) -> None:
    assert all(line.kind == "same" for line in compare_texts("\n".join(lines), "\n".join(lines)))


@given(st.text(max_size=40), st.text(max_size=40))
def test_the_pieces_of_a_line_join_to_the_line(old: str, new: str) -> None:
    before, after = compare_line(old, new)
    assert ("".join(part.text for part in before), "".join(part.text for part in after)) == (old, new)


def test_only_the_changed_characters_of_a_chinese_line_are_marked() -> None:
    removed, added = compare_texts("总课时为480课时，企业导师二人。", "总课时为500课时，企业导师三人。")
    assert (removed.kind, added.kind) == ("removed", "added")
    assert marked(removed.parts) == ["480", "二"]
    assert marked(added.parts) == ["500", "三"]


def test_english_is_marked_by_words() -> None:
    _before, after = compare_line("The base pays the fee", "The school pays the fee")
    assert marked(after) == ["school"]


def test_a_number_with_thousands_and_a_date_are_marked_whole() -> None:
    before, after = compare_line("2026-12-07 付 57,600 元", "2026-12-14 付 57,800 元")
    assert marked(before) == ["2026-12-07", "57,600"]
    assert marked(after) == ["2026-12-14", "57,800"]


def test_lines_with_little_in_common_are_two_lines_and_not_one_changed_line() -> None:
    lines = compare_texts("夜班后不排课。", "费用由企业承担，分两次支付。")
    assert [line.kind for line in lines] == ["removed", "added"]
    assert all(not marked(line.parts) for line in lines)


def test_added_and_removed_clauses_stand_where_they_belong() -> None:
    old = [clause("a", "一"), clause("b", "二"), clause("d", "四")]
    new = [clause("a", "一"), clause("c", "三"), clause("d", "四改")]
    sections = compare_clauses(old, new)
    assert [section.key for section in sections] == ["a", "b", "c", "d"]
    assert [section.is_changed for section in sections] == [False, True, True, True]
    assert count_changes(sections) == 3
