"""Reading bases, workshops, instructors, the working calendar, and when each can be used."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from trainer.accounts.queries import people_with_role
from trainer.kit.calendar import DayKind, SpecialDay, WorkCalendar
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.people import Person, Role
from trainer.models.resources import (
    Absence,
    Base,
    CalendarDay,
    Closure,
    Instructor,
    InstructorQualification,
    ResourceKind,
    WeeklyOpening,
    Workshop,
    WorkstationGroup,
)

_WORKSHOP_PARTS = (
    selectinload(Workshop.base),
    selectinload(Workshop.workstations).selectinload(WorkstationGroup.equipment_type),
)
_INSTRUCTOR_PARTS = (
    selectinload(Instructor.person),
    selectinload(Instructor.qualifications).selectinload(InstructorQualification.occupation),
)


def visible_bases(viewer: Viewer) -> Select[Any]:
    """The ids of the bases that the viewer may read: their organisation's, or for the bureau their region's."""
    if viewer.oversees:
        return select(Base.id).where(Base.region_code == viewer.region_code)
    return select(Base.id).where(Base.organisation_id == viewer.organisation_id)


def bases_of(session: Session, organisation_id: str) -> Sequence[Base]:
    """The sites of a base organisation, by code."""
    return session.scalars(select(Base).where(Base.organisation_id == organisation_id).order_by(Base.code)).all()


def workshops_of(session: Session, organisation_id: str) -> Sequence[Workshop]:
    """The workshops of all sites of a base organisation with their workstations, by site and code."""
    return _workshops(session, select(Base.id).where(Base.organisation_id == organisation_id))


def instructors_of(session: Session, organisation_id: str) -> Sequence[Instructor]:
    """The instructors of a base organisation with their qualifications, by name."""
    return _instructors(session, select(Base.id).where(Base.organisation_id == organisation_id))


def list_bases(session: Session, *, viewer: Viewer) -> Sequence[Base]:
    """The bases that the viewer may read, by code."""
    return session.scalars(select(Base).where(Base.id.in_(visible_bases(viewer))).order_by(Base.code)).all()


def list_workshops(session: Session, *, viewer: Viewer) -> Sequence[Workshop]:
    """The workshops that the viewer may read, by site and code."""
    return _workshops(session, visible_bases(viewer))


def list_instructors(session: Session, *, viewer: Viewer) -> Sequence[Instructor]:
    """The instructors that the viewer may read, by name."""
    return _instructors(session, visible_bases(viewer))


def get_base(session: Session, base_id: str, *, viewer: Viewer) -> Base:
    """A base; raises NotFound when it is absent or not the viewer's to see."""
    found = session.scalar(select(Base).where(Base.id == base_id, Base.id.in_(visible_bases(viewer))))
    if found is None:
        raise NotFound
    return found


def get_workshop(session: Session, workshop_id: str, *, viewer: Viewer) -> Workshop:
    """A workshop with its workstations; raises NotFound when it is absent or not the viewer's to see."""
    wanted = select(Workshop).where(Workshop.id == workshop_id, Workshop.base_id.in_(visible_bases(viewer)))
    found = session.scalar(wanted.options(*_WORKSHOP_PARTS))
    if found is None:
        raise NotFound
    return found


def get_instructor(session: Session, instructor_id: str, *, viewer: Viewer) -> Instructor:
    """An instructor with qualifications; raises NotFound when absent or not the viewer's to see."""
    wanted = select(Instructor).where(
        Instructor.id == instructor_id, Instructor.home_base_id.in_(visible_bases(viewer))
    )
    found = session.scalar(wanted.options(*_INSTRUCTOR_PARTS))
    if found is None:
        raise NotFound
    return found


def people_who_may_teach(session: Session, organisation_id: str) -> Sequence[Person]:
    """Members with the instructor's role who have no instructor's record there yet, by name."""
    taken = set(session.scalars(select(Instructor.person_id).where(Instructor.organisation_id == organisation_id)))
    members = people_with_role(session, organisation_id, Role.INSTRUCTOR)
    return [person for person in members if person.id not in taken]


def openings_of(session: Session, kind: ResourceKind, resource_ids: Collection[str]) -> Sequence[WeeklyOpening]:
    """The weekly half-days in which workshops are open, or instructors can teach."""
    wanted = select(WeeklyOpening).where(
        WeeklyOpening.resource_kind == kind, WeeklyOpening.resource_id.in_(resource_ids)
    )
    return session.scalars(wanted.order_by(WeeklyOpening.resource_id, WeeklyOpening.weekday)).all()


def absences_of(session: Session, kind: ResourceKind, resource_ids: Collection[str]) -> Sequence[Absence]:
    """The days on which workshops are closed, or instructors away, by first day."""
    wanted = select(Absence).where(Absence.resource_kind == kind, Absence.resource_id.in_(resource_ids))
    return session.scalars(wanted.order_by(Absence.starts_on, Absence.id)).all()


def get_absence(session: Session, absence_id: str, resource_id: str) -> Absence:
    """An absence of a resource that the caller has loaded for the viewer; raises NotFound."""
    found = session.get(Absence, absence_id)
    if found is None or found.resource_id != resource_id:
        raise NotFound
    return found


def closures_of(session: Session, base_ids: Collection[str]) -> Sequence[Closure]:
    """The days on which whole bases are closed, by first day."""
    wanted = select(Closure).where(Closure.base_id.in_(base_ids))
    return session.scalars(wanted.order_by(Closure.starts_on, Closure.id)).all()


def get_closure(session: Session, closure_id: str, *, viewer: Viewer) -> Closure:
    """A closure of one of the viewer's bases; raises NotFound."""
    wanted = select(Closure).where(Closure.id == closure_id, Closure.base_id.in_(visible_bases(viewer)))
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def work_calendar(session: Session) -> WorkCalendar:
    """The working calendar of every year that has been loaded."""
    return WorkCalendar(_special_day(row) for row in session.scalars(select(CalendarDay)))


def special_days_of(session: Session, year: int) -> Sequence[CalendarDay]:
    """The holidays and make-up workdays of a year, in order."""
    within = CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return session.scalars(select(CalendarDay).where(within).order_by(CalendarDay.day)).all()


def _special_day(row: CalendarDay) -> SpecialDay:
    return SpecialDay(
        day=row.day,
        kind=DayKind(row.kind),
        name=row.name,
        name_en=row.name_en,
        source=row.source,
        is_projected=row.is_projected,
    )


def _workshops(session: Session, base_ids: Select[Any]) -> Sequence[Workshop]:
    wanted = select(Workshop).join(Workshop.base).where(Workshop.base_id.in_(base_ids))
    return session.scalars(wanted.options(*_WORKSHOP_PARTS).order_by(Base.code, Workshop.code)).all()


def _instructors(session: Session, base_ids: Select[Any]) -> Sequence[Instructor]:
    wanted = select(Instructor).join(Instructor.person).where(Instructor.home_base_id.in_(base_ids))
    return session.scalars(wanted.options(*_INSTRUCTOR_PARTS).order_by(Person.name, Instructor.id)).all()
