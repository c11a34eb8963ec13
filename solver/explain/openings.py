"""Opening half-days that a calendar closes: where they are, and the calendar with them."""

from __future__ import annotations

from datetime import date

from solver.problem import HALF_DAYS, Availability, Closure, Problem
from solver.rules.opening import closed_period

HalfDay = tuple[str, str]
"""(ISO date, half-day)."""


def periods_of(problem: Problem, half: str) -> tuple[int, ...]:
    """The numbers of the periods of a half-day."""
    return tuple(period.number for period in problem.periods if period.half_day == half)


def closed_half_days(problem: Problem, availability: Availability, *, evenings: bool) -> list[HalfDay]:
    """The half-days of open days with a closed period: by day, or in the evening, in the order of time."""
    found = []
    for day in problem.days:
        for half in HALF_DAYS[2:] if evenings else HALF_DAYS[:2]:
            periods = periods_of(problem, half)
            if periods and closed_period(availability, day, periods[0], periods[-1]) is not None:
                found.append((day.date, half))
    return found


def opened(problem: Problem, availability: Availability, half_days: list[HalfDay]) -> Availability:
    """The calendar with these half-days open as well: every other day keeps what it has."""
    by_day: dict[str, set[int]] = {}
    for day, half in half_days:
        by_day.setdefault(day, set()).update(periods_of(problem, half))
    closures = []
    numbers = [period.number for period in problem.periods]
    for item in problem.days:
        free = by_day.get(item.date, set())
        shut = [n for n in numbers if n not in free and closed_period(availability, item, n, n) is not None]
        if shut:
            closures.append(Closure(item.date, item.date, tuple(shut) if len(shut) < len(numbers) else ()))
    return Availability((), tuple(closures))


def on_weekdays(problem: Problem, weekdays: tuple[int, ...], halves: tuple[str, ...]) -> Availability:
    """A weekly calendar with these half-days on these ISO weekdays."""
    periods = tuple(number for half in halves for number in periods_of(problem, half))
    return Availability(tuple(periods if day in weekdays else () for day in range(1, 8)))


def week_pattern(problem: Problem, availability: Availability) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The ISO weekdays and the half-days on which a weekly calendar is open at all; an empty one is always open."""
    weekly = availability.weekly or (tuple(period.number for period in problem.periods),) * 7
    days = tuple(day for day in range(1, 8) if weekly[day - 1])
    numbers = {number for periods in weekly for number in periods}
    return days, tuple(half for half in HALF_DAYS if numbers & set(periods_of(problem, half)))


def weekday_of(day: str) -> int:
    """The ISO weekday of a date."""
    return date.fromisoformat(day).isoweekday()
