"""What a roster's columns are called and which words their cells may hold: data of seeds/roster/columns.json."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from trainer.kit.package_files import package_folder


@dataclass(frozen=True)
class Column:
    """One column: its key in the sealed cells, its head and help in both languages, and an example."""

    key: str
    name: str
    name_en: str
    required: bool
    example: str
    help: str
    help_en: str


@dataclass(frozen=True)
class Vocabulary:
    """Everything that a roster may say; the mappings go from a folded word to the value that it stands for."""

    columns: tuple[Column, ...]
    heads: Mapping[str, str]
    ignored: frozenset[str]
    help_sheets: frozenset[str]
    id_types: Mapping[str, str]
    levels: Mapping[str, str]
    education: Mapping[str, str]
    yes_or_no: Mapping[str, bool]
    choices: Mapping[str, Sequence[str]]
    surname_readings: Mapping[str, str]

    def column(self, key: str) -> Column:
        """The column with this key."""
        return next(column for column in self.columns if column.key == key)


def fold(text: str) -> str:
    """A word as it is compared: half-width, without white space and case, without a trailing star or colon."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold().strip("*:")


@cache
def vocabulary() -> Vocabulary:
    """The words of the data file, read once."""
    data = json.loads((package_folder("seeds") / "roster" / "columns.json").read_text("utf-8"))
    return Vocabulary(
        columns=tuple(_column(row) for row in data["columns"]),
        heads=_by_word({row["key"]: (row["name"], row["name_en"], *row["also"]) for row in data["columns"]}),
        ignored=frozenset(fold(word) for word in data["ignored"]),
        help_sheets=frozenset(data["help_sheets"]),
        id_types=_by_word(data["id_types"]),
        levels=_by_word(data["levels"]),
        education=_by_word(data["education"]),
        yes_or_no={fold(word): value for value, key in ((True, "yes"), (False, "no")) for word in data[key]},
        choices=data["choices"],
        surname_readings=data["surname_readings"],
    )


def _column(row: Mapping[str, Any]) -> Column:
    return Column(**{key: value for key, value in row.items() if key != "also"})


def _by_word(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {fold(word): value for value, group in words.items() for word in group}
