"""Recording organisations and people by hand: every number is checked before anything is written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts import services
from trainer.kit import audit
from trainer.kit.db import vault_of
from trainer.kit.errors import BadInput
from trainer.kit.identifiers import mobile_fault, normalise, normalise_mobile, read_id, uscc_fault
from trainer.kit.messages import msg
from trainer.models.organisations import Organisation, OrganisationKind, OrganisationKindRow
from trainer.models.people import Account, IdType, Person, Role

# Who acts when nobody is signed in: the operator at the command line.
OPERATOR = "operator"


@dataclass(frozen=True)
class NewMember:
    """What the operator says about a person; the organisation's name, kind and region count when it is new."""

    name: str
    role: str
    organisation: str
    id_number: str
    id_type: str = IdType.RESIDENT_ID.value
    phone: str = ""
    organisation_name: str = ""
    organisation_kind: str | None = None
    region: str = ""


def register_member(session: Session, member: NewMember) -> tuple[Person, Organisation]:
    """The person, recorded when new, with the role in the organisation; raises BadInput naming the field."""
    organisation = find_organisation(session, member.organisation) or register_organisation(
        session,
        name=member.organisation_name,
        uscc=member.organisation,
        region_code=member.region,
        kind=member.organisation_kind,
    )
    person = register_person(
        session, name=member.name, id_type=IdType(member.id_type), id_number=member.id_number, phone=member.phone
    )
    services.join(session, person, organisation, Role(member.role))
    audit.record(
        session,
        "membership.add",
        f"person:{person.id}",
        actor=OPERATOR,
        chain=organisation.id,
        detail={"role": member.role},
    )
    return person, organisation


def open_account(session: Session, person: Person, login_name: str, password: str) -> Account:
    """A checked sign-in for the person; raises BadInput when they have one or the name or password will not do."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@-]{1,63}", login_name.strip().lower()):
        message = msg("A sign-in name has 2 to 64 letters, digits and . _ @ -, and begins with a letter or digit.")
        raise BadInput(message, field="login_name")
    if session.scalar(select(Account.id).where(Account.person_id == person.id)) is not None:
        raise BadInput(msg("This person can already sign in."), field="id_number")
    services.check_password(password)
    return services.open_account(session, person, login_name, password, actor=OPERATOR)


def find_organisation(session: Session, uscc: str) -> Organisation | None:
    """The organisation with this credit code; raises BadInput when the code cannot be one."""
    if fault := uscc_fault(uscc):
        raise BadInput(msg("Credit code %(code)s: %(fault)s", code=uscc, fault=fault), field="organisation")
    return session.scalar(select(Organisation).where(Organisation.uscc == normalise(uscc)))


def register_organisation(
    session: Session, *, name: str, uscc: str, region_code: str, kind: str | None
) -> Organisation:
    """A new organisation of one kind; raises BadInput naming what is missing."""
    if not name.strip() or not kind:
        message = msg("No organisation has the code %(code)s: give its name and kind to record it.", code=uscc)
        raise BadInput(message, field="organisation")
    if not re.fullmatch(r"[1-9]\d{5}", region_code):
        raise BadInput(msg("A region code has six digits."), field="region")
    organisation = Organisation(name=name.strip(), uscc=normalise(uscc), region_code=region_code)
    organisation.kinds.append(OrganisationKindRow(kind=OrganisationKind(kind)))
    session.add(organisation)
    session.flush()
    audit.record(session, "organisation.add", f"organisation:{organisation.id}", actor=OPERATOR, chain=organisation.id)
    return organisation


def register_person(session: Session, *, name: str, id_type: IdType, id_number: str, phone: str = "") -> Person:
    """The person with this identity number, recorded when new; raises BadInput naming the field."""
    facts = read_id(id_type.value, id_number)
    vault = vault_of(session)
    known = session.scalar(
        select(Person).where(Person.id_type == id_type, Person.id_index == vault.index(facts.number))
    )
    if known is not None:
        return known
    if not name.strip():
        raise BadInput(msg("The name is missing."), field="name")
    if phone and (fault := mobile_fault(phone)):
        raise BadInput(fault, field="phone")
    person = Person(name=name.strip(), id_type=id_type, birth_date=facts.birth_date, sex=facts.sex)
    session.add(person)
    session.flush()
    person.set_id_number(vault, facts.number)
    person.set_phone(vault, normalise_mobile(phone))
    session.flush()
    return person
