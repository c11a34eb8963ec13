"""Requests for courses, open cohorts that offer them, and what placing people may cost: immutable, validated data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from solver.problem import ALWAYS, Availability, Day, Duty, Line, Period, ProblemFaults


@dataclass(frozen=True, slots=True)
class Meeting:
    """One occasion on which a cohort meets: an open day (ISO) and its periods."""

    day: str
    first_period: int
    periods: int


@dataclass(frozen=True, slots=True)
class WeeklyHalfDay:
    """A half-day of each week (ISO weekday, make-up days as the weekday they stand in for)."""

    weekday: int
    half_day: str


@dataclass(frozen=True, slots=True)
class Offer:
    """An open cohort of a course from `first_day` to `last_day` (ISO, both included).

    Either its `meetings` are known, or it is `expected` to meet on whole half-days of every week of its window;
    with neither its times are open and nobody clashes with it. It is held with `least_size` to `most_size` heads
    or cancelled. Its members (requests that sit in it already) stay unless `releases_members`; then it may be
    cancelled and they are requests like any other. `opening_cost` is what holding it costs, in points.
    """

    id: str
    course: str
    least_size: int
    most_size: int
    first_day: str
    last_day: str
    meetings: tuple[Meeting, ...] = ()
    expected: tuple[WeeklyHalfDay, ...] = ()
    base: str | None = None
    opening_cost: int = 0
    releases_members: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """One person asks for one course; at most one offer of it is given.

    `owner` is the enterprise. `free` are the periods the person can come at all. Wishes cost points where they are
    not met: the wished days (an offer should start and end between them), the offers named, best first, the
    half-days of each weekday (seven tuples, Monday first; none means any) and the base. A higher `priority`
    makes leaving the request unplaced dearer. `sits_in` is the offer whose member the person is already.
    """

    id: str
    person: str
    course: str
    owner: str | None = None
    line: str | None = None
    priority: int = 1
    free: Availability = ALWAYS
    wished_first_day: str | None = None
    wished_last_day: str | None = None
    wished_offers: tuple[str, ...] = ()
    wished_half_days: tuple[tuple[str, ...], ...] = ()
    wished_base: str | None = None
    sits_in: str | None = None


@dataclass(frozen=True, slots=True)
class SectioningWeights:
    """Points for one unit of each soft goal; 0 switches a goal off.

    `unplaced`: one unplaced request, times its priority; it dominates as long as it is more than what placing one
    person can cost in all else. `rank`: one place down the list of wished offers. `half_day`: one meeting outside
    the wished half-days. `window`: one week begun outside the wished days. `base`: another base than wished.
    `cancelled`: one offer not held. `balance`: one head between the fullest and the emptiest held offer of a
    course. `fairness`: one thousandth of the largest share of unplaced requests that any owner has.
    """

    unplaced: int = 10_000
    rank: int = 10
    half_day: int = 1
    window: int = 4
    base: int = 5
    cancelled: int = 50
    balance: int = 1
    fairness: int = 1


@dataclass(frozen=True)
class SectioningProblem:
    """All requests and offers of one sectioning. Construction raises `ProblemFaults` with every fault.

    A duty keeps its `trainees` (persons of requests; others are ignored) from every meeting during it and in the
    rest after it. A line spares at most `most_away` of its people in any one period.
    """

    name: str
    periods: tuple[Period, ...]
    days: tuple[Day, ...]
    offers: tuple[Offer, ...]
    requests: tuple[Request, ...]
    duties: tuple[Duty, ...] = ()
    lines: tuple[Line, ...] = ()
    weights: SectioningWeights = field(default_factory=SectioningWeights)

    def __post_init__(self) -> None:
        from solver.sectioning.faults import faults_of

        faults = faults_of(self)
        if faults:
            raise ProblemFaults(faults)

    @cached_property
    def offer(self) -> Mapping[str, Offer]:
        """The offers by id."""
        return {offer.id: offer for offer in self.offers}

    @cached_property
    def request(self) -> Mapping[str, Request]:
        """The requests by id."""
        return {request.id: request for request in self.requests}

    @cached_property
    def meetings(self) -> Mapping[str, tuple[Meeting, ...]]:
        """The meetings of each offer, known ones or those expected on open days of its window."""
        return {offer.id: self._meetings_of(offer) for offer in self.offers}

    def _meetings_of(self, offer: Offer) -> tuple[Meeting, ...]:
        if offer.meetings or not offer.expected:
            return offer.meetings
        return tuple(
            self._whole_half_day(day, expected.half_day)
            for day in self.days
            if offer.first_day <= day.date <= offer.last_day
            for expected in offer.expected
            if expected.weekday == day.works_as
        )

    def _whole_half_day(self, day: Day, half_day: str) -> Meeting:
        numbers = [period.number for period in self.periods if period.half_day == half_day]
        return Meeting(day.date, numbers[0], len(numbers))
