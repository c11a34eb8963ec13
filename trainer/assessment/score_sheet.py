"""A sheet of scores as somebody filled it in: what was wanted, what the scorer saw, and the faults by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.models.assessment import Candidate, Paper

HIGHEST = 100
PAPER_LABELS = {Paper.THEORY: msg("Theory"), Paper.PRACTICE: msg("Practice"), Paper.REVIEW: msg("Comprehensive review")}
_WHOLE_NUMBER = re.compile(r"\d{1,4}", re.ASCII)


@dataclass(frozen=True)
class Mark:
    """Points wanted for one candidate in one paper (None: none), and those that the scorer saw before."""

    candidate_id: str
    paper: Paper
    points: int | None
    seen: int | None


@dataclass(frozen=True)
class Absence:
    """Whether a candidate is to be absent, and what the scorer saw before."""

    candidate_id: str
    is_absent: bool
    seen: bool


@dataclass(frozen=True)
class ScoreSheet:
    """What was filled in; whatever equals what the scorer saw leaves the present value alone."""

    marks: Sequence[Mark] = ()
    absences: Sequence[Absence] = ()


class SheetRefused(BadInput):
    """Entries that cannot be: it speaks for the first, and `faults` holds a message by field."""

    def __init__(self, faults: Mapping[str, Message]) -> None:
        super().__init__(next(iter(faults.values())), field=next(iter(faults)))
        self.faults = dict(faults)


def points_field(candidate_id: str, paper: Paper) -> str:
    """The name of the field for a candidate's points in a paper."""
    return f"points-{candidate_id}-{paper.value}"


def absent_field(candidate_id: str) -> str:
    """The name of the field for a candidate's absence."""
    return f"absent-{candidate_id}"


def place_of(candidate: Candidate, paper: Paper) -> dict[str, object]:
    """Who and which paper, as the values of a message."""
    name = candidate.enrolment.person.name
    return {"n": candidate.workstation_number, "name": name, "paper": PAPER_LABELS[paper]}


def read_sheet(values: Mapping[str, str], candidates: Sequence[Candidate], papers: Sequence[Paper]) -> ScoreSheet:
    """The sheet out of a form's texts; fields that were not sent are left alone.

    Each field comes with `seen-` and its name: what stood there when the page was made. Raises SheetRefused naming
    candidate and paper of every text that is no whole number from 0 to 100.
    """
    faults: dict[str, Message] = {}
    marks, absences = [], []
    for candidate in candidates:
        for paper in papers:
            name = points_field(candidate.id, paper)
            if name not in values:
                continue
            text = _tidy(values[name])
            if text and not is_score(text):
                faults[name] = not_a_score(candidate, paper, values[name])
                continue
            seen = _tidy(values.get(f"seen-{name}", ""))
            marks.append(Mark(candidate.id, paper, int(text) if text else None, int(seen) if is_score(seen) else None))
        name = absent_field(candidate.id)
        if f"seen-{name}" in values:
            absences.append(Absence(candidate.id, name in values, values[f"seen-{name}"] == "1"))
    if faults:
        raise SheetRefused(faults)
    return ScoreSheet(marks, absences)


def is_score(text: str) -> bool:
    """Whether a text is a whole number from 0 to 100."""
    return _WHOLE_NUMBER.fullmatch(text) is not None and int(text) <= HIGHEST


def not_a_score(candidate: Candidate, paper: Paper, value: object) -> Message:
    """The fault of an entry that is no score, naming candidate and paper."""
    return msg(
        "Workstation %(n)s, %(name)s, %(paper)s: %(value)s is no whole number from 0 to 100",
        **place_of(candidate, paper),
        value=str(value).strip()[:20],
    )


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
