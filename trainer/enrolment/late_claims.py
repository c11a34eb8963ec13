"""Keeping slot claims true when people join or leave a cohort whose lessons are already published.

Publishing claims every trainee as "person:ID", and workstations or seats by the number of heads; whoever joins later
claims the same here, so that the database refuses a person who is booked elsewhere at that time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload, selectinload

from trainer.kit import clock
from trainer.kit.db import batches
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.messages import msg, name_in_both
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort, Lesson
from trainer.models.resources import Workshop
from trainer.models.scheduling import Booking, PublishedTimetable, SlotClaim
from trainer.resources.needs import Need, need_of

Place = tuple[str, date, int]


@dataclass
class _Held:
    """The units that are claimed, by place, and by whom."""

    units: dict[Place, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, booking: Booking, resource: str) -> list[int]:
        """The units that the booking itself holds."""
        mine = self.units[resource, booking.day, booking.first_period]
        return sorted(unit for unit, owner in mine.items() if owner == booking.id)

    def free(self, booking: Booking, need: Need) -> int | None:
        """The lowest unit that is free through the whole lesson, or None."""
        places = [(need.resource, booking.day, period) for period in booking.covered]
        used = set().union(*(self.units[place] for place in places))
        return next((unit for unit in range(1, need.limit + 1) if unit not in used), None)

    def hold(self, booking: Booking, resource: str, unit: int) -> list[dict[str, Any]]:
        """Note the unit as held, and give the rows to insert."""
        for period in booking.covered:
            self.units[resource, booking.day, period][unit] = booking.id
        return _rows(booking, resource, unit)


def claim_for(session: Session, cohort: Cohort, person_ids: Sequence[str]) -> None:
    """Claim the published lessons to come for people who have just taken seats.

    Raises Conflict when one of them is booked elsewhere at the time, RuleBroken "workshop-full" when no place is left.
    """
    bookings = _lessons_to_come(session, cohort)
    if not bookings or not person_ids:
        return
    rows = [row for booking in bookings for person in person_ids for row in _rows(booking, f"person:{person}", 1)]
    rows += _units_to_add(bookings, _heads(session, cohort), _held(session, bookings))
    rows.sort(key=lambda row: (row["resource"], row["day"], row["period"], row["unit"]))
    try:
        with session.begin_nested():
            for part in batches(rows):
                session.execute(insert(SlotClaim), part)
    except IntegrityError as error:
        raise Conflict(
            msg(
                "Somebody in the list is booked elsewhere during the lessons of %(cohort)s", cohort=name_in_both(cohort)
            ),
            msg("Upload the roster again to see who it is"),
        ) from error


def release_for(session: Session, cohort: Cohort, person_id: str) -> None:
    """Give up the claims of somebody who has just left: the person's own, and units that are no longer needed."""
    bookings = _lessons_to_come(session, cohort)
    heads, held = _heads(session, cohort), _held(session, bookings)
    for booking in bookings:
        need = need_of(booking, heads)
        spare = held.of(booking, need.resource)[need.units :]
        own = delete(SlotClaim).where(SlotClaim.booking_id == booking.id)
        session.execute(own.where(SlotClaim.resource == f"person:{person_id}"))
        session.execute(own.where(SlotClaim.resource == need.resource, SlotClaim.unit.in_(spare)))


def _units_to_add(bookings: Sequence[Booking], heads: int, held: _Held) -> Iterable[dict[str, Any]]:
    rows = []
    for booking in bookings:
        need = need_of(booking, heads)
        for _missing in range(need.units - len(held.of(booking, need.resource))):
            unit = held.free(booking, need)
            if unit is None:
                raise RuleBroken(
                    "workshop-full",
                    msg("%(workshop)s has no place left on %(day)s", workshop=booking.workshop.name, day=booking.day),
                    msg("Ask the base to move the lesson to a larger workshop first"),
                )
            rows += held.hold(booking, need.resource, unit)
    return rows


def _lessons_to_come(session: Session, cohort: Cohort) -> Sequence[Booking]:
    published = select(PublishedTimetable.timetable_id)
    own = select(Booking).join(Booking.lesson).where(
        Lesson.cohort_id == cohort.id, Booking.timetable_id.in_(published), Booking.day > clock.today()
    )  # fmt: skip
    whole = (
        selectinload(Booking.workshop).selectinload(Workshop.workstations),
        joinedload(Booking.lesson).joinedload(Lesson.module),
    )
    return session.scalars(own.options(*whole).order_by(Booking.day, Booking.first_period)).all()


def _held(session: Session, bookings: Sequence[Booking]) -> _Held:
    held = _Held()
    resources = sorted({need_of(booking, 1).resource for booking in bookings})
    days = [booking.day for booking in bookings]
    for part in batches(resources):
        claims = select(SlotClaim).where(SlotClaim.resource.in_(part), SlotClaim.day.between(min(days), max(days)))
        for claim in session.scalars(claims):
            held.units[claim.resource, claim.day, claim.period][claim.unit] = claim.booking_id
    return held


def _heads(session: Session, cohort: Cohort) -> int:
    sitting = select(func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ENROLLED
    )
    return session.scalar(sitting) or 0


def _rows(booking: Booking, resource: str, unit: int) -> list[dict[str, Any]]:
    where: Mapping[str, Any] = {"resource": resource, "day": booking.day, "unit": unit, "booking_id": booking.id}
    return [{**where, "period": period} for period in booking.covered]
