"""What a search for repairs starts from: the problem with what is published, and who was touched lately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from solver.repair import Incident, LessonMoved, PlacesForbidden, after_incident
from trainer.kit import clock
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import msg
from trainer.models.programmes import Lesson
from trainer.models.repairs import IncidentKind, TimetableRepair
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.judge import problem_without_others, solver_timetable
from trainer.scheduling.situation import Situation

# Whoever was touched within so many days is touched again only when it cannot be helped.
SPARED_DAYS = 30


@dataclass(frozen=True)
class Stand:
    """Where a lesson stood in a version, and whose it is."""

    cohort_id: str
    slot: tuple[date, int, str]
    instructor_id: str


def repair_problem(
    session: Session, situation: Situation, repair: TimetableRepair, *, travel_minutes: int
) -> solver.Problem:
    """The problem of the published lessons to come, after the incident, with where they are published.

    What resources and cohorts keep of the incident is in the data already; that a lesson has to move is not. Raises
    RuleBroken when the data cannot be a problem at all.
    """
    try:
        problem = problem_without_others(session, situation, situation.published, travel_minutes=travel_minutes)
    except solver.ProblemFaults as faults:
        raise RuleBroken(
            "data-check", msg("The data cannot be scheduled as they are"), msg("Mend them on the data check page")
        ) from faults
    known = {lesson.id for lesson in problem.lessons}
    to_come = [booking for booking in situation.published.values() if booking.lesson_id in known]
    problem = replace(problem, published=())
    return after_incident(problem, solver_timetable(to_come, situation.today), list(_incidents(repair)))


def touched_lately(session: Session, organisation_id: str) -> frozenset[str]:
    """Cohorts and instructors for whom a publication of the last month changed a lesson that they knew already."""
    since = clock.now() - timedelta(days=SPARED_DAYS)
    versions = session.scalars(
        select(Timetable)
        .where(Timetable.organisation_id == organisation_id, Timetable.published_at.is_not(None))
        .order_by(Timetable.published_at)
    ).all()
    found: set[str] = set()
    for old, new in pairwise(versions):
        if new.published_at is not None and new.published_at >= since:
            after = clock.local(new.published_at).date()
            found.update(_touched(_stands(session, old, after), _stands(session, new, after)))
    return frozenset(found)


def _incidents(repair: TimetableRepair) -> Iterator[Incident]:
    if repair.kind is not IncidentKind.LESSON_MOVED:
        return
    wanted = dict(repair.wanted)
    leaves = wanted.pop("leaves", None)
    if leaves is not None:
        day, first, last = leaves
        yield PlacesForbidden((repair.subject_id,), solver.Forbidden(day, day, tuple(range(first, last + 1))))
    if any(wanted.values()):
        yield LessonMoved(repair.subject_id, **wanted)


def _stands(session: Session, timetable: Timetable, after: date) -> Mapping[str, Stand]:
    rows = session.execute(
        select(
            Booking.lesson_id,
            Lesson.cohort_id,
            Booking.day,
            Booking.first_period,
            Booking.workshop_id,
            Booking.instructor_id,
        )
        .join(Booking.lesson)
        .where(Booking.timetable_id == timetable.id, Booking.day > after)
    )
    return {row[0]: Stand(row[1], (row[2], row[3], row[4]), row[5]) for row in rows}


def _touched(old: Mapping[str, Stand], new: Mapping[str, Stand]) -> Iterator[str]:
    for lesson_id in old.keys() & new.keys():
        before, after = old[lesson_id], new[lesson_id]
        if before.slot != after.slot:
            yield before.cohort_id
        if before != after:
            yield from (before.instructor_id, after.instructor_id)
