"""What happened to the timetable in force, kept where every later run reads it: in resources, or with the cohort."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, contains_eager

from trainer.enrolment.queries import get_enrolment
from trainer.enrolment.services import withdraw_trainee
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.messages import Message, bilingual, msg, name_in_both
from trainer.kit.permissions import Permission, Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Person
from trainer.models.programmes import Cohort, Lesson, Programme
from trainer.models.repairs import IncidentKind, TimetableRepair
from trainer.models.resources import Absence, HalfDay, Instructor, Workshop
from trainer.models.scheduling import Booking, LessonLock, PublishedTimetable
from trainer.programmes.services import withdraw_cohort
from trainer.resources.queries import get_instructor, get_workshop, instructors_of, workshops_of
from trainer.resources.services import add_absence, remove_absence
from trainer.scheduling.day_grid import periods_of
from trainer.scheduling.queries import get_lesson
from trainer.scheduling.situation import SCHEDULABLE
from trainer.scheduling.wording import lesson_name, workshop_name

Subject = Instructor | Workshop | Lesson | Cohort | Enrolment


@dataclass(frozen=True)
class Report:
    """What somebody reports: whom or what it concerns, on which days, and where a lesson has to go.

    `wanted` has the keys day (ISO), first_period, workshop and instructor; what is None may stay or change. Without a
    day the lesson leaves its present time, which `with_present_place` notes under `leaves`: day, first and last period.
    """

    kind: IncidentKind
    subject_id: str
    starts_on: date
    ends_on: date
    half_day: HalfDay | None = None
    reason: str = ""
    wanted: Mapping[str, Any] = field(default_factory=dict)


def subject_of(session: Session, kind: IncidentKind, subject_id: str, *, viewer: Viewer) -> Subject:
    """The instructor, workshop, lesson, cohort or seat of an incident at the viewer's own base; raises NotFound."""
    if kind is IncidentKind.INSTRUCTOR_AWAY:
        instructor = get_instructor(session, subject_id, viewer=viewer)
        return _own(instructor, instructor.organisation_id, viewer)
    if kind is IncidentKind.WORKSHOP_CLOSED:
        workshop = get_workshop(session, subject_id, viewer=viewer)
        return _own(workshop, workshop.base.organisation_id, viewer)
    if kind is IncidentKind.LESSON_MOVED:
        return get_lesson(session, subject_id, viewer=viewer)
    if kind is IncidentKind.TRAINEE_WITHDRAWN:
        enrolment = get_enrolment(session, subject_id, viewer=viewer)
        return _own(enrolment, enrolment.cohort.programme.base_id, viewer)
    own = select(Cohort).join(Cohort.programme).where(Programme.base_id == viewer.organisation_id)
    cohort = session.scalar(own.where(Cohort.id == subject_id))
    if cohort is None:
        raise NotFound
    return cohort


def with_present_place(session: Session, report: Report) -> Report:
    """The report of a lesson that only has to leave its present time, with that time; any other as it is.

    Raises BadInput for a lesson that is over or not in force.
    """
    if report.kind is not IncidentKind.LESSON_MOVED or report.wanted.get("day"):
        return report
    booking = session.scalar(
        select(Booking)
        .join(PublishedTimetable, PublishedTimetable.timetable_id == Booking.timetable_id)
        .where(Booking.lesson_id == report.subject_id, Booking.day > clock.today())
    )
    if booking is None:
        raise BadInput(msg("This lesson has no place from tomorrow on that it could leave"), field="day")
    leaves = [booking.day.isoformat(), booking.first_period, booking.last_period]
    wanted = {**report.wanted, "leaves": leaves}
    return replace(report, starts_on=booking.day, ends_on=booking.day, wanted=wanted)


def keep(session: Session, report: Report, subject: Subject, *, viewer: Viewer) -> Absence | None:
    """Write the incident where it belongs; returns the absence when it is one. Raises BadInput, RuleBroken."""
    if report.ends_on < clock.today():
        raise BadInput(msg("These days are over; no lesson of them can move"), field="ends_on")
    if isinstance(subject, Instructor | Workshop):
        return add_absence(
            session,
            subject,
            starts_on=report.starts_on,
            ends_on=report.ends_on,
            half_day=report.half_day,
            reason=report.reason,
            viewer=viewer,
        )
    if isinstance(subject, Enrolment):
        viewer.must(Permission.ROSTER_UPLOAD)
        withdraw_trainee(session, subject, report.reason, viewer=viewer)
    elif isinstance(subject, Cohort):
        withdraw_cohort(session, subject, report.reason, viewer=viewer)
    else:
        _must_move(session, subject, report)
    return None


def take_back(session: Session, repair: TimetableRepair, subject: Subject, *, viewer: Viewer) -> None:
    """Take the absence back that an incident brought; raises RuleBroken for what cannot be taken back."""
    absence = session.get(Absence, repair.absence_id) if repair.absence_id else None
    if isinstance(subject, Instructor | Workshop) and absence is not None:
        remove_absence(session, subject, absence, viewer=viewer)
    elif isinstance(subject, Cohort):
        raise RuleBroken("cohort-is-withdrawn", msg("A class that is withdrawn stays so; plan a new one instead"))
    elif isinstance(subject, Enrolment):
        raise RuleBroken("trainee-has-left", msg("A trainee who has left is enrolled again on the page of the class"))


def name_of_subject(subject: Subject) -> Message:
    """How people call the instructor, workshop, lesson, cohort, or trainee in a cohort."""
    if isinstance(subject, Instructor):
        return bilingual(subject.person.name, subject.person.name)
    if isinstance(subject, Workshop):
        return workshop_name(subject.code, subject)
    if isinstance(subject, Lesson):
        return lesson_name(subject.cohort, subject.module, subject)
    if isinstance(subject, Enrolment):
        cohort = name_in_both(subject.cohort)
        return bilingual(f"{subject.person.name} · {cohort.text}", f"{subject.person.name} · {cohort.chinese}")
    return name_in_both(subject)


def hit_today(repair: TimetableRepair, taught: Iterable[Booking], today: date) -> list[Booking]:
    """Today's lessons that the incident hits: they count as begun, so people have to arrange them by word of mouth."""
    if not repair.starts_on <= today <= repair.ends_on:
        return []
    halves = [repair.half_day] if repair.half_day is not None else list(HalfDay)
    periods = {number for half in halves for number in periods_of(half)}
    hit = (
        row
        for row in taught
        if row.day == today
        and repair.subject_id in (row.instructor_id, row.workshop_id)
        and periods.intersection(row.covered)
    )
    return sorted(hit, key=lambda row: (row.first_period, row.lesson_id))


def choices(session: Session, kind: IncidentKind, organisation_id: str) -> list[Subject]:
    """Every instructor, workshop, unfinished cohort or trainee of one that an incident of a base can concern."""
    if kind is IncidentKind.TRAINEE_WITHDRAWN:
        return list(session.scalars(_seats(organisation_id)))
    if kind is IncidentKind.COHORT_WITHDRAWN:
        own = select(Cohort).join(Cohort.programme).where(Programme.base_id == organisation_id)
        return list(session.scalars(own.where(Cohort.state.in_(SCHEDULABLE)).order_by(Cohort.code, Cohort.id)))
    if kind is IncidentKind.WORKSHOP_CLOSED:
        return list(workshops_of(session, organisation_id))
    if kind is IncidentKind.INSTRUCTOR_AWAY:
        return list(instructors_of(session, organisation_id))
    return []


def _seats(organisation_id: str) -> Select[Enrolment]:
    """The seats of a base's unfinished cohorts, by the name of who has them."""
    return (
        select(Enrolment)
        .join(Enrolment.person)
        .join(Enrolment.cohort)
        .join(Cohort.programme)
        .where(
            Programme.base_id == organisation_id,
            Cohort.state.in_(SCHEDULABLE),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .options(contains_eager(Enrolment.person), contains_eager(Enrolment.cohort))
        .order_by(Person.name, Cohort.code, Enrolment.id)
    )


def _own(subject: Subject, organisation_id: str, viewer: Viewer) -> Subject:
    if organisation_id != viewer.organisation_id:
        raise NotFound
    return subject


def _must_move(session: Session, lesson: Lesson, report: Report) -> None:
    if session.get(LessonLock, lesson.id) is not None:
        raise RuleBroken("lesson-is-unlocked", msg("This lesson is locked where it stands"), msg("Unlock it first"))
    day = report.wanted.get("day")
    if day is not None and day <= clock.today().isoformat():
        raise BadInput(msg("Choose a day from tomorrow on"), field="day")
