"""Findings about what several share: patterns, blocks, production lines, quotas and shared hours, by counting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from solver.domains import Domains
from solver.finding import Finding
from solver.index import Index
from solver.patterns import choosable, dates_of
from solver.verdict import Facts, Subject


def shortages(index: Index, alone: Domains) -> Iterator[Finding]:
    """Every shortage that shows before any search; `alone` is what the rules leave each lesson by itself."""
    yield from _patterns(index)
    yield from _blocks(index, alone)
    yield from _lines(index)
    yield from _quotas(index, alone)
    yield from _hours(index, alone)


def _patterns(index: Index) -> Iterator[Finding]:
    """Modules none of whose patterns has enough open dates."""
    days = [day.date for day in index.problem.days]
    for at, module in enumerate(index.problem.modules):
        lessons = len(index.module_lessons[at])
        if module.patterns and lessons and not choosable(module.patterns, lessons, days):
            dates = max(len(dates_of(pattern, days)) for pattern in module.patterns)
            subjects = (Subject("module", module.id), Subject("cohort", module.cohort))
            facts: Facts = {"needed": lessons, "dates": dates}
            yield Finding("no_pattern", "weekly_pattern", subjects, f"modules[{at}].patterns", facts)


def _blocks(index: Index, alone: Domains) -> Iterator[Finding]:
    """Modules that want one instructor when nobody can teach all their lessons."""
    for at, module in enumerate(index.problem.modules):
        staff = [set(alone.staff[lesson]) for lesson in index.module_lessons[at] if module.one_instructor]
        if staff and all(staff) and not set.intersection(*staff):
            subjects = (Subject("module", module.id), Subject("cohort", module.cohort))
            yield Finding("no_one_for_all", "one_instructor", subjects, f"modules[{at}].one_instructor")


def _lines(index: Index) -> Iterator[Finding]:
    """Lessons that take more people from a production line than it can spare."""
    lines = index.problem.lines
    for at, heads in enumerate(index.line_heads):
        for line, count in sorted(heads.items()):
            if index.module_lessons[at] and count > lines[line].most_away:
                module = index.problem.modules[at]
                subjects = (
                    Subject("line", lines[line].id),
                    Subject("cohort", module.cohort),
                    Subject("module", module.id),
                )
                facts: Facts = {"away": count, "most": lines[line].most_away}
                yield Finding("line_too_thin", "line_presence", subjects, f"lines[{line}].most_away", facts)


def _quotas(index: Index, alone: Domains) -> Iterator[Finding]:
    """Quotas smaller than what the owner's lessons need that can only fall under them."""
    owned: dict[str | None, list[int]] = defaultdict(list)
    for lesson, cohort in enumerate(index.cohort):
        owned[index.problem.cohorts[cohort].owner].append(lesson)
    for at, quota in enumerate(index.problem.quotas):
        inside = {index.workshop_at[workshop] for workshop in quota.workshops} or set(range(len(index.base)))
        days = index.grid.mask_between(quota.first_day, quota.last_day)
        bound = [
            lesson
            for lesson in owned[quota.owner]
            if not alone.times[lesson] & ~days and inside.issuperset(alone.places[lesson])
        ]
        needed = sum(index.need[lesson] * index.periods[lesson] for lesson in bound)
        if needed > quota.most:
            subjects = (Subject("quota", quota.id), Subject("owner", quota.owner))
            facts: Facts = {"needed": needed, "most": quota.most}
            yield Finding("quota_short", "quota", subjects, f"quotas[{at}].most", facts)


def _hours(index: Index, alone: Domains) -> Iterator[Finding]:
    """Purposes for which the instructors who alone can teach them have too few hours."""
    allowed: dict[str, dict[int, int]] = defaultdict(dict)
    for item in index.problem.allowances:
        allowed[item.purpose][index.instructor_at[item.instructor]] = item.most_periods_a_week
    for purpose, hours in sorted(allowed.items()):
        lessons = [
            lesson
            for lesson, module in enumerate(index.module)
            if index.problem.modules[module].purpose == purpose
            and alone.staff[lesson]
            and hours.keys() >= alone.staff[lesson].keys()
        ]
        able = {instructor for lesson in lessons for instructor in alone.staff[lesson]}
        starts = 0
        for lesson in lessons:
            starts |= alone.times[lesson]
        weeks = sum(1 for week in index.grid.week_masks if week & starts)
        needed = sum(index.periods[lesson] for lesson in lessons)
        available = weeks * sum(hours[instructor] for instructor in able)
        if needed > available:
            facts: Facts = {"needed": needed, "available": available}
            yield Finding("hours_short", "allowance", (Subject("purpose", purpose),), "allowances", facts)
