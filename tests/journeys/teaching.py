"""The lessons between the first and the last, through the services: thirty times the same page would be slow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.journeys.city import City
from trainer.delivery import queries, services
from trainer.models.assessment import Sitting
from trainer.models.delivery import AttendanceMark
from trainer.models.organisations import Organisation
from trainer.models.people import Account, Person
from trainer.models.scheduling import Booking
from trainer.scheduling.day_grid import start_time
from trainer.scheduling.queries import published_bookings
from trainer.seeding.acting import viewer_for


@dataclass(frozen=True)
class Lesson:
    """One lesson of the published timetable: its day, when it starts, and who teaches it."""

    id: str
    day: date
    starts_at: str
    login: str


def published_lessons(city: City) -> list[Lesson]:
    """All lessons of the city by day and time."""
    with city.database.reading() as session:
        return [_lesson(session, booking) for booking in published_bookings(session)]


def teach_all_but_first_and_last(city: City, lessons: list[Lesson]) -> None:
    """Mark everybody present and close the record, each as its own instructor, in one transaction."""
    with city.database.transaction() as session:
        for lesson in lessons[1:-1]:
            person = session.scalars(
                select(Person).join(Account, Account.person_id == Person.id).where(Account.login_name == lesson.login)
            ).one()
            organisation = session.scalars(select(Organisation).where(Organisation.name == city.names["base"]["zh"]))
            viewer = viewer_for(session, person, organisation.one())
            sheet = queries.get_sheet(session, lesson.id, viewer=viewer)
            present = {row.id: AttendanceMark.PRESENT for row in sheet.roster}
            services.mark_attendance(session, sheet, present, viewer=viewer)
            sheet = queries.get_sheet(session, lesson.id, viewer=viewer)
            services.confirm_lesson(session, sheet, "按教学计划完成", viewer=viewer)


def sitting_day(city: City) -> date:
    """The day of the only sitting."""
    with city.database.reading() as session:
        return session.scalars(select(Sitting.day)).one()


def _lesson(session: Session, booking: Booking) -> Lesson:
    login = session.scalars(select(Account.login_name).where(Account.person_id == booking.instructor.person_id)).one()
    return Lesson(booking.lesson_id, booking.day, start_time(booking.first_period), login)
