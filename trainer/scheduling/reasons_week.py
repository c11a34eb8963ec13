"""The week that shows why lessons do not fit: for each half-day, what is open to them and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import solver
from solver.domains import Domains
from solver.explain import Explanation
from solver.index import Index
from solver.problem import HALF_DAYS
from solver.rules import RULES

FREE, NO_COHORT, NO_INSTRUCTOR, NO_WORKSHOP, NOT_TOGETHER, OFF = (
    "free",
    "no_cohort",
    "no_instructor",
    "no_workshop",
    "not_together",
    "off",
)


@dataclass(frozen=True)
class HalfDay:
    """What a half-day offers to a lesson of the reason by itself.

    `kind` is free, or what is missing first; `staff` and `places` count who and what could take one, `periods` how
    many periods the half-day has.
    """

    day: str
    half: str
    kind: str
    staff: int = 0
    places: int = 0
    periods: int = 0


@dataclass(frozen=True)
class Week:
    """The half-days of one week (its Monday, ISO) against the lessons of the reason.

    `lacking` says in which weeks so many more openings would do; it is empty where the lessons' own windows would
    have to grow for that.
    """

    monday: str
    lessons: int
    half_days: tuple[HalfDay, ...]
    lacking: tuple[tuple[str, int], ...]

    @property
    def free(self) -> int:
        """How many half-days could take a lesson."""
        return sum(half.kind == FREE for half in self.half_days)


def week_of_reason(problem: solver.Problem, explanation: Explanation) -> Week | None:
    """The week that lacks most, else the first one in which the lessons may be taught; None without lessons."""
    taught = {fact.id for fact in explanation.facts if fact.kind == "lessons"}
    index = Index(problem)
    lessons = [at for at in range(index.lesson_count) if problem.modules[index.module[at]].id in taught]
    if not lessons:
        return None
    domains = Domains(index, lessons)
    for rule in RULES:
        rule.narrow(domains)
    mondays = _mondays(index, lessons)
    short = explanation.shortage
    lacking = tuple(entry for entry in short.by_week if entry[1]) if short is not None else ()
    if not {monday for monday, _ in lacking} <= mondays:
        lacking = ()
    worst = max(lacking, key=lambda entry: entry[1], default=None)
    monday = worst[0] if worst is not None else min(mondays, default=index.grid.iso[0])
    week = index.grid.day_of(monday) // 7
    return Week(monday, len(lessons), tuple(_half_days(domains, week)), lacking)


def _window(index: Index, lesson: int) -> int:
    """The slots between the first and last days of a lesson's module and cohorts."""
    module = index.problem.modules[index.module[lesson]]
    slots = index.grid.mask_between(module.first_day, module.last_day) & index.grid.open
    for at in index.module_attending[index.module[lesson]]:
        cohort = index.problem.cohorts[at]
        slots &= index.grid.mask_between(cohort.first_day, cohort.last_day)
    return slots


def _mondays(index: Index, lessons: list[int]) -> set[str]:
    """The Mondays of the weeks in which one of these lessons may be taught."""
    days = {day for lesson in lessons for day in index.days_of(_window(index, lesson))}
    return {index.grid.iso[day // 7 * 7] for day in days}


def _half_days(domains: Domains, week: int) -> Iterator[HalfDay]:
    grid = domains.index.grid
    inside = 0
    for lesson in domains.lessons:
        inside |= _window(domains.index, lesson)
    for day in range(week * 7, week * 7 + 7):
        for half in HALF_DAYS:
            mask = grid.half_day(half) & grid.day_masks[day]
            if mask & inside:
                yield _half_day(domains, grid.iso[day], half, mask)
            else:
                yield HalfDay(grid.iso[day], half, OFF)


def _half_day(domains: Domains, day: str, half: str, mask: int) -> HalfDay:
    staff: set[int] = set()
    places: set[int] = set()
    may_come = together = False
    for lesson in domains.samples:
        starts = domains.times[lesson] & mask & domains.index.grid.half_day_starts(domains.index.periods[lesson])
        may_come |= bool(starts)
        able = {who: open_starts & starts for who, open_starts in domains.staff[lesson].items() if open_starts & starts}
        rooms = {at: open_starts & starts for at, open_starts in domains.places[lesson].items() if open_starts & starts}
        staff |= able.keys()
        places |= rooms.keys()
        together |= any(one & other for one in able.values() for other in rooms.values())
    missing = NO_COHORT if not may_come else NO_INSTRUCTOR if not staff else NO_WORKSHOP if not places else NOT_TOGETHER
    periods = sum(period.half_day == half for period in domains.index.problem.periods)
    return HalfDay(day, half, FREE if together else missing, len(staff), len(places), periods)
