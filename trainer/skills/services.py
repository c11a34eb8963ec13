"""Judging who may apply for a level, keeping skill holdings, and loading occupations and standards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit import audit, clock
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.models.people import Person, PersonRecord
from trainer.models.skills import Occupation, OccupationStandard, SkillHolding
from trainer.skills import queries
from trainer.skills.eligibility import Path, judge
from trainer.skills.facts import HOLDING, Fact, Facts
from trainer.skills.levels import rank
from trainer.skills.loading import load_eligibility, load_occupations, load_standards
from trainer.skills.verdict import Rule, Verdict

__all__ = [
    "EntryRules",
    "end_holding",
    "entry_rules",
    "facts_of",
    "judge_people",
    "judge_person",
    "load_eligibility",
    "load_occupations",
    "load_standards",
    "record_holding",
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


def judge_person(session: Session, person: Person, occupation: Occupation, level: int, on: date) -> Verdict:
    """Whether a stored person may apply for a level of an occupation on a day, and why."""
    return judge_people(session, [person], occupation, level, on)[person.id]


def judge_people(
    session: Session, people: Sequence[Person], occupation: Occupation, level: int, on: date
) -> Mapping[str, Verdict]:
    """The verdicts on many stored people, by person id, in a handful of statements."""
    rules = entry_rules(session, occupation, level, on)
    ids = [person.id for person in people]
    holdings, records = queries.holdings_by_person(session, ids), queries.records_by_person(session, ids)
    verdicts = {}
    for person in people:
        own = (holdings.get(person.id, []), records.get(person.id, []))
        verdicts[person.id] = rules.judge(facts_of(rules, person.id, person.birth_date, *own), on)
    return verdicts


def record_holding(
    session: Session,
    person: Person,
    occupation: Occupation,
    level: int,
    *,
    held_since: date,
    actor: str,
    certificate_number: str = "",
    issuer: str = "",
) -> SkillHolding:
    """Keep the fact that a person holds a level; the same certificate number twice is the same fact.

    Raises BadInput naming the field for an unknown level or a day in the future.
    """
    rank(level)
    if held_since > clock.today():
        raise BadInput(msg("A certificate cannot be from the future"), field="held_since")
    same = select(SkillHolding).where(
        SkillHolding.person_id == person.id, SkillHolding.certificate_number == certificate_number
    )
    standing = session.scalar(same) if certificate_number else None
    if standing is not None:
        return standing
    holding = SkillHolding(
        person_id=person.id,
        occupation_id=occupation.id,
        level=level,
        held_since=held_since,
        certificate_number=certificate_number,
        issuer=issuer,
    )
    session.add(holding)
    session.flush()
    audit.record(session, "skill_holding.record", f"skill_holding:{holding.id}", actor=actor)
    return holding


def end_holding(session: Session, holding: SkillHolding, ended_on: date, *, reason: str, actor: str) -> None:
    """End a holding (its last day is `ended_on`), as when the certificate is revoked; an earlier end stays."""
    if holding.ended_on is not None and holding.ended_on <= ended_on:
        return
    holding.ended_on = ended_on
    detail = {"ended_on": ended_on.isoformat(), "reason": reason}
    audit.record(session, "skill_holding.end", f"skill_holding:{holding.id}", actor=actor, detail=detail)


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
