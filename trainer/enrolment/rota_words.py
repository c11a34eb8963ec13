"""The words and patterns of shift rotas: data of seeds/roster/rota.json, and clock times as minutes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from trainer.enrolment.columns import fold
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.kit.package_files import package_folder

SHIFTS = ("day", "middle", "late", "night")
REST = "rest"
COLUMNS = ("name", "id_number", "line")
DAY_MINUTES = 24 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
# Shift -> first and last minute, counted from midnight of its day.
Times = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class ShiftPattern:
    """A usual way to part the day: how it is called, and the times that an enterprise starts from."""

    key: str
    name: str
    name_en: str
    times: Times


@dataclass(frozen=True)
class RotaWords:
    """What a rota may say: heads of columns, words for shifts (both folded), patterns by key, and heads to write.

    `labels` has the Chinese and the English head of each column.
    """

    heads: Mapping[str, str]
    ignored: frozenset[str]
    shifts: Mapping[str, str]
    patterns: Mapping[str, ShiftPattern]
    labels: Mapping[str, tuple[str, str]]


@cache
def rota_words() -> RotaWords:
    """The words of the data file, read once."""
    data = json.loads((package_folder("seeds") / "roster" / "rota.json").read_text("utf-8"))
    return RotaWords(
        heads={fold(word): key for key in COLUMNS for word in data[key]},
        ignored=frozenset(fold(word) for word in data["ignored"]),
        shifts={fold(word): shift for shift, words in data["shifts"].items() for word in words},
        patterns={
            key: ShiftPattern(
                key, row["name"], row["name_en"], {shift: span_of(*clocks) for shift, clocks in row["times"].items()}
            )
            for key, row in data["patterns"].items()
        },
        labels={key: (data[key][0], data[key][-1]) for key in COLUMNS},
    )


def span_of(start: str, end: str) -> tuple[int, int]:
    """First and last minute of a shift from two clock times; one that does not end later ends the next day.

    A shift that begins at 24:00 belongs to the day before. Raises BadInput for anything that is no clock time.
    """
    first, last = _minute(start), _minute(end)
    return first, last if last > first else last + DAY_MINUTES


def shift_at(times: Times, start: int, end: int) -> str | None:
    """Which shift of these times lasts from `start` to `end`, or None."""
    return next((shift for shift, span in times.items() if tuple(span) == (start, end)), None)


def _minute(text: str) -> int:
    found = _CLOCK.fullmatch(text.strip())
    minute = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise BadInput(msg("%(value)s is not a clock time (HH:MM)", value=text[:10]))
    return minute
