"""Rows for tests: each builder makes one thing that is whole and valid, and takes what the test cares about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit import clock
from trainer.kit.db import vault_of
from trainer.models.catalogue import Course, CourseModule, CourseVersion, ModuleKind, PolicyRecord
from trainer.models.enrolment import Enrolment
from trainer.models.joint_classes import JointClass, JointPlace
from trainer.models.organisations import Organisation, OrganisationKind, OrganisationKindRow
from trainer.models.people import Account, Membership, Person, Role
from trainer.models.programmes import Cohort, Lesson, Order, OrderState, Programme, ProgrammeType
from trainer.models.resources import (
    Base,
    EquipmentType,
    HalfDay,
    Instructor,
    InstructorQualification,
    ResourceKind,
    WeeklyOpening,
    Workshop,
    WorkstationGroup,
)
from trainer.models.scheduling import Booking, PublishedTimetable, Timetable, TimetableState
from trainer.models.skills import Occupation, OccupationStandard

_numbers = count(1)

KIND_OF_ROLE = {
    Role.SCHEDULER: OrganisationKind.BASE,
    Role.INSTRUCTOR: OrganisationKind.BASE,
    Role.ENTERPRISE_OFFICER: OrganisationKind.ENTERPRISE,
    Role.TRAINEE: OrganisationKind.ENTERPRISE,
    Role.SCHOOL_OFFICER: OrganisationKind.SCHOOL,
    Role.ASSESSOR: OrganisationKind.EVALUATING_BODY,
    Role.CERTIFICATION_OFFICER: OrganisationKind.EVALUATING_BODY,
    Role.BUREAU_OFFICER: OrganisationKind.BUREAU,
    Role.ADMINISTRATOR: OrganisationKind.BUREAU,
}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def an_id_number(*, born: date = date(1990, 1, 1), sequence: int | None = None) -> str:
    """A resident identity number with a right check digit (synthetic)."""
    body = f"310117{born:%Y%m%d}{(sequence or next(_numbers)) % 1000:03d}"
    remainder = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[remainder]


def an_organisation(
    session: Session, kind: OrganisationKind = OrganisationKind.ENTERPRISE, **values: Any
) -> Organisation:
    """An organisation of one kind; its credit code is unique but not checked here."""
    number = next(_numbers)
    defaults = {
        "name": f"机构{number}",
        "name_en": f"Organisation {number}",
        "uscc": f"91310117MA{number:08d}",
        "region_code": "310117",
    }
    organisation = Organisation(**{**defaults, **values})
    organisation.kinds.append(OrganisationKindRow(kind=kind))
    session.add(organisation)
    session.flush()
    return organisation


def a_person(session: Session, *, id_number: str = "", phone: str = "", **values: Any) -> Person:
    """A person with a sealed identity number."""
    number = next(_numbers)
    person = Person(
        **{"name": f"学员{number}", "name_latin": f"Xueyuan {number}", "birth_date": date(1990, 1, 1), **values}
    )
    session.add(person)
    session.flush()
    person.set_id_number(vault_of(session), id_number or an_id_number(born=person.birth_date or date(1990, 1, 1)))
    person.set_phone(vault_of(session), phone)
    session.flush()
    return person


def an_account(session: Session, person: Person, password_hash: str = "x") -> Account:
    """The person's account, made when there is none yet."""
    account = session.scalar(select(Account).where(Account.person_id == person.id))
    if account is None:
        account = Account(person_id=person.id, login_name=f"user{next(_numbers)}", password_hash=password_hash)
        session.add(account)
        session.flush()
    return account


def a_member(session: Session, role: Role, organisation: Organisation | None = None) -> Person:
    """A person with a role in an organisation of the fitting kind."""
    person = a_person(session)
    place = organisation or an_organisation(session, KIND_OF_ROLE[role])
    session.add(Membership(person_id=person.id, organisation_id=place.id, role=role))
    session.flush()
    return person


def an_occupation(session: Session, **values: Any) -> Occupation:
    """An occupation with a standard of the 2023 template for levels 4 to 1."""
    number = next(_numbers)
    defaults = {
        "edition": "2022",
        "code": f"6-31-07-{number:02d}",
        "name": f"职业{number}",
        "name_en": f"Occupation {number}",
    }
    occupation = Occupation(**{**defaults, **values})
    session.add(occupation)
    session.flush()
    a_standard(session, occupation)
    return occupation


def a_standard(session: Session, occupation: Occupation, **values: Any) -> OccupationStandard:
    """An edition of the occupation's standard."""
    defaults = {"edition": "2020", "template": "2023", "levels": [4, 3, 2, 1], "valid_from": date(2020, 1, 1)}
    standard = OccupationStandard(occupation_id=occupation.id, **{**defaults, **values})
    session.add(standard)
    session.flush()
    return standard


def an_equipment_type(session: Session, **values: Any) -> EquipmentType:
    """A kind of workstation."""
    number = next(_numbers)
    defaults = {"code": f"EQ{number}", "name": f"工位类型{number}", "name_en": f"Equipment {number}"}
    equipment = EquipmentType(**{**defaults, **values})
    session.add(equipment)
    session.flush()
    return equipment


def a_course_version(
    session: Session, occupation: Occupation | None = None, *, level: int = 3, equipment: EquipmentType | None = None
) -> CourseVersion:
    """A course of one theory module (2 lessons of 4 periods) and one practice module (3 lessons of 4 periods)."""
    occupation = occupation or an_occupation(session)
    equipment = equipment or an_equipment_type(session)
    number = next(_numbers)
    course = Course(
        code=f"C{number}", name=f"课程{number}", name_en=f"Course {number}", occupation_id=occupation.id, level=level
    )
    session.add(course)
    session.flush()
    standard = session.scalar(select(OccupationStandard).where(OccupationStandard.occupation_id == occupation.id))
    assert standard is not None
    version = CourseVersion(course_id=course.id, standard_id=standard.id, number=1, valid_from=date(2026, 1, 1))
    theory = {"code": "M1", "name": "理论", "name_en": "Theory", "kind": ModuleKind.THEORY, "lessons": 2}
    practice = {"code": "M2", "name": "实操", "name_en": "Practice", "kind": ModuleKind.PRACTICE, "lessons": 3}
    common = {"periods": 4, "instructor_level": level}
    version.modules = [
        CourseModule(position=1, **theory, **common),
        CourseModule(position=2, equipment_type_id=equipment.id, after_position=1, **practice, **common),
    ]
    session.add(version)
    session.flush()
    return version


def a_base(session: Session, organisation: Organisation | None = None, **values: Any) -> Base:
    """A site of a base organisation."""
    organisation = organisation or an_organisation(session, OrganisationKind.BASE)
    number = next(_numbers)
    defaults = {"code": f"B{number}", "name": f"基地{number}", "name_en": f"Base {number}", "region_code": "310117"}
    base = Base(organisation_id=organisation.id, **{**defaults, **values})
    session.add(base)
    session.flush()
    return base


def open_all_week(session: Session, kind: ResourceKind, resource_id: str) -> None:
    """Open a workshop, or an instructor's week, on every half-day from Monday to Saturday."""
    session.add_all(
        WeeklyOpening(resource_kind=kind, resource_id=resource_id, weekday=weekday, half_day=half_day)
        for weekday in range(1, 7)
        for half_day in HalfDay
    )
    session.flush()


def a_workshop(
    session: Session,
    base: Base,
    *,
    equipment: EquipmentType | None = None,
    count: int = 16,
    seats: int = 30,
    **values: Any,
) -> Workshop:
    """A workshop that is open all week, with seats and workstations of one type."""
    number = next(_numbers)
    defaults = {"code": f"A{number}", "name": f"实训室{number}", "name_en": f"Workshop {number}"}
    workshop = Workshop(base_id=base.id, seats=seats, **{**defaults, **values})
    if equipment is not None:
        workshop.workstations.append(WorkstationGroup(equipment_type_id=equipment.id, count=count))
    session.add(workshop)
    session.flush()
    open_all_week(session, ResourceKind.WORKSHOP, workshop.id)
    return workshop


def an_instructor(
    session: Session, base: Base, occupation: Occupation, *, level: int = 2, person: Person | None = None, **values: Any
) -> Instructor:
    """An instructor who may teach theory and practice of an occupation and is there all week."""
    defaults = {"max_periods_day": 8, "max_periods_week": 30}
    instructor = Instructor(
        person_id=(person or a_person(session)).id,
        organisation_id=base.organisation_id,
        home_base_id=base.id,
        **{**defaults, **values},
    )
    instructor.qualifications.append(
        InstructorQualification(occupation_id=occupation.id, level=level, valid_from=date(2020, 1, 1))
    )
    session.add(instructor)
    session.flush()
    open_all_week(session, ResourceKind.INSTRUCTOR, instructor.id)
    return instructor


def an_order(
    session: Session, *, enterprise: Organisation | None = None, base: Organisation | None = None,
    occupation: Occupation | None = None, **values: Any,
) -> Order:  # fmt: skip
    """A submitted order of an enterprise to a base."""
    enterprise = enterprise or an_organisation(session)
    base = base or an_organisation(session, OrganisationKind.BASE)
    occupation = occupation or an_occupation(session)
    start = clock.today() + timedelta(days=10)
    defaults = {
        "number": f"DD-2611-{next(_numbers):03d}",
        "programme_type": ProgrammeType.ORDER_CLASS,
        "state": OrderState.SUBMITTED,
        "level": 3,
        "heads": 12,
        "window_start": start,
        "window_end": start + timedelta(days=70),
        "state_since": clock.now(),
    }
    order = Order(enterprise_id=enterprise.id, base_id=base.id, occupation_id=occupation.id, **{**defaults, **values})
    session.add(order)
    session.flush()
    return order


def a_joint_class(session: Session, orders: Sequence[Order], **values: Any) -> JointClass:
    """An open invitation to these orders (of one base and occupation), which it binds until today in a week."""
    first = orders[0]
    version = a_course_version(session, first.occupation)
    defaults = {
        "number": f"PB-2611-{next(_numbers):03d}",
        "base_id": first.base_id,
        "school_id": an_organisation(session, OrganisationKind.SCHOOL).id,
        "occupation_id": first.occupation_id,
        "level": first.level,
        "course_version_id": version.id,
        "weekdays": list(first.weekdays),
        "half_days": list(first.half_days),
        "starts_on": max(order.window_start for order in orders),
        "ends_on": min(order.window_end for order in orders),
        "least": 2,
        "most": sum(order.heads for order in orders),
        "fixed_yuan": 1_000,
        "head_yuan": 100,
        "lapses_on": clock.today() + timedelta(days=7),
        "state_since": clock.now(),
        "invited_by_id": a_member(session, Role.SCHEDULER, first.base).id,
    }
    joint = JointClass(**{**defaults, **values})
    joint.places = [
        JointPlace(order=order, held_order_id=order.id, heads=order.heads, position=position)
        for position, order in enumerate(orders, start=1)
    ]
    session.add(joint)
    session.flush()
    return joint


def a_cohort(
    session: Session, *, order: Order | None = None, version: CourseVersion | None = None, base: Base | None = None,
    **values: Any,
) -> Cohort:  # fmt: skip
    """A cohort of an order's programme, with all its lessons."""
    order = order or an_order(session)
    version = version or a_course_version(session, order.occupation)
    programme = session.scalar(select(Programme).where(Programme.order_id == order.id)) or Programme(
        type=order.programme_type,
        title=f"订单班{next(_numbers)}",
        base_id=order.base_id,
        enterprise_id=order.enterprise_id,
        order_id=order.id,
    )
    session.add(programme)
    session.flush()
    number = next(_numbers)
    defaults = {
        "code": f"{number:02d}",
        "name": f"{number} 班",
        "name_en": f"Cohort {number}",
        "capacity": order.heads,
        "starts_on": order.window_start,
        "ends_on": order.window_end,
        "weekdays": [1, 2, 3, 4, 5],
        "half_days": ["morning", "afternoon"],
        "max_periods_day": 8,
        "max_periods_week": 24,
    }
    cohort = Cohort(
        programme_id=programme.id,
        course_version_id=version.id,
        home_base_id=base.id if base else None,
        **{**defaults, **values},
    )
    session.add(cohort)
    session.flush()
    session.add_all(_lessons(cohort, version))
    session.flush()
    return cohort


def a_policy(session: Session, key: str, value: Any, **values: Any) -> PolicyRecord:
    """A policy record of the district, valid since 2020."""
    defaults = {"region_code": "310117", "valid_from": date(2020, 1, 1), "document": "测试〔2020〕1号"}
    record = PolicyRecord(key=key, value=value, **{**defaults, **values})
    session.add(record)
    session.flush()
    return record


def _lessons(cohort: Cohort, version: CourseVersion) -> list[Lesson]:
    lessons = []
    for module in version.modules:
        for number_in_module in range(1, module.lessons + 1):
            lessons.append(
                Lesson(
                    cohort_id=cohort.id,
                    module_id=module.id,
                    position=len(lessons) + 1,
                    number_in_module=number_in_module,
                    periods=module.periods,
                )
            )
    return lessons


def an_enrolment(session: Session, cohort: Cohort, person: Person | None = None, **values: Any) -> Enrolment:
    """A person's seat in a cohort, as a trainee of the enterprise behind it."""
    person = person or a_person(session)
    enterprise_id = session.get_one(Programme, cohort.programme_id).enterprise_id
    if enterprise_id is not None:
        session.add(Membership(person_id=person.id, organisation_id=enterprise_id, role=Role.TRAINEE))
    cohort.taken += 1
    seat = {"seat_number": cohort.taken, "idempotency_key": f"test-{next(_numbers)}", "enterprise_id": enterprise_id}
    enrolment = Enrolment(cohort_id=cohort.id, person_id=person.id, **{**seat, **values})
    session.add(enrolment)
    session.flush()
    return enrolment


def a_published_timetable(
    session: Session, cohort: Cohort, instructor: Instructor, workshop: Workshop, *, first_day: date
) -> Timetable:
    """A timetable in force with the cohort's lessons in the mornings from `first_day` on, one a day (no claims)."""
    organisation_id = workshop.base.organisation_id
    timetable = Timetable(organisation_id=organisation_id, number=next(_numbers), state=TimetableState.PUBLISHED)
    session.add(timetable)
    session.flush()
    lessons = session.scalars(select(Lesson).where(Lesson.cohort_id == cohort.id).order_by(Lesson.position))
    for index, lesson in enumerate(lessons):
        place = {"workshop_id": workshop.id, "instructor_id": instructor.id, "first_period": 1}
        day = first_day + timedelta(days=index)
        session.add(Booking(timetable_id=timetable.id, lesson_id=lesson.id, day=day, periods=lesson.periods, **place))
    session.add(PublishedTimetable(organisation_id=organisation_id, timetable_id=timetable.id))
    session.flush()
    return timetable
