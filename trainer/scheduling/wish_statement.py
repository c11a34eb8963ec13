"""How far each wish was met by a version of the timetable, for each person and over all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from sqlalchemy.orm import Session

from solver.figures import wish_statement
from trainer.models.resources import Instructor
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.judge import solver_timetable
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.situation import load_situation
from trainer.scheduling.wishes import BASE_PART

# An average of fewer colleagues would tell what single persons wished for.
FEWEST_COLLEAGUES = 3


@dataclass(frozen=True)
class WishResult:
    """One wish: the unwanted `periods` of a weekday, or a base (the weekday is None); `missed` are the lessons against.

    Lessons of today and before are not counted: they are over, and no run moves them.
    """

    weekday: int | None
    periods: tuple[int, ...]
    base_id: str | None
    missed: Sequence[Booking]

    @property
    def is_met(self) -> bool:
        """Whether no lesson to come is against it."""
        return not self.missed


@dataclass(frozen=True)
class PersonStatement:
    """All wishes of an instructor; lesson periods to come, and how many of them are against no wish."""

    instructor: Instructor
    wishes: Sequence[WishResult]

    @property
    def met(self) -> int:
        """How many wishes are met."""
        return sum(wish.is_met for wish in self.wishes)

    @property
    def share(self) -> float:
        """The share of wishes that are met, from 0 to 1."""
        return self.met / len(self.wishes)


def statement_of(session: Session, timetable: Timetable, *, travel_minutes: int) -> Sequence[PersonStatement]:
    """The statement of everybody who has wishes now, the least served first; judged on the data as they are now."""
    situation = load_situation(session, timetable.organisation_id)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    bookings = bookings_of(session, timetable)
    known = {lesson.id for lesson in problem.lessons}
    placed = [booking for booking in bookings if booking.lesson_id in known]
    by_lesson = {booking.lesson_id: booking for booking in placed}
    wishes = {wish.id: wish for wish in problem.wishes}
    results: dict[str, list[WishResult]] = defaultdict(list)
    for person in wish_statement(problem, solver_timetable(placed, situation.today)):
        for found in person.wishes:
            wish, (who, _, part) = wishes[found.wish], found.wish.partition("/")
            weekday = None if part == BASE_PART else int(part)
            periods = wish.avoid[weekday - 1] if weekday is not None else ()
            missed = sorted((by_lesson[lesson] for lesson in found.missed), key=_when)
            results[who].append(WishResult(weekday, periods, wish.base, missed))
    instructors = {row.id: row for row in situation.instructors}
    people = [PersonStatement(instructors[who], found) for who, found in results.items()]
    return sorted(people, key=lambda person: (person.share, person.instructor.person.name, person.instructor.id))


def average_of_colleagues(people: Sequence[PersonStatement], instructor: Instructor) -> float | None:
    """The mean share of wishes met among the others; None when so few have wishes that it would tell on them."""
    shares = [person.share for person in people if person.instructor.id != instructor.id]
    return fmean(shares) if len(shares) >= FEWEST_COLLEAGUES else None


def totals_of(people: Sequence[PersonStatement]) -> Mapping[str, int]:
    """How many people, wishes and met wishes there are."""
    return {
        "people": len(people),
        "wishes": sum(len(person.wishes) for person in people),
        "met": sum(person.met for person in people),
        "lessons": sum(len(wish.missed) for person in people for wish in person.wishes),
    }


def _when(booking: Booking) -> tuple[str, int, str]:
    return booking.day.isoformat(), booking.first_period, booking.lesson_id
