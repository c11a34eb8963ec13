"""From the database to the solver's problem: one base organisation, everything from tomorrow on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

import solver
from trainer.catalogue.queries import find_policy
from trainer.config import Config
from trainer.scheduling import problem_cohorts, problem_places
from trainer.scheduling.commitments import planned_sittings, published_elsewhere, taught_this_week
from trainer.scheduling.day_grid import PERIODS
from trainer.scheduling.open_days import days_between, is_open, works_as
from trainer.scheduling.problem_lines import solver_lines, workers_of
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wishes import solver_wishes

# What the settings say when the caller has none at hand.
DEFAULT_TRAVEL_MINUTES = Config.default_travel_minutes


def build_problem(
    session: Session, organisation_id: str, *, travel_minutes: int = DEFAULT_TRAVEL_MINUTES
) -> solver.Problem:
    """The present problem of an organisation; the same data give the same problem, byte for byte.

    Raises solver.ProblemFaults when the data cannot be a problem at all; `data_check` says it in words.
    """
    return problem_of(session, load_situation(session, organisation_id), travel_minutes=travel_minutes)


def problem_of(session: Session, situation: Situation, *, travel_minutes: int) -> solver.Problem:
    """The problem of a loaded situation.

    Lessons of today and before are facts: they are not in the problem, but this week's count against caps, and a
    module that has begun keeps its distance to its last taught lesson.
    """
    elsewhere = published_elsewhere(session, situation)
    sittings = planned_sittings(session, situation)
    workers = workers_of(session, situation)
    places = [booking.workshop.base_id for booking, _ in elsewhere] + [held.workshop.base_id for held, _ in sittings]
    bases = problem_places.solver_bases(situation, places)
    return solver.Problem(
        name=situation.organisation.id,
        periods=solver_periods(),
        days=open_days(situation),
        bases=bases,
        travel=problem_places.solver_travel(session, [base.id for base in bases], travel_minutes),
        workshops=problem_places.solver_workshops(situation),
        instructors=problem_places.solver_instructors(
            situation, caps(session, situation, "scheduling.instructor_max_periods")
        ),
        cohorts=problem_cohorts.solver_cohorts(situation, caps(session, situation, "scheduling.max_periods"), workers),
        modules=problem_cohorts.solver_modules(situation),
        lessons=problem_cohorts.solver_lessons(situation),
        duties=problem_cohorts.solver_duties(session, situation, night_rest_hours(session, situation)),
        commitments=(
            *taught_this_week(situation),
            *(commitment for _, commitment in elsewhere),
            *(commitment for _, commitment in sittings),
        ),
        lines=solver_lines(workers),
        wishes=solver_wishes(session, situation, wish_weight(session, situation)),
    )


def solver_periods() -> tuple[solver.Period, ...]:
    """The day's grid in the solver's words."""
    return tuple(
        solver.Period(period.number, period.half_day.value, period.start_minute, period.end_minute)
        for period in PERIODS
    )


def open_days(situation: Situation) -> tuple[solver.Day, ...]:
    """From tomorrow to the last day of a window or lock: every day that is no public holiday."""
    return days_until(situation, situation.today)


def days_until(situation: Situation, last: date) -> tuple[solver.Day, ...]:
    """The open days of the situation, and those after them up to `last`."""
    first = situation.today + timedelta(days=1)
    end = max(last, _horizon(situation, first))
    open_ones = (day for day in days_between(first, end) if is_open(situation.calendar, day))
    return tuple(solver.Day(day.isoformat(), works_as(situation.calendar, day)) for day in open_ones)


def caps(session: Session, situation: Situation, key: str) -> tuple[int | None, int | None]:
    """The most periods a day and a week that the region's policy allows; None where it is silent."""
    return _policy(session, situation, f"{key}_day"), _policy(session, situation, f"{key}_week")


def night_rest_hours(session: Session, situation: Situation) -> int | None:
    """The hours of rest that the region's policy asks for after a night shift."""
    return _policy(session, situation, "scheduling.night_rest_hours")


def wish_weight(session: Session, situation: Situation) -> int | None:
    """The points of a lesson period against an instructor's wish by the region's policy; None where it is silent."""
    return _policy(session, situation, "scheduling.wish_weight")


def seal(problem: solver.Problem) -> tuple[str, str]:
    """The problem as JSON, and the SHA-256 of that text."""
    text = solver.problem_to_json(problem)
    return text, hashlib.sha256(text.encode()).hexdigest()


def _policy(session: Session, situation: Situation, key: str) -> int | None:
    record = find_policy(session, key, situation.organisation.region_code, situation.today)
    return None if record is None else int(record.value)


def _horizon(situation: Situation, first: date) -> date:
    windows: Iterable[date] = (cohort.ends_on for cohort in situation.waiting_cohorts)
    locks = (lock.day for lock in situation.locks.values())
    return max([first, *windows, *locks])
