"""Changing workshops, instructors, weekly openings, absences and closures; loading equipment and the calendar."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from trainer.kit import audit
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission, Viewer
from trainer.models.people import Person
from trainer.models.resources import (
    Absence,
    Base,
    Closure,
    HalfDay,
    Instructor,
    InstructorQualification,
    ResourceKind,
    WeeklyOpening,
    Workshop,
    WorkstationGroup,
)
from trainer.models.skills import Occupation
from trainer.resources.loading import load_calendar, load_equipment
from trainer.skills.levels import rank

__all__ = [
    "add_absence",
    "add_closure",
    "add_qualification",
    "change_instructor",
    "change_workshop",
    "create_instructor",
    "create_workshop",
    "load_calendar",
    "load_equipment",
    "remove_absence",
    "remove_closure",
    "remove_qualification",
    "set_openings",
]

# A half-day of the week: ISO weekday and part of the day.
Cell = tuple[int, HalfDay]


def create_workshop(
    session: Session, base: Base, *, code: str, name: str, name_en: str, seats: int, viewer: Viewer
) -> Workshop:
    """A new workshop, closed all week until its openings are set; raises BadInput when the code is taken."""
    _must_own(base.organisation_id, viewer)
    _check_code(session, base.id, code, None)
    workshop = Workshop(base_id=base.id, code=code.strip(), name=name.strip(), name_en=name_en.strip(), seats=seats)
    session.add(workshop)
    session.flush()
    _record(session, "workshop.create", f"workshop:{workshop.id}", viewer, {"code": workshop.code})
    return workshop


def change_workshop(
    session: Session,
    workshop: Workshop,
    *,
    code: str,
    name: str,
    name_en: str,
    seats: int,
    workstations: Mapping[str, int],
    viewer: Viewer,
) -> None:
    """Change a workshop's names, seats and counted workstations (equipment type id -> count; 0 removes the type).

    Raises BadInput naming the field.
    """
    _must_own(workshop.base.organisation_id, viewer)
    _check_code(session, workshop.base_id, code, workshop.id)
    before = _workshop_facts(workshop)
    workshop.code, workshop.name, workshop.name_en = code.strip(), name.strip(), name_en.strip()
    workshop.seats = seats
    _set_workstations(session, workshop, workstations)
    session.flush()
    detail = {"before": before, "after": _workshop_facts(workshop)}
    _record(session, "workshop.change", f"workshop:{workshop.id}", viewer, detail)


def create_instructor(
    session: Session, person: Person, base: Base, *, max_periods_day: int, max_periods_week: int, viewer: Viewer
) -> Instructor:
    """Make a person an instructor of the base's organisation; raises BadInput when they are one already."""
    _must_own(base.organisation_id, viewer)
    _check_caps(max_periods_day, max_periods_week)
    same = select(Instructor.id).where(
        Instructor.organisation_id == base.organisation_id, Instructor.person_id == person.id
    )
    if session.scalar(same) is not None:
        raise BadInput(msg("This person is an instructor here already"), field="person")
    instructor = Instructor(
        person_id=person.id,
        organisation_id=base.organisation_id,
        home_base_id=base.id,
        max_periods_day=max_periods_day,
        max_periods_week=max_periods_week,
    )
    session.add(instructor)
    session.flush()
    _record(session, "instructor.create", f"instructor:{instructor.id}", viewer, {})
    return instructor


def change_instructor(
    session: Session,
    instructor: Instructor,
    *,
    home_base: Base,
    max_periods_day: int,
    max_periods_week: int,
    viewer: Viewer,
) -> None:
    """Change an instructor's home base and caps in periods; raises BadInput naming the field."""
    _must_own(instructor.organisation_id, viewer)
    _must_own(home_base.organisation_id, viewer)
    _check_caps(max_periods_day, max_periods_week)
    instructor.home_base_id = home_base.id
    instructor.max_periods_day, instructor.max_periods_week = max_periods_day, max_periods_week
    session.flush()
    detail = {"home_base": home_base.code, "day": max_periods_day, "week": max_periods_week}
    _record(session, "instructor.change", f"instructor:{instructor.id}", viewer, detail)


def add_qualification(
    session: Session,
    instructor: Instructor,
    occupation: Occupation,
    *,
    level: int,
    theory: bool,
    practice: bool,
    valid_from: date,
    valid_to: date | None,
    document: str,
    viewer: Viewer,
) -> InstructorQualification:
    """Say what an instructor may teach, up to which level and between which days; raises BadInput by field."""
    _must_own(instructor.organisation_id, viewer)
    rank(level)
    _check_days(valid_from, valid_to, "valid_to")
    if not theory and not practice:
        raise BadInput(msg("Choose theory, practice or both"), field="theory")
    qualification = InstructorQualification(
        instructor_id=instructor.id,
        occupation_id=occupation.id,
        level=level,
        theory=theory,
        practice=practice,
        valid_from=valid_from,
        valid_to=valid_to,
        document=document.strip(),
    )
    instructor.qualifications.append(qualification)
    session.flush()
    detail = {"occupation": occupation.code, "level": level, "valid_to": str(valid_to)}
    _record(session, "instructor.qualify", f"instructor:{instructor.id}", viewer, detail)
    return qualification


def remove_qualification(session: Session, instructor: Instructor, qualification_id: str, *, viewer: Viewer) -> None:
    """Take back what an instructor may teach; one that is gone already changes nothing."""
    _must_own(instructor.organisation_id, viewer)
    for qualification in [row for row in instructor.qualifications if row.id == qualification_id]:
        instructor.qualifications.remove(qualification)
        session.flush()
        detail = {"occupation_id": qualification.occupation_id, "level": qualification.level}
        _record(session, "instructor.disqualify", f"instructor:{instructor.id}", viewer, detail)


def set_openings(session: Session, resource: Workshop | Instructor, cells: Collection[Cell], *, viewer: Viewer) -> None:
    """Make the half-days of the week exactly these: when a workshop is open, or an instructor can teach."""
    _must_own(_owner(resource), viewer)
    kind = kind_of(resource)
    session.execute(
        delete(WeeklyOpening).where(WeeklyOpening.resource_kind == kind, WeeklyOpening.resource_id == resource.id)
    )
    session.add_all(
        WeeklyOpening(resource_kind=kind, resource_id=resource.id, weekday=weekday, half_day=half_day)
        for weekday, half_day in sorted(set(cells))
    )
    session.flush()
    detail = {"half_days": [f"{weekday}/{half_day.value}" for weekday, half_day in sorted(set(cells))]}
    _record(session, f"{kind.value}.open", f"{kind.value}:{resource.id}", viewer, detail)


def add_absence(
    session: Session,
    resource: Workshop | Instructor,
    *,
    starts_on: date,
    ends_on: date,
    half_day: HalfDay | None,
    reason: str,
    viewer: Viewer,
) -> Absence:
    """Close a workshop, or note that an instructor is away; raises BadInput when the days cannot be."""
    _must_own(_owner(resource), viewer)
    _check_days(starts_on, ends_on, "ends_on")
    kind = kind_of(resource)
    absence = Absence(
        resource_kind=kind,
        resource_id=resource.id,
        starts_on=starts_on,
        ends_on=ends_on,
        half_day=half_day,
        reason=reason.strip(),
    )
    session.add(absence)
    session.flush()
    detail = {"from": starts_on.isoformat(), "to": ends_on.isoformat()}
    _record(session, f"{kind.value}.absence_add", f"{kind.value}:{resource.id}", viewer, detail)
    return absence


def remove_absence(session: Session, resource: Workshop | Instructor, absence: Absence, *, viewer: Viewer) -> None:
    """Take an absence back."""
    _must_own(_owner(resource), viewer)
    kind = kind_of(resource)
    detail = {"from": absence.starts_on.isoformat(), "to": absence.ends_on.isoformat()}
    session.delete(absence)
    session.flush()
    _record(session, f"{kind.value}.absence_remove", f"{kind.value}:{resource.id}", viewer, detail)


def add_closure(
    session: Session, base: Base, *, starts_on: date, ends_on: date, reason: str, viewer: Viewer
) -> Closure:
    """Close a whole base for some days; raises BadInput when the days cannot be."""
    _must_own(base.organisation_id, viewer)
    _check_days(starts_on, ends_on, "ends_on")
    closure = Closure(base_id=base.id, starts_on=starts_on, ends_on=ends_on, reason=reason.strip())
    session.add(closure)
    session.flush()
    detail = {"from": starts_on.isoformat(), "to": ends_on.isoformat(), "reason": closure.reason}
    _record(session, "base.close", f"base:{base.id}", viewer, detail)
    return closure


def remove_closure(session: Session, base: Base, closure: Closure, *, viewer: Viewer) -> None:
    """Open a base again on the days of a closure."""
    _must_own(base.organisation_id, viewer)
    detail = {"from": closure.starts_on.isoformat(), "to": closure.ends_on.isoformat()}
    session.delete(closure)
    session.flush()
    _record(session, "base.reopen", f"base:{base.id}", viewer, detail)


def kind_of(resource: Workshop | Instructor) -> ResourceKind:
    """The kind under which openings and absences of a resource are kept."""
    return ResourceKind.WORKSHOP if isinstance(resource, Workshop) else ResourceKind.INSTRUCTOR


def _owner(resource: Workshop | Instructor) -> str:
    return resource.base.organisation_id if isinstance(resource, Workshop) else resource.organisation_id


def _must_own(organisation_id: str, viewer: Viewer) -> None:
    viewer.must(Permission.RESOURCE_WRITE)
    if organisation_id != viewer.organisation_id:
        raise BadInput(msg("This resource belongs to another organisation"))


def _check_code(session: Session, base_id: str, code: str, own_id: str | None) -> None:
    same = select(Workshop.id).where(Workshop.base_id == base_id, Workshop.code == code.strip())
    if session.scalar(same) not in (None, own_id):
        raise BadInput(msg("Another workshop of this base has the code %(code)s", code=code.strip()), field="code")


def _check_caps(day: int, week: int) -> None:
    if week < day:
        raise BadInput(msg("The cap of the week must not be lower than the cap of the day"), field="max_periods_week")


def _check_days(first: date, last: date | None, field: str) -> None:
    if last is not None and last < first:
        raise BadInput(msg("The last day must not lie before the first day"), field=field)


def _set_workstations(session: Session, workshop: Workshop, counts: Mapping[str, int]) -> None:
    standing = {group.equipment_type_id: group for group in workshop.workstations}
    for equipment_type_id, count in counts.items():
        group = standing.get(equipment_type_id)
        if group is not None and count:
            group.count = count
        elif group is not None:
            workshop.workstations.remove(group)
        elif count:
            workshop.workstations.append(WorkstationGroup(equipment_type_id=equipment_type_id, count=count))


def _workshop_facts(workshop: Workshop) -> dict[str, object]:
    counts = {group.equipment_type_id: group.count for group in workshop.workstations}
    return {"code": workshop.code, "name": workshop.name, "seats": workshop.seats, "workstations": counts}


def _record(session: Session, act: str, subject: str, viewer: Viewer, detail: Mapping[str, object]) -> None:
    audit.record(session, act, subject, actor=viewer.person_id, chain=viewer.organisation_id, detail=detail)
