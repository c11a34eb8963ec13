"""Bases, travel, workshops and instructors of a base organisation as the solver sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.models.programmes import Cohort
from trainer.models.resources import (
    Absence,
    Closure,
    Instructor,
    InstructorQualification,
    TravelTime,
    WeeklyOpening,
    Workshop,
)
from trainer.scheduling.day_grid import HALF_DAYS, periods_of
from trainer.scheduling.situation import Situation
from trainer.skills.levels import EXAMINED_LEVELS, reaches

ALL_WEEK = range(1, 8)


def solver_bases(situation: Situation, foreign_base_ids: Iterable[str]) -> tuple[solver.Base, ...]:
    """The organisation's own bases with their closures, and those elsewhere that people come from."""
    own = [solver.Base(base.id, _availability((), situation.closures.get(base.id, ()))) for base in situation.bases]
    known = {base.id for base in situation.bases}
    return (*own, *(solver.Base(base_id) for base_id in sorted(set(foreign_base_ids) - known)))


def solver_travel(session: Session, base_ids: Sequence[str], default_minutes: int) -> tuple[solver.Travel, ...]:
    """Minutes between every two bases, each way; `default_minutes` where none were recorded."""
    rows = select(TravelTime).where(TravelTime.from_base_id.in_(base_ids), TravelTime.to_base_id.in_(base_ids))
    minutes = {(row.from_base_id, row.to_base_id): row.minutes for row in session.scalars(rows)}
    ways = ((origin, destination) for origin in base_ids for destination in base_ids if origin != destination)
    return tuple(solver.Travel(*way, minutes.get(way, minutes.get(way[::-1], default_minutes))) for way in ways)


def solver_workshops(situation: Situation) -> tuple[solver.Workshop, ...]:
    """The workshops with seats, workstations counted by type, opening hours and closures."""
    return tuple(_workshop(situation, workshop) for workshop in situation.workshops)


def solver_instructors(situation: Situation, caps: tuple[int | None, int | None]) -> tuple[solver.Instructor, ...]:
    """The instructors; `caps` are the policy's most periods a day and a week, None where the policy is silent."""
    return tuple(_instructor(situation, instructor, caps) for instructor in situation.instructors)


def subject_key(occupation_id: str, level: int) -> str:
    """The solver's opaque name for teaching an occupation at a level."""
    return f"{occupation_id}/{level}"


def cohort_availability(cohort: Cohort) -> solver.Availability:
    """The weekdays and half-days on which a cohort can be taught."""
    periods = tuple(number for half in HALF_DAYS if half.value in cohort.half_days for number in periods_of(half))
    return solver.Availability(tuple(periods if weekday in cohort.weekdays else () for weekday in ALL_WEEK))


def tighter(own: int | None, policy: int | None) -> int | None:
    """The smaller of two caps, either of which may be missing."""
    return min((cap for cap in (own, policy) if cap is not None), default=None)


def _workshop(situation: Situation, workshop: Workshop) -> solver.Workshop:
    stations = sorted((group.equipment_type_id, group.count) for group in workshop.workstations)
    return solver.Workshop(
        id=workshop.id,
        base=workshop.base_id,
        seats=workshop.seats,
        stations=tuple(solver.Stations(equipment, count) for equipment, count in stations),
        availability=_resource_availability(situation, workshop.id),
    )


def _instructor(situation: Situation, instructor: Instructor, caps: tuple[int | None, int | None]) -> solver.Instructor:
    held = sorted(instructor.qualifications, key=lambda row: (row.occupation_id, row.level, row.valid_from, row.id))
    return solver.Instructor(
        id=instructor.id,
        qualifications=tuple(found for row in held for found in qualifications_of(row)),
        home_base=instructor.home_base_id,
        availability=_resource_availability(situation, instructor.id),
        max_periods_a_day=tighter(instructor.max_periods_day, caps[0]),
        max_periods_a_week=tighter(instructor.max_periods_week, caps[1]),
    )


def qualifications_of(row: InstructorQualification) -> list[solver.Qualification]:
    """What one recorded qualification lets its holder teach: a subject for each level that it reaches."""
    if not (row.theory or row.practice):
        return []
    kind = "both" if row.theory and row.practice else "theory" if row.theory else "practice"
    # Whoever holds a level may teach it and every level below it in rank.
    taught = [level for level in EXAMINED_LEVELS if reaches(row.level, level)]
    first, last = row.valid_from.isoformat(), _iso(row.valid_to)
    return [solver.Qualification(subject_key(row.occupation_id, level), kind, first, last) for level in taught]


def _resource_availability(situation: Situation, resource_id: str) -> solver.Availability:
    return _availability(_weekly(situation.openings.get(resource_id, ())), situation.absences.get(resource_id, ()))


def _weekly(openings: Sequence[WeeklyOpening]) -> tuple[tuple[int, ...], ...]:
    """Open periods by weekday; a resource without any recorded opening is never open."""
    open_halves = {(row.weekday, row.half_day) for row in openings}
    return tuple(
        tuple(number for half in HALF_DAYS if (weekday, half) in open_halves for number in periods_of(half))
        for weekday in ALL_WEEK
    )


def _availability(
    weekly: tuple[tuple[int, ...], ...], closed: Sequence[Absence] | Sequence[Closure]
) -> solver.Availability:
    return solver.Availability(weekly, tuple(_closure(row) for row in closed))


def _closure(row: Absence | Closure) -> solver.Closure:
    half = getattr(row, "half_day", None)
    periods = periods_of(half) if half is not None else ()
    return solver.Closure(row.starts_on.isoformat(), row.ends_on.isoformat(), periods)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
