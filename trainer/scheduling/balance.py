"""How the periods of a whole draft are shared among the instructors: what one lesson's surroundings cannot show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from solver.explain import Balance
from solver.problem import BOTH, PRACTICE, THEORY
from trainer.models.catalogue import Course, CourseModule, CourseVersion
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.resources import Instructor, InstructorQualification
from trainer.models.scheduling import Booking, PublishedTimetable, Timetable
from trainer.scheduling.problem_places import qualifications_of, subject_key
from trainer.scheduling.situation import SCHEDULABLE, Situation


def balance_of(session: Session, timetable: Timetable, situation: Situation) -> Balance:
    """The even share as the solver's goal `load_balance` defines it, and each instructor's periods to come."""
    wanted, total = _to_teach(session, situation)
    able = sum(bool(wanted & subjects) for subjects in _teachable(session, situation).values())
    loads = (
        select(Booking.instructor_id, func.sum(Booking.periods))
        .where(Booking.timetable_id == timetable.id, Booking.day > situation.today)
        .group_by(Booking.instructor_id)
    )
    return Balance(-(-total // max(able, 1)), {row[0]: int(row[1]) for row in session.execute(loads)})


def _to_teach(session: Session, situation: Situation) -> tuple[set[tuple[str, str]], int]:
    """(subject, kind) of everything that is still to be taught, and the periods of it all."""
    taught = (
        select(Booking.lesson_id)
        .join(PublishedTimetable, PublishedTimetable.timetable_id == Booking.timetable_id)
        .where(PublishedTimetable.organisation_id == situation.organisation.id, Booking.day <= situation.today)
    )
    open_lessons = (
        select(Course.occupation_id, CourseModule.instructor_level, CourseModule.kind, func.sum(Lesson.periods))
        .select_from(Lesson)
        .join(Lesson.module)
        .join(Lesson.cohort)
        .join(Cohort.programme)
        .join(CourseVersion, CourseVersion.id == Cohort.course_version_id)
        .join(CourseVersion.course)
        .where(Programme.base_id == situation.organisation.id, Cohort.state.in_(SCHEDULABLE))
        .where(Lesson.id.not_in(taught))
        .group_by(Course.occupation_id, CourseModule.instructor_level, CourseModule.kind)
    )
    rows = session.execute(open_lessons).all()
    return {(subject_key(row[0], row[1]), row[2].value) for row in rows}, sum(int(row[3]) for row in rows)


def _teachable(session: Session, situation: Situation) -> Mapping[str, set[tuple[str, str]]]:
    """(subject, kind) that each instructor of the organisation may teach at some time."""
    own = select(Instructor).where(Instructor.organisation_id == situation.organisation.id)
    rows = session.scalars(own.options(selectinload(Instructor.qualifications)))
    return {row.id: {pair for held in row.qualifications for pair in _pairs(held)} for row in rows}


def _pairs(held: InstructorQualification) -> Iterator[tuple[str, str]]:
    for right in qualifications_of(held):
        for kind in (THEORY, PRACTICE) if right.kind == BOTH else (right.kind,):
            yield right.subject, kind
