"""The district's organisations, the people who act for them, and what the evaluating body may certify."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from trainer.accounts import services as accounts
from trainer.accounts.registration import OPERATOR, register_person
from trainer.models.assessment import Assessor, AssessorScope
from trainer.models.certification import BodyAuthority, BodyScope
from trainer.models.organisations import Organisation, OrganisationKind, OrganisationKindRow, OrganisationLink
from trainer.models.people import Account, IdType, Person, Role
from trainer.seeding.district import District
from trainer.seeding.invented_people import credit_code

STAFF_AGES = (28, 56)


def load_organisations(district: District, data: Mapping[str, Any]) -> None:
    """Record organisations with their people and accounts, their links, and the body's authority."""
    for row in data["organisations"]:
        organisation = _organisation(district, row)
        for person in row["people"]:
            add_staff(district, organisation, Role(person["role"]), person)
    places = district.organisations
    for link in data["links"]:
        ends = {"from_id": places[link["from"]].id, "to_id": places[link["to"]].id}
        district.session.add(OrganisationLink(kind=link["kind"], **ends))
    _authority(district, data["authority"])
    district.session.flush()


def add_staff(district: District, organisation: Organisation, role: Role, row: Mapping[str, Any]) -> Person:
    """Somebody with a role at an organisation; with a `login` they can sign in with the demonstration's password."""
    drawn = district.pool.known(row["name"], row["sex"], organisation.region_code, STAFF_AGES)
    person = register_person(
        district.session, name=drawn.name, id_type=IdType.RESIDENT_ID, id_number=drawn.id_number, phone=drawn.phone
    )
    person.name_latin = row["name_latin"]
    accounts.join(district.session, person, organisation, role)
    if login := row.get("login"):
        give_account(district, person, organisation, login)
    return person


def give_account(district: District, person: Person, organisation: Organisation, login: str) -> None:
    """Let a person of the district sign in; every such account has the one documented password."""
    accounts.open_account(district.session, person, login, district.password_hash, actor=OPERATOR, is_hashed=True)
    district.people[login], district.employers[login] = person, organisation


def adopt_account(district: District, person: Person, organisation: Organisation, login: str) -> None:
    """Make the account that a roster opened for a trainee one of the demonstration's."""
    account = district.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    account.login_name, account.password_hash = login, district.password_hash
    district.people[login], district.employers[login] = person, organisation


def _organisation(district: District, row: Mapping[str, Any]) -> Organisation:
    organisation = Organisation(
        name=row["name"],
        name_en=row["name_en"],
        uscc=credit_code(*row["code"]),
        region_code=row["region"],
        kinds=[OrganisationKindRow(kind=OrganisationKind(kind)) for kind in row["kinds"]],
    )
    district.session.add(organisation)
    district.session.flush()
    district.organisations[row["key"]] = organisation
    return organisation


def _authority(district: District, row: Mapping[str, Any]) -> None:
    body, since = district.organisations[row["organisation"]], date.fromisoformat(row["valid_from"])
    scopes = [
        BodyScope(occupation_id=district.occupation(code).id, level=level, valid_from=since)
        for code, levels in row["scopes"].items()
        for level in levels
    ]
    district.session.add(
        BodyAuthority(
            organisation_id=body.id,
            number_prefix=row["number_prefix"],
            filed_name=row["filed_name"],
            filed_name_en=row["filed_name_en"],
            lookup_lines=row["lookup_lines"],
            scopes=scopes,
        )
    )
    for assessor in row["assessors"]:
        district.session.add(_assessor(district, body, since, assessor))


def _assessor(district: District, body: Organisation, since: date, row: Mapping[str, Any]) -> Assessor:
    scopes = [
        AssessorScope(occupation_id=district.occupation(code).id, level=level) for code, level in row["scopes"].items()
    ]
    return Assessor(
        person_id=district.people[row["login"]].id,
        body_id=body.id,
        card_number=row["card"],
        is_senior=row["senior"],
        valid_from=since,
        scopes=scopes,
    )
