"""What is known about one person, as plain values that the eligibility engine reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

HOLDING = "holding"
BIRTH_DATE = "birth_date"


@dataclass(frozen=True)
class Fact:
    """One dated fact: a skill holding (kind "holding") or a person record (kind as models.people.RecordKind).

    `since` is the first day on which it is true, `until` the last one (None: it still is).
    """

    kind: str
    id: str
    since: date
    until: date | None = None
    occupation_id: str | None = None
    level: int | None = None
    document: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def is_over(self, on: date) -> bool:
        """Whether the fact has ended before the day."""
        return self.until is not None and self.until < on


@dataclass(frozen=True)
class Facts:
    """A person's facts, read for one occupation: `occupation_ids` are it and the ones that count as it."""

    person_id: str
    birth_date: date | None
    occupation_ids: frozenset[str]
    facts: tuple[Fact, ...] = ()

    def of(self, kind: str) -> list[Fact]:
        """All facts of a kind."""
        return [fact for fact in self.facts if fact.kind == kind]

    def in_occupation(self, kind: str) -> list[Fact]:
        """The facts of a kind that lie in the occupation or one that counts as it."""
        return [fact for fact in self.of(kind) if fact.occupation_id in self.occupation_ids]

    def with_major(self, kinds: Iterable[str]) -> list[Fact]:
        """Diplomas and titles of a matching field: said so in the record, or recorded for the occupation."""
        return [fact for kind in kinds for fact in self.of(kind) if self._matches(fact)]

    def _matches(self, fact: Fact) -> bool:
        if fact.occupation_id is not None:
            return fact.occupation_id in self.occupation_ids
        return fact.detail.get("major_matches") is True
