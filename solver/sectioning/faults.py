"""Every fault of a sectioning problem's data, each with the path of its field; an empty list means sound data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime

from solver.problem import HALF_DAYS, Availability, Duty, Fault
from solver.sectioning.data import Meeting, Offer, Request, SectioningProblem, WeeklyHalfDay


def faults_of(problem: SectioningProblem) -> list[Fault]:
    """List every fault of `problem`, in the order of its fields."""
    return list(_Validation(problem).faults())


def is_date(text: str) -> bool:
    """Whether a text is a day written YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_minute(text: str) -> bool:
    """Whether a text is a local minute written YYYY-MM-DDTHH:MM."""
    try:
        return datetime.fromisoformat(text).isoformat(timespec="minutes") == text
    except ValueError:
        return False


def interval_faults(path: str, names: tuple[str, str], first: str | None, last: str | None) -> Iterator[Fault]:
    """Faults of two days that bound an interval; None leaves a side open."""
    wrong = [(name, day) for name, day in zip(names, (first, last), strict=True) if day and not is_date(day)]
    for name, day in wrong:
        yield Fault(f"{path}.{name}", f"'{day}' is not a date (YYYY-MM-DD)")
    if not wrong and first and last and last < first:
        yield Fault(f"{path}.{names[1]}", f"'{last}' is before the first day '{first}'")


def least_fault(path: str, value: int, least: int) -> Iterator[Fault]:
    """A fault when `value` is less than `least`."""
    if value < least:
        yield Fault(path, f"is {value}, must be at least {least}")


def id_faults(path: str, ids: list[str]) -> Iterator[Fault]:
    """Faults of ids that are empty or used twice."""
    seen: set[str] = set()
    for at, id_ in enumerate(ids):
        if not id_:
            yield Fault(f"{path}[{at}].id", "must not be empty")
        if id_ in seen:
            yield Fault(f"{path}[{at}].id", f"'{id_}' is used twice")
        seen.add(id_)


class _Validation:
    """Holds the known ids while the fields are walked."""

    def __init__(self, problem: SectioningProblem) -> None:
        self.problem = problem
        self.numbers = {period.number for period in problem.periods}
        self.half_days = {period.half_day for period in problem.periods}
        self.days = {day.date for day in problem.days}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.lines = {line.id for line in problem.lines}

    def faults(self) -> Iterator[Fault]:
        problem = self.problem
        yield from self._periods()
        yield from self._days()
        yield from id_faults("offers", [offer.id for offer in problem.offers])
        yield from id_faults("requests", [request.id for request in problem.requests])
        yield from id_faults("duties", [duty.id for duty in problem.duties])
        yield from id_faults("lines", [line.id for line in problem.lines])
        for at, offer in enumerate(problem.offers):
            yield from self._offer(f"offers[{at}]", offer)
        for at, request in enumerate(problem.requests):
            yield from self._request(f"requests[{at}]", request)
        for at, duty in enumerate(problem.duties):
            yield from self._duty(f"duties[{at}]", duty)
        for at, line in enumerate(problem.lines):
            yield from least_fault(f"lines[{at}].most_away", line.most_away, 0)
        for weight in fields(problem.weights):
            yield from least_fault(f"weights.{weight.name}", getattr(problem.weights, weight.name), 0)

    def _periods(self) -> Iterator[Fault]:
        if not self.problem.periods:
            yield Fault("periods", "must not be empty")
        last_end, last_half = 0, 0
        for at, period in enumerate(self.problem.periods):
            if period.number != at + 1:
                yield Fault(f"periods[{at}].number", f"is {period.number}, periods are numbered 1, 2, 3 … in order")
            if period.half_day not in HALF_DAYS:
                yield Fault(f"periods[{at}].half_day", f"'{period.half_day}' is none of {', '.join(HALF_DAYS)}")
            elif HALF_DAYS.index(period.half_day) < last_half:
                yield Fault(f"periods[{at}].half_day", "half-days must follow one another")
            else:
                last_half = HALF_DAYS.index(period.half_day)
            if not last_end <= period.start_minute < period.end_minute <= 1440:
                yield Fault(f"periods[{at}].start_minute", "periods must follow one another within one day")
            last_end = period.end_minute

    def _days(self) -> Iterator[Fault]:
        before = ""
        for at, day in enumerate(self.problem.days):
            if not is_date(day.date):
                yield Fault(f"days[{at}].date", f"'{day.date}' is not a date (YYYY-MM-DD)")
            elif day.date <= before:
                yield Fault(f"days[{at}].date", "days must be in order, each once")
            if not 1 <= day.works_as <= 7:
                yield Fault(f"days[{at}].works_as", f"is {day.works_as}, must be 1 to 7")
            before = day.date

    def _offer(self, path: str, offer: Offer) -> Iterator[Fault]:
        yield from least_fault(f"{path}.least_size", offer.least_size, 1)
        yield from least_fault(f"{path}.most_size", offer.most_size, offer.least_size)
        yield from least_fault(f"{path}.opening_cost", offer.opening_cost, 0)
        yield from interval_faults(path, ("first_day", "last_day"), offer.first_day, offer.last_day)
        if offer.meetings and offer.expected:
            yield Fault(f"{path}.expected", "must be empty when the meetings are known")
        for at, meeting in enumerate(offer.meetings):
            yield from self._meeting(f"{path}.meetings[{at}]", meeting, offer)
        for at, half_day in enumerate(offer.expected):
            yield from self._weekly_half_day(f"{path}.expected[{at}]", half_day)

    def _meeting(self, path: str, meeting: Meeting, offer: Offer) -> Iterator[Fault]:
        if meeting.day not in self.days:
            yield Fault(f"{path}.day", f"'{meeting.day}' is not an open day")
        elif not offer.first_day <= meeting.day <= offer.last_day:
            yield Fault(f"{path}.day", f"'{meeting.day}' is outside the days of its offer")
        yield from least_fault(f"{path}.periods", meeting.periods, 1)
        last = meeting.first_period + max(meeting.periods, 1) - 1
        if not {meeting.first_period, last} <= self.numbers:
            yield Fault(f"{path}.first_period", f"periods {meeting.first_period} to {last} are not all of the day")

    def _weekly_half_day(self, path: str, expected: WeeklyHalfDay) -> Iterator[Fault]:
        if not 1 <= expected.weekday <= 7:
            yield Fault(f"{path}.weekday", f"is {expected.weekday}, must be 1 to 7")
        if expected.half_day not in self.half_days:
            yield Fault(f"{path}.half_day", f"'{expected.half_day}' is no half-day of the periods")

    def _request(self, path: str, request: Request) -> Iterator[Fault]:
        if not request.person:
            yield Fault(f"{path}.person", "must not be empty")
        yield from least_fault(f"{path}.priority", request.priority, 1)
        if request.line is not None and request.line not in self.lines:
            yield Fault(f"{path}.line", f"unknown line '{request.line}'")
        yield from self._availability(f"{path}.free", request.free)
        wished = request.wished_first_day, request.wished_last_day
        yield from interval_faults(path, ("wished_first_day", "wished_last_day"), *wished)
        for at, offer in enumerate(request.wished_offers):
            yield from self._offer_of(f"{path}.wished_offers[{at}]", offer, request)
        if len(set(request.wished_offers)) < len(request.wished_offers):
            yield Fault(f"{path}.wished_offers", "names an offer twice")
        if request.wished_half_days and len(request.wished_half_days) != 7:
            yield Fault(f"{path}.wished_half_days", "must have one entry for each of seven weekdays, or none")
        for at, names in enumerate(request.wished_half_days):
            for name in names:
                if name not in HALF_DAYS:
                    yield Fault(f"{path}.wished_half_days[{at}]", f"'{name}' is none of {', '.join(HALF_DAYS)}")
        if request.sits_in is not None:
            yield from self._offer_of(f"{path}.sits_in", request.sits_in, request)

    def _offer_of(self, path: str, offer: str, request: Request) -> Iterator[Fault]:
        if offer not in self.offers:
            yield Fault(path, f"unknown offer '{offer}'")
        elif self.offers[offer].course != request.course:
            yield Fault(path, f"offer '{offer}' is not of course '{request.course}'")

    def _availability(self, path: str, availability: Availability) -> Iterator[Fault]:
        if availability.weekly and len(availability.weekly) != 7:
            yield Fault(f"{path}.weekly", "must have one entry for each of seven weekdays, or none")
        for at, numbers in enumerate(availability.weekly):
            yield from self._known_periods(f"{path}.weekly[{at}]", numbers)
        for at, closure in enumerate(availability.closures):
            here = f"{path}.closures[{at}]"
            yield from interval_faults(here, ("first_day", "last_day"), closure.first_day, closure.last_day)
            yield from self._known_periods(f"{here}.periods", closure.periods)

    def _known_periods(self, path: str, numbers: tuple[int, ...]) -> Iterator[Fault]:
        for number in numbers:
            if number not in self.numbers:
                yield Fault(path, f"unknown period {number}")

    def _duty(self, path: str, duty: Duty) -> Iterator[Fault]:
        wrong = [name for name in ("start", "end") if not is_minute(getattr(duty, name))]
        for name in wrong:
            yield Fault(f"{path}.{name}", f"'{getattr(duty, name)}' is not a minute (YYYY-MM-DDTHH:MM)")
        if not wrong and duty.end <= duty.start:
            yield Fault(f"{path}.end", f"'{duty.end}' is not after the start '{duty.start}'")
        yield from least_fault(f"{path}.rest_minutes", duty.rest_minutes, 0)
        if duty.cohorts:
            yield Fault(f"{path}.cohorts", "must be empty: people are named, cohorts are not yet made")
