"""The door through which assessment reaches the solver: plain wishes for sittings in, places and panels out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

import solver
from solver import sittings as engine
from trainer.kit.messages import Bilingual, bilingual
from trainer.models.resources import HalfDay
from trainer.scheduling.day_grid import first_period_of, periods_of
from trainer.scheduling.sitting_world import SittingWorld, load_world
from trainer.skills.levels import rank

# So many days after the first possible one a sitting may be.
DAYS_AHEAD = 28
HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)
PERIODS = min(len(periods_of(half)) for half in HALVES)
# A request waits for this: the first plan takes milliseconds, the rest of the time makes it better.
LIMITS = engine.SittingLimits(seconds=1.5, deterministic=0.5, parts=20)


@dataclass(frozen=True)
class WantedSitting:
    """A sitting that a cohort needs. `subject` is what the assessors' cards are for; people and firms are ids.

    `places` has for each workshop that may be used how many candidates can sit in it at once.
    """

    cohort_id: str
    name: Bilingual
    organisation_id: str
    subject: str
    level: int
    people: tuple[str, ...]
    enterprises: frozenset[str]
    places: Mapping[str, int]
    first_day: date
    panel_size: int


@dataclass(frozen=True)
class CardHeld:
    """The right to assess a subject down from a level code, with the validity of the card."""

    subject: str
    level: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class KnownAssessor:
    """A human being who may sit on panels, with ties, load so far, and the people of the latest panel."""

    person_id: str
    name: str
    cards: tuple[CardHeld, ...]
    organisations: frozenset[str]
    taught_cohorts: frozenset[str]
    sittings_before: int = 0
    sat_with: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposedSitting:
    """Where and when the solver puts a cohort's sitting, and the people on its panel."""

    cohort_id: str
    day: date
    first_period: int
    periods: int
    workshop_id: str
    person_ids: tuple[str, ...]


@dataclass(frozen=True)
class SittingPlaces:
    """The sittings that were placed, why the others were not, and whether nothing better exists."""

    proposed: tuple[ProposedSitting, ...]
    reasons: tuple[Bilingual, ...]
    is_best: bool


def place_sittings(
    session: Session, wanted: Sequence[WantedSitting], assessors: Sequence[KnownAssessor], *, travel_minutes: int
) -> SittingPlaces:
    """Propose day, half-day, workshop and panel of each wanted sitting; changes nothing.

    Bounded: `LIMITS` for the search, beside reading the calendars of the workshops and people concerned.
    """
    if not wanted:
        return SittingPlaces((), (), is_best=True)
    world = load_world(
        session,
        organisations=sorted({row.organisation_id for row in wanted}),
        workshops=sorted({workshop for row in wanted for workshop in row.places}),
        persons=sorted({person for row in wanted for person in row.people} | {row.person_id for row in assessors}),
        days=(min(row.first_day for row in wanted), max(_last_day(row) for row in wanted)),
        travel_minutes=travel_minutes,
    )
    problem = _problem(world, wanted, assessors)
    result = engine.solve_sittings(problem, LIMITS)
    return SittingPlaces(
        tuple(_proposed(booking) for booking in result.bookings),
        tuple(_said(reason, wanted, assessors) for reason in result.reasons),
        is_best=result.status is solver.Status.OPTIMAL,
    )


def _problem(
    world: SittingWorld, wanted: Sequence[WantedSitting], assessors: Sequence[KnownAssessor]
) -> engine.SittingProblem:
    trainees = frozenset(person for row in wanted for person in row.people)
    problem = solver.Problem(
        name="sittings",
        periods=world.periods,
        days=world.days,
        bases=world.bases,
        travel=world.travel,
        workshops=tuple(_workshop(workshop, wanted) for workshop in world.workshops),
        instructors=(),
        cohorts=tuple(_cohort(row) for row in wanted),
        modules=(),
        lessons=(),
        duties=world.duties_of(trainees),
        commitments=world.commitments_of(trainees),
    )
    return engine.SittingProblem(
        problem,
        solver.Timetable(),
        tuple(_sitting(row) for row in wanted),
        tuple(_assessor(row, world) for row in assessors),
    )


def _workshop(workshop: solver.Workshop, wanted: Sequence[WantedSitting]) -> solver.Workshop:
    """A workshop with the places that each cohort has in it: which kinds count depends on the course."""
    stations = tuple(
        solver.Stations(row.cohort_id, row.places[workshop.id]) for row in wanted if workshop.id in row.places
    )
    return solver.Workshop(workshop.id, workshop.base, workshop.seats, stations, workshop.availability)


def _cohort(row: WantedSitting) -> solver.Cohort:
    first, last = row.first_day.isoformat(), _last_day(row).isoformat()
    return solver.Cohort(row.cohort_id, max(1, len(row.people)), first, last, row.people)


def _sitting(row: WantedSitting) -> engine.Sitting:
    return engine.Sitting(
        id=row.cohort_id,
        cohort=row.cohort_id,
        subject=row.subject,
        heads=len(row.people),
        periods=PERIODS,
        rank=rank(row.level),
        equipment=row.cohort_id,
        candidates=row.people,
        first_day=row.first_day.isoformat(),
        last_day=_last_day(row).isoformat(),
        starts=tuple(first_period_of(half) for half in HALVES),
        enterprises=tuple(sorted(row.enterprises)),
        panel_size=row.panel_size,
    )


def _assessor(row: KnownAssessor, world: SittingWorld) -> engine.Assessor:
    return engine.Assessor(
        id=row.person_id,
        cards=tuple(_card(card) for card in row.cards),
        enterprises=tuple(sorted(row.organisations)),
        taught_cohorts=tuple(sorted(row.taught_cohorts)),
        trainee=row.person_id,
        engagements=world.engagements_of(row.person_id),
        shifts=world.shifts_of(row.person_id),
        sittings_before=row.sittings_before,
        sat_with=row.sat_with,
    )


def _card(card: CardHeld) -> engine.Card:
    last = card.valid_to.isoformat() if card.valid_to is not None else None
    return engine.Card(card.subject, rank(card.level), card.valid_from.isoformat(), last)


def _last_day(row: WantedSitting) -> date:
    return row.first_day + timedelta(days=DAYS_AHEAD)


def _proposed(booking: engine.SittingBooking) -> ProposedSitting:
    day = date.fromisoformat(booking.day)
    return ProposedSitting(booking.sitting, day, booking.first_period, PERIODS, booking.workshop, booking.panel)


def _said(
    reason: engine.SittingReason, wanted: Sequence[WantedSitting], assessors: Sequence[KnownAssessor]
) -> Bilingual:
    """A reason with the names of cohorts and people, in both languages."""
    names: dict[str, Mapping[str, str]] = defaultdict(dict)
    names.update({row.cohort_id: {"en": row.name.text, "zh": row.name.chinese} for row in wanted})
    names.update({row.person_id: {"en": row.name, "zh": row.name} for row in assessors})

    def in_language(language: str) -> str:
        return engine.sentence_of_reason(reason, lambda _kind, id_: names[id_].get(language, id_), language)

    return bilingual(in_language("en"), in_language("zh"))
