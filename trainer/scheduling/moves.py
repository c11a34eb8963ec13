"""Moving one lesson by hand: where it can stand, at what cost, and the rule that forbids the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

import solver
from solver.explain import Balance, LocalJudge, Reasons, why_here
from trainer.kit import clock
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import Bilingual, Message, bilingual, msg
from trainer.models.programmes import CohortState
from trainer.models.resources import HalfDay
from trainer.models.scheduling import Booking, LessonLock, Timetable
from trainer.resources.queries import workshops_of
from trainer.scheduling.balance import balance_of
from trainer.scheduling.day_grid import HALF_DAYS, fits, half_day_of, periods_of
from trainer.scheduling.open_days import days_between, monday_of
from trainer.scheduling.surroundings import Surroundings, surroundings_of

OK, COST, NO = "ok", "cost", "no"


@dataclass(frozen=True)
class Target:
    """A place for a lesson."""

    day: date
    first_period: int
    workshop_id: str
    instructor_id: str


@dataclass(frozen=True)
class CellVerdict:
    """What it means to put the lesson into one half-day: "ok", "cost" (with what grows) or "no" (with the rule).

    `costs` are the points by which each goal that changes would change; `rule` is the solver's rule behind a "no".
    """

    target: Target
    half: HalfDay
    verdict: str
    reason: Message | None
    extra_cost: int
    costs: Mapping[str, int] = field(default_factory=dict)
    rule: str | None = None


class Trial:
    """Tries places for one lesson of a draft against the solver's rules; changes nothing."""

    def __init__(self, around: Surroundings, booking: Booking, balance: Balance | None) -> None:
        self.around, self.booking = around, booking
        self.today, self.names = around.situation.today, around.names
        self.present = target_of(booking)
        self._timetable = _with(around, booking)
        self._judge = LocalJudge(around.problem, self._timetable, booking.lesson_id, balance=balance)
        self._sentences: dict[int, Message] = {}
        self._starts = {half: _starts(booking, half) for half in HALF_DAYS}

    def cells(self, days: Sequence[date], places: Sequence[tuple[str, str]]) -> list[CellVerdict]:
        """The best verdict for each half-day of `days` and each (workshop, instructor) of `places`.

        Where the lesson can begin as late in the half-day as now and costs nothing, no other start is tried.
        """
        return [self._cell(day, half, place) for place in places for day in days for half in HALF_DAYS]

    def days_of_week(self, day: date) -> list[date]:
        """The days of the problem in the week of `day`."""
        open_days = (date.fromisoformat(found.date) for found in self.around.problem.days)
        return [found for found in open_days if monday_of(found) == monday_of(day)]

    def breaches(self, target: Target) -> list[solver.Violation]:
        """The rules that the move would break and that are not broken now, in the order of the solver's rules."""
        return self._judge.breaches(_booking_at(self.booking.lesson_id, target))

    def line_presence(self, target: Target) -> list[tuple[str, int, int]]:
        """(line, people away, most that it can spare) at `target` for each line from which the cohort's people come."""
        return self._judge.people_away(_booking_at(self.booking.lesson_id, target))

    def verdict(self, target: Target) -> CellVerdict:
        """What it means to put the lesson exactly there."""
        half = half_day_of(target.first_period)
        if target == self.present:
            return CellVerdict(target, half, OK, msg("It stands here now"), 0)
        if target.day <= self.today:
            return CellVerdict(target, half, NO, msg("This day is today or over"), 0)
        place = _booking_at(self.booking.lesson_id, target)
        breach = self._judge.first_breach(place)
        if breach is not None:
            return CellVerdict(target, half, NO, self._sentence(breach), 0, rule=breach.rule)
        costs = self._judge.costs(place)
        extra = sum(costs.values())
        return CellVerdict(
            target, half, COST if extra > 0 else OK, _dearest(costs) if extra > 0 else None, extra, costs
        )

    def why_here(self, days: Sequence[date]) -> Reasons:
        """The solver's answer why the lesson stands where it does, looking at the half-days of `days`."""
        wanted = {day.isoformat() for day in days}
        problem, balance = self.around.problem, self._judge.balance
        return why_here(problem, self._timetable, self.booking.lesson_id, days=wanted, balance=balance)

    def _sentence(self, breach: solver.Violation) -> Message:
        """The breach in words; many cells share one, and the judge keeps it."""
        if id(breach) not in self._sentences:
            self._sentences[id(breach)] = self.names.sentence(breach)
        return self._sentences[id(breach)]

    def _cell(self, day: date, half: HalfDay, place: tuple[str, str]) -> CellVerdict:
        tried: list[CellVerdict] = []
        for first in self._starts[half]:
            tried.append(self.verdict(Target(day, first, *place)))
            if tried[-1].verdict == OK:
                break
        return min(tried, key=rank_of)


def start_trial(
    session: Session,
    timetable: Timetable,
    booking: Booking,
    *,
    travel_minutes: int,
    days: Iterable[date] | None = None,
    places: Iterable[tuple[str, str]] | None = None,
) -> Trial:
    """A trial for a lesson of a draft on the data as they are now.

    Loads what concerns the weeks of `days` (of every day that the lesson's cohort has unless given) and the
    (workshop, instructor) pairs of `places` (all workshops with the lesson's own instructor unless given).
    """
    tried = list(places) if places is not None else _own_places(session, timetable, booking)
    cohort = booking.lesson.cohort
    if cohort.state is CohortState.CANCELLED:
        raise RuleBroken("class-is-taught", msg("This class was cancelled; its lessons are no longer placed"))
    instructors = {instructor for _workshop, instructor in tried}
    around = surroundings_of(
        session,
        timetable,
        booking,
        days=days if days is not None else days_between(cohort.starts_on, cohort.ends_on),
        workshop_ids=[workshop for workshop, _instructor in tried],
        instructor_ids=instructors,
        travel_minutes=travel_minutes,
    )
    is_same = instructors <= {booking.instructor_id}
    return Trial(around, booking, Balance(0, {}) if is_same else balance_of(session, timetable, around.situation))


def _starts(booking: Booking, half: HalfDay) -> list[int]:
    """The first periods to try in a half-day: as late in it as the lesson begins now, then every other one."""
    usable = [first for first in periods_of(half) if fits(first, booking.periods)]
    offset = (booking.first_period - 1) % len(periods_of(half))
    return sorted(usable, key=lambda first: (first - usable[0] != offset, first))


def _own_places(session: Session, timetable: Timetable, booking: Booking) -> list[tuple[str, str]]:
    return [(row.id, booking.instructor_id) for row in workshops_of(session, timetable.organisation_id)]


def _with(around: Surroundings, booking: Booking) -> solver.Timetable:
    """The bookings around the lesson, with its own even when that is over."""
    own = _booking_at(booking.lesson_id, target_of(booking))
    return solver.Timetable(tuple(sorted({**around.bookings, booking.lesson_id: own}.values())))


def refuse_bad_move(
    session: Session, timetable: Timetable, booking: Booking, target: Target, *, travel_minutes: int
) -> None:
    """Raise RuleBroken with the name of the rule and its sentence when the lesson cannot stand at `target`."""
    today = clock.today()
    if booking.day <= today:
        raise RuleBroken("lesson-to-come", msg("This lesson has begun or is over; it cannot move any more"))
    if session.get(LessonLock, booking.lesson_id) is not None:
        raise RuleBroken("lesson-is-locked", msg("This lesson is locked"), msg("Unlock it first"))
    if target.day <= today:
        raise RuleBroken("lesson-to-come", msg("This day is today or over"))
    if not fits(target.first_period, booking.periods):
        raise RuleBroken("half_day", msg("A lesson of %(n)s periods does not fit there", n=booking.periods))
    place = (target.workshop_id, target.instructor_id)
    trial = start_trial(session, timetable, booking, travel_minutes=travel_minutes, days=[target.day], places=[place])
    breaches = trial.breaches(target)
    if breaches:
        raise RuleBroken(breaches[0].rule, trial.names.sentence(breaches[0]))


def target_of(booking: Booking) -> Target:
    """Where a booking stands."""
    return Target(booking.day, booking.first_period, booking.workshop_id, booking.instructor_id)


def best_of(cells: Iterable[CellVerdict], count: int = 9) -> list[CellVerdict]:
    """The places with the least cost, the present one left out."""
    usable = [cell for cell in cells if cell.verdict != NO and not is_present(cell)]
    return sorted(usable, key=lambda cell: (cell.extra_cost, cell.target.day, cell.target.first_period))[:count]


def rank_of(cell: CellVerdict) -> tuple[int, int]:
    """The better, the less: kind of verdict, then points."""
    return (OK, COST, NO).index(cell.verdict), cell.extra_cost


def is_present(cell: CellVerdict) -> bool:
    """Whether this is where the lesson stands now."""
    return cell.verdict == OK and cell.reason is not None


def _booking_at(lesson_id: str, target: Target) -> solver.Booking:
    return solver.Booking(
        lesson_id, target.day.isoformat(), target.first_period, target.workshop_id, target.instructor_id
    )


def _dearest(costs: Mapping[str, int]) -> Bilingual:
    """The goal whose cost grows most, as its statement."""
    worst = max(costs, key=lambda goal: costs[goal])
    return goal_name(worst)


def goal_name(goal_id: str) -> Bilingual:
    """A goal's statement in both languages."""
    goal = next(goal for goal in solver.OBJECTIVES if goal.id == goal_id)
    return bilingual(goal.statement_en, goal.statement_zh)
