"""Slot claims: what each booking holds, and the swap of an organisation's claims when a timetable is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.kit.db import batches
from trainer.kit.errors import Conflict
from trainer.kit.messages import Message, msg
from trainer.models.people import Person
from trainer.models.resources import Base, Workshop
from trainer.models.scheduling import Booking, SlotClaim, Timetable
from trainer.resources.needs import Need, need_of
from trainer.scheduling.day_grid import start_time
from trainer.scheduling.situation import trainees_by_cohort

Key = tuple[str, date, int, int]


def claims_of(session: Session, bookings: Sequence[Booking]) -> dict[Key, str]:
    """Every claim of these bookings: (resource, day, period, unit) -> booking id.

    The instructor and each trainee claim as the human being, the cohort as itself; workstations and seats are
    counted up from unit 1. Raises Conflict where two of the bookings would hold the same unit.
    """
    trainees = trainees_by_cohort(session, sorted({booking.lesson.cohort_id for booking in bookings}))
    people = {cohort_id: [person.id for person in found] for cohort_id, found in trainees.items()}
    claims: dict[Key, str] = {}
    for booking in bookings:
        once = [f"person:{booking.instructor.person_id}", f"cohort:{booking.lesson.cohort_id}"]
        once += [f"person:{person}" for person in people.get(booking.lesson.cohort_id, ())]
        for resource in once:
            _hold(claims, booking, resource, (1,))
    for booking, need, units in _units(bookings, people):
        _hold(claims, booking, need.resource, units)
    return claims


def swap_claims(session: Session, organisation_id: str, bookings: Sequence[Booking], after: date) -> int:
    """Replace the organisation's claims of every day after `after` by those of `bookings`; returns their number.

    The inserts go in the order of the key, so that two publications never wait for each other in a circle. Raises
    Conflict naming the clash when another organisation holds one of the units.
    """
    claims = claims_of(session, bookings)
    own = select(Booking.id).join(Booking.timetable).where(Timetable.organisation_id == organisation_id)
    session.execute(delete(SlotClaim).where(SlotClaim.day > after, SlotClaim.booking_id.in_(own)))
    rows = [_row(key, claims[key]) for key in sorted(claims)]
    try:
        with session.begin_nested():
            for start in range(0, len(rows), 5_000):
                session.execute(insert(SlotClaim), rows[start : start + 5_000])
    except IntegrityError as error:
        raise Conflict(
            _clash(session, claims) or msg("Somebody else published the same people or workstations at this moment"),
            msg("Start a new run: it plans around what is published now"),
        ) from error
    return len(rows)


def _units(
    bookings: Sequence[Booking], people: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Booking, Need, Sequence[int]]]:
    """Numbered units for each booking: the lowest that are free through the whole lesson."""
    taken: dict[tuple[str, date, int], set[int]] = defaultdict(set)
    for booking in sorted(bookings, key=lambda row: (row.day, row.first_period, row.lesson_id)):
        need = need_of(booking, len(people.get(booking.lesson.cohort_id, ())))
        places = [(need.resource, booking.day, period) for period in booking.covered]
        used = set().union(*(taken[place] for place in places))
        units = [unit for unit in range(1, len(used) + need.units + 1) if unit not in used][: need.units]
        for place in places:
            taken[place].update(units)
        yield booking, need, units


def _hold(claims: dict[Key, str], booking: Booking, resource: str, units: Iterable[int]) -> None:
    for unit in units:
        for period in booking.covered:
            key = (resource, booking.day, period, unit)
            if claims.setdefault(key, booking.id) != booking.id:
                raise Conflict(
                    msg(
                        "%(day)s, %(time)s: the same person or cohort stands in two lessons of this timetable",
                        day=booking.day,
                        time=start_time(period),
                    )
                )


def _row(key: Key, booking_id: str) -> dict[str, Any]:
    resource, day, period, unit = key
    return {"resource": resource, "day": day, "period": period, "unit": unit, "booking_id": booking_id}


def _clash(session: Session, claims: Mapping[Key, str]) -> Message | None:
    """The first unit of `claims` that somebody else holds, in words."""
    resources = sorted({key[0] for key in claims})
    for batch in batches(resources):
        days = (min(key[1] for key in claims), max(key[1] for key in claims))
        held = select(SlotClaim).where(SlotClaim.resource.in_(batch), SlotClaim.day.between(*days))
        for claim in session.scalars(held.order_by(SlotClaim.day, SlotClaim.period, SlotClaim.resource)):
            if (claim.resource, claim.day, claim.period, claim.unit) in claims:
                return _clash_message(session, claim)
    return None


def _clash_message(session: Session, claim: SlotClaim) -> Message:
    place = session.scalar(
        select(Base)
        .join(Workshop, Workshop.base_id == Base.id)
        .join(Booking, Booking.workshop_id == Workshop.id)
        .where(Booking.id == claim.booking_id)
    )
    kind, _colon, id_ = claim.resource.partition(":")
    person = session.get(Person, id_) if kind == "person" else None
    return msg(
        "%(day)s, %(time)s: %(who)s is already booked at %(base)s",
        day=claim.day,
        time=start_time(claim.period),
        who=person.name if person is not None else claim.resource,
        base=place.name if place is not None else "—",
    )
