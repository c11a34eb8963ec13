"""What already holds the workshops and people of sittings to be placed: claims, sittings, shifts, calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from solver import sittings as engine
from trainer.kit.db import batches
from trainer.models.assessment import Sitting
from trainer.models.enrolment import ShiftDuty
from trainer.models.resources import Workshop
from trainer.models.scheduling import Booking, SlotClaim
from trainer.resources.queries import work_calendar
from trainer.scheduling.commitments import sittings_to_come
from trainer.scheduling.open_days import works_as
from trainer.scheduling.problem_builder import night_rest_hours, solver_periods
from trainer.scheduling.problem_cohorts import is_night
from trainer.scheduling.problem_places import solver_bases, solver_travel, solver_workshops
from trainer.scheduling.situation import Scope, Situation, load_situation

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hold:
    """One stretch of a day that takes a workshop (if any of ours) and people."""

    id: str
    day: date
    first_period: int
    periods: int
    base_id: str
    workshop_id: str | None
    persons: frozenset[str]


@dataclass(frozen=True)
class SittingWorld:
    """Calendars, places and holds in the solver's words, by person where they fall on people."""

    periods: tuple[solver.Period, ...]
    days: tuple[solver.Day, ...]
    bases: tuple[solver.Base, ...]
    travel: tuple[solver.Travel, ...]
    workshops: tuple[solver.Workshop, ...]
    holds: Sequence[Hold]
    shifts: Mapping[str, tuple[engine.Shift, ...]]

    def commitments_of(self, trainees: Collection[str]) -> tuple[solver.Commitment, ...]:
        """What holds a workshop or one of these trainees."""
        return tuple(
            solver.Commitment(
                id=hold.id,
                day=hold.day.isoformat(),
                first_period=hold.first_period,
                periods=hold.periods,
                base=hold.base_id,
                workshop=hold.workshop_id,
                trainees=tuple(sorted(hold.persons.intersection(trainees))),
            )
            for hold in self.holds
            if hold.workshop_id is not None or hold.persons.intersection(trainees)
        )

    def engagements_of(self, person_id: str) -> tuple[engine.Engagement, ...]:
        """What holds one person."""
        return tuple(
            engine.Engagement(hold.id, hold.day.isoformat(), hold.first_period, hold.periods, hold.base_id)
            for hold in self.holds
            if person_id in hold.persons
        )

    def shifts_of(self, person_id: str) -> tuple[engine.Shift, ...]:
        """The shifts of one person."""
        return self.shifts.get(person_id, ())

    def duties_of(self, trainees: Collection[str]) -> tuple[solver.Duty, ...]:
        """The shifts of these trainees."""
        return tuple(
            solver.Duty(f"{person}/{at}", shift.start, shift.end, shift.rest_minutes, trainees=(person,))
            for person in sorted(trainees)
            for at, shift in enumerate(self.shifts_of(person))
        )


def load_world(
    session: Session,
    *,
    organisations: Sequence[str],
    workshops: Sequence[str],
    persons: Sequence[str],
    days: tuple[date, date],
    travel_minutes: int,
) -> SittingWorld:
    """Everything that stands against sittings between two days (both included) in these workshops with these people.

    Sittings are on workdays, make-up workdays included.
    """
    scope = Scope(cohorts=(), workshops=workshops, instructors=())
    situations = [load_situation(session, organisation_id, scope) for organisation_id in organisations]
    holds = [*_claims(session, workshops, persons, days), *_sittings(session, workshops, persons, days)]
    own = {base.id for situation in situations for base in situation.bases}
    foreign = {hold.base_id for hold in holds} - own
    bases = [base for situation in situations for base in solver_bases(situation, ())]
    bases += [solver.Base(base_id) for base_id in sorted(foreign)]
    calendar = work_calendar(session)
    return SittingWorld(
        periods=solver_periods(),
        days=tuple(solver.Day(day.isoformat(), works_as(calendar, day)) for day in calendar.workdays(*days)),
        bases=tuple(bases),
        travel=solver_travel(session, [base.id for base in bases], travel_minutes),
        workshops=tuple(workshop for situation in situations for workshop in solver_workshops(situation)),
        holds=holds,
        shifts=_shifts(session, persons, days, _rest_minutes(session, situations)),
    )


def _claims(
    session: Session, workshops: Sequence[str], persons: Sequence[str], days: tuple[date, date]
) -> Iterable[Hold]:
    """The published lessons that hold one of the people or workshops, each once, as long as the lesson is."""
    people: dict[str, set[str]] = defaultdict(set)
    for batch in batches([f"person:{person}" for person in persons]):
        held = select(SlotClaim.booking_id, SlotClaim.resource).distinct()
        of_people = held.where(SlotClaim.resource.in_(batch), SlotClaim.day.between(*days))
        for booking_id, resource in session.execute(of_people):
            people[booking_id].add(resource.partition(":")[2])
    published = select(SlotClaim.booking_id).where(SlotClaim.day.between(*days))
    in_rooms = select(Booking.id).where(Booking.workshop_id.in_(workshops), Booking.id.in_(published))
    ids = sorted({*people, *session.scalars(in_rooms)})
    for batch in batches(ids):
        lessons = select(Booking, Workshop.base_id).join(Booking.workshop).where(Booking.id.in_(batch))
        for booking, base_id in session.execute(lessons.order_by(Booking.day, Booking.id)):
            room = booking.workshop_id if booking.workshop_id in workshops else None
            yield Hold(
                f"lesson/{booking.id}",
                booking.day,
                booking.first_period,
                booking.periods,
                base_id,
                room,
                frozenset(people[booking.id]),
            )


def _sittings(
    session: Session, workshops: Sequence[str], persons: Sequence[str], days: tuple[date, date]
) -> Iterable[Hold]:
    for sitting in sittings_to_come(session, days[0] - _DAY, workshops, persons):
        room = sitting.workshop_id if sitting.workshop_id in workshops else None
        concerned = _people_of(sitting).intersection(persons)
        base_id, name = sitting.workshop.base_id, f"sitting/{sitting.id}"
        yield Hold(name, sitting.day, sitting.first_period, sitting.periods, base_id, room, concerned)


def _people_of(sitting: Sitting) -> frozenset[str]:
    assessors = (member.assessor.person_id for member in sitting.panel)
    return frozenset([*assessors, *(candidate.enrolment.person_id for candidate in sitting.candidates)])


def _rest_minutes(session: Session, situations: Sequence[Situation]) -> int:
    """The longest rest after a night shift that a region's policy asks for."""
    return max(60 * (night_rest_hours(session, situation) or 0) for situation in situations)


def _shifts(
    session: Session, persons: Sequence[str], days: tuple[date, date], rest_minutes: int
) -> Mapping[str, tuple[engine.Shift, ...]]:
    found: dict[str, list[engine.Shift]] = defaultdict(list)
    for batch in batches(persons):
        near = ShiftDuty.day.between(days[0] - _DAY, days[1])
        duties = select(ShiftDuty).where(ShiftDuty.person_id.in_(batch), near)
        for duty in session.scalars(duties.order_by(ShiftDuty.day, ShiftDuty.start_minute)):
            start, end = _moment(duty.day, duty.start_minute), _moment(duty.day, duty.end_minute)
            found[duty.person_id].append(engine.Shift(start, end, rest_minutes if is_night(duty) else 0))
    return {person: tuple(shifts) for person, shifts in found.items()}


def _moment(day: date, minute: int) -> str:
    return (datetime.combine(day, time()) + timedelta(minutes=minute)).isoformat(timespec="minutes")
