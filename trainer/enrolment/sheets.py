"""Roster files that we write: the blank template, the rows to correct with red cells, and lists (pure)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from trainer.enrolment.columns import Column, Vocabulary

_LAST_ROW = 5_000
_CHOSEN_FROM = {"id_type": "id_types", "held_level": "levels", "education": "education"}


@dataclass(frozen=True)
class BadRow:
    """A row to correct: its cells in the file's order, which of them are bad (by index), and why."""

    cells: Sequence[str]
    bad: frozenset[int]
    reason: str


@dataclass(frozen=True)
class TemplateWords:
    """The words of the template in the reader's language; `columns` pairs each head with its help."""

    sheet: str
    help_sheet: str
    help_heads: Sequence[str]
    required: str
    optional: str
    columns: Sequence[tuple[str, str]]
    rules: Sequence[str]


def bad_rows_file(sheet: str, heads: Sequence[str], reason_head: str, rows: Sequence[BadRow]) -> bytes:
    """An .xlsx with the file's own columns and one more that says what to correct; bad cells are red."""
    buffer, book = _book()
    page = book.add_worksheet(sheet)
    bold, plain = book.add_format({"bold": True, "bg_color": "#F0F2F5"}), book.add_format({"num_format": "@"})
    red = book.add_format({"num_format": "@", "bg_color": "#FDEBE9", "font_color": "#B3261E", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "font_color": "#B3261E"})
    page.write_row(0, 0, [*heads, reason_head], bold)
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row.cells):
            page.write_string(number, index, cell, red if index in row.bad else plain)
        page.write_string(number, len(heads), row.reason, wrapped)
    page.set_column(0, len(heads) - 1, 18, plain)
    page.set_column(len(heads), len(heads), 60)
    page.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def template_file(words: TemplateWords, vocabulary: Vocabulary) -> bytes:
    """A blank roster with one head a column, choices where there are few, and a sheet that explains each column."""
    buffer, book = _book()
    bold = book.add_format({"bold": True, "bg_color": "#E9F0FC", "bottom": 1})
    text = book.add_format({"num_format": "@"})
    page = book.add_worksheet(words.sheet)
    for index, (column, (head, _help)) in enumerate(zip(vocabulary.columns, words.columns, strict=True)):
        page.write_string(0, index, f"{head}*" if column.required else head, bold)
        page.set_column(index, index, max(12, len(column.example) + 4), text)
        _offer_choices(page, index, column, vocabulary)
    page.freeze_panes(1, 0)
    _explain(book, words, vocabulary, bold)
    book.close()
    return buffer.getvalue()


def _book() -> tuple[io.BytesIO, xlsxwriter.Workbook]:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return buffer, xlsxwriter.Workbook(buffer, options)


def _offer_choices(page: Worksheet, index: int, column: Column, vocabulary: Vocabulary) -> None:
    choices = list(vocabulary.choices.get(_CHOSEN_FROM.get(column.key, ""), ()))
    if column.key == "major_matches":
        choices = [
            next(word for word, value in vocabulary.yes_or_no.items() if value is wanted) for wanted in (True, False)
        ]
    if choices:
        rule = {"validate": "list", "source": choices, "error_type": "warning"}
        page.data_validation(1, index, _LAST_ROW, index, rule)


def _explain(book: xlsxwriter.Workbook, words: TemplateWords, vocabulary: Vocabulary, bold: Format) -> None:
    page = book.add_worksheet(words.help_sheet)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.write_row(0, 0, words.help_heads, bold)
    number = 0
    for column, (head, help_text) in zip(vocabulary.columns, words.columns, strict=True):
        number += 1
        need = words.required if column.required else words.optional
        page.write_row(number, 0, [head, need, help_text, column.example], wrapped)
    for offset, rule in enumerate(words.rules, start=2):
        page.write_string(number + offset, 0, rule)
    for index, width in enumerate((22, 12, 60, 24)):
        page.set_column(index, index, width)
