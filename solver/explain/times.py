"""Ways out by times: a cohort that comes in the evening or at weekends too, as its order would say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from solver.explain.ladder import Ladder
from solver.explain.openings import on_weekdays, periods_of, week_pattern
from solver.explain.repair import Price, Repair
from solver.problem import HALF_DAYS, Availability, Cohort, Problem
from solver.rules.opening import closed_period
from solver.verdict import Facts, Subject

EVENINGS = HALF_DAYS[2:]
SATURDAY, SUNDAY = 6, 7


def of_times(problem: Problem, cohort: Cohort) -> Iterator[Ladder]:
    """Evenings on the weekdays it has; or Saturday, then both days of the weekend."""
    yield _more_times(problem, cohort, "cohort_evenings", [((), EVENINGS)])
    yield _more_times(problem, cohort, "cohort_weekends", [((SATURDAY,), ()), ((SATURDAY, SUNDAY), ())])


def _more_times(
    problem: Problem, cohort: Cohort, code: str, wanted: list[tuple[tuple[int, ...], tuple[str, ...]]]
) -> Ladder:
    steps = [step for days, halves in wanted if (step := _at_more_times(problem, cohort, code, days, halves))]
    return Ladder(len(steps), lambda amount: steps[amount - 1])


def _at_more_times(
    problem: Problem, cohort: Cohort, code: str, more_days: tuple[int, ...], more_halves: tuple[str, ...]
) -> Repair | None:
    """The repair that adds weekdays and parts of the day; None when it opens nothing."""
    weekdays, halves = week_pattern(problem, cohort.availability)
    days = tuple(sorted({*weekdays, *more_days}))
    parts = tuple(half for half in HALF_DAYS if half in {*halves, *more_halves})
    calendar = replace(on_weekdays(problem, days, parts), closures=cohort.availability.closures)
    was, now = (_open_in_window(problem, cohort, one) for one in (cohort.availability, calendar))
    if now[0] <= was[0]:
        return None
    facts: Facts = {
        "openings": now[0] - was[0],
        "weekdays": ",".join(map(str, sorted(more_days or days))),
        "all_weekdays": ",".join(map(str, days)),
        "all_halves": ",".join(parts),
    }
    return Repair(
        code,
        (Subject("cohort", cohort.id),),
        f"cohorts[{problem.cohorts.index(cohort)}].availability",
        facts,
        Price(people=cohort.size, extra_periods=now[1] - was[1]),
        replace(
            problem, cohorts=tuple(replace(c, availability=calendar) if c is cohort else c for c in problem.cohorts)
        ),
    )


def _open_in_window(problem: Problem, cohort: Cohort, calendar: Availability) -> tuple[int, int]:
    """How many half-days and how many periods a calendar opens between a cohort's first and last day."""
    days = [day for day in problem.days if cohort.first_day <= day.date <= cohort.last_day]
    counts = [
        sum(closed_period(calendar, day, number, number) is None for number in periods_of(problem, half))
        for day in days
        for half in HALF_DAYS
    ]
    return sum(map(bool, counts)), sum(counts)
