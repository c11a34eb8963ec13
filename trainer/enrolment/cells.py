"""Checking the cells of one roster row: what each says, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from trainer.enrolment.columns import Vocabulary, fold, vocabulary
from trainer.enrolment.dates import read_day
from trainer.enrolment.names import clean_name, latin_fault, latin_name, name_fault
from trainer.kit.identifiers import id_fault, mobile_fault, normalise_mobile, read_id
from trainer.kit.messages import Message, msg

T = TypeVar("T")
Cells = Mapping[str, str]

MAX_LENGTHS = {"team": 40, "certificate_number": 40, "note": 200}
NO_LEVEL = "0"
NO_DEGREE = "none"
# What is left of a long number after Excel kept it as a number.
_ROUNDED = re.compile(r"\d(\.\d+)?E\+?\d{2}", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """A row whose cells are all sound."""

    name: str
    name_latin: str
    id_type: str
    id_number: str
    birth_date: date | None
    sex: str
    phone: str
    team: str = ""
    work_since: date | None = None
    held_level: int | None = None
    held_since: date | None = None
    certificate_number: str = ""
    degree: str = ""
    graduated: date | None = None
    major_matches: bool = False


@dataclass
class Reading:
    """The cells of a row while they are read: the faults by column."""

    cells: Cells
    today: date
    faults: dict[str, Message] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """The trimmed text of a cell, empty when the file has no such column."""
        return self.cells.get(key, "").strip()

    def fail(self, key: str, message: Message) -> None:
        """Keep the first fault of a cell."""
        self.faults.setdefault(key, message)


def read_cells(cells: Cells, today: date) -> tuple[Entry | None, dict[str, Message]]:
    """The entry of a row, or None and the fault of each bad cell by column key."""
    row, words = Reading(cells, today), vocabulary()
    values = {**_identity(row, words), **_skills(row, words), **_education(row, words)}
    values["phone"] = _required(row, "phone", mobile_fault, normalise_mobile)
    values["team"] = row.text("team")
    for key, limit in MAX_LENGTHS.items():
        if len(row.text(key)) > limit:
            row.fail(key, msg("At most %(limit)s characters fit here.", limit=limit))
    return (None if row.faults else Entry(**values)), row.faults


def _identity(row: Reading, words: Vocabulary) -> dict[str, Any]:
    name = _required(row, "name", name_fault, clean_name)
    latin = row.text("name_latin")
    if latin and (fault := latin_fault(latin)):
        row.fail("name_latin", fault)
    id_type = _choice(row, "id_type", words.id_types, words.choices["id_types"]) or "resident_id"
    number = row.text("id_number")
    if not number:
        row.fail("id_number", _is_required())
    elif _ROUNDED.fullmatch(number):
        row.fail(
            "id_number",
            msg("Excel kept this as a number and lost its last digits. Please type it again in a column of texts."),
        )
    elif fault := id_fault(id_type, number, today=row.today):
        row.fail("id_number", fault)
    if row.faults:
        return {}
    facts = read_id(id_type, number, today=row.today)
    return {
        "name": name,
        "name_latin": latin or latin_name(name),
        "id_type": id_type,
        "id_number": facts.number,
        "birth_date": facts.birth_date,
        "sex": facts.sex,
    }


def _skills(row: Reading, words: Vocabulary) -> dict[str, Any]:
    level = _choice(row, "held_level", words.levels, words.choices["levels"])
    held_since = _past_day(row, "held_since")
    if level in (None, NO_LEVEL):
        if held_since is not None and "held_level" not in row.faults:
            row.fail("held_level", msg("There is a certificate date, but no level."))
        level = None
    elif not row.text("held_since"):
        row.fail("held_since", msg("Please fill in the date of the certificate, or clear the level."))
    return {
        "work_since": _past_day(row, "work_since"),
        "held_level": int(level) if level else None,
        "held_since": held_since,
        "certificate_number": row.text("certificate_number"),
    }


def _education(row: Reading, words: Vocabulary) -> dict[str, Any]:
    degree = _choice(row, "education", words.education, words.choices["education"])
    answer = row.text("major_matches")
    matches = words.yes_or_no.get(fold(answer)) if answer else False
    if matches is None:
        row.fail("major_matches", msg("Please write yes or no."))
    return {
        "degree": "" if degree in (None, NO_DEGREE) else degree,
        "graduated": _past_day(row, "graduated"),
        "major_matches": bool(matches),
    }


def _required(row: Reading, key: str, check: Callable[[str], Message | None], clean: Callable[[str], str]) -> str:
    text = clean(row.text(key))
    if not text:
        row.fail(key, _is_required())
    elif fault := check(text):
        row.fail(key, fault)
    return text


def _choice(row: Reading, key: str, words: Mapping[str, T], shown: Sequence[str]) -> T | None:
    text = row.text(key)
    found = words.get(fold(text)) if text else None
    if text and found is None:
        row.fail(
            key, msg("%(word)s is not known here. Possible: %(choices)s.", word=text[:20], choices=", ".join(shown))
        )
    return found


def _past_day(row: Reading, key: str) -> date | None:
    text = row.text(key)
    if not text:
        return None
    day = read_day(text)
    if day is None:
        row.fail(key, msg("This is not a date. Please write it as 2024-05-18."))
    elif day > row.today:
        row.fail(key, msg("The date %(day)s lies in the future.", day=day))
    elif day.year < 1930:
        row.fail(key, msg("The date %(day)s lies too far back.", day=day))
    return day


def _is_required() -> Message:
    return msg("Must be filled in.")
