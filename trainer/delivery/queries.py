"""Reading attendance, hours and the lessons that a person teaches or attends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from trainer.catalogue import queries as catalogue
from trainer.catalogue.programme_types import STRATEGIES
from trainer.delivery.hours import Hours, reckon
from trainer.enrolment import queries as enrolment
from trainer.kit import clock
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.delivery import Attendance, LessonRecord
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.scheduling import Booking
from trainer.scheduling import queries as scheduling


@dataclass(frozen=True)
class LessonSheet:
    """One lesson with everybody who should be there and what has been marked."""

    booking: Booking
    roster: Sequence[Enrolment]
    marks: Mapping[str, Attendance]
    record: LessonRecord | None

    @property
    def is_confirmed(self) -> bool:
        """Whether the record is closed, so that a change needs a reason."""
        return self.record is not None and self.record.confirmed_at is not None

    @property
    def unmarked(self) -> list[Enrolment]:
        """The trainees without a mark."""
        return [enrolment for enrolment in self.roster if enrolment.id not in self.marks]


def lessons_taught_by(session: Session, person_id: str, first_day: date, last_day: date) -> Sequence[Booking]:
    """The published lessons that a person teaches between two days."""
    return scheduling.published_bookings(
        session, instructor_person_id=person_id, first_day=first_day, last_day=last_day
    )


def lessons_attended_by(
    session: Session, person_id: str, first_day: date | None = None, last_day: date | None = None
) -> Sequence[Booking]:
    """The published lessons of the cohorts in which a person sits."""
    return scheduling.published_bookings(session, trainee_person_id=person_id, first_day=first_day, last_day=last_day)


def get_sheet(session: Session, lesson_id: str, *, viewer: Viewer) -> LessonSheet:
    """A lesson to mark: of the instructor who teaches it, or of the base's scheduler; raises NotFound otherwise."""
    booking = _booking_in_force(session, lesson_id)
    if booking is None or not _may_mark(booking, viewer):
        raise NotFound
    roster = enrolment.roster_of(session, booking.lesson.cohort_id)
    marks = session.scalars(select(Attendance).where(Attendance.lesson_id == lesson_id))
    return LessonSheet(
        booking, roster, {mark.enrolment_id: mark for mark in marks}, session.get(LessonRecord, lesson_id)
    )


def minimum_share(session: Session, cohort: Cohort) -> float:
    """The least share of periods that the programme type's policy asks for where the base is."""
    key = STRATEGIES[cohort.programme.type].completion.attendance_policy
    return float(catalogue.policy_value(session, key, cohort.programme.base.region_code, cohort.starts_on))


def hours_of_cohort(session: Session, cohort: Cohort) -> dict[str, Hours]:
    """The hours of everybody on a cohort's roster, by enrolment."""
    lessons = _periods_by_lesson(session, cohort.id)
    share = minimum_share(session, cohort)
    marked = select(Attendance).join(Lesson, Attendance.lesson_id == Lesson.id).where(Lesson.cohort_id == cohort.id)
    marks: dict[str, dict[str, int]] = defaultdict(dict)
    for mark in session.scalars(marked):
        marks[mark.enrolment_id][mark.lesson_id] = mark.periods
    roster = enrolment.roster_of(session, cohort.id)
    return {row.id: reckon(lessons, marks[row.id], share) for row in roster}


def hours_of(session: Session, row: Enrolment) -> Hours:
    """The hours of one trainee in one cohort."""
    cohort = _cohort(session, row.cohort_id)
    marked = session.scalars(select(Attendance).where(Attendance.enrolment_id == row.id))
    counted = {mark.lesson_id: mark.periods for mark in marked}
    return reckon(_periods_by_lesson(session, cohort.id), counted, minimum_share(session, cohort))


def marks_of_cohort(session: Session, cohort_id: str) -> dict[tuple[str, str], Attendance]:
    """Every mark of a cohort by (enrolment, lesson)."""
    marked = select(Attendance).join(Lesson, Attendance.lesson_id == Lesson.id).where(Lesson.cohort_id == cohort_id)
    return {(mark.enrolment_id, mark.lesson_id): mark for mark in session.scalars(marked)}


def marks_of(session: Session, enrolment_id: str) -> dict[str, Attendance]:
    """One trainee's marks by lesson."""
    marked = session.scalars(select(Attendance).where(Attendance.enrolment_id == enrolment_id))
    return {mark.lesson_id: mark for mark in marked}


def own_enrolments(session: Session, person_id: str) -> list[Enrolment]:
    """A person's enrolments that were not withdrawn, newest first."""
    rows = enrolment.enrolments_of_person(session, person_id)
    return [row for row in rows if row.state is not EnrolmentState.WITHDRAWN]


def records_by_lesson(session: Session, lesson_ids: Sequence[str]) -> dict[str, LessonRecord]:
    """The lesson records that exist among these lessons."""
    found = session.scalars(select(LessonRecord).where(LessonRecord.lesson_id.in_(lesson_ids)))
    return {record.lesson_id: record for record in found}


def unconfirmed_lessons(session: Session, person_id: str) -> list[Booking]:
    """Lessons up to today that a person taught and whose record is still open, of the last eight weeks."""
    today = clock.today()
    bookings = lessons_taught_by(session, person_id, today - timedelta(weeks=8), today)
    records = records_by_lesson(session, [booking.lesson_id for booking in bookings])
    return [b for b in bookings if b.lesson_id not in records or records[b.lesson_id].confirmed_at is None]


def _booking_in_force(session: Session, lesson_id: str) -> Booking | None:
    lesson = session.get(Lesson, lesson_id)
    if lesson is None:
        return None
    bookings = scheduling.published_bookings(session, cohort_id=lesson.cohort_id)
    return next((booking for booking in bookings if booking.lesson_id == lesson_id), None)


def _may_mark(booking: Booking, viewer: Viewer) -> bool:
    if "scheduler" in viewer.roles and booking.lesson.cohort.programme.base_id == viewer.organisation_id:
        return True
    return "instructor" in viewer.roles and booking.instructor.person_id == viewer.person_id


def _periods_by_lesson(session: Session, cohort_id: str) -> dict[str, int]:
    rows = session.execute(select(Lesson.id, Lesson.periods).where(Lesson.cohort_id == cohort_id))
    return {row.id: row.periods for row in rows}


def _cohort(session: Session, cohort_id: str) -> Cohort:
    whole = joinedload(Cohort.programme).joinedload(Programme.base)
    cohort = session.get(Cohort, cohort_id, options=[whole])
    if cohort is None:
        raise NotFound
    return cohort
