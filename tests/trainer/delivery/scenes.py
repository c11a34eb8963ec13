"""A running class for the tests of delivery: lessons since Wednesday 18 November 2026, three trainees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.programmes import Cohort
from trainer.models.resources import Instructor
from trainer.models.scheduling import Booking


@dataclass
class RunningClass:
    """What the tests look at; five lessons of four periods, the first three up to today."""

    base: Organisation
    enterprise: Organisation
    cohort: Cohort
    instructor: Instructor
    enrolments: list[Enrolment]
    bookings: list[Booking]


def a_running_class(session: Session) -> RunningClass:
    """Two lessons are past, one is today, two are to come; the policy asks for 60 per cent of the periods."""
    base_organisation = factories.an_organisation(session, OrganisationKind.BASE)
    site = factories.a_base(session, base_organisation)
    equipment = factories.an_equipment_type(session)
    workshop = factories.a_workshop(session, site, equipment=equipment)
    occupation = factories.an_occupation(session)
    version = factories.a_course_version(session, occupation, equipment=equipment)
    order = factories.an_order(session, base=base_organisation, occupation=occupation)
    cohort = factories.a_cohort(session, order=order, version=version, base=site)
    cohort.starts_on = date(2026, 11, 18)
    instructor = factories.an_instructor(session, site, occupation)
    enrolments = [factories.an_enrolment(session, cohort) for _number in range(3)]
    factories.a_policy(session, "attendance.minimum_share", 0.6)
    timetable = factories.a_published_timetable(session, cohort, instructor, workshop, first_day=date(2026, 11, 18))
    bookings = session.scalars(select(Booking).where(Booking.timetable_id == timetable.id).order_by(Booking.day)).all()
    return RunningClass(base_organisation, order.enterprise, cohort, instructor, enrolments, list(bookings))
