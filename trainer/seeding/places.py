"""The district's sites, workshops and instructors, through the services that the pages use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.resources import Base, EquipmentType, HalfDay, Instructor, TravelTime, Workshop
from trainer.resources import services as resources
from trainer.seeding.district import District
from trainer.seeding.organisations import add_staff

PARTS = {"m": HalfDay.MORNING, "a": HalfDay.AFTERNOON, "e": HalfDay.EVENING}
WORKING_WEEK = ("ma", "ma", "ma", "ma", "ma", "", "")
QUALIFIED_SINCE = date(2021, 9, 1)


def load_places(district: District, data: Mapping[str, Any]) -> None:
    """Record sites with their travel times and closures, and workshops with workstations and opening hours."""
    session = district.session
    for row in data["bases"]:
        owner = district.organisations[row["organisation"]]
        facts = {key: row[key] for key in ("code", "name", "name_en", "address")}
        district.bases[row["code"]] = Base(organisation_id=owner.id, region_code=row["region"], **facts)
    session.add_all(district.bases.values())
    session.flush()
    for origin, destination, minutes in data["travel"]:
        ends = {"from_base_id": district.bases[origin].id, "to_base_id": district.bases[destination].id}
        session.add(TravelTime(minutes=minutes, **ends))
    equipment = {row.code: row.id for row in session.scalars(select(EquipmentType))}
    for row in data["workshops"]:
        _workshop(district, row, equipment)
    for row in data["closures"]:
        base = district.bases[row["base"]]
        resources.add_closure(session, base, **_days(district, row), viewer=_scheduler(district, base))
    for row in data["absences"]:
        _absence(district, district.workshops[row["workshop"]], row)


def load_instructors(district: District, data: Mapping[str, Any]) -> None:
    """Record instructors with what they may teach, their caps, their week, and when they are away."""
    for row in data["instructors"]:
        district.instructors[row["name"]] = _instructor(district, row)
    for row in data["absences"]:
        _absence(district, district.instructors[row["name"]], row)


def _workshop(district: District, row: Mapping[str, Any], equipment: Mapping[str, str]) -> None:
    base = district.bases[row["base"]]
    viewer = _scheduler(district, base)
    facts = {key: row[key] for key in ("code", "name", "name_en", "seats")}
    workshop = resources.create_workshop(district.session, base, **facts, viewer=viewer)
    counts = {equipment[code]: count for code, count in row["stations"].items()}
    if counts:
        resources.change_workshop(district.session, workshop, **facts, workstations=counts, viewer=viewer)
    resources.set_openings(district.session, workshop, half_days(row["week"]), viewer=viewer)
    district.workshops[row["code"]] = workshop


def _instructor(district: District, row: Mapping[str, Any]) -> Instructor:
    base = district.bases[row["base"]]
    viewer, session = _scheduler(district, base), district.session
    employer = next(found for found in district.organisations.values() if found.id == base.organisation_id)
    person = add_staff(district, employer, Role.INSTRUCTOR, {**row, "name_latin": row["latin"]})
    instructor = resources.create_instructor(
        session, person, base, max_periods_day=row["day"], max_periods_week=row["periods"], viewer=viewer
    )
    for code, level in row["teaches"].items():
        resources.add_qualification(
            session,
            instructor,
            district.occupation(code),
            level=level,
            theory=True,
            practice=True,
            valid_from=QUALIFIED_SINCE,
            valid_to=None,
            document="教师资格与职业技能等级证书",
            viewer=viewer,
        )
    resources.set_openings(session, instructor, half_days(row.get("week", WORKING_WEEK)), viewer=viewer)
    return instructor


def half_days(week: Sequence[str]) -> list[tuple[int, HalfDay]]:
    """Seven texts of the letters m, a and e, Monday first, as half-days of the week."""
    return [(weekday, PARTS[letter]) for weekday, letters in enumerate(week, start=1) for letter in letters]


def _absence(district: District, resource: Workshop | Instructor, row: Mapping[str, Any]) -> None:
    base = resource.base if isinstance(resource, Workshop) else district.session.get_one(Base, resource.home_base_id)
    viewer = _scheduler(district, base)
    resources.add_absence(district.session, resource, half_day=None, **_days(district, row), viewer=viewer)


def _days(district: District, row: Mapping[str, Any]) -> dict[str, Any]:
    first = district.week(row["week"], row["weekday"])
    return {"starts_on": first, "ends_on": first + timedelta(days=row["days"] - 1), "reason": row["reason"]}


def _scheduler(district: District, base: Base) -> Viewer:
    owner = next(found for found in district.organisations.values() if found.id == base.organisation_id)
    return district.viewer_of(owner, Role.SCHEDULER.value)
