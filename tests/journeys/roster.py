"""Roster workbooks of a journey: people who may join, three bad cells, and the file of bad rows put right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.trainer.enrolment.rosters import a_row, a_sheet, a_workbook

# Of ten people, three rows have one bad cell each: a mistyped identity number, a short phone, an unreadable date.
PEOPLE = 10
BAD_ROWS = 3
FIRST = 3


def people() -> list[dict[str, str]]:
    """The right rows: level 5 since 2020 and at work since 2012, so that everybody may try level 4."""
    return [a_row(index, held_level="五级") for index in range(FIRST, FIRST + PEOPLE)]


def write_roster(path: Path) -> Path:
    """The workbook as the enterprise first has it."""
    rows = people()
    rows[2]["id_number"] = rows[2]["id_number"][:-1] + ("1" if rows[2]["id_number"][-1] != "1" else "2")
    rows[4]["phone"] = "1380013"
    rows[7]["work_since"] = "2012年春"
    path.write_bytes(a_workbook(rows))
    return path


def put_right(path: Path) -> Path:
    """The downloaded file of bad rows with the right values; its columns and heads stay as they came."""
    head, *lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    right = {row["name"]: row for row in people()}
    keys = {"证件号码": "id_number", "手机": "phone", "从事本职业日期": "work_since"}
    mended = []
    for line in lines:
        named = dict(zip(head, line, strict=True))
        named.update({column: right[named["姓名"]][key] for column, key in keys.items()})
        mended.append([value.isoformat() if isinstance(value, date) else value for value in named.values()])
    result = path.with_name("corrected.xlsx")
    result.write_bytes(a_sheet([head, *mended]))
    return result
