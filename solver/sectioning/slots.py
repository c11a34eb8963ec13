"""Meetings, free periods and duties as bits of Python integers: one bit a period of an open day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import cache

from solver.problem import Availability, Duty
from solver.sectioning.data import SectioningProblem


class Slots:
    """Slot `position of the open day * periods a day + period - 1`; masks are sets of slots."""

    def __init__(self, problem: SectioningProblem) -> None:
        self.problem = problem
        self.periods_a_day = len(problem.periods)
        self.position = {day.date: at for at, day in enumerate(problem.days)}
        self.taken = {offer.id: self._meeting_mask(offer.id) for offer in problem.offers}
        self.duty: dict[str, int] = defaultdict(int)
        for duty in problem.duties:
            mask = self._duty_mask(duty)
            for person in duty.trainees:
                self.duty[person] |= mask
        self.closed = cache(self._closed)

    def clash(self, one: str, other: str) -> bool:
        """Whether nobody can sit in both offers."""
        return one == other or bool(self.taken[one] & self.taken[other])

    def _meeting_mask(self, offer: str) -> int:
        mask = 0
        for meeting in self.problem.meetings[offer]:
            first = self.position[meeting.day] * self.periods_a_day + meeting.first_period - 1
            mask |= ((1 << meeting.periods) - 1) << first
        return mask

    def _duty_mask(self, duty: Duty) -> int:
        start = datetime.fromisoformat(duty.start)
        rested = datetime.fromisoformat(duty.end) + timedelta(minutes=duty.rest_minutes)
        mask = 0
        for passed in range((rested.date() - start.date()).days + 1):
            day = start.date() + timedelta(days=passed)
            position = self.position.get(day.isoformat())
            if position is not None:
                mask |= self._minutes_of_day(day, start, rested) << (position * self.periods_a_day)
        return mask

    def _minutes_of_day(self, day: date, start: datetime, end: datetime) -> int:
        midnight = datetime.combine(day, datetime.min.time())
        first, last = ((moment - midnight).total_seconds() / 60 for moment in (start, end))
        met = 0
        for at, period in enumerate(self.problem.periods):
            if period.start_minute < last and first < period.end_minute:
                met |= 1 << at
        return met

    def _closed(self, free: Availability) -> int:
        """The slots at which somebody with these free periods cannot come."""
        everything = (1 << self.periods_a_day) - 1
        mask = 0
        for at, day in enumerate(self.problem.days):
            closed = everything & ~_bits(free.weekly[day.works_as - 1]) if free.weekly else 0
            for closure in free.closures:
                if closure.first_day <= day.date <= closure.last_day:
                    closed |= _bits(closure.periods) if closure.periods else everything
            mask |= closed << (at * self.periods_a_day)
        return mask


def _bits(periods: tuple[int, ...]) -> int:
    mask = 0
    for number in periods:
        mask |= 1 << (number - 1)
    return mask
