"""What the database holds about one base organisation at this moment, loaded in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit import clock
from trainer.kit.calendar import WorkCalendar
from trainer.kit.db import batches
from trainer.models.catalogue import CourseModule, CourseVersion
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort, CohortState, Lesson, Programme
from trainer.models.resources import (
    Absence,
    Base,
    Closure,
    Instructor,
    WeeklyOpening,
    Workshop,
    WorkstationGroup,
)
from trainer.models.scheduling import Booking, LessonLock, PublishedTimetable
from trainer.resources.queries import work_calendar
from trainer.scheduling.open_days import monday_of

SCHEDULABLE = (CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING)


@dataclass(frozen=True)
class Scope:
    """The part of an organisation that a question is about: ids of cohorts, workshops and instructors."""

    cohorts: Sequence[str]
    workshops: Sequence[str]
    instructors: Sequence[str]


@dataclass(frozen=True)
class Situation:
    """One organisation's resources, unfinished cohorts with their trainees, and what is published or locked."""

    organisation: Organisation
    today: date
    calendar: WorkCalendar
    bases: Sequence[Base]
    workshops: Sequence[Workshop]
    instructors: Sequence[Instructor]
    cohorts: Sequence[Cohort]
    trainees: Mapping[str, Sequence[Person]]
    openings: Mapping[str, Sequence[WeeklyOpening]]
    absences: Mapping[str, Sequence[Absence]]
    closures: Mapping[str, Sequence[Closure]]
    published: Mapping[str, Booking]
    locks: Mapping[str, LessonLock]

    @cached_property
    def taught(self) -> Mapping[str, Booking]:
        """The published bookings of today and before, by lesson: they are facts and no run moves them."""
        return {lesson: booking for lesson, booking in self.published.items() if booking.day <= self.today}

    @cached_property
    def open_lessons(self) -> Mapping[str, Sequence[Lesson]]:
        """The lessons of each cohort that are still to come, by cohort, in the order of the course."""
        return {
            cohort.id: [lesson for lesson in cohort.lessons if lesson.id not in self.taught] for cohort in self.cohorts
        }

    @cached_property
    def waiting_cohorts(self) -> Sequence[Cohort]:
        """The cohorts that still have lessons to come."""
        return [cohort for cohort in self.cohorts if self.open_lessons[cohort.id]]


def load_situation(session: Session, organisation_id: str, scope: Scope | None = None) -> Situation:
    """Load everything that a timetable of the organisation depends on, or what concerns the scope alone."""
    bases = session.scalars(select(Base).where(Base.organisation_id == organisation_id).order_by(Base.code)).all()
    workshops = _workshops(session, organisation_id, scope)
    instructors = _instructors(session, organisation_id, scope)
    cohorts = cohorts_to_schedule(session, organisation_id, scope)
    resource_ids = [*(workshop.id for workshop in workshops), *(instructor.id for instructor in instructors)]
    return Situation(
        organisation=session.get_one(Organisation, organisation_id),
        today=clock.today(),
        calendar=work_calendar(session),
        bases=bases,
        workshops=workshops,
        instructors=instructors,
        cohorts=cohorts,
        trainees=trainees_by_cohort(session, [cohort.id for cohort in cohorts]),
        openings=_grouped(_rows_of(session, WeeklyOpening, resource_ids), "resource_id"),
        absences=_grouped(_rows_of(session, Absence, resource_ids), "resource_id"),
        closures=_closures(session, [base.id for base in bases]),
        published=published_by_lesson(session, organisation_id, scope),
        locks=_locks(session, cohorts),
    )


def cohorts_to_schedule(session: Session, organisation_id: str, scope: Scope | None = None) -> Sequence[Cohort]:
    """The organisation's cohorts (those of the scope) that are not over, with lessons, modules and programme."""
    parts = (
        selectinload(Cohort.programme),
        selectinload(Cohort.lessons),
        selectinload(Cohort.course_version)
        .selectinload(CourseVersion.modules)
        .selectinload(CourseModule.equipment_type),
        selectinload(Cohort.course_version).selectinload(CourseVersion.course),
    )
    return session.scalars(
        select(Cohort)
        .join(Cohort.programme)
        .where(Programme.base_id == organisation_id, Cohort.state.in_(SCHEDULABLE), *_within(scope, Cohort, "cohorts"))
        .options(*parts)
        .order_by(Cohort.id)
    ).all()


def trainees_by_cohort(session: Session, cohort_ids: Sequence[str]) -> Mapping[str, Sequence[Person]]:
    """The people who sit in each cohort now, by name."""
    found: dict[str, list[Person]] = defaultdict(list)
    for batch in batches(cohort_ids):
        seats = (
            select(Enrolment.cohort_id, Person)
            .join(Person, Person.id == Enrolment.person_id)
            .where(Enrolment.cohort_id.in_(batch), Enrolment.state == EnrolmentState.ENROLLED)
            .order_by(Enrolment.cohort_id, Person.name, Person.id)
        )
        for cohort_id, person in session.execute(seats):
            found[cohort_id].append(person)
    return found


def published_by_lesson(session: Session, organisation_id: str, scope: Scope | None = None) -> Mapping[str, Booking]:
    """The bookings of the organisation's timetable in force, by lesson; empty before the first publication.

    With a scope: those of its cohorts, and everything of this week up to today, which counts against caps.
    """
    pointer = session.get(PublishedTimetable, organisation_id)
    if pointer is None:
        return {}
    in_force = select(Booking).where(Booking.timetable_id == pointer.timetable_id).order_by(Booking.lesson_id)
    if scope is not None:
        this_week = Booking.day.between(monday_of(clock.today()), clock.today())
        in_force = in_force.join(Booking.lesson).where(Lesson.cohort_id.in_(scope.cohorts) | this_week)
    return {booking.lesson_id: booking for booking in session.scalars(in_force)}


def _within(scope: Scope | None, table: type[Any], part: str) -> list[ColumnElement[bool]]:
    """The condition that a row is of the scope; none without a scope."""
    return [] if scope is None else [table.id.in_(getattr(scope, part))]


def _workshops(session: Session, organisation_id: str, scope: Scope | None) -> Sequence[Workshop]:
    parts = selectinload(Workshop.workstations).selectinload(WorkstationGroup.equipment_type)
    of_scope = _within(scope, Workshop, "workshops")
    own = select(Workshop).join(Workshop.base).where(Base.organisation_id == organisation_id, *of_scope)
    return session.scalars(own.options(parts, selectinload(Workshop.base)).order_by(Base.code, Workshop.code)).all()


def _instructors(session: Session, organisation_id: str, scope: Scope | None) -> Sequence[Instructor]:
    of_scope = _within(scope, Instructor, "instructors")
    own = select(Instructor).where(Instructor.organisation_id == organisation_id, *of_scope).order_by(Instructor.id)
    return session.scalars(own.options(selectinload(Instructor.person), selectinload(Instructor.qualifications))).all()


def _rows_of(session: Session, table: type[WeeklyOpening] | type[Absence], ids: Sequence[str]) -> Sequence[Any]:
    """Plain rows with the table's columns: there are thousands of them, and nobody changes one here."""
    rows: list[Any] = []
    for batch in batches(ids):
        rows += session.execute(select(table.__table__).where(table.resource_id.in_(batch)).order_by(table.id))
    return rows


def _closures(session: Session, base_ids: Sequence[str]) -> Mapping[str, Sequence[Closure]]:
    rows = session.scalars(select(Closure).where(Closure.base_id.in_(base_ids)).order_by(Closure.starts_on, Closure.id))
    return _grouped(rows, "base_id")


def _locks(session: Session, cohorts: Sequence[Cohort]) -> Mapping[str, LessonLock]:
    found: dict[str, LessonLock] = {}
    for batch in batches([cohort.id for cohort in cohorts]):
        locks = select(LessonLock).join(Lesson, Lesson.id == LessonLock.lesson_id).where(Lesson.cohort_id.in_(batch))
        found.update({lock.lesson_id: lock for lock in session.scalars(locks)})
    return found


def _grouped(rows: Iterable[Any], key: str) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, key)].append(row)
    return groups
