"""What the database holds about one base organisation at this moment, loaded in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from trainer.kit import clock
from trainer.kit.calendar import WorkCalendar
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

SCHEDULABLE = (CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING)
Row = TypeVar("Row", WeeklyOpening, Absence)
# Below the number of variables that one SQLite statement takes.
BATCH = 500


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


def load_situation(session: Session, organisation_id: str) -> Situation:
    """Load everything that a timetable of the organisation depends on."""
    bases = session.scalars(select(Base).where(Base.organisation_id == organisation_id).order_by(Base.code)).all()
    workshops = _workshops(session, organisation_id)
    instructors = _instructors(session, organisation_id)
    cohorts = cohorts_to_schedule(session, organisation_id)
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
        published=published_by_lesson(session, organisation_id),
        locks=_locks(session, cohorts),
    )


def cohorts_to_schedule(session: Session, organisation_id: str) -> Sequence[Cohort]:
    """The organisation's cohorts that are not over, with lessons, course modules and programme."""
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
        .where(Programme.base_id == organisation_id, Cohort.state.in_(SCHEDULABLE))
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


def published_by_lesson(session: Session, organisation_id: str) -> Mapping[str, Booking]:
    """The bookings of the organisation's timetable in force, by lesson; empty before the first publication."""
    pointer = session.get(PublishedTimetable, organisation_id)
    if pointer is None:
        return {}
    in_force = select(Booking).where(Booking.timetable_id == pointer.timetable_id).order_by(Booking.lesson_id)
    return {booking.lesson_id: booking for booking in session.scalars(in_force)}


def batches(ids: Sequence[str]) -> list[Sequence[str]]:
    """`ids` in pieces that one statement can name."""
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def _workshops(session: Session, organisation_id: str) -> Sequence[Workshop]:
    parts = selectinload(Workshop.workstations).selectinload(WorkstationGroup.equipment_type)
    own = select(Workshop).join(Workshop.base).where(Base.organisation_id == organisation_id)
    return session.scalars(own.options(parts, selectinload(Workshop.base)).order_by(Base.code, Workshop.code)).all()


def _instructors(session: Session, organisation_id: str) -> Sequence[Instructor]:
    own = select(Instructor).where(Instructor.organisation_id == organisation_id).order_by(Instructor.id)
    return session.scalars(own.options(selectinload(Instructor.person), selectinload(Instructor.qualifications))).all()


def _rows_of(session: Session, table: type[Row], ids: Sequence[str]) -> Sequence[Row]:
    rows: list[Row] = []
    for batch in batches(ids):
        rows += session.scalars(select(table).where(table.resource_id.in_(batch)).order_by(table.id))
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
