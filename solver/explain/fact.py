"""A fact: one thing of the data that can be dropped by itself, with its rule, its field and its sentences."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import NamedTuple

from solver.explain.wording import FACT_SENTENCES
from solver.problem import Names
from solver.verdict import Facts, Subject, fill


class Key(NamedTuple):
    """Which fact: its kind and the id of what it is a fact of."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the things that together leave no timetable; `facts` has the figures of its sentence.

    `rule` is the hard rule behind it, `field` the path of what to mend, the first subject whose it is.
    """

    kind: str
    id: str
    rule: str
    subjects: tuple[Subject, ...]
    field: str
    facts: Facts = dataclasses.field(default_factory=dict)

    @property
    def key(self) -> Key:
        """What names this fact."""
        return Key(self.kind, self.id)


def sentence_of_fact(fact: Fact, names: Names, language: str) -> str:
    """The fact in words, in "en" or "zh"."""
    english, chinese = FACT_SENTENCES[fact.kind]
    return fill(chinese if language == "zh" else english, fact.subjects, fact.facts, names, language)
