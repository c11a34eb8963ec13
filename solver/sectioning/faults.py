"""Every fault of a sectioning problem's data, each with the path of its field; an empty list means sound data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from solver.faults import Periods, at_least, calendar, duplicate_ids, grid, interval, shift, unknown
from solver.problem import HALF_DAYS, Duty, Fault
from solver.sectioning.data import Meeting, Offer, Request, SectioningProblem, WeeklyHalfDay


def faults_of(problem: SectioningProblem) -> list[Fault]:
    """List every fault of `problem`, in the order of its fields."""
    return list(_Validation(problem).faults())


class _Validation(Periods):
    """Holds the known ids while the fields are walked."""

    def __init__(self, problem: SectioningProblem) -> None:
        super().__init__(problem.periods)
        self.problem = problem
        self.half_days = {period.half_day for period in problem.periods}
        self.days = {day.date for day in problem.days}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.lines = {line.id for line in problem.lines}

    def faults(self) -> Iterator[Fault]:
        problem = self.problem
        yield from grid(problem.periods)
        yield from calendar(problem.days)
        for name in ("offers", "requests", "duties", "lines"):
            yield from duplicate_ids(name, getattr(problem, name))
        for at, offer in enumerate(problem.offers):
            yield from self._offer(f"offers[{at}]", offer)
        for at, request in enumerate(problem.requests):
            yield from self._request(f"requests[{at}]", request)
        for at, duty in enumerate(problem.duties):
            yield from self._duty(f"duties[{at}]", duty)
        for at, line in enumerate(problem.lines):
            yield from at_least(f"lines[{at}].most_away", line.most_away, 0)
        for weight in fields(problem.weights):
            yield from at_least(f"weights.{weight.name}", getattr(problem.weights, weight.name), 0)

    def _offer(self, path: str, offer: Offer) -> Iterator[Fault]:
        yield from at_least(f"{path}.least_size", offer.least_size, 1)
        yield from at_least(f"{path}.most_size", offer.most_size, offer.least_size)
        yield from at_least(f"{path}.opening_cost", offer.opening_cost, 0)
        yield from interval(path, offer.first_day, offer.last_day)
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
        yield from at_least(f"{path}.periods", meeting.periods, 1)
        last = meeting.first_period + max(meeting.periods, 1) - 1
        if not {meeting.first_period, last} <= self.period_numbers:
            yield Fault(f"{path}.first_period", f"periods {meeting.first_period} to {last} are not all of the day")

    def _weekly_half_day(self, path: str, expected: WeeklyHalfDay) -> Iterator[Fault]:
        if not 1 <= expected.weekday <= 7:
            yield Fault(f"{path}.weekday", f"is {expected.weekday}, must be 1 to 7")
        if expected.half_day not in self.half_days:
            yield Fault(f"{path}.half_day", f"'{expected.half_day}' is no half-day of the periods")

    def _request(self, path: str, request: Request) -> Iterator[Fault]:
        if not request.person:
            yield Fault(f"{path}.person", "must not be empty")
        yield from at_least(f"{path}.priority", request.priority, 1)
        yield from unknown(f"{path}.line", [request.line], self.lines, "line")
        yield from self.availability(f"{path}.free", request.free)
        wished = request.wished_first_day, request.wished_last_day
        yield from interval(path, *wished, names=("wished_first_day", "wished_last_day"))
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

    def _duty(self, path: str, duty: Duty) -> Iterator[Fault]:
        yield from shift(path, duty.start, duty.end, duty.rest_minutes)
        if duty.cohorts:
            yield Fault(f"{path}.cohorts", "must be empty: people are named, cohorts are not yet made")
