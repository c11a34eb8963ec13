"""Reading occupations, standards, the paths to a level, and the facts about people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from trainer.kit.db import batches
from trainer.kit.errors import NotFound
from trainer.models.people import PersonRecord
from trainer.models.skills import EligibilityPath, Occupation, OccupationStandard, SkillHolding


def get_occupation(session: Session, occupation_id: str) -> Occupation:
    """An occupation by id; raises NotFound."""
    occupation = session.get(Occupation, occupation_id)
    if occupation is None:
        raise NotFound
    return occupation


def find_occupation(session: Session, edition: str, code: str) -> Occupation | None:
    """An occupation by edition and code: the code alone may name two occupations."""
    return session.scalar(select(Occupation).where(Occupation.edition == edition, Occupation.code == code))


def standards_of(session: Session, occupation_id: str) -> Sequence[OccupationStandard]:
    """Every edition of an occupation's standard, newest first."""
    own = select(OccupationStandard).where(OccupationStandard.occupation_id == occupation_id)
    return session.scalars(own.order_by(OccupationStandard.valid_from.desc())).all()


def standard_in_force(session: Session, occupation_id: str, level: int, on: date) -> OccupationStandard | None:
    """The edition that has `level` and is valid on the day (both ends included), the newest where editions overlap."""
    valid = or_(OccupationStandard.valid_to.is_(None), OccupationStandard.valid_to >= on)
    dated = select(OccupationStandard).where(
        OccupationStandard.occupation_id == occupation_id, OccupationStandard.valid_from <= on, valid
    )
    newest_first = session.scalars(dated.order_by(OccupationStandard.valid_from.desc()))
    return next((standard for standard in newest_first if level in standard.levels), None)


def paths_of(session: Session, standard: OccupationStandard, level: int) -> Sequence[EligibilityPath]:
    """The alternative ways to apply for a level under the standard's template, in the template's order."""
    return session.scalars(
        select(EligibilityPath)
        .where(EligibilityPath.template == standard.template, EligibilityPath.level == level)
        .order_by(EligibilityPath.position)
    ).all()


def holdings_of(session: Session, person_id: str) -> Sequence[SkillHolding]:
    """A person's skill holdings, oldest first."""
    return holdings_by_person(session, [person_id]).get(person_id, [])


def holdings_by_person(session: Session, person_ids: Sequence[str]) -> Mapping[str, list[SkillHolding]]:
    """The skill holdings of many people in few statements: person id -> holdings, oldest first."""
    found: dict[str, list[SkillHolding]] = defaultdict(list)
    for batch in batches(person_ids):
        oldest = select(SkillHolding).where(SkillHolding.person_id.in_(batch))
        for holding in session.scalars(oldest.order_by(SkillHolding.held_since, SkillHolding.id)):
            found[holding.person_id].append(holding)
    return found


def records_by_person(session: Session, person_ids: Sequence[str]) -> Mapping[str, list[PersonRecord]]:
    """The recorded facts about many people in few statements: person id -> records, oldest first."""
    found: dict[str, list[PersonRecord]] = defaultdict(list)
    for batch in batches(person_ids):
        oldest = select(PersonRecord).where(PersonRecord.person_id.in_(batch))
        for record in session.scalars(oldest.order_by(PersonRecord.starts_on, PersonRecord.id)):
            found[record.person_id].append(record)
    return found


def search_occupations(session: Session, text: str) -> Sequence[Occupation]:
    """Occupations whose code or one of whose names holds the text; by edition (newest first) and code."""
    wanted = select(Occupation)
    if text:
        places = (Occupation.code, Occupation.name, Occupation.name_en)
        wanted = wanted.where(or_(*(place.icontains(text, autoescape=True) for place in places)))
    return session.scalars(wanted.order_by(Occupation.edition.desc(), Occupation.code)).all()


def newest_standards(session: Session) -> Mapping[str, OccupationStandard]:
    """The newest edition of each occupation's standard, by occupation id."""
    oldest_first = session.scalars(select(OccupationStandard).order_by(OccupationStandard.valid_from))
    return {standard.occupation_id: standard for standard in oldest_first}


def related_occupations(session: Session, standard: OccupationStandard) -> Sequence[Occupation]:
    """The occupations that a standard names as related, by code."""
    ids = list(standard.related)
    return session.scalars(select(Occupation).where(Occupation.id.in_(ids)).order_by(Occupation.code)).all()
