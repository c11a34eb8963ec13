"""Bringing the people of a roster in: persons, memberships, claimed facts and accounts, many at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.enrolment.admission import Judgement
from trainer.enrolment.cells import Entry
from trainer.enrolment.lookup import memberships_of
from trainer.kit.db import batches, vault_of
from trainer.kit.ids import new_id, new_token
from trainer.kit.passwords import hash_password
from trainer.models.people import Account, IdType, Membership, Person, PersonRecord, Role
from trainer.models.skills import SkillHolding


def bring_in(session: Session, judged: Sequence[Judgement], organisation_id: str) -> list[Person]:
    """The persons of these judgements, in their order: found ones as they are, new ones made.

    A known person keeps the name and phone that stand recorded; only an empty phone is filled.
    """
    people = [_person(session, judgement) for judgement in judged]
    session.flush()
    _join(session, people, organisation_id)
    for person, judgement in zip(people, judged, strict=True):
        claimed: tuple[SkillHolding | PersonRecord, ...] = (*judgement.claimed.holdings, *judgement.claimed.records)
        for row in claimed:
            row.person_id = person.id
        session.add_all(claimed)
    _open_accounts(session, people, [judgement.entry for judgement in judged if judgement.entry])
    session.flush()
    return people


def _person(session: Session, judgement: Judgement) -> Person:
    entry, person, vault = judgement.entry, judgement.person, vault_of(session)
    if entry is None:
        raise ValueError("only rows without faults can be brought in")
    if person is None:
        person = Person(
            id=new_id(),
            name=entry.name,
            name_latin=entry.name_latin,
            id_type=IdType(entry.id_type),
            birth_date=entry.birth_date,
            sex=entry.sex,
        )
        person.set_id_number(vault, entry.id_number)
        session.add(person)
    if person.phone_index is None:
        person.set_phone(vault, entry.phone)
    return person


def _join(session: Session, people: Sequence[Person], organisation_id: str) -> None:
    standing = memberships_of(session, organisation_id, [person.id for person in people])
    for person in people:
        own = [row for row in standing.get(person.id, []) if row.role is Role.TRAINEE]
        for membership in own:
            membership.ended_on = None
        if not own:
            session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=Role.TRAINEE))


def _open_accounts(session: Session, people: Sequence[Person], entries: Sequence[Entry]) -> None:
    """Accounts for those without one: they sign in with their phone, or a made-up name where it is taken.

    Until a first code is printed the hash belongs to a random secret that nobody knows.
    """
    standing = _values(session, Account.person_id, [person.id for person in people])
    taken = _values(session, Account.login_name, [entry.phone for entry in entries])
    closed = hash_password(new_token())
    for person, entry in zip(people, entries, strict=True):
        if person.id not in standing:
            name = entry.phone if entry.phone not in taken else f"t{secrets.randbelow(10**10):010d}"
            taken.add(name)
            session.add(Account(person_id=person.id, login_name=name, password_hash=closed))


def _values(session: Session, column: InstrumentedAttribute[str], wanted: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for part in batches(wanted):
        found.update(session.scalars(select(column).where(column.in_(part))))
    return found
