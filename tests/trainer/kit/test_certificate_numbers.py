"""The 22-character certificate number."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.kit.certificate_numbers import (
    LAST_SERIAL,
    CertificateNumber,
    build_certificate_number,
    certificate_number_fault,
    certificate_number_mismatches,
    prefix_fault,
    read_certificate_number,
)
from trainer.kit.errors import BadInput

PREFIX = "S000031000123"
SOUND = "S000031000123263000001"

numbers = st.builds(
    CertificateNumber,
    prefix=st.from_regex(r"[YS][0-9]{12}", fullmatch=True),
    year=st.integers(2000, 2099),
    level=st.integers(1, 5),
    serial=st.integers(1, LAST_SERIAL),
)


def test_a_number_is_built_from_prefix_year_level_and_serial() -> None:
    number = build_certificate_number(PREFIX, year=2026, level=3, serial=1)
    assert str(number) == SOUND
    assert (number.kind, number.province, number.series) == ("S", "31", "S000031000123263")


@given(numbers)
def test_a_number_comes_back_from_its_text(number: CertificateNumber) -> None:
    text = str(number)
    assert len(text) == 22
    assert certificate_number_fault(text) is None
    assert read_certificate_number(text) == number
    assert build_certificate_number(number.prefix, year=number.year, level=number.level, serial=number.serial) == number


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SOUND[:-1], "This number should have 22 characters, but it has 21."),
        ("X" + SOUND[1:], "A certificate number begins with one of the letters Y, S."),
        (SOUND[:8] + "O" + SOUND[9:], "Character 9 (O) should be a digit."),
        (SOUND[:15] + "6" + SOUND[16:], "Character 16 (6) is the level and should be 1 to 5."),
    ],
)
def test_a_faulty_number_is_told_what_to_mend(text: str, sentence: str) -> None:
    assert str(certificate_number_fault(text)) == sentence
    with pytest.raises(BadInput):
        read_certificate_number(text)


def test_the_kinds_of_body_can_be_extended() -> None:
    text = "J" + SOUND[1:]
    assert certificate_number_fault(text) is not None
    assert certificate_number_fault(text, kinds="YSJ") is None
    assert build_certificate_number("J" + PREFIX[1:], year=2026, level=3, serial=1, kinds="YSJ").kind == "J"


def test_a_faulty_prefix_builds_nothing() -> None:
    assert str(prefix_fault("S00003100012")) == "This number should have 13 characters, but it has 12."
    with pytest.raises(BadInput) as caught:
        build_certificate_number("S00003100012", year=2026, level=3, serial=1)
    assert caught.value.field == "number_prefix"


def test_a_used_up_series_says_so() -> None:
    with pytest.raises(BadInput, match="999999 numbers"):
        build_certificate_number(PREFIX, year=2026, level=3, serial=LAST_SERIAL + 1)


@pytest.mark.parametrize(
    ("year", "level", "serial"), [(2026, 0, 1), (2026, 6, 1), (1999, 3, 1), (2100, 3, 1), (2026, 3, 0)]
)
def test_an_impossible_year_level_or_serial_is_our_own_error(year: int, level: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no certificate number"):
        build_certificate_number(PREFIX, year=year, level=level, serial=serial)


def test_a_number_is_compared_with_what_the_certificate_says() -> None:
    number = read_certificate_number(SOUND)
    assert certificate_number_mismatches(number, prefix=PREFIX, issued_on=date(2026, 12, 31), level=3) == []
    found = certificate_number_mismatches(number, prefix="Y000132000001", issued_on=date(2027, 1, 1), level=4)
    assert [str(fault) for fault in found] == [
        "The first 13 characters should be Y000132000001.",
        "The number says 2026, but the certificate is dated 2027-01-01.",
        "The number says level 3, but level 4 was examined.",
    ]
