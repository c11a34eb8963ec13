"""Cells: what each says, and the reason that names what is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.enrolment.rosters import a_row, an_id
from trainer.enrolment.admission import duplicates
from trainer.enrolment.cells import Entry, read_cells
from trainer.enrolment.dates import read_day
from trainer.enrolment.names import clean_name, latin_name, name_fault, same_name
from trainer.enrolment.roster_file import RawRow

TODAY = date(2026, 11, 20)


def entry(**cells: str) -> Entry:
    found, faults = read_cells(a_row(1, **cells), TODAY)
    assert found is not None, {key: str(fault) for key, fault in faults.items()}
    return found


def faults(**cells: str) -> dict[str, str]:
    _found, wrong = read_cells(a_row(1, **cells), TODAY)
    return {key: str(fault) for key, fault in wrong.items()}


def test_a_whole_row_is_read() -> None:
    found = entry(name="陈　鋐", phone="+86 138-0013-8000", education="本科", major_matches="是", graduated="2009/6/30")
    assert (found.name, found.name_latin, found.phone) == ("陈鋐", "Chen Hong", "13800138000")
    assert (found.birth_date, found.held_level, found.held_since) == (date(1985, 1, 1), 4, date(2020, 10, 15))
    assert (found.degree, found.graduated, found.major_matches) == ("associate", date(2009, 6, 30), True)


@pytest.mark.parametrize(
    ("cells", "key", "reason"),
    [
        ({"name": ""}, "name", "Must be filled in."),
        ({"name": "赵?"}, "name", "The name contains ?. Please write the true character."),
        ({"name": "张3"}, "name", "A name holds no digits, but here is 3."),
        (
            {"name": "李\ue863"},
            "name",
            "Character U+E863 exists on your computer only. Please write the standard character.",
        ),
        ({"name": "李@"}, "name", "A name does not hold @."),
        ({"name": "··"}, "name", "This is not a name."),
        ({"name": "王" * 61}, "name", "A name has at most 60 characters."),
        ({"name_latin": "Chén"}, "name_latin", "Please use Latin letters, family name first."),
        ({"id_number": ""}, "id_number", "Must be filled in."),
        ({"id_number": "310117199001011238"}, "id_number", "The last character should be 5."),
        ({"id_number": "3.10117E+17"}, "id_number", "Excel kept this as a number and lost its last digits."),
        ({"id_number": "310117199002301238"}, "id_number", "are not a birth date"),
        ({"id_type": "驾驶证"}, "id_type", "驾驶证 is not known here. Possible: 居民身份证"),
        ({"phone": ""}, "phone", "Must be filled in."),
        ({"phone": "021-57741234"}, "phone", "A mobile number has 11 digits"),
        ({"work_since": "2027-01-01"}, "work_since", "The date 2027-01-01 lies in the future."),
        ({"work_since": "2021-02-29"}, "work_since", "This is not a date. Please write it as 2024-05-18."),
        ({"work_since": "1899-12-31"}, "work_since", "lies too far back"),
        ({"held_level": "九级"}, "held_level", "九级 is not known here."),
        ({"held_since": ""}, "held_since", "Please fill in the date of the certificate, or clear the level."),
        ({"held_level": ""}, "held_level", "There is a certificate date, but no level."),
        ({"education": "博物"}, "education", "博物 is not known here."),
        ({"major_matches": "也许"}, "major_matches", "Please write yes or no."),
        ({"team": "长" * 41}, "team", "At most 40 characters fit here."),
        ({"certificate_number": "1" * 41}, "certificate_number", "At most 40 characters fit here."),
    ],
)
def test_each_wrong_cell_has_its_own_reason(cells: dict[str, str], key: str, reason: str) -> None:
    found = faults(**cells)
    assert list(found) == [key]
    assert reason in found[key]


def test_every_bad_cell_of_a_row_is_named_at_once() -> None:
    assert set(faults(name="", phone="1", id_number="2", held_since="x")) == {
        "name",
        "phone",
        "id_number",
        "held_since",
    }


@pytest.mark.parametrize(
    "name", ["陈鋐", "王㛃", "赵𬭎", "李䶮", "阿依古丽·买买提", "O'Neill", "Anna-Maria de Souza", "周\U0002ebf0"]
)
def test_true_names_are_accepted(name: str) -> None:
    assert name_fault(clean_name(name)) is None


@pytest.mark.parametrize(
    ("name", "latin"),
    [("曾国藩", "Zeng Guofan"), ("欧阳修", "Ouyang Xiu"), ("吕布", "Lyu Bu"), ("单雄信", "Shan Xiongxin"),
     ("阿依古丽·买买提", "Ayiguli Maimaiti"), ("John Smith", "John Smith"), ("李䶮", "Li Yan")],
)  # fmt: skip
def test_names_in_latin_letters_put_the_family_name_first(name: str, latin: str) -> None:
    assert latin_name(name) == latin


def test_width_dots_and_spaces_do_not_make_another_name() -> None:
    assert same_name("阿依古丽•买买提", "阿依古丽·买买提")
    assert same_name("陈 鋐", "陈鋐")
    assert same_name("ANNA  SMITH", "Anna Smith")
    assert not same_name("陈鋐", "陈宏")


def test_other_documents_are_judged_by_their_own_rules() -> None:
    found = entry(id_type="护照", id_number="e12345678")
    assert (found.id_type, found.id_number, found.birth_date) == ("passport", "E12345678", None)
    assert "id_number" in faults(id_type="护照", id_number="??")


def test_words_for_no_level_and_no_degree_claim_nothing() -> None:
    found = entry(held_level="无", held_since="", education="高中")
    assert (found.held_level, found.degree) == (None, "")


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-18",
        "2024/5/18",
        "2024.5.18",
        "2024年5月18日",
        "２０２４－０５－１８",
        "20240518",
        "2024-05-18 00:00:00",
    ],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert read_day(text) == date(2024, 5, 18)


@pytest.mark.parametrize(
    "text", ["", "2024", "2024-13-01", "18.5.2024", "44197", "2024-05", "yesterday", "2024-5-18-1"]
)
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text) is None


@given(st.dates(date(1930, 1, 1), TODAY))
def test_every_written_day_is_read_back(day: date) -> None:
    assert read_day(day.isoformat()) == day
    assert read_day(f"{day.year}年{day.month}月{day.day}日") == day


@given(st.dictionaries(st.sampled_from(sorted(a_row(1))), st.text(max_size=30)))
def test_any_text_in_any_cell_gives_an_entry_or_a_reason(cells: dict[str, str]) -> None:
    found, wrong = read_cells({**a_row(1), **cells}, TODAY)
    assert (found is None) == bool(wrong)
    assert all(str(fault) for fault in wrong.values())


@given(st.lists(st.integers(0, 6), max_size=12))
def test_a_row_is_a_duplicate_exactly_when_its_number_stood_before(picks: list[int]) -> None:
    rows = [RawRow(number, {"id_number": an_id(pick)}) for number, pick in enumerate(picks, start=2)]
    expected = {index + 2: picks.index(pick) + 2 for index, pick in enumerate(picks) if picks.index(pick) < index}
    assert duplicates(rows) == expected


def test_numbers_that_differ_in_width_or_case_are_duplicates() -> None:
    rows = [RawRow(2, {"id_number": "11010519491231002X"}), RawRow(3, {"id_number": " １1010519491231002x"})]
    assert duplicates(rows) == {3: 2}
