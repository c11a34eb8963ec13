"""Reading a shift rota: a row for each person, a column for each day, a code in each cell; faults by cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.enrolment.columns import fold
from trainer.enrolment.dates import read_day
from trainer.enrolment.roster_file import HEAD_WITHIN, cell_address, read_table
from trainer.enrolment.rota_words import REST, rota_words
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg


@dataclass(frozen=True)
class CellFault:
    """What is wrong in one cell, by its address such as C7."""

    cell: str
    message: Message


@dataclass(frozen=True)
class RotaRow:
    """One person's row: name, ID number and line as written, and the shift (or "rest") of each day with a code."""

    number: int
    name: str
    id_number: str
    line: str
    shifts: Mapping[date, str]
    faults: Sequence[CellFault]


@dataclass(frozen=True)
class RotaFile:
    """What a rota says: its days, where its columns for people stand, and its rows."""

    days: Sequence[date]
    columns: Mapping[str, int]
    rows: Sequence[RotaRow]

    def cell_of(self, row: RotaRow, key: str) -> str:
        """The address of a row's name or ID number; of its first cell when the file has no such column."""
        return cell_address(self.columns.get(key, 0), row.number)


def read_rota(content: bytes, file_name: str, *, shifts: Sequence[str], max_bytes: int, max_rows: int) -> RotaFile:
    """The rota in a file, for an enterprise that works these `shifts`; raises BadInput when the file is not one."""
    table, _remark = read_table(content, file_name, max_bytes=max_bytes, max_rows=max_rows)
    head_at = _find_head(table)
    columns, days = _columns(table[head_at], head_at + 1)
    rows = [
        _row(number, cells, columns, days, shifts)
        for number, cells in enumerate(table[head_at + 1 :], start=head_at + 2)
        if any(cells)
    ]
    if not rows:
        raise BadInput(msg("There is nobody below the head in row %(row)s.", row=head_at + 1), field="file")
    if len(rows) > max_rows:
        raise BadInput(msg("A rota has at most %(limit)s rows.", limit=max_rows), field="file")
    return RotaFile(list(days.values()), columns, rows)


def _find_head(table: Sequence[Sequence[str]]) -> int:
    heads = rota_words().heads
    for index, row in enumerate(table[:HEAD_WITHIN]):
        if {"name", "id_number"} & {heads.get(fold(cell)) for cell in row}:
            return index
    raise BadInput(
        msg(
            "No head was found in the first %(count)s rows: it must name the name or the ID number.", count=HEAD_WITHIN
        ),
        field="file",
    )


def _columns(head: Sequence[str], row_number: int) -> tuple[dict[str, int], dict[int, date]]:
    """Where the columns of people stand, and the day of each other column; raises BadInput naming what is neither."""
    words = rota_words()
    columns: dict[str, int] = {}
    days: dict[int, date] = {}
    unknown = []
    for index, cell in enumerate(head):
        key, day = words.heads.get(fold(cell)), read_day(cell)
        if key is not None:
            columns.setdefault(key, index)
        elif day is not None:
            days[index] = day
        elif cell and fold(cell) not in words.ignored:
            unknown.append(f"{cell_address(index, row_number)} {cell[:20]}")
    if unknown:
        message = msg(
            "These heads are neither a day (YYYY-MM-DD) nor known: %(columns)s.", columns=", ".join(unknown[:8])
        )
        raise BadInput(message, field="file")
    twice = [day.isoformat() for day, count in Counter(days.values()).items() if count > 1]
    if twice or not days:
        message = msg("Each day needs one column of its own: %(days)s.", days=", ".join(twice) or "—")
        raise BadInput(message, field="file")
    return columns, days


def _row(
    number: int, cells: Sequence[str], columns: Mapping[str, int], days: Mapping[int, date], shifts: Sequence[str]
) -> RotaRow:
    found: dict[date, str] = {}
    faults = []
    for index, day, text in _filled(cells, days):
        shift = _shift_of(text, shifts)
        if shift is None:
            words = {"value": text[:10], "known": ", ".join(_known(shifts))}
            message = msg("%(value)s is not a shift that you have set. Known: %(known)s.", **words)
            faults.append(CellFault(cell_address(index, number), message))
        else:
            found[day] = shift
    text_in = {key: cells[index] if index < len(cells) else "" for key, index in columns.items()}
    people = (text_in.get("name", ""), text_in.get("id_number", ""), text_in.get("line", ""))
    return RotaRow(number, *people, found, faults)


def _filled(cells: Sequence[str], days: Mapping[int, date]) -> Iterator[tuple[int, date, str]]:
    return ((index, day, cells[index]) for index, day in days.items() if index < len(cells) and cells[index])


def _shift_of(text: str, shifts: Sequence[str]) -> str | None:
    """The shift that a code stands for; where only one late shift is worked, both words for late mean it."""
    shift = rota_words().shifts.get(fold(text))
    if shift == "late" and "late" not in shifts and "night" in shifts:
        shift = "night"
    return shift if shift in (*shifts, REST) else None


def _known(shifts: Sequence[str]) -> list[str]:
    """One word for each shift that may stand in a cell."""
    words = rota_words().shifts
    return [next(word for word, meant in words.items() if meant == shift) for shift in (*shifts, REST)]
