"""Tables: paging, and any list as an Excel file with its filter on a second sheet."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import xlsxwriter
from flask import Response, request

from trainer.kit import clock
from trainer.web.language import gettext

T = TypeVar("T")
PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list: its rows, the number of the page from 1, and how many rows there are in all."""

    rows: Sequence[T]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))


def page_number() -> int:
    """The page asked for in the address; anything unreadable is the first."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 7 else 1


def page_of(rows: Sequence[T], size: int = PAGE_SIZE) -> Page[T]:
    """Cut the asked page out of a list that is already in memory."""
    number = min(page_number(), max(1, -(-len(rows) // size)))
    return Page(rows[(number - 1) * size : number * size], number, len(rows), size)


def workbook(head: Sequence[str], rows: Iterable[Sequence[Any]], filters: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx with one table; texts stay texts, so that no cell can become a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(gettext("Table"))
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, head, bold)
    for index, row in enumerate(rows, start=1):
        sheet.write_row(index, 0, [_cell(value) for value in row])
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    about = book.add_worksheet(gettext("Filters"))
    facts = {**(filters or {}), gettext("Exported"): f"{clock.local(clock.now()):%Y-%m-%d %H:%M}"}
    for index, (label, value) in enumerate(facts.items()):
        about.write_row(index, 0, [label, value])
    book.close()
    return buffer.getvalue()


def send_workbook(content: bytes, name: str) -> Response:
    """An .xlsx as a download."""
    return send_file_bytes(content, f"{name}.xlsx", XLSX)


def send_file_bytes(content: bytes, name: str, media_type: str) -> Response:
    """Bytes as a download under a name that may hold any character."""
    response = Response(content, mimetype=media_type)
    response.headers.set("Content-Disposition", "attachment", **_file_name(name))
    return response


def _file_name(name: str) -> dict[str, str]:
    """The parameters of RFC 6266: headers carry Latin letters only, so other characters travel as `filename*`."""
    if name.isascii():
        return {"filename": name}
    plain = name.encode("ascii", "ignore").decode().strip(" -")
    plain = f"file{plain}" if plain.startswith(".") or not plain else plain
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def _cell(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float | type(None)) else str(value)
