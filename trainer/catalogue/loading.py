"""Reading the seed data of the catalogue: courses with their versions, and policy records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.catalogue.plans import MOST_LESSONS, MOST_PERIODS, ModulePlan, faults_of
from trainer.kit.checked_data import Node
from trainer.kit.messages import msg
from trainer.models.catalogue import Course, CourseVersion, ModuleKind, PolicyRecord
from trainer.models.resources import EquipmentType
from trainer.models.skills import OccupationStandard
from trainer.skills.loading import level_at, occupation_at

_KINDS = tuple(kind.value for kind in ModuleKind)


def load_courses(session: Session, data: Any) -> int:
    """Take `{"courses": [{code, name, name_en, occupation, level, versions: [{number, standard, modules, ...}]}]}`.

    `occupation` is "edition:code", `standard` the edition of its standard, `equipment` a type's code. A version that
    stands already must have the same modules: versions never change. Raises BadData with every fault.
    """
    root = Node(data)
    equipment = {row.code: row.id for row in session.scalars(select(EquipmentType))}
    courses = [_course(session, item, equipment) for item in root.items("courses")]
    root.raise_faults()
    for course in courses:
        _keep_course(session, course)
    session.flush()
    return len(courses)


def load_policies(session: Session, data: Any) -> int:
    """Take `{"policies": [{key, region_code, value, valid_from, valid_to, document, note, is_demo}]}`.

    A record is known by key, region and first day. Its value never changes: another value is a fault, because what
    was decided under the old one must stay explainable. Raises BadData with every fault.
    """
    root = Node(data)
    items = root.items("policies")
    rows = [_policy(item) for item in items]
    standing = [_standing_policy(session, row) for row in rows]
    for item, row, record in zip(items, rows, standing, strict=True):
        if record is not None and record.value != row["value"]:
            item.fault("value", msg("differs from the record that stands: add one with a later first day"))
    root.raise_faults()
    for row, record in zip(rows, standing, strict=True):
        if record is None:
            session.add(PolicyRecord(**row))
        else:
            record.valid_to, record.note = row["valid_to"], row["note"]
            record.document, record.is_demo = row["document"], row["is_demo"]
    session.flush()
    return len(rows)


def _course(session: Session, item: Node, equipment: Mapping[str, str]) -> dict[str, Any]:
    course = {
        "code": item.text("code", longest=32),
        "name": item.text("name", longest=120),
        "name_en": item.text("name_en", longest=160, default=""),
        "occupation_id": occupation_at(session, item, "occupation"),
        "level": level_at(item),
    }
    standing = session.scalar(select(Course).where(Course.code == course["code"]))
    versions = [_version(session, node, course, standing, equipment) for node in item.items("versions", some=True)]
    return {**course, "versions": versions}


def _version(
    session: Session, item: Node, course: dict[str, Any], standing: Course | None, equipment: Mapping[str, str]
) -> dict[str, Any]:
    first, last = item.validity()
    nodes = item.items("modules", some=True)
    plans = [_plan(node, equipment) for node in nodes]
    for fault in faults_of(plans):
        nodes[fault.index].fault(fault.field, fault.message)
    number = item.whole("number", 1, 999)
    old = next((version for version in standing.versions if version.number == number), None) if standing else None
    if old is not None and [ModulePlan.of(module) for module in old.modules] != plans:
        item.fault("modules", msg("differ from the version that stands: versions never change, add a new one"))
    return {
        "number": number,
        "standard_id": _standard_id(session, item, course),
        "valid_from": first,
        "valid_to": last,
        "note": item.text("note", default=""),
        "plans": plans,
    }


def _standard_id(session: Session, item: Node, course: dict[str, Any]) -> str:
    edition = item.text("standard", longest=16)
    found = session.scalar(
        select(OccupationStandard).where(
            OccupationStandard.occupation_id == course["occupation_id"], OccupationStandard.edition == edition
        )
    )
    if found is None and edition and course["occupation_id"]:
        item.fault("standard", msg("names no loaded edition of the occupation's standard"))
    elif found is not None and course["level"] not in found.levels:
        item.fault("standard", msg("has no level %(level)s", level=course["level"]))
    return found.id if found else ""


def _plan(item: Node, equipment: Mapping[str, str]) -> ModulePlan:
    code = item.text("equipment", longest=32, default="")
    if code and code not in equipment:
        item.fault("equipment", msg("names no loaded type of workstation: %(code)s", code=code))
    return ModulePlan(
        code=item.text("code", longest=16),
        name=item.text("name", longest=120),
        name_en=item.text("name_en", longest=160, default=""),
        kind=ModuleKind(item.one_of("kind", _KINDS)),
        lessons=item.whole("lessons", 1, MOST_LESSONS),
        periods=item.whole("periods", 1, MOST_PERIODS),
        equipment_type_id=equipment.get(code),
        trainees_per_workstation=item.whole("trainees_per_workstation", 1, 20, default=1),
        instructor_level=level_at(item, "instructor_level"),
        after_position=item.optional_whole("after_position", 1, 99),
        min_days_between=item.whole("min_days_between", 0, 365, default=0),
        max_days_between=item.optional_whole("max_days_between", 0, 365),
        one_instructor=item.flag("one_instructor"),
    )


def _keep_course(session: Session, values: dict[str, Any]) -> None:
    versions = values.pop("versions")
    course = session.scalar(select(Course).where(Course.code == values["code"])) or Course()
    for key, value in values.items():
        setattr(course, key, value)
    session.add(course)
    session.flush()
    standing = {version.number: version for version in course.versions}
    for version in versions:
        plans = version.pop("plans")
        row = standing.get(version["number"]) or CourseVersion(
            course_id=course.id, modules=[plan.build(position) for position, plan in enumerate(plans, start=1)]
        )
        for key, value in version.items():
            setattr(row, key, value)
        session.add(row)
    session.flush()
    session.expire(course, ["versions"])


def _policy(item: Node) -> dict[str, Any]:
    first, last = item.validity()
    region = item.text("region_code", longest=6)
    if region and not (len(region) == 6 and region.isdigit()):
        item.fault("region_code", msg("must be the six digits of a region"))
    value = item.value.get("value") if isinstance(item.value, dict) else None
    if value is None:
        item.fault("value", msg("is missing"))
    return {
        "key": item.text("key", longest=60),
        "region_code": region,
        "value": value,
        "valid_from": first,
        "valid_to": last,
        "document": item.text("document", longest=160),
        "note": item.text("note", longest=300, default=""),
        "is_demo": item.flag("is_demo"),
    }


def _standing_policy(session: Session, row: dict[str, Any]) -> PolicyRecord | None:
    return session.scalar(
        select(PolicyRecord).where(
            PolicyRecord.key == row["key"],
            PolicyRecord.region_code == row["region_code"],
            PolicyRecord.valid_from == row["valid_from"],
        )
    )
