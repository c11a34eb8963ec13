"""A repair: one change of the data that would do, the price it has, and how far that was verified."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from solver.explain.fact import Fact, sentence_of_fact
from solver.explain.wording import CAPS, REPAIR_SENTENCES, WEEKDAYS
from solver.problem import Names, Problem
from solver.verdict import Facts, Subject, fill

# What one of each is worth when repairs are put in order; a scale for comparing, not money.
POINTS = {
    "people": 1,
    "days_late": 10,
    "extra_periods": 1,
    "people_fewer": 30,
    "hired": 60,
    "trained": 80,
    "taught_again": 2,
}


@dataclass(frozen=True, slots=True)
class Price:
    """What a repair costs: people touched, days later, periods opened, people left out, hired, trained.

    `taught_again` counts the periods that are taught once more because people come in groups.
    """

    people: int = 0
    days_late: int = 0
    extra_periods: int = 0
    people_fewer: int = 0
    hired: int = 0
    trained: int = 0
    taught_again: int = 0

    @property
    def points(self) -> int:
        """One figure to put repairs in order by."""
        return sum(POINTS[field.name] * int(getattr(self, field.name)) for field in dataclasses.fields(self))

    def beats(self, other: Price) -> bool:
        """Whether this is nowhere dearer than the other and somewhere cheaper."""
        mine, its = dataclasses.astuple(self), dataclasses.astuple(other)
        return mine != its and all(one <= two for one, two in zip(mine, its, strict=True))


@dataclass(frozen=True, slots=True)
class Repair:
    """A change after which there is a timetable. `problem` is the changed one.

    `is_verified`: a timetable was made and judged; `verified_on` says of what: the whole problem, or the component
    (all lessons of the cohorts that the reason speaks of, under every rule).
    """

    code: str
    subjects: tuple[Subject, ...]
    field: str
    facts: Facts
    price: Price
    problem: Problem
    is_verified: bool = False
    verified_on: str = ""
    given_up: Fact | None = None

    def as_dict(self) -> dict[str, Any]:
        """Everything but the changed problem in plain values, for JSON."""
        plain = {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name not in ("problem", "price")}
        plain["given_up"] = None if self.given_up is None else dataclasses.asdict(self.given_up)
        plain["facts"] = dict(self.facts)
        return {**plain, "price": {**dataclasses.asdict(self.price), "points": self.price.points}}


def sentence_of_repair(repair: Repair, names: Names, language: str) -> str:
    """The repair in words, in "en" or "zh"."""
    english, chinese = REPAIR_SENTENCES[repair.code]
    facts: dict[str, str | int | None] = dict(repair.facts)
    if "weekdays" in facts:
        days = [WEEKDAYS[language][int(day) - 1] for day in str(facts["weekdays"]).split(",")]
        facts["weekdays"] = ("、" if language == "zh" else ", ").join(days)
    if "cap" in facts:
        facts["cap"] = CAPS[str(facts["cap"])][language == "zh"]
    if repair.given_up is not None:
        facts["what"] = sentence_of_fact(repair.given_up, names, language)
    return fill(chinese if language == "zh" else english, repair.subjects, facts, names, language)
