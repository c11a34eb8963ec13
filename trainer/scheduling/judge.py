"""The independent verdict on a draft: the solver's judge on a problem built afresh, and the facts of the past."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

import solver
from trainer.kit.messages import Message, msg
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import Names, names_of


class Place(Protocol):
    """Where and when a lesson stands: a booking, or something like one."""

    @property
    def lesson_id(self) -> str:
        """Which lesson."""

    @property
    def day(self) -> date:
        """On which day."""

    @property
    def first_period(self) -> int:
        """From which period on."""

    @property
    def periods(self) -> int:
        """For how many periods."""

    @property
    def workshop_id(self) -> str:
        """In which workshop."""

    @property
    def instructor_id(self) -> str:
        """With which instructor."""


@dataclass(frozen=True)
class Verdict:
    """What the judge says about a set of bookings: the violations as data and in words, and the cost by goal."""

    situation: Situation
    problem: solver.Problem
    names: Names
    bookings: Sequence[Booking]
    judgement: solver.Judgement
    past: Sequence[Message]

    @property
    def is_clean(self) -> bool:
        """Whether the bookings may be published."""
        return self.judgement.is_clean and not self.past

    @property
    def count(self) -> int:
        """How many breaches there are."""
        return len(self.judgement.violations) + len(self.past)

    @property
    def sentences(self) -> list[Message]:
        """Every breach in words."""
        return [*self.past, *(self.names.sentence(violation) for violation in self.judgement.violations)]

    @property
    def by_lesson(self) -> Mapping[str, Message]:
        """The first breach of each lesson that a violation names."""
        found: dict[str, Message] = {}
        for violation in self.judgement.violations:
            for lesson in violation.ids("lesson"):
                found.setdefault(lesson, self.names.sentence(violation))
        return found


def judge_timetable(
    session: Session, timetable: Timetable, *, travel_minutes: int, others_may_wait: bool = False
) -> Verdict:
    """Judge a version against the data as they are now.

    With `others_may_wait` lessons that stand neither here nor in force may go on waiting for a place: no repair waits
    for them.
    """
    situation = load_situation(session, timetable.organisation_id)
    bookings = bookings_of(session, timetable)
    if others_may_wait:
        known = {*situation.published, *(booking.lesson_id for booking in bookings)}
        problem = problem_without_others(session, situation, known, travel_minutes=travel_minutes)
    else:
        problem = problem_of(session, situation, travel_minutes=travel_minutes)
    return Verdict(
        situation=situation,
        problem=problem,
        names=names_of(session, situation, problem),
        bookings=bookings,
        judgement=solver.check(problem, solver_timetable(bookings, situation.today)),
        past=list(_past_faults(situation, bookings)),
    )


def problem_without_others(
    session: Session, situation: Situation, lesson_ids: Collection[str], *, travel_minutes: int
) -> solver.Problem:
    """The problem of the lessons that are named alone; raises solver.ProblemFaults like `problem_of`.

    A cohort without any of them is left out altogether, so that its data can hold nothing up.
    """
    cohorts = [cohort for cohort in situation.cohorts if any(lesson.id in lesson_ids for lesson in cohort.lessons)]
    problem = problem_of(session, replace(situation, cohorts=cohorts), travel_minutes=travel_minutes)
    return replace(problem, lessons=tuple(lesson for lesson in problem.lessons if lesson.id in lesson_ids))


def solver_timetable(bookings: Iterable[Place], after: date) -> solver.Timetable:
    """The bookings of the days after `after` in the solver's words."""
    return solver.Timetable(tuple(sorted(solver_booking(booking) for booking in bookings if booking.day > after)))


def solver_booking(booking: Place) -> solver.Booking:
    """One booking in the solver's words."""
    return solver.Booking(
        booking.lesson_id, booking.day.isoformat(), booking.first_period, booking.workshop_id, booking.instructor_id
    )


def place_of(booking: Place) -> tuple[date, int, int, str, str]:
    """Day, first period, periods, workshop and instructor: two bookings with the same place are the same."""
    return booking.day, booking.first_period, booking.periods, booking.workshop_id, booking.instructor_id


def _past_faults(situation: Situation, bookings: Sequence[Booking]) -> Iterable[Message]:
    """What of today and before differs from the timetable in force."""
    here = {booking.lesson_id: booking for booking in bookings}
    for lesson_id, taught in situation.taught.items():
        if lesson_id not in here or place_of(here[lesson_id]) != place_of(taught):
            yield msg("A lesson of %(day)s has begun or is over and cannot move any more", day=taught.day)
    for booking in bookings:
        if booking.day <= situation.today and booking.lesson_id not in situation.taught:
            yield msg("A lesson would stand on %(day)s, which is today or over", day=booking.day)
