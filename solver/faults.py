"""What all validation uses: faults of ids, numbers, dates and calendars, each with the path of its field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from solver.problem import Availability, Fault, Problem, Stations


class HasId(Protocol):
    @property
    def id(self) -> str: ...


@lru_cache(maxsize=4096)
def is_date(text: str) -> bool:
    """Whether the text is an ISO date, written as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_minute(text: str) -> bool:
    """Whether the text is a local minute, written as YYYY-MM-DDTHH:MM."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.isoformat(timespec="minutes") == text


def duplicate_ids(path: str, items: Sequence[HasId]) -> Iterator[Fault]:
    """Ids that are empty or used before."""
    seen: set[str] = set()
    for at, item in enumerate(items):
        if not item.id:
            yield Fault(f"{path}[{at}].id", "must not be empty")
        if item.id in seen:
            yield Fault(f"{path}[{at}].id", f"'{item.id}' is used twice")
        seen.add(item.id)


def at_least(path: str, value: int | None, least: int) -> Iterator[Fault]:
    """A number below the least."""
    if value is not None and value < least:
        yield Fault(path, f"is {value}, must be at least {least}")


def dates(path: str, **fields: str | None) -> Iterator[Fault]:
    """Texts that are no dates, by the names of their fields."""
    for field, text in fields.items():
        if text is not None and not is_date(text):
            yield Fault(f"{path}.{field}", f"'{text}' is not a date (YYYY-MM-DD)")


def interval(path: str, first: str | None, last: str | None) -> Iterator[Fault]:
    """Days that are no dates, or the wrong way round."""
    faults = list(dates(path, first_day=first, last_day=last))
    yield from faults
    if not faults and first is not None and last is not None and last < first:
        yield Fault(f"{path}.last_day", f"'{last}' is before the first day '{first}'")


class Known:
    """The ids and periods that the fields of a problem may refer to."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.period_numbers = {period.number for period in problem.periods}
        self.bases = {base.id for base in problem.bases}
        self.workshops = {workshop.id for workshop in problem.workshops}
        self.instructors = {instructor.id for instructor in problem.instructors}
        self.cohorts = {cohort.id: cohort for cohort in problem.cohorts}
        self.modules = {module.id: module for module in problem.modules}
        self.trainees = {trainee for cohort in problem.cohorts for trainee in cohort.trainees}
        self.lines = {line.id for line in problem.lines}
        self.lessons = {lesson.id for lesson in problem.lessons}

    def known(self, path: str, ids: Iterable[str | None], known: Iterable[str], what: str) -> Iterator[Fault]:
        """Ids that nothing has."""
        for id_ in ids:
            if id_ is not None and id_ not in known:
                yield Fault(path, f"unknown {what} '{id_}'")

    def availability(self, path: str, availability: Availability) -> Iterator[Fault]:
        """A calendar's faults."""
        if len(availability.weekly) not in (0, 7):
            yield Fault(f"{path}.weekly", "must be empty or have seven entries, Monday first")
        for weekday, periods in enumerate(availability.weekly):
            yield from self.period_numbers_of(f"{path}.weekly[{weekday}]", periods)
        for at, closure in enumerate(availability.closures):
            yield from interval(f"{path}.closures[{at}]", closure.first_day, closure.last_day)
            yield from self.period_numbers_of(f"{path}.closures[{at}].periods", closure.periods)

    def period_numbers_of(self, path: str, periods: Iterable[int]) -> Iterator[Fault]:
        """Periods that no day has."""
        for number in periods:
            if number not in self.period_numbers:
                yield Fault(path, f"unknown period {number}")

    def stations(self, path: str, stations: Sequence[Stations]) -> Iterator[Fault]:
        """Counts below 0 and types listed twice."""
        seen: set[str] = set()
        for at, entry in enumerate(stations):
            yield from at_least(f"{path}[{at}].count", entry.count, 0)
            if entry.equipment in seen:
                yield Fault(f"{path}[{at}].equipment", f"'{entry.equipment}' is listed twice")
            seen.add(entry.equipment)
