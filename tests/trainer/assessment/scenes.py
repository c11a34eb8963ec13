"""A class at its end for the tests of assessment: taught, attended, and a body whose assessors can come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit import clock
from trainer.models.assessment import (
    Assessor,
    AssessorScope,
    Candidate,
    PanelMember,
    Paper,
    Score,
    Sitting,
    SittingState,
)
from trainer.models.certification import BodyAuthority, BodyScope
from trainer.models.delivery import Attendance, AttendanceMark
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Membership, Person, Role
from trainer.models.programmes import Cohort, CohortState
from trainer.models.resources import Base, Instructor, Workshop
from trainer.models.scheduling import Booking
from trainer.models.skills import Occupation

FIRST_LESSON = date(2026, 11, 9)
LAST_LESSON = date(2026, 11, 13)
# A Monday after the last lesson and after the clock of the tests.
SITTING_DAY = date(2026, 11, 23)
_numbers = count(1)


@dataclass
class TaughtClass:
    """Five lessons of four periods, all attended by everybody; four assessors without a link to anybody."""

    base: Organisation
    enterprise: Organisation
    site: Base
    workshop: Workshop
    occupation: Occupation
    level: int
    cohort: Cohort
    instructor: Instructor
    enrolments: list[Enrolment]
    bookings: list[Booking]
    body: Organisation
    assessors: list[Assessor]


def a_taught_class(session: Session, *, level: int = 3, trainees: int = 4, workstations: int = 16) -> TaughtClass:
    """The policies ask for 60 % of the periods, 60 points, three assessors and at most 5 candidates for each."""
    policies = {"attendance.minimum_share": 0.6, "assessment.pass_mark": 60, "assessment.panel_minimum": 3}
    for key, value in {**policies, "assessment.candidates_per_assessor": 5}.items():
        factories.a_policy(session, key, value)
    base = factories.an_organisation(session, OrganisationKind.BASE)
    site = factories.a_base(session, base)
    equipment = factories.an_equipment_type(session)
    workshop = factories.a_workshop(session, site, equipment=equipment, count=workstations)
    occupation = factories.an_occupation(session)
    version = factories.a_course_version(session, occupation, level=level, equipment=equipment)
    order = factories.an_order(session, base=base, occupation=occupation, level=level, heads=60)
    state = {"state": CohortState.TAUGHT, "starts_on": FIRST_LESSON, "ends_on": LAST_LESSON}
    cohort = factories.a_cohort(session, order=order, version=version, base=site, **state)
    instructor = factories.an_instructor(session, site, occupation)
    timetable = factories.a_published_timetable(session, cohort, instructor, workshop, first_day=FIRST_LESSON)
    bookings = session.scalars(select(Booking).where(Booking.timetable_id == timetable.id).order_by(Booking.day)).all()
    body = an_evaluating_body(session, occupation, level)
    assessors = [an_assessor(session, body, occupation, level=level) for _number in range(4)]
    found = TaughtClass(
        base, order.enterprise, site, workshop, occupation, level, cohort, instructor, [], list(bookings), body,
        assessors,
    )  # fmt: skip
    for _number in range(trainees):
        add_trainee(session, found)
    return found


def an_evaluating_body(session: Session, occupation: Occupation, level: int) -> Organisation:
    """A body that may certify the occupation at the level."""
    body = factories.an_organisation(session, OrganisationKind.EVALUATING_BODY)
    authority = BodyAuthority(organisation_id=body.id, number_prefix=f"S{next(_numbers):012d}", filed_name=body.name)
    authority.scopes.append(BodyScope(occupation_id=occupation.id, level=level, valid_from=date(2020, 1, 1)))
    session.add(authority)
    session.flush()
    return body


def an_assessor(
    session: Session, body: Organisation, occupation: Occupation, *, level: int = 3, person: Person | None = None
) -> Assessor:
    """An assessor of a body with a card for the occupation up to the level."""
    person = person or factories.a_person(session, name=f"考评员{next(_numbers)}")
    session.add(Membership(person_id=person.id, organisation_id=body.id, role=Role.ASSESSOR))
    assessor = Assessor(
        person_id=person.id, body_id=body.id, card_number=f"K{next(_numbers)}", valid_from=date(2020, 1, 1)
    )
    assessor.scopes.append(AssessorScope(occupation_id=occupation.id, level=level))
    session.add(assessor)
    session.flush()
    return assessor


def add_trainee(session: Session, scene: TaughtClass, *, missed: int = 0, person: Person | None = None) -> Enrolment:
    """One more trainee, who missed the first so many of the five lessons."""
    enrolment = factories.an_enrolment(session, scene.cohort, person)
    for number, booking in enumerate(scene.bookings):
        there = number >= missed
        mark = Attendance(
            lesson_id=booking.lesson_id,
            enrolment_id=enrolment.id,
            mark=AttendanceMark.PRESENT if there else AttendanceMark.ABSENT,
            periods=booking.periods if there else 0,
            marked_by_id=scene.instructor.person_id,
            marked_at=clock.now(),
        )
        session.add(mark)
    session.flush()
    scene.enrolments.append(enrolment)
    return enrolment


def a_sitting(
    session: Session,
    scene: TaughtClass,
    *,
    state: SittingState = SittingState.PLANNED,
    day: date = SITTING_DAY,
    points: dict[Paper, int] | None = None,
    accepted: bool = True,
) -> Sitting:
    """A sitting of the whole class with the first three assessors, everybody with the same points."""
    sitting = Sitting(
        cohort_id=scene.cohort.id,
        body_id=scene.body.id,
        workshop_id=scene.workshop.id,
        day=day,
        first_period=1,
        periods=4,
        state=state,
    )
    at = clock.now() - timedelta(days=3) if accepted else None
    sitting.panel = [
        PanelMember(assessor_id=assessor.id, position=number, accepted_at=at)
        for number, assessor in enumerate(scene.assessors[:3], start=1)
    ]
    for number, enrolment in enumerate(scene.enrolments, start=1):
        candidate = Candidate(enrolment_id=enrolment.id, workstation_number=number)
        for paper, value in (points or {}).items():
            scored_by = scene.assessors[0].person_id
            candidate.scores.append(Score(paper=paper, points=value, scored_by_id=scored_by, scored_at=clock.now()))
        sitting.candidates.append(candidate)
    session.add(sitting)
    session.flush()
    return sitting
