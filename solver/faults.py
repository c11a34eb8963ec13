"""What all validation uses: faults of ids, numbers, dates and calendars, each with the path of its field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Protocol

from solver.problem import HALF_DAYS, Availability, Day, Fault, Period, Problem, Stations

MOST_DAYS = 3 * 366
"""A longer horizon is taken for a slip of the pen."""
DAY_MINUTES = 24 * 60


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


def interval(
    path: str, first: str | None, last: str | None, names: tuple[str, str] = ("first_day", "last_day")
) -> Iterator[Fault]:
    """Days that are no dates, or the wrong way round."""
    faults = list(dates(path, **dict(zip(names, (first, last), strict=True))))
    yield from faults
    if not faults and first is not None and last is not None and last < first:
        yield Fault(f"{path}.{names[1]}", f"'{last}' is before the first day '{first}'")


def shift(path: str, start: str, end: str, rest_minutes: int) -> Iterator[Fault]:
    """A shift whose ends are no minutes, or the wrong way round, or that is followed by less than no rest."""
    wrong = [(name, text) for name, text in (("start", start), ("end", end)) if not is_minute(text)]
    for name, text in wrong:
        yield Fault(f"{path}.{name}", f"'{text}' is not a local minute (YYYY-MM-DDTHH:MM)")
    if not wrong and end <= start:
        yield Fault(f"{path}.end", "must be after the start")
    yield from at_least(f"{path}.rest_minutes", rest_minutes, 0)


def unknown(path: str, values: Iterable[object], known: Collection[object], what: str) -> Iterator[Fault]:
    """Ids or numbers that nothing has."""
    for value in values:
        if value is not None and value not in known:
            yield Fault(path, f"unknown {what} '{value}'")


def grid(periods: Sequence[Period]) -> Iterator[Fault]:
    """Periods that do not follow one another through the half-days of one day."""
    if not periods:
        yield Fault("periods", "must not be empty")
    last_end, last_half = 0, 0
    for at, period in enumerate(periods):
        path = f"periods[{at}]"
        if period.number != at + 1:
            yield Fault(f"{path}.number", f"is {period.number}, periods are numbered 1, 2, 3 … in order")
        if period.half_day not in HALF_DAYS:
            yield Fault(f"{path}.half_day", f"'{period.half_day}' is none of {', '.join(HALF_DAYS)}")
        elif HALF_DAYS.index(period.half_day) < last_half:
            yield Fault(f"{path}.half_day", "half-days must follow one another")
        else:
            last_half = HALF_DAYS.index(period.half_day)
        if not last_end <= period.start_minute < period.end_minute <= DAY_MINUTES:
            yield Fault(f"{path}.start_minute", "periods must follow one another within one day")
        last_end = period.end_minute


def calendar(days: Sequence[Day]) -> Iterator[Fault]:
    """Days that are no dates, out of order, or stand in for no weekday; a span that can only be a slip of the pen."""
    previous, is_sound = "", True
    for at, day in enumerate(days):
        unreadable = list(dates(f"days[{at}]", date=day.date))
        yield from unreadable
        is_sound = is_sound and not unreadable
        if day.date <= previous:
            yield Fault(f"days[{at}].date", "days must be in order and differ")
        if not 1 <= day.works_as <= 7:
            yield Fault(f"days[{at}].works_as", f"is {day.works_as}, must be 1 (Monday) to 7 (Sunday)")
        previous = day.date
    if is_sound and days:
        span = date.fromisoformat(previous) - date.fromisoformat(days[0].date)
        if span.days >= MOST_DAYS:
            yield Fault("days", f"run over {span.days + 1} days, at most {MOST_DAYS} are possible")


class Periods:
    """The periods of a day, which calendars refer to."""

    def __init__(self, periods: Iterable[Period]) -> None:
        self.period_numbers = {period.number for period in periods}

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


class Known(Periods):
    """The ids and periods that the fields of a problem may refer to."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.periods)
        self.problem = problem
        self.bases = {base.id for base in problem.bases}
        self.workshops = {workshop.id for workshop in problem.workshops}
        self.instructors = {instructor.id for instructor in problem.instructors}
        self.cohorts = {cohort.id: cohort for cohort in problem.cohorts}
        self.modules = {module.id: module for module in problem.modules}
        self.trainees = {trainee for cohort in problem.cohorts for trainee in cohort.trainees}
        self.lines = {line.id for line in problem.lines}
        self.lessons = {lesson.id for lesson in problem.lessons}

    def stations(self, path: str, stations: Sequence[Stations]) -> Iterator[Fault]:
        """Counts below 0 and types listed twice."""
        seen: set[str] = set()
        for at, entry in enumerate(stations):
            yield from at_least(f"{path}[{at}].count", entry.count, 0)
            if entry.equipment in seen:
                yield Fault(f"{path}[{at}].equipment", f"'{entry.equipment}' is listed twice")
            seen.add(entry.equipment)
