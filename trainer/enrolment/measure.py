"""Measuring a sheet before it is read: how many rows, columns and characters its cells would take in memory."""

from __future__ import annotations

import re
from collections.abc import Mapping

from trainer.enrolment import markup
from trainer.enrolment.archive import Workbook
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg

MAX_COLUMNS = 60
MAX_CELLS = 400_000
MAX_CHARACTERS = 20_000_000
# Titles and hints above the head.
ROWS_ABOVE = 20
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def column_letters(index: int) -> str:
    """The letters of a column counted from 0: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The index from 0 of a column's letters."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def check_size(workbook: Workbook, max_rows: int) -> None:
    """Raise BadInput unless the first sheet's filled cells fit a roster of `max_rows` people.

    A single cell far away would make the reader reserve memory for everything between, and one long text may be
    shared by all cells: both are counted here, without reserving anything.
    """
    _SheetMeasure(_lengths(workbook.shared_strings), max_rows).read(workbook.first_sheet)


class _SheetMeasure:
    """Counts through a sheet's cells and stops at the first limit."""

    def __init__(self, shared_lengths: list[int], max_rows: int) -> None:
        self.shared_lengths = shared_lengths
        self.max_rows = max_rows
        self.row = 0
        self.column = 0
        self.cells = 0
        self.characters = 0
        self.is_shared = False
        self.in_value = False

    def read(self, xml: bytes) -> None:
        """Count through the whole sheet; raises BadInput at the first limit, BadMarkup where the XML is broken."""
        markup.walk(xml, self._start, end=self._end, text=self._text)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self._stand_at(attributes)
        elif name in ("v", "t"):
            self.in_value = True
            self._check_place()

    def _stand_at(self, attributes: Mapping[str, str]) -> None:
        found = _ADDRESS.fullmatch(attributes.get("r", ""))
        self.row, self.column = (int(found[2]), column_index(found[1]) + 1) if found else (self.row, self.column + 1)
        self.is_shared = attributes.get("t") == "s"
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise _refusal(msg("The sheet has too many cells for a roster."))

    def _check_place(self) -> None:
        if self.row > self.max_rows + ROWS_ABOVE:
            raise too_many_rows(self.max_rows)
        if self.column > MAX_COLUMNS:
            cell = f"{column_letters(self.column - 1)}{self.row}"
            raise _refusal(
                msg(
                    "Cell %(cell)s is filled, but a roster has at most %(limit)s columns.", cell=cell, limit=MAX_COLUMNS
                )
            )

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self.in_value = False

    def _text(self, text: str) -> None:
        if not self.in_value:
            return
        index = int(text) if self.is_shared and text.isdecimal() and len(text) < 9 else -1
        self.characters += self.shared_lengths[index] if 0 <= index < len(self.shared_lengths) else len(text)
        if self.characters > MAX_CHARACTERS:
            raise _refusal(msg("The sheet holds too much text for a roster."))


def too_many_rows(limit: int) -> BadInput:
    """The refusal of a roster that is too long."""
    return _refusal(msg("A roster may have at most %(limit)s rows. Please split it.", limit=limit))


def _lengths(shared_strings: bytes) -> list[int]:
    lengths: list[int] = []

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    if shared_strings:
        markup.walk(shared_strings, start, text=text)
    return lengths


def _refusal(message: Message) -> BadInput:
    return BadInput(message, field="file")
