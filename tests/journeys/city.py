"""The small city that journeys start from: one of each organisation, and a base that can teach one course."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit.db import Database
from trainer.kit.passwords import hash_password
from trainer.models.assessment import Assessor, AssessorScope
from trainer.models.certification import BodyAuthority, BodyScope
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Membership, Person, Role
from trainer.models.resources import EquipmentType, Instructor
from trainer.models.skills import Occupation
from trainer.seeding import reference

PASSWORD = "journey password"
OCCUPATION_CODE = "6-31-07-03"
LEVEL = 4
BODY_PREFIX = "S000031000117"


@dataclass
class City:
    """Names to sign in with, names in both languages by what they name, the database, and where the server listens."""

    database: Database
    accounts: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    address: str = ""
    workshop: str = ""


def build_city(database: Database) -> City:
    """Load the reference data and add the city's organisations, people and rooms."""
    city = City(database)
    with database.transaction() as session:
        reference.load_reference_data(session)
    password = hash_password(PASSWORD)
    with database.transaction() as session:
        occupation = session.scalars(
            select(Occupation).where(Occupation.code == OCCUPATION_CODE, Occupation.edition == "2022")
        ).one()
        base = an_organisation(session, OrganisationKind.BASE, "云间公共实训基地", "Yunjian Public Training Base")
        enterprise = an_organisation(session, OrganisationKind.ENTERPRISE, "申拓智能装备", "Shentuo Equipment")
        school = an_organisation(session, OrganisationKind.SCHOOL, "云间工程学院", "Yunjian College of Engineering")
        body = an_organisation(
            session, OrganisationKind.EVALUATING_BODY, "云间技能评价中心", "Yunjian Assessment Centre"
        )
        named = {"occupation": occupation, "base": base, "enterprise": enterprise, "school": school, "body": body}
        city.names = {key: {"zh": thing.name, "en": thing.name_en} for key, thing in named.items()}
        bureau = an_organisation(session, OrganisationKind.BUREAU, "云间区人社局", "Yunjian Human Resources Bureau")
        people = {
            "scheduler": (Role.SCHEDULER, base, "沈知远"),
            "enterprise": (Role.ENTERPRISE_OFFICER, enterprise, "陆嘉宁"),
            "school": (Role.SCHOOL_OFFICER, school, "顾清和"),
            "certification": (Role.CERTIFICATION_OFFICER, body, "章若谷"),
            "bureau": (Role.BUREAU_OFFICER, bureau, "秦岚"),
        }
        for login, (role, organisation, name) in people.items():
            person = factories.a_person(session, name=name)
            city.accounts[login] = an_account(session, role, organisation, login, password, person)
        furnish(session, city, base, occupation, password)
        appoint_assessors(session, city, body, occupation, password)
        authorise(session, body, occupation)
    return city


def an_organisation(session: Session, kind: OrganisationKind, name: str, name_en: str) -> Organisation:
    """An organisation of the district."""
    return factories.an_organisation(session, kind, name=name, name_en=name_en)


def an_account(
    session: Session, role: Role, organisation: Organisation, login: str, password: str, person: Person
) -> str:
    """Let a person with a role sign in; returns the sign-in name."""
    session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role))
    account = factories.an_account(session, person, password)
    account.login_name = login
    session.flush()
    return login


def furnish(session: Session, city: City, organisation: Organisation, occupation: Occupation, password: str) -> None:
    """Two workshops with every kind of workstation, and three instructors of the occupation."""
    site = factories.a_base(session, organisation, name="云间校区", name_en="Yunjian campus")
    for equipment in session.scalars(select(EquipmentType).order_by(EquipmentType.code)):
        workshop = factories.a_workshop(session, site, equipment=equipment, count=30, seats=40)
        city.workshop = city.workshop or workshop.code
    instructors: list[Instructor] = [
        factories.an_instructor(
            session, site, occupation, level=1, max_periods_week=40, person=factories.a_person(session, name=name)
        )
        for name in ("周启明", "陆文涛", "贺平")
    ]
    for number, instructor in enumerate(instructors, start=1):
        login = f"instructor{number}"
        city.accounts[login] = an_account(session, Role.INSTRUCTOR, organisation, login, password, instructor.person)


def appoint_assessors(session: Session, city: City, body: Organisation, occupation: Occupation, password: str) -> None:
    """Three assessors of the occupation, enough for a panel."""
    for number, name in enumerate(("高志成", "韩雪", "罗毅"), start=1):
        login = f"assessor{number}"
        person = factories.a_person(session, name=name)
        city.accounts[login] = an_account(session, Role.ASSESSOR, body, login, password, person)
        card = {"card_number": f"K{number:04d}", "is_senior": True, "valid_from": date(2024, 1, 1)}
        assessor = Assessor(person_id=person.id, body_id=body.id, **card)
        assessor.scopes.append(AssessorScope(occupation_id=occupation.id, level=1))
        session.add(assessor)
    session.flush()


def authorise(session: Session, body: Organisation, occupation: Occupation) -> None:
    """The authority's grant: number prefix, filed name and scope."""
    authority = BodyAuthority(
        organisation_id=body.id, number_prefix=BODY_PREFIX, filed_name=body.name, filed_name_en=body.name_en
    )
    authority.scopes = [
        BodyScope(occupation_id=occupation.id, level=level, valid_from=date(2024, 1, 1)) for level in (4, 3, 2, 1)
    ]
    session.add(authority)
    session.flush()
