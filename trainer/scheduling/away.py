"""Who of a production line is in lessons when, by the timetables in force, and the shifts of its people beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit.db import batches
from trainer.models.enrolment import Enrolment, EnrolmentState, ShiftDuty
from trainer.models.people import Person
from trainer.models.production import LineWorker, ProductionLine
from trainer.models.resources import HalfDay
from trainer.scheduling.day_grid import HALF_DAYS, half_day_of
from trainer.scheduling.queries import published_bookings

DAYS = 7


@dataclass(frozen=True)
class AwayCell:
    """The people of a line who have a lesson in a half-day, and how many are away at once at the busiest period."""

    people: Sequence[Person]
    most: int


@dataclass(frozen=True)
class AwayWeek:
    """A week of a line: cells by day and half-day, and the shifts of each of its people by day."""

    days: Sequence[date]
    people: Sequence[Person]
    cells: Mapping[tuple[date, HalfDay], AwayCell]
    duties: Mapping[tuple[str, date], ShiftDuty]

    @property
    def most(self) -> int:
        """The most people away at once in the week."""
        return max((cell.most for cell in self.cells.values()), default=0)


def week_of_line(session: Session, line: ProductionLine, monday: date) -> AwayWeek:
    """The week from `monday` of a line; lessons are those of the timetables in force, of whichever base."""
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    people = session.scalars(
        select(Person).join(LineWorker).where(LineWorker.line_id == line.id).order_by(Person.name, Person.id)
    ).all()
    away = _away(session, [person.id for person in people], days)
    cells = {
        (day, half): _cell(people, [who for period, who in away[day].items() if half_day_of(period) is half])
        for day in days
        for half in HALF_DAYS
    }
    return AwayWeek(days, people, cells, _duties(session, line, [person.id for person in people], days))


def _cell(people: Sequence[Person], by_period: Sequence[set[str]]) -> AwayCell:
    gone = set().union(*by_period)
    return AwayCell([person for person in people if person.id in gone], max(map(len, by_period), default=0))


def _away(session: Session, person_ids: Sequence[str], days: Sequence[date]) -> dict[date, dict[int, set[str]]]:
    """Who is in a lesson in each period of each day."""
    cohorts: dict[str, set[str]] = defaultdict(set)
    for batch in batches(person_ids):
        seats = select(Enrolment.cohort_id, Enrolment.person_id).where(
            Enrolment.person_id.in_(batch), Enrolment.state == EnrolmentState.ENROLLED
        )
        for cohort_id, person_id in session.execute(seats):
            cohorts[cohort_id].add(person_id)
    away: dict[date, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for cohort_id, members in cohorts.items():
        for booking in published_bookings(session, cohort_id=cohort_id, first_day=days[0], last_day=days[-1]):
            for period in booking.covered:
                away[booking.day][period] |= members
    return away


def _duties(
    session: Session, line: ProductionLine, person_ids: Sequence[str], days: Sequence[date]
) -> dict[tuple[str, date], ShiftDuty]:
    found: dict[tuple[str, date], ShiftDuty] = {}
    for batch in batches(person_ids):
        rows = select(ShiftDuty).where(
            ShiftDuty.person_id.in_(batch),
            ShiftDuty.enterprise_id == line.enterprise_id,
            ShiftDuty.day.between(days[0], days[-1]),
        )
        found.update({(row.person_id, row.day): row for row in session.scalars(rows)})
    return found
