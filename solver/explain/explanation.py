"""What an explanation is: a smallest set of facts, what is missing and when, and how far it was checked."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from solver.explain.fact import Fact, sentence_of_fact
from solver.explain.wording import SHORTAGE_SENTENCES, UNITS
from solver.problem import Names
from solver.verdict import Subject, fill


class Verdict(StrEnum):
    """Never a word more than was proved."""

    EXPLAINED = "explained"
    FEASIBLE = "feasible"
    NONE_FOUND = "none_found"


@dataclass(frozen=True, slots=True)
class Shortage:
    """Demand that exceeds its openings: `needed` against `available`, in units of `unit_periods` periods.

    `family` is staff, places, both or cohorts; `by_week` says how many more openings would do in which weeks
    (ISO Mondays), spread as evenly as the lessons' times allow. The subjects are what is taught, to whom, and who
    or what is short.
    """

    family: str
    subjects: tuple[Subject, ...]
    lessons: int
    needed: int
    available: int
    unit_periods: int
    by_week: tuple[tuple[str, int], ...] = ()

    @property
    def missing(self) -> int:
        """How many openings are lacking."""
        return self.needed - self.available


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no timetable, or that there is one, or that no reason was found within the limits.

    The facts by themselves, everything else dropped, leave no timetable: `source` says how this was proved (counts,
    flow or core). `is_irreducible`: dropping any one of them leaves one, which was made and judged.
    """

    verdict: Verdict
    source: str = ""
    facts: tuple[Fact, ...] = ()
    is_irreducible: bool = False
    shortage: Shortage | None = None
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Everything in plain values, for JSON."""
        return dataclasses.asdict(self)


def sentence_of_shortage(shortage: Shortage, names: Names, language: str) -> str:
    """The shortage in words, in "en" or "zh"."""
    code = shortage.family
    kind = {"staff": "instructor", "places": "workshop"}.get(code)
    if kind is not None and not any(subject.kind == kind for subject in shortage.subjects):
        code = f"no_{code}"
    english, chinese = SHORTAGE_SENTENCES[code]
    units = UNITS["periods" if shortage.unit_periods == 1 else "openings"]
    facts: dict[str, str | int | None] = {
        "lessons": shortage.lessons,
        "needed": shortage.needed,
        "available": shortage.available,
        "unit": fill(units[language == "zh"], (), {"needed": shortage.needed}, names, language),
    }
    return fill(chinese if language == "zh" else english, shortage.subjects, facts, names, language)


def sentences_of(explanation: Explanation, names: Names, language: str) -> tuple[str, ...]:
    """The shortage, if there is one, and each fact, in "en" or "zh"."""
    first = () if explanation.shortage is None else (sentence_of_shortage(explanation.shortage, names, language),)
    return (*first, *(sentence_of_fact(fact, names, language) for fact in explanation.facts))
