"""Roster files: what is read, and that everything else is refused quickly, with a reason, before a parser sees it."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from functools import cache

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trainer.enrolment.rosters import HEADS, a_row, a_sheet, a_workbook
from trainer.enrolment.columns import vocabulary
from trainer.enrolment.roster_file import RosterFile, cell_address, read_roster, text_of
from trainer.enrolment.sheets import BadRow, TemplateWords, bad_rows_file, template_file
from trainer.kit.errors import BadInput

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
HEAD = ["姓名", "证件号码", "手机"]
PERSON = ["陈鋐", "310117199001011235", "13800138000"]


def read(content: bytes, name: str = "花名册.xlsx", *, max_rows: int = 5_000) -> RosterFile:
    return read_roster(content, name, max_bytes=5_000_000, max_rows=max_rows)


def refusal(content: bytes, name: str = "花名册.xlsx", **limits: int) -> str:
    """The reason, given in less than a second."""
    began = time.perf_counter()
    with pytest.raises(BadInput) as refused:
        read(content, name, **limits)
    assert time.perf_counter() - began < 1
    assert refused.value.field == "file"
    return str(refused.value)


def repacked(change: Callable[[str, bytes], bytes], content: bytes | None = None) -> bytes:
    """A sound workbook with its parts changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content or a_sheet([HEAD, PERSON]))) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def test_heads_may_be_chinese_or_english_in_any_order_below_a_title() -> None:
    table = [
        ["2026 年第二期花名册"],
        [],
        ["Mobile phone*", "序号", "身份证号", "姓 名："],
        ["13800138000", 1, PERSON[1], "陈鋐"],
    ]
    file = read(a_sheet(table))
    assert [(column.key, column.index) for column in file.columns] == [("phone", 0), ("id_number", 2), ("name", 3)]
    assert file.rows[0].number == 4
    assert file.rows[0].cells == {"phone": "13800138000", "id_number": PERSON[1], "name": "陈鋐"}


def test_numbers_and_dates_of_excel_become_text_and_long_numbers_show_their_loss() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page, day = book.add_worksheet(), book.add_format({"num_format": "yyyy/m/d"})
    page.write_row(0, 0, [*HEAD, "从事本职业日期"])
    page.write_row(1, 0, ["陈鋐", 310117199001011235, 13800138000])
    page.write_datetime(1, 3, datetime(2016, 3, 1), day)
    book.close()
    cells = read(buffer.getvalue()).rows[0].cells
    assert cells == {"name": "陈鋐", "id_number": "3.10117E+17", "phone": "13800138000", "work_since": "2016-03-01"}


def test_empty_rows_are_passed_over_and_row_numbers_stay_those_of_the_file() -> None:
    file = read(a_sheet([HEAD, PERSON, [], [], PERSON]))
    assert [row.number for row in file.rows] == [2, 5]


def test_of_several_sheets_the_first_is_read_and_that_is_said() -> None:
    file = read(a_sheet([HEAD, PERSON], sheets=("名单", "备用", "旧表")))
    assert str(file.remark) == "The file has 3 sheets; only the first, 名单, was read."
    assert read(a_sheet([HEAD, PERSON], sheets=("名单", "填写说明"))).remark is None


def test_rare_characters_come_through() -> None:
    names = ["李䶮", "王㛃", "赵𬭎", "钱堃", "孙喆", "周\U0002ebf0"]
    file = read(a_sheet([HEAD, *([name, *PERSON[1:]] for name in names)]))
    assert [row.cells["name"] for row in file.rows] == names


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_comma_separated_text_is_read_in_the_usual_codings(coding: str) -> None:
    text = "姓名,证件号码,手机\r\n陈鋐,310117199001011235,13800138000\r\n"
    assert read(text.encode(coding), "花名册.CSV").rows[0].cells["name"] == "陈鋐"


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"", "a.xlsx", "The file is empty."),
        (b"hello", "a.xlsx", "This is not an Excel workbook"),
        (b"%PDF-1.7 ...", "a.xlsx", "This is not an Excel workbook"),
        (b"PK\x03\x04" + b"\x00" * 300, "a.xlsx", "cannot be read as an Excel workbook"),
        (a_sheet([HEAD, PERSON])[:-700], "a.xlsx", "cannot be read as an Excel workbook"),
        (OLE + b"\x00" * 600, "a.xls", "This is an old .xls file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "protected with a password"),
        (b"\xff\xfe\xff\x80", "a.csv", "unknown coding"),
        (b'a,b\n"unclosed', "a.csv", "not a table"),
        (a_sheet([["a", "b"], ["c", "d"]]), "a.xlsx", "No head was found in the first 10 rows"),
        (a_sheet([HEAD]), "a.xlsx", "There is nobody below the head in row 1"),
        (a_sheet([["姓名", "证件号码"], PERSON[:2]]), "a.xlsx", "A required column is missing: 手机 (Mobile phone)."),
        (a_sheet([[*HEAD, "工资"], PERSON]), "a.xlsx", "These columns are not known: D1 工资."),
        (a_sheet([[*HEAD, "身份证号"], PERSON]), "a.xlsx", "stands there twice"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_roster_is_refused_with_its_reason(content: bytes, name: str, reason: str) -> None:
    assert reason in refusal(content, name)


def test_a_file_over_the_size_or_row_limit_is_refused() -> None:
    assert "at most 5000000 are accepted" in refusal(b"PK\x03\x04" + b"0" * 5_000_001)
    assert "at most 3 rows" in refusal(a_sheet([HEAD, *[PERSON] * 4]), max_rows=3)
    assert len(read(a_sheet([HEAD, *[PERSON] * 3]), max_rows=3).rows) == 3
    assert "at most 5000 rows" in refusal(a_sheet([HEAD, *[PERSON] * 19_000]))


def test_a_zip_bomb_is_refused_unopened() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, b" " * 500_000_000 if name.endswith("sheet1.xml") else b"<a/>")
    assert "far larger than a roster" in refusal(buffer.getvalue())


def test_a_swollen_member_below_the_size_limit_is_refused_by_its_ratio() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 15_000_000)
    assert "far larger than a roster" in refusal(buffer.getvalue())


def test_a_member_that_lies_about_its_size_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook>" + b" " * 3_000_000 + b"</workbook>")
    content = buffer.getvalue().replace((3_000_021).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert content != buffer.getvalue()
    assert "cannot be read" in refusal(content)


def test_too_many_members_are_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for index in range(201):
            archive.writestr(f"xl/{index}.xml", b"<a/>")
    assert "too many parts: 201" in refusal(buffer.getvalue())


@pytest.mark.parametrize("far", ["XFD1048576", "A1048576"])
def test_one_cell_far_away_is_refused_before_memory_is_reserved(far: str) -> None:
    cell = f'<row r="{far.lstrip("XFDA")}"><c r="{far}"><v>1</v></c></row></sheetData>'.encode()
    content = repacked(lambda name, part: part.replace(b"</sheetData>", cell) if "sheet1" in name else part)
    assert "at most" in refusal(content)


def test_cells_without_addresses_cannot_pass_the_column_limit() -> None:
    cells = b'<row r="3">' + b"<c><v>1</v></c>" * 5_000 + b"</row></sheetData>"
    content = repacked(lambda name, part: part.replace(b"</sheetData>", cells) if "sheet1" in name else part)
    assert "Cell BI3 is filled" in refusal(content)


def test_styled_but_empty_cells_do_not_count() -> None:
    rows = b"".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>'.encode() for n in range(3, 30_000)) + b"</sheetData>"
    content = repacked(lambda name, part: part.replace(b"</sheetData>", rows) if "sheet1" in name else part)
    assert len(read(content).rows) == 1


def test_one_long_text_shared_by_many_cells_is_refused() -> None:
    def swell(name: str, part: bytes) -> bytes:
        return part.replace("陈鋐".encode(), b"x" * 32_000) if "sharedStrings" in name else part

    content = repacked(swell, a_sheet([HEAD, *[PERSON] * 1_000]))
    assert "too much text" in refusal(content)


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'

    def poison(name: str, part: bytes) -> bytes:
        return (
            part.replace(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', bomb) if "sheet1" in name else part
        )

    assert "cannot be read" in refusal(repacked(poison))


def test_a_relation_that_leads_elsewhere_is_refused() -> None:
    content = repacked(
        lambda name, part: part.replace(b"worksheets/sheet1.xml", b"../../etc/passwd") if "rels" in name else part
    )
    assert "cannot be read" in refusal(content)


@cache
def sound_file() -> bytes:
    """The same bytes for all examples: a workbook has its time in it, and so not always the same length."""
    return a_workbook([a_row(1), a_row(2)])


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_read_or_refused_but_never_crashes(data: st.DataObject) -> None:
    content = bytearray(sound_file())
    for _hit in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        file = read(bytes(content[: data.draw(st.integers(1, len(content)))]))
    except BadInput as refused:
        assert refused.field == "file"
    else:
        assert file.rows


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_broken_markup_inside_a_sound_archive_is_read_or_refused(data: st.DataObject) -> None:
    part = data.draw(
        st.sampled_from(["sheet1.xml", "sharedStrings.xml", "styles.xml", "workbook.xml", "workbook.xml.rels"])
    )
    token = data.draw(
        st.sampled_from([b"", b"-1", b"1e400", b"<v>", b"</c>", b'"A0"', b'"9999999999"', b'"e"', b"&", b"\0"])
    )

    def spoil(name: str, content: bytes) -> bytes:
        if not name.endswith("/" + part):
            return content
        at = data.draw(st.integers(0, len(content)))
        return content[:at] + token + content[at + data.draw(st.integers(0, 9)) :]

    try:
        read(repacked(spoil))
    except BadInput as refused:
        assert refused.field == "file"


def test_markup_in_an_unknown_coding_is_refused() -> None:
    content = repacked(lambda name, part: part.replace(b"UTF-8", b"UTF-88") if "sharedStrings" in name else part)
    assert "cannot be read" in refusal(content)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_text_are_read_or_refused(content: bytes) -> None:
    try:
        read(content, "a.csv")
    except BadInput as refused:
        assert refused.field == "file"


def test_the_template_reads_as_a_roster_once_a_person_stands_in_it() -> None:
    columns = [(column.name_en, column.help_en) for column in vocabulary().columns]
    words = TemplateWords(
        "Roster", "How to fill in", ["Column", "", "", ""], "required", "optional", columns, ["a rule"]
    )
    content = template_file(words, vocabulary())
    assert "nobody below the head" in refusal(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "xl/worksheets/sheet2.xml" in archive.namelist()
        assert b"dataValidation" in archive.read("xl/worksheets/sheet1.xml")


def test_the_file_of_bad_rows_can_be_uploaded_again_and_holds_no_formula() -> None:
    rows = [BadRow(["=1+1", *PERSON[1:]], frozenset({0}), "A2: This is not a name.")]
    content = bad_rows_file("Rows", HEAD, "需改正的原因", rows)
    file = read(content)
    assert [column.key for column in file.columns] == ["name", "id_number", "phone"]
    assert file.rows[0].cells["name"] == "=1+1"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"FDEBE9" in archive.read("xl/styles.xml")


@pytest.mark.parametrize(("index", "address"), [(0, "A7"), (25, "Z7"), (26, "AA7"), (701, "ZZ7"), (702, "AAA7")])
def test_addresses_are_written_as_spreadsheets_do(index: int, address: str) -> None:
    assert cell_address(index, 7) == address


def test_values_become_text() -> None:
    assert [text_of(value) for value in (1.0, 1.5, True, date(2026, 1, 2), " x ")] == [
        "1",
        "1.5",
        "yes",
        "2026-01-02",
        "x",
    ]


def test_every_head_of_the_vocabulary_is_found_again() -> None:
    for column in vocabulary().columns:
        for head in (column.name, column.name_en, f" {column.name_en.upper()} *"):
            rest = [head_ for head_ in HEADS if head_ != column.name]
            keys = [
                found.key for found in read(a_sheet([[head, *(h for h in rest if h in HEAD)], ["x", *PERSON]])).columns
            ]
            assert keys[0] == column.key
