"""Reading courses with their versions, and the policy record that holds in a place on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit.errors import NotFound, RuleBroken
from trainer.kit.messages import msg
from trainer.models.catalogue import Course, CourseModule, CourseVersion, PolicyRecord
from trainer.models.resources import EquipmentType
from trainer.models.skills import Occupation

NATIONAL = "000000"
_PARTS = (
    selectinload(CourseVersion.standard),
    selectinload(CourseVersion.modules).selectinload(CourseModule.equipment_type),
)


def regions_of(region_code: str) -> list[str]:
    """The regions that a place lies in, the most specific first: district, city, province, the country."""
    wider = [region_code, region_code[:4] + "00", region_code[:2] + "0000", NATIONAL]
    return list(dict.fromkeys(wider))


def find_policy(session: Session, key: str, region_code: str, on: date) -> PolicyRecord | None:
    """The record of `key` that holds on the day, of the most specific region that has one, or None.

    Both ends of the validity count; where two records of a region overlap, the later one stands.
    """
    regions = regions_of(region_code)
    valid = or_(PolicyRecord.valid_to.is_(None), PolicyRecord.valid_to >= on)
    dated = select(PolicyRecord).where(
        PolicyRecord.key == key, PolicyRecord.region_code.in_(regions), PolicyRecord.valid_from <= on, valid
    )
    found = list(session.scalars(dated.order_by(PolicyRecord.valid_from.desc(), PolicyRecord.id)))
    return min(found, key=lambda record: regions.index(record.region_code), default=None)


def policy_value(session: Session, key: str, region_code: str, on: date) -> Any:
    """The value of the record that `find_policy` finds; raises RuleBroken "policy-missing" without one."""
    record = find_policy(session, key, region_code, on)
    if record is None:
        raise RuleBroken(
            "policy-missing",
            msg("No policy record %(key)s holds in region %(region)s on %(day)s", key=key, region=region_code, day=on),
            msg("Ask the human resources bureau or the administrator to record the rule"),
        )
    return record.value


def get_policy(session: Session, policy_id: str) -> PolicyRecord:
    """A policy record by id; raises NotFound."""
    record = session.get(PolicyRecord, policy_id)
    if record is None:
        raise NotFound
    return record


def get_course(session: Session, course_id: str) -> Course:
    """A course with its occupation, versions and modules; raises NotFound."""
    whole = [selectinload(Course.occupation), selectinload(Course.versions).options(*_PARTS)]
    course = session.get(Course, course_id, options=whole)
    if course is None:
        raise NotFound
    return course


def get_course_version(session: Session, version_id: str) -> CourseVersion:
    """A version of a course with its modules; raises NotFound."""
    version = session.get(CourseVersion, version_id, options=[selectinload(CourseVersion.course), *_PARTS])
    if version is None:
        raise NotFound
    return version


def find_course_version(session: Session, version_id: str | None) -> CourseVersion | None:
    """The same, or None."""
    try:
        return get_course_version(session, version_id) if version_id else None
    except NotFound:
        return None


def course_versions_for(session: Session, occupation_id: str, level: int, on: date) -> Sequence[CourseVersion]:
    """The versions, valid on the day, of the courses for an occupation and level; by course code, newest first."""
    valid = or_(CourseVersion.valid_to.is_(None), CourseVersion.valid_to >= on)
    return session.scalars(
        select(CourseVersion)
        .join(CourseVersion.course)
        .where(Course.occupation_id == occupation_id, Course.level == level, CourseVersion.valid_from <= on, valid)
        .options(selectinload(CourseVersion.course), *_PARTS)
        .order_by(Course.code, CourseVersion.number.desc())
    ).all()


def list_courses(
    session: Session, *, occupation_id: str = "", level: int | None = None, text: str = ""
) -> Sequence[Course]:
    """The courses of an occupation and level whose name, English name or code holds the text; by code."""
    wanted = select(Course).options(selectinload(Course.occupation), selectinload(Course.versions).options(*_PARTS))
    if occupation_id:
        wanted = wanted.where(Course.occupation_id == occupation_id)
    if level is not None:
        wanted = wanted.where(Course.level == level)
    if text:
        places = (Course.code, Course.name, Course.name_en)
        wanted = wanted.where(or_(*(place.icontains(text, autoescape=True) for place in places)))
    return session.scalars(wanted.order_by(Course.code)).all()


def version_in_force(course: Course, on: date) -> CourseVersion | None:
    """The newest of a course's versions that is valid on the day, or None."""
    valid = [v for v in course.versions if v.valid_from <= on and (v.valid_to is None or on <= v.valid_to)]
    return max(valid, key=lambda version: version.number, default=None)


def get_version_number(course: Course, number: int) -> CourseVersion:
    """A loaded course's version by its number; raises NotFound."""
    found = next((version for version in course.versions if version.number == number), None)
    if found is None:
        raise NotFound
    return found


def occupations_with_courses(session: Session) -> Sequence[Occupation]:
    """The occupations that have a course, by code."""
    taught = select(Course.occupation_id)
    return session.scalars(select(Occupation).where(Occupation.id.in_(taught)).order_by(Occupation.code)).all()


def list_policies(
    session: Session, *, regions: Sequence[str] = (), key: str = "", on: date | None = None
) -> Sequence[PolicyRecord]:
    """Policy records of some regions and a key, valid on a day, all when nothing is asked; by key, then newest."""
    wanted = select(PolicyRecord)
    if regions:
        wanted = wanted.where(PolicyRecord.region_code.in_(regions))
    if key:
        wanted = wanted.where(PolicyRecord.key == key)
    if on is not None:
        valid = or_(PolicyRecord.valid_to.is_(None), PolicyRecord.valid_to >= on)
        wanted = wanted.where(PolicyRecord.valid_from <= on, valid)
    order = (PolicyRecord.key, PolicyRecord.region_code, PolicyRecord.valid_from.desc(), PolicyRecord.id)
    return session.scalars(wanted.order_by(*order)).all()


def equipment_types(session: Session) -> Sequence[EquipmentType]:
    """Every type of workstation that a module can ask for, by code."""
    return session.scalars(select(EquipmentType).order_by(EquipmentType.code)).all()
