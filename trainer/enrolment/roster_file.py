"""Reading a roster file: from the bytes of an .xlsx or .csv to rows of cell texts, or a refusal that says why."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from trainer.enrolment import archive, measure
from trainer.enrolment.columns import fold, vocabulary
from trainer.enrolment.markup import BadMarkup
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg

HEAD_WITHIN = 10
# Excel keeps 15 digits of a number; what is longer has lost its end.
_EXACT_DIGITS = 15
_CSV_CODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class HeadCell:
    """A column of the file: its index from 0, the key that it stands for, and its head as written there."""

    index: int
    key: str
    head: str


@dataclass(frozen=True)
class RawRow:
    """A row of the file: its number there, counted from 1, and the text of each known column."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class RosterFile:
    """What a file says: its columns, its rows, and a remark where only part of it was read."""

    columns: tuple[HeadCell, ...]
    rows: tuple[RawRow, ...]
    remark: Message | None = None


def read_roster(content: bytes, file_name: str, *, max_bytes: int, max_rows: int) -> RosterFile:
    """The roster in a file; raises BadInput (field "file") when the file is not one, before any person is looked at."""
    table, remark = read_table(content, file_name, max_bytes=max_bytes, max_rows=max_rows)
    return _roster(table, max_rows, remark)


def read_table(
    content: bytes, file_name: str, *, max_bytes: int, max_rows: int
) -> tuple[list[list[str]], Message | None]:
    """The cells of a file's first sheet as texts, and a remark where only part of it was read; raises BadInput."""
    if not content:
        raise _refusal(msg("The file is empty."))
    if len(content) > max_bytes:
        raise _refusal(
            msg("The file has %(size)s bytes, at most %(limit)s are accepted.", size=len(content), limit=max_bytes)
        )
    if file_name.lower().endswith(".csv"):
        return _csv_rows(content), None
    try:
        workbook = archive.open_workbook(content)
        measure.check_size(workbook, max_rows)
        table = _excel_rows(workbook.packed_again())
    except (BadMarkup, CalamineError, ValueError) as error:
        raise archive.broken() from error
    return table, _remark(workbook.sheet_names)


def cell_address(index: int, row_number: int) -> str:
    """The address of a cell as spreadsheets write it, such as C7."""
    return f"{measure.column_letters(index)}{row_number}"


def _excel_rows(content: bytes) -> list[list[str]]:
    with CalamineWorkbook.from_object(io.BytesIO(content)) as workbook:
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[text_of(value) for value in row] for row in rows]


def text_of(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as YYYY-MM-DD.

    A number that is too long to be exact keeps its power of ten, so that the check of the cell can tell it.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.5E}" if abs(value) >= 10**_EXACT_DIGITS else str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _csv_rows(content: bytes) -> list[list[str]]:
    for coding in _CSV_CODINGS:
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        try:
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), strict=True)]
        except csv.Error as error:
            raise _refusal(msg("The text file is not a table whose cells are separated by commas.")) from error
    raise _refusal(msg("The text file is written in an unknown coding. Please save it as UTF-8 or GB18030."))


def _roster(table: Sequence[Sequence[str]], max_rows: int, remark: Message | None) -> RosterFile:
    head_at = _find_head(table)
    columns = _columns(table[head_at], head_at + 1)
    rows = tuple(_rows(table, head_at, columns))
    if not rows:
        raise _refusal(msg("There is nobody below the head in row %(row)s.", row=head_at + 1))
    if len(rows) > max_rows:
        raise measure.too_many_rows(max_rows)
    return RosterFile(columns, rows, remark)


def _find_head(table: Sequence[Sequence[str]]) -> int:
    heads, required = vocabulary().heads, {"name", "id_number"}
    for index, row in enumerate(table[:HEAD_WITHIN]):
        if required <= {heads.get(fold(cell)) for cell in row}:
            return index
    raise _refusal(
        msg(
            "No head was found in the first %(count)s rows: it must name at least the name and the ID number.",
            count=HEAD_WITHIN,
        )
    )


def _columns(head: Sequence[str], row_number: int) -> tuple[HeadCell, ...]:
    words, found, unknown = vocabulary(), [], []
    for index, cell in enumerate(head):
        key = words.heads.get(fold(cell))
        if key is not None:
            found.append(HeadCell(index, key, cell))
        elif cell and fold(cell) not in words.ignored:
            unknown.append(f"{cell_address(index, row_number)} {cell[:20]}")
    if unknown:
        raise _refusal(
            msg(
                "These columns are not known: %(columns)s. Please use the heads of the template.",
                columns=", ".join(unknown[:8]),
            )
        )
    _check_heads(found, row_number)
    return tuple(found)


def _check_heads(found: Sequence[HeadCell], row_number: int) -> None:
    keys = [column.key for column in found]
    for column in found:
        if keys.count(column.key) > 1:
            address = cell_address(column.index, row_number)
            raise _refusal(msg("Column %(head)s stands there twice: %(cell)s.", head=column.head, cell=address))
    required = [column for column in vocabulary().columns if column.required and column.key not in keys]
    missing = [f"{column.name} ({column.name_en})" for column in required]
    if missing:
        raise _refusal(msg("A required column is missing: %(columns)s.", columns=", ".join(missing)))


def _rows(table: Sequence[Sequence[str]], head_at: int, columns: Sequence[HeadCell]) -> Iterator[RawRow]:
    for number, row in enumerate(table[head_at + 1 :], start=head_at + 2):
        cells = {column.key: row[column.index] if column.index < len(row) else "" for column in columns}
        if any(cells.values()):
            yield RawRow(number, cells)


def _remark(sheet_names: Sequence[str]) -> Message | None:
    """Further sheets are not read; the template's own explanation needs no remark."""
    further = [name for name in sheet_names[1:] if name not in vocabulary().help_sheets]
    if not further:
        return None
    count, first = len(sheet_names), sheet_names[0]
    return msg("The file has %(count)s sheets; only the first, %(name)s, was read.", count=count, name=first)


def _refusal(message: Message) -> BadInput:
    return BadInput(message, field="file")
