"""Identity numbers, credit codes, mobile numbers and masks."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.kit import identifiers
from trainer.kit.errors import BadInput
from trainer.kit.identifiers import (
    foreign_residence_fault,
    hk_macao_permit_fault,
    id_check_character,
    id_fault,
    mask_id,
    mask_mobile,
    mask_name,
    mobile_fault,
    normalise_mobile,
    organisation_check_character,
    passport_fault,
    read_id,
    residence_permit_fault,
    resident_id_fault,
    taiwan_permit_fault,
    uscc_check_character,
    uscc_fault,
)
from trainer.models.people import IdType

TODAY = date(2026, 11, 21)
SOUND_IDS = ["310117199001011235", "330502198812310016", "140300199506152465", "320600200002298888"]
SOUND_CODES = [
    "91310117MA1J00014T",
    "91330502MA2J000247",
    "12310117425000030E",
    "52330500501234569M",
    "N2330502MF1234567F",
]
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def a_resident_id(place: str, born: date, sequence: int) -> str:
    body = f"{place}{born:%Y%m%d}{sequence:03d}"
    return body + id_check_character(body)


def a_code(first_eight: str, organisation: str) -> str:
    body = first_eight + organisation + organisation_check_character(organisation)
    return body + uscc_check_character(body)


resident_ids = st.builds(
    a_resident_id,
    place=st.from_regex(r"[1-8][0-9]{5}", fullmatch=True),
    born=st.dates(date(1900, 1, 1), TODAY),
    sequence=st.integers(0, 999),
)
codes = st.builds(
    a_code,
    first_eight=st.text(USCC_ALPHABET, min_size=8, max_size=8),
    organisation=st.text(USCC_ALPHABET, min_size=8, max_size=8),
)


def says(fault: object) -> str:
    return str(fault)


@pytest.mark.parametrize("number", SOUND_IDS)
def test_a_sound_resident_id_has_no_fault(number: str) -> None:
    assert resident_id_fault(number, today=TODAY) is None


def test_a_resident_id_tells_birth_date_and_sex() -> None:
    facts = read_id("resident_id", " 310117 19900101 1235 ", today=TODAY)
    assert (facts.number, facts.birth_date, facts.sex) == ("310117199001011235", date(1990, 1, 1), "M")
    assert read_id("resident_id", "140300199506152465", today=TODAY).sex == "F"


def test_a_county_younger_than_any_table_is_accepted() -> None:
    assert resident_id_fault(a_resident_id("330113", date(1990, 5, 4), 17), today=TODAY) is None


def test_a_lower_case_or_full_width_number_is_normalised() -> None:
    number = next(n for n in (a_resident_id("310117", date(1990, 1, 1), s) for s in range(99)) if n[-1] == "X")
    wide = number.lower().translate({ord(d): ord(d) + 0xFEE0 for d in string.digits})
    assert read_id("resident_id", wide, today=TODAY).number == number


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "This number should have 18 characters, but it has 0."),
        ("310117900101123", "This number should have 18 characters, but it has 15."),
        ("31011719900101123O", "The last character should be a digit or X."),
        ("3101171990010112X5", "Character 17 (X) should be a digit."),
        ("31011719900101一235", "Character 15 (一) should be a digit."),
        ("310117199013011235", "Characters 7 to 14 (19901301) are not a birth date."),
        ("310117190002291235", "Characters 7 to 14 (19000229) are not a birth date."),
        ("310117099001011235", "Characters 7 to 14 (09900101) are not a birth date."),
        ("310117203001011235", "The birth date 2030-01-01 lies in the future."),
        ("310117199001011236", "The last character should be 5."),
        ("010117199001011235", "A resident ID number begins with a digit from 1 to 8."),
    ],
)
def test_a_faulty_resident_id_is_told_what_to_mend(number: str, sentence: str) -> None:
    assert says(resident_id_fault(number, today=TODAY)) == sentence


def test_a_child_born_today_has_a_sound_number_and_one_born_tomorrow_has_not() -> None:
    number = a_resident_id("310117", TODAY, 1)
    assert resident_id_fault(number, today=TODAY) is None
    assert "future" in says(resident_id_fault(number, today=date(2026, 11, 20)))


@given(resident_ids, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_change_of_one_character_of_a_resident_id_is_caught(number: str, place: int, other: str) -> None:
    changed = number[:place] + other + number[place + 1 :]
    assert (resident_id_fault(changed, today=TODAY) is None) == (changed == number)


@given(resident_ids, st.integers(0, 16))
def test_every_swap_of_neighbours_in_a_resident_id_is_caught(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert (resident_id_fault(swapped, today=TODAY) is None) == (swapped == number)


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_birth_date_and_sex_come_back_from_the_number(born: date, sequence: int) -> None:
    facts = read_id("resident_id", a_resident_id("330502", born, sequence), today=TODAY)
    assert (facts.birth_date, facts.sex) == (born, "M" if sequence % 2 else "F")


@given(st.text(max_size=30))
def test_any_text_gets_an_answer_and_never_an_error(text: str) -> None:
    for id_type in identifiers.ID_TYPES:
        id_fault(id_type, text, today=TODAY)
    uscc_fault(text)
    mobile_fault(text)
    mask_id(text)
    mask_mobile(text)
    mask_name(text)


def test_a_residence_permit_has_its_own_places_and_the_same_check() -> None:
    number = a_resident_id("830000", date(1992, 3, 4), 12)
    assert residence_permit_fault(number, today=TODAY) is None
    assert "810000" in says(residence_permit_fault(SOUND_IDS[0], today=TODAY))
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")
    assert says(residence_permit_fault(wrong, today=TODAY)) == f"The last character should be {number[-1]}."
    assert read_id("hk_macao_taiwan_residence", number, today=TODAY).sex == "F"


def test_a_foreign_residence_card_is_read_in_both_forms() -> None:
    new = a_resident_id("931840", date(1985, 7, 8), 3)
    assert foreign_residence_fault(new, today=TODAY) is None
    assert read_id("foreign_residence", new, today=TODAY).birth_date == date(1985, 7, 8)
    assert read_id("foreign_residence", "usa310085070812", today=TODAY) == identifiers.IdFacts("USA310085070812")
    assert "begins with 9" in says(foreign_residence_fault(SOUND_IDS[0], today=TODAY))


@pytest.mark.parametrize(
    ("judge", "sound", "faulty"),
    [
        (hk_macao_permit_fault, ["H12345678", "m1234567890"], ["12345678", "H1234567", "K12345678"]),
        (taiwan_permit_fault, ["12345678", "1234567890B"], ["1234567", "123456789", "A2345678"]),
        (passport_fault, ["E12345678", "141234567", "ab1 2345"], ["ABCDEF", "E123", "E-12345678"]),
    ],
)
def test_other_documents_are_judged_by_shape(judge, sound: list[str], faulty: list[str]) -> None:  # type: ignore[no-untyped-def]
    assert [judge(number) for number in sound] == [None] * len(sound)
    assert all(judge(number) for number in faulty)


def test_every_kind_of_document_that_a_person_may_have_is_judged() -> None:
    assert set(identifiers.ID_TYPES) == {kind.value for kind in IdType}


def test_reading_a_faulty_number_raises_the_fault_with_its_field() -> None:
    with pytest.raises(BadInput) as caught:
        read_id("resident_id", "310117199001011236", today=TODAY)
    assert (caught.value.field, str(caught.value)) == ("id_number", "The last character should be 5.")


@pytest.mark.parametrize("code", SOUND_CODES)
def test_a_sound_credit_code_has_no_fault(code: str) -> None:
    assert uscc_fault(code) is None
    assert uscc_fault(f" {code.lower()} ") is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91310117MA1J00014", "This number should have 18 characters, but it has 17."),
        ("9131O117MA1J00014T", "Character 5 (O) is never used in a unified social credit code."),
        ("91310117MA1J00015T", "Character 17, which checks the organisation code inside, should be 4."),
        ("91310117MA1J00014U", "The last character should be T."),
    ],
)
def test_a_faulty_credit_code_is_told_what_to_mend(code: str, sentence: str) -> None:
    assert says(uscc_fault(code)) == sentence


def test_a_credit_code_whose_sum_divides_by_31_ends_in_0() -> None:
    organisation = "MA1J0001"
    found = [code for n in range(200) if (code := a_code(f"9131{n:04d}", organisation))[-1] == "0"]
    assert found
    assert [uscc_fault(code) for code in found] == [None] * len(found)


def test_an_organisation_code_writes_ten_as_x_and_eleven_as_0() -> None:
    bodies = [f"MA1J{n:04d}" for n in range(60)]
    assert {"0", "X"} <= {organisation_check_character(body) for body in bodies}
    for body in bodies:
        assert uscc_fault(a_code("91310117", body)) is None


@given(codes)
def test_a_code_that_was_built_is_sound(code: str) -> None:
    assert uscc_fault(code) is None


@given(codes, st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_every_change_of_one_character_of_a_credit_code_is_caught(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]
    assert (uscc_fault(changed) is None) == (changed == code)


@pytest.mark.parametrize("text", ["13812345678", "+86 138 1234 5678", "0086-138-1234-5678", "１３８１２３４５６７８"])
def test_a_mobile_number_is_accepted_as_people_write_it(text: str) -> None:
    assert mobile_fault(text) is None
    assert normalise_mobile(text) == "13812345678"


@pytest.mark.parametrize("text", ["", "1381234567", "12812345678", "138123456789", "021-67791234", "138l2345678"])
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    assert says(mobile_fault(text)) == "A mobile number has 11 digits and begins with 13 to 19."


def test_masks_show_what_lists_may_show() -> None:
    assert mask_id("310117199001011235") == "310117********1235"
    assert mask_id("E12345678") == "E1*****78"
    assert mask_mobile("13812345678") == "138****5678"
    assert mask_mobile("1381") == "****"
    assert [mask_name(name) for name in ("林峰", "高小成", "林", "欧阳小成")] == ["林*", "高*成", "*", "欧**成"]
    assert mask_name("John Smith") == "J*** S****"
    assert mask_name("䶮𬭎堃") == "䶮*堃"


@given(st.text(string.ascii_uppercase + string.digits, max_size=20))
def test_a_mask_keeps_the_length_and_never_shows_a_whole_number(number: str) -> None:
    masked = mask_id(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= min(len(number), 1)
