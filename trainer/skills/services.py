"""The rules of who may apply for a level, the facts they judge, and loading occupations and standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from trainer.kit.messages import msg
from trainer.models.people import PersonRecord
from trainer.models.skills import Occupation, OccupationStandard, SkillHolding
from trainer.skills import queries
from trainer.skills.eligibility import Path, judge
from trainer.skills.facts import HOLDING, Fact, Facts
from trainer.skills.levels import rank
from trainer.skills.loading import load_eligibility, load_occupations, load_standards
from trainer.skills.verdict import Rule, Verdict

__all__ = [
    "EntryRules",
    "entry_rules",
    "facts_of",
    "load_eligibility",
    "load_occupations",
    "load_standards",
]


@dataclass(frozen=True)
class EntryRules:
    """What an edition of an occupation's standard asks for a level; without an edition nobody can apply."""

    occupation: Occupation
    level: int
    standard: OccupationStandard | None
    paths: tuple[Path, ...]

    @property
    def occupation_ids(self) -> frozenset[str]:
        """The occupation and those that its standard names as related."""
        return frozenset([self.occupation.id, *(self.standard.related if self.standard else [])])

    def judge(self, facts: Facts, on: date) -> Verdict:
        """The verdict of these rules on one person's facts."""
        if self.standard is None:
            message = msg(
                "No standard of occupation %(code)s with level %(level)s is in force on %(day)s",
                code=self.occupation.code,
                level=self.level,
                day=on,
            )
            return Verdict(eligible=False, message=message)
        return judge(self.paths, facts, on)


def entry_rules(session: Session, occupation: Occupation, level: int, on: date) -> EntryRules:
    """The rules of the standard's edition in force on the day: they hang on (occupation, edition), not on the level."""
    rank(level)
    standard = queries.standard_in_force(session, occupation.id, level, on)
    rows = queries.paths_of(session, standard, level) if standard else []
    paths = tuple(
        Path(Rule(row.code, row.sentence, row.sentence_en, row.source), tuple(row.conditions)) for row in rows
    )
    return EntryRules(occupation, level, standard, paths)


def facts_of(
    rules: EntryRules,
    person_id: str,
    birth_date: date | None,
    holdings: Sequence[SkillHolding],
    records: Sequence[PersonRecord],
) -> Facts:
    """A person's facts for these rules; the rows need not be stored (a roster's are not yet)."""
    facts = [_fact_of_holding(row) for row in holdings] + [_fact_of_record(row) for row in records]
    return Facts(person_id, birth_date, rules.occupation_ids, tuple(facts))


def _fact_of_holding(row: SkillHolding) -> Fact:
    return Fact(
        kind=HOLDING,
        id=row.id or "",
        since=row.held_since,
        until=row.ended_on,
        occupation_id=row.occupation_id,
        level=row.level,
        document=row.certificate_number or "",
    )


def _fact_of_record(row: PersonRecord) -> Fact:
    return Fact(
        kind=row.kind.value,
        id=row.id or "",
        since=row.starts_on,
        until=row.ends_on,
        occupation_id=row.occupation_id,
        level=row.level,
        document=row.document or "",
        detail=row.detail or {},
    )
