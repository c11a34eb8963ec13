"""Reading timetables, runs and published lessons, each within what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.organisations import Organisation
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.resources import Instructor, Workshop
from trainer.models.scheduling import (
    Booking,
    PublishedTimetable,
    RunKind,
    RunState,
    SolverRun,
    Timetable,
    TimetableState,
)
from trainer.programmes.queries import takes_part

Row = TypeVar("Row", Timetable, SolverRun)
_UNFINISHED = (RunState.WAITING, RunState.RUNNING)


def own_organisations(viewer: Viewer) -> Select[str]:
    """The organisations whose drafts and runs the viewer reads: their own, or the region's for the bureau."""
    if viewer.oversees:
        return select(Organisation.id).where(Organisation.region_code == viewer.region_code)
    return select(Organisation.id).where(Organisation.id == viewer.organisation_id)


def visible_bookings(viewer: Viewer) -> ColumnElement[bool]:
    """Which published bookings the viewer reads: those at the own base or in the region, or of the own cohorts."""
    published_by = Timetable.organisation_id.in_(own_organisations(viewer))
    if viewer.oversees or "scheduler" in viewer.roles:
        return published_by
    return takes_part(viewer.organisation_id)


def published_bookings(
    session: Session,
    *,
    organisation_id: str | None = None,
    cohort_id: str | None = None,
    instructor_person_id: str | None = None,
    trainee_person_id: str | None = None,
    enterprise_id: str | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    viewer: Viewer | None = None,
) -> Sequence[Booking]:
    """The lessons of timetables in force, by day and period; every filter narrows, both days are included.

    With a `viewer` only what that person may see; without one the caller has asked for somebody's own lessons.
    """
    wanted = [
        (organisation_id, Timetable.organisation_id == organisation_id),
        (cohort_id, Lesson.cohort_id == cohort_id),
        (instructor_person_id, Instructor.person_id == instructor_person_id),
        (trainee_person_id, Lesson.cohort_id.in_(_cohorts_of(trainee_person_id))),
        (enterprise_id, takes_part(enterprise_id or "")),
        (first_day, Booking.day >= (first_day or date.min)),
        (last_day, Booking.day <= (last_day or date.max)),
    ]
    filters = [condition for value, condition in wanted if value is not None]
    if viewer is not None:
        filters.append(visible_bookings(viewer))
    in_force = Timetable.id.in_(select(PublishedTimetable.timetable_id))
    return session.scalars(_booked().where(in_force, *filters)).all()


def bookings_of(
    session: Session, timetable: Timetable, *, first_day: date | None = None, last_day: date | None = None
) -> Sequence[Booking]:
    """The lessons of one version, by day and period, with everything that a page shows of them."""
    filters = [Booking.timetable_id == timetable.id]
    if first_day is not None:
        filters.append(Booking.day >= first_day)
    if last_day is not None:
        filters.append(Booking.day <= last_day)
    return session.scalars(_booked().where(*filters)).all()


def get_timetable(session: Session, timetable_id: str, *, viewer: Viewer) -> Timetable:
    """A version of a timetable of the viewer's base (of the region for the bureau); raises NotFound."""
    return _one(
        session, select(Timetable).where(Timetable.organisation_id.in_(own_organisations(viewer))), timetable_id
    )


def list_timetables(session: Session, *, viewer: Viewer) -> Sequence[Timetable]:
    """The versions, newest first."""
    own = select(Timetable).where(Timetable.organisation_id.in_(own_organisations(viewer)))
    return session.scalars(own.order_by(Timetable.created_at.desc(), Timetable.number.desc())).all()


def published_timetable(session: Session, organisation_id: str) -> Timetable | None:
    """The version in force, or None before the first publication."""
    pointer = session.get(PublishedTimetable, organisation_id)
    return session.get(Timetable, pointer.timetable_id) if pointer is not None else None


def newest_draft(session: Session, organisation_id: str) -> Timetable | None:
    """The last draft that is newer than the version in force, or None."""
    in_force = published_timetable(session, organisation_id)
    drafts = select(Timetable).where(
        Timetable.organisation_id == organisation_id,
        Timetable.state == TimetableState.DRAFT,
        Timetable.number > (in_force.number if in_force is not None else 0),
    )
    return session.scalar(drafts.order_by(Timetable.number.desc()).limit(1))


def count_bookings(session: Session, timetables: Sequence[Timetable]) -> dict[str, int]:
    """How many lessons stand in each version."""
    ids = [timetable.id for timetable in timetables]
    counted = select(Booking.timetable_id, func.count()).where(Booking.timetable_id.in_(ids))
    return {row[0]: row[1] for row in session.execute(counted.group_by(Booking.timetable_id))}


def get_run(session: Session, run_id: str, *, viewer: Viewer) -> SolverRun:
    """A solver run of the viewer's base (of the region for the bureau); raises NotFound."""
    return _one(session, select(SolverRun).where(SolverRun.organisation_id.in_(own_organisations(viewer))), run_id)


def list_runs(session: Session, *, viewer: Viewer) -> Sequence[SolverRun]:
    """The runs, newest first."""
    own = select(SolverRun).where(SolverRun.organisation_id.in_(own_organisations(viewer)))
    return session.scalars(own.order_by(SolverRun.created_at.desc(), SolverRun.id.desc())).all()


def newest_run(session: Session, organisation_id: str) -> SolverRun | None:
    """The last run for a timetable that an organisation asked for, or None."""
    own = select(SolverRun).where(SolverRun.organisation_id == organisation_id, SolverRun.kind == RunKind.TIMETABLE)
    return session.scalar(own.order_by(SolverRun.created_at.desc(), SolverRun.id.desc()).limit(1))


def unfinished_run(
    session: Session, organisation_id: str, kind: RunKind = RunKind.TIMETABLE, *, of: str | None = None
) -> SolverRun | None:
    """The run of this kind that waits or works for an organisation now, or None.

    `of` narrows to the repeats of one run, or to the runs of one scenario.
    """
    own = select(SolverRun).where(
        SolverRun.organisation_id == organisation_id,
        SolverRun.kind == kind,
        SolverRun.state.in_(_UNFINISHED),
    )
    if of is not None:
        own = own.where((SolverRun.origin_id == of) | (SolverRun.scenario_id == of))
    return session.scalar(own.order_by(SolverRun.created_at.desc()).limit(1))


def get_lesson(session: Session, lesson_id: str, *, viewer: Viewer) -> Lesson:
    """A lesson of a cohort of the viewer's base; raises NotFound."""
    lesson = session.get(Lesson, lesson_id, options=[selectinload(Lesson.cohort).selectinload(Cohort.programme)])
    if lesson is None or lesson.cohort.programme.base_id != viewer.organisation_id:
        raise NotFound
    return lesson


def booking_in(session: Session, timetable: Timetable, lesson_id: str) -> Booking:
    """Where a lesson stands in a version; raises NotFound."""
    own = select(Booking).where(Booking.timetable_id == timetable.id, Booking.lesson_id == lesson_id)
    booking = session.scalar(own)
    if booking is None:
        raise NotFound
    return booking


def _booked() -> Select[Booking]:
    cohort = selectinload(Booking.lesson).selectinload(Lesson.cohort)
    return (
        select(Booking)
        .join(Booking.timetable)
        .join(Booking.lesson)
        .join(Lesson.cohort)
        .join(Cohort.programme)
        .join(Booking.instructor)
        .options(
            cohort.selectinload(Cohort.programme).selectinload(Programme.enterprise),
            cohort.selectinload(Cohort.course_version),
            selectinload(Booking.lesson).selectinload(Lesson.module),
            selectinload(Booking.workshop).selectinload(Workshop.base),
            selectinload(Booking.workshop).selectinload(Workshop.workstations),
            selectinload(Booking.instructor).selectinload(Instructor.person),
        )
        .order_by(Booking.day, Booking.first_period, Booking.lesson_id)
    )


def _cohorts_of(person_id: str | None) -> Select[str]:
    seats = (Enrolment.state != EnrolmentState.WITHDRAWN) & (Enrolment.person_id == person_id)
    return select(Enrolment.cohort_id).where(seats)


def _one(session: Session, scope: Select[Row], row_id: str) -> Row:
    found = session.scalar(scope.where(scope.column_descriptions[0]["entity"].id == row_id))
    if found is None:
        raise NotFound
    return found
