"""Moving one lesson by hand: where it can stand, at what cost, and the rule that forbids the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

import solver
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import Bilingual, Message, bilingual, msg
from trainer.models.resources import HalfDay
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.day_grid import HALF_DAYS, fits, periods_of
from trainer.scheduling.judge import solver_booking, solver_timetable
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import Names, names_of

OK, COST, NO = "ok", "cost", "no"
Mark = tuple[str, tuple[solver.Subject, ...], str | None, int | None]


@dataclass(frozen=True)
class Target:
    """A place for a lesson."""

    day: date
    first_period: int
    workshop_id: str
    instructor_id: str


@dataclass(frozen=True)
class CellVerdict:
    """What it means to put the lesson into one half-day: "ok", "cost" (with what grows) or "no" (with the rule)."""

    target: Target
    half: HalfDay
    verdict: str
    reason: Message | None
    extra_cost: int


class Trial:
    """Tries places for one lesson of a draft against the judge; changes nothing.

    The judge sees the lesson's whole cohort and everybody else's lessons of the weeks concerned: all rules speak of a
    cohort, a day or a week, so that nothing outside can matter.
    """

    def __init__(
        self, situation: Situation, problem: solver.Problem, names: Names, bookings: Sequence[Booking], booking: Booking
    ) -> None:
        self.situation, self.problem, self.names, self.booking = situation, problem, names, booking
        self._bookings = [row for row in bookings if row.day > situation.today]
        self._present: dict[date, solver.Judgement] = {}

    def cells(self, days: Sequence[date], places: Sequence[tuple[str, str]]) -> list[CellVerdict]:
        """The best verdict for each half-day of `days` and each (workshop, instructor) of `places`."""
        return [self._cell(day, half, place) for place in places for day in days for half in HALF_DAYS]

    def days_of_week(self, day: date) -> list[date]:
        """The days of the problem in the week of `day`."""
        open_days = (date.fromisoformat(found.date) for found in self.problem.days)
        return [found for found in open_days if monday_of(found) == monday_of(day)]

    def judge(self, target: Target) -> tuple[list[solver.Violation], int, Message | None]:
        """The breaches that the move would bring, the points that it costs, and which goal suffers most."""
        others = self._neighbours(target)
        before = self._judgement_now(monday_of(target.day), others)
        moved = solver.Timetable(
            tuple(sorted([*map(solver_booking, others), _booking_at(self.booking.lesson_id, target)]))
        )
        after = solver.check(self.problem, moved)
        known = {_mark(violation) for violation in before.violations}
        fresh = [violation for violation in after.violations if _mark(violation) not in known]
        return fresh, after.objective - before.objective, _dearest(before, after)

    def _judgement_now(self, week: date, others: Sequence[Booking]) -> solver.Judgement:
        """The judgement on the present place, which is the same for every target in a week."""
        if week not in self._present:
            present = solver_timetable([*others, self.booking], self.situation.today)
            self._present[week] = solver.check(self.problem, present)
        return self._present[week]

    def _cell(self, day: date, half: HalfDay, place: tuple[str, str]) -> CellVerdict:
        tried = [self._verdict(Target(day, first, *place), half) for first in self._starts(half)]
        return min(tried, key=lambda found: ((OK, COST, NO).index(found.verdict), found.extra_cost))

    def _starts(self, half: HalfDay) -> list[int]:
        """The first periods to try: as late in the half-day as now, then every other one."""
        usable = [first for first in periods_of(half) if fits(first, self.booking.periods)]
        offset = (self.booking.first_period - 1) % len(periods_of(half))
        return sorted(usable, key=lambda first: (first - usable[0] != offset, first))

    def _verdict(self, target: Target, half: HalfDay) -> CellVerdict:
        if target == target_of(self.booking):
            return CellVerdict(target, half, OK, msg("It stands here now"), 0)
        if target.day <= self.situation.today:
            return CellVerdict(target, half, NO, msg("This day is today or over"), 0)
        violations, extra, dearest = self.judge(target)
        if violations:
            return CellVerdict(target, half, NO, self.names.sentence(violations[0]), extra)
        return CellVerdict(target, half, COST if extra > 0 else OK, dearest if extra > 0 else None, extra)

    def _neighbours(self, target: Target) -> list[Booking]:
        weeks = {monday_of(self.booking.day), monday_of(target.day)}
        cohort_id = self.booking.lesson.cohort_id
        return [
            row
            for row in self._bookings
            if row.lesson_id != self.booking.lesson_id
            and (row.lesson.cohort_id == cohort_id or monday_of(row.day) in weeks)
        ]


def start_trial(session: Session, timetable: Timetable, booking: Booking, *, travel_minutes: int) -> Trial:
    """A trial for a lesson of a draft on the data as they are now."""
    situation = load_situation(session, timetable.organisation_id)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    names = names_of(session, situation, problem)
    return Trial(situation, problem, names, bookings_of(session, timetable), booking)


def refuse_bad_move(
    session: Session, timetable: Timetable, booking: Booking, target: Target, *, travel_minutes: int
) -> None:
    """Raise RuleBroken with the name of the rule and its sentence when the lesson cannot stand at `target`."""
    trial = start_trial(session, timetable, booking, travel_minutes=travel_minutes)
    if booking.day <= trial.situation.today:
        raise RuleBroken("lesson-to-come", msg("This lesson has begun or is over; it cannot move any more"))
    if booking.lesson_id in trial.situation.locks:
        raise RuleBroken("lesson-is-locked", msg("This lesson is locked"), msg("Unlock it first"))
    if target.day <= trial.situation.today:
        raise RuleBroken("lesson-to-come", msg("This day is today or over"))
    if not fits(target.first_period, booking.periods):
        raise RuleBroken("half_day", msg("A lesson of %(n)s periods does not fit there", n=booking.periods))
    violations, _extra, _dearest_goal = trial.judge(target)
    if violations:
        raise RuleBroken(violations[0].rule, trial.names.sentence(violations[0]))


def target_of(booking: Booking) -> Target:
    """Where a booking stands."""
    return Target(booking.day, booking.first_period, booking.workshop_id, booking.instructor_id)


def best_of(cells: Iterable[CellVerdict], count: int = 9) -> list[CellVerdict]:
    """The places with the least cost, the present one left out."""
    usable = [cell for cell in cells if cell.verdict != NO and not _is_present(cell)]
    return sorted(usable, key=lambda cell: (cell.extra_cost, cell.target.day, cell.target.first_period))[:count]


def _is_present(cell: CellVerdict) -> bool:
    return cell.verdict == OK and cell.reason is not None


def _mark(violation: solver.Violation) -> Mark:
    return violation.rule, violation.subjects, violation.day, violation.period


def _booking_at(lesson_id: str, target: Target) -> solver.Booking:
    return solver.Booking(
        lesson_id, target.day.isoformat(), target.first_period, target.workshop_id, target.instructor_id
    )


def _dearest(before: solver.Judgement, after: solver.Judgement) -> Bilingual | None:
    """The goal whose cost grows most, as its statement."""
    was = {part.objective: part.weight * part.cost for part in before.parts}
    grown = {part.objective: part.weight * part.cost - was[part.objective] for part in after.parts}
    worst = max(grown, key=lambda key: grown[key])
    goal = next(goal for goal in solver.OBJECTIVES if goal.id == worst)
    return bilingual(goal.statement_en, goal.statement_zh) if grown[worst] > 0 else None
