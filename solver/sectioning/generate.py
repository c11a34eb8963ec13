"""Seeded sectioning instances: enterprises with lines and rotas, courses with open cohorts, requests with wishes."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from solver.generate import standard_periods
from solver.problem import ALWAYS, Availability, Closure, Day, Duty, Line
from solver.sectioning.data import Meeting, Offer, Request, SectioningProblem, WeeklyHalfDay

FIRST_DAY = date(2026, 9, 7)
WEEKS = 16
REQUESTS_A_COURSE = 33
# Seats offered for each request.
SEATS = {"loose": 1.6, "tight": 0.9}
# Name of a rota: its share of the people, start hour, hours, minutes of rest afterwards, whether it works Saturdays.
ROTAS = {
    "day": (0.45, 8, 9, 0, False),
    "early": (0.15, 6, 8, 30, True),
    "late": (0.12, 14, 8, 30, True),
    "night": (0.12, 22, 8, 480, False),
}
HALF_DAYS = ("morning", "afternoon", "evening")
FIRST_PERIOD = {"morning": 1, "afternoon": 5, "evening": 9}


def generate_sectioning(requests: int, seed: int = 1, tightness: str = "loose") -> SectioningProblem:
    """An instance with so many requests of 16 weeks; `tightness` is "loose" (spare seats) or "tight" (too few)."""
    return _Generator(requests, seed, tightness).build()


class _Generator:
    def __init__(self, requests: int, seed: int, tightness: str) -> None:
        self.wanted, self.seed, self.tightness = requests, seed, tightness
        self.random = random.Random(seed)
        self.days = [FIRST_DAY + timedelta(days=7 * week + at) for week in range(WEEKS) for at in range(6)]
        self.courses = max(1, requests // REQUESTS_A_COURSE)
        self.enterprises = max(2, requests // 150)
        self.on_rota: dict[str, list[str]] = {name: [] for name in ROTAS}

    def build(self) -> SectioningProblem:
        offers = [offer for course in range(self.courses) for offer in self._offers(course)]
        requests = self._requests(offers)
        heads: dict[str, int] = {}
        for request in requests:
            if request.line is not None:
                heads[request.line] = heads.get(request.line, 0) + 1
        return SectioningProblem(
            name=f"{self.wanted} requests, seed {self.seed}, {self.tightness}",
            periods=standard_periods(),
            days=tuple(Day(day.isoformat(), day.isoweekday()) for day in self.days),
            offers=tuple(offers),
            requests=tuple(requests),
            duties=tuple(self._duties()),
            lines=tuple(Line(line, max(2, count // 4)) for line, count in sorted(heads.items())),
        )

    def _offers(self, course: int) -> list[Offer]:
        count = max(2, round(REQUESTS_A_COURSE * SEATS[self.tightness] / 15))
        return [self._offer(f"o{course}-{number}", f"c{course}") for number in range(count)]

    def _offer(self, id_: str, course: str) -> Offer:
        weeks = self.random.randint(4, 8)
        first = self.days[0] + timedelta(days=7 * self.random.randint(0, WEEKS - weeks))
        half_days = self._half_days(self.random.choice((1, 1, 2)))
        expected, meetings = tuple(half_days), tuple(self._meetings(first, weeks, half_days))
        way = self.random.choices(("known", "expected", "open"), (0.6, 0.3, 0.1))[0]
        most = self.random.randint(12, 18)
        return Offer(
            id=id_,
            course=course,
            least_size=self.random.randint(5, 8),
            most_size=most,
            first_day=first.isoformat(),
            last_day=(first + timedelta(days=7 * weeks - 1)).isoformat(),
            meetings=meetings if way == "known" else (),
            expected=expected if way == "expected" else (),
            base=f"b{self.random.randint(1, 9)}",
            opening_cost=self.random.choice((0, 20, 40)),
        )

    def _half_days(self, count: int) -> list[WeeklyHalfDay]:
        """Different weekdays, mostly evenings and Saturdays."""
        weekdays = self.random.sample(range(1, 7), count)
        return [
            WeeklyHalfDay(day, self.random.choices(HALF_DAYS, (1, 1, 0.3) if day == 6 else (0.4, 0.6, 1))[0])
            for day in weekdays
        ]

    def _meetings(self, first: date, weeks: int, half_days: list[WeeklyHalfDay]) -> list[Meeting]:
        return [
            Meeting((first + timedelta(days=7 * week + one.weekday - 1)).isoformat(), FIRST_PERIOD[one.half_day], 4)
            for week in range(weeks)
            for one in sorted(half_days, key=lambda half_day: half_day.weekday)
        ]

    def _requests(self, offers: list[Offer]) -> list[Request]:
        found: list[Request] = []
        person = 0
        while len(found) < self.wanted:
            person += 1
            enterprise = min(int(self.random.expovariate(3.0 / self.enterprises)), self.enterprises - 1)
            line = f"e{enterprise}-l{self.random.randint(1, 3)}" if self.random.random() < 0.6 else None
            rota = self.random.choices((*ROTAS, ""), (*(r[0] for r in ROTAS.values()), 0.16))[0]
            if rota:
                self.on_rota[rota].append(f"p{person}")
            asked = 2 if self.random.random() < 0.12 and self.courses > 1 else 1
            for course in self.random.sample(range(self.courses), asked):
                found.append(self._request(len(found), f"p{person}", f"e{enterprise}", line, f"c{course}", offers))
        return found[: self.wanted]

    def _request(
        self, number: int, person: str, owner: str, line: str | None, course: str, offers: list[Offer]
    ) -> Request:
        of_course = [offer.id for offer in offers if offer.course == course]
        wished = self.random.sample(of_course, self.random.choice((0, 0, 1, 2)))
        first = self.days[0] + timedelta(days=7 * self.random.randint(0, 6))
        return Request(
            id=f"r{number}",
            person=person,
            course=course,
            owner=owner,
            line=line,
            priority=self.random.choices((1, 2, 3), (8, 2, 1))[0],
            free=self._free(),
            wished_first_day=first.isoformat() if self.random.random() < 0.5 else None,
            wished_last_day=(first + timedelta(days=62)).isoformat() if self.random.random() < 0.5 else None,
            wished_offers=tuple(wished),
            wished_half_days=self._wished_half_days(),
            wished_base=f"b{self.random.randint(1, 9)}" if self.random.random() < 0.3 else None,
        )

    def _free(self) -> Availability:
        if self.random.random() > 0.1:
            return ALWAYS
        first = self.random.choice(self.days)
        return Availability(closures=(Closure(first.isoformat(), (first + timedelta(days=6)).isoformat()),))

    def _wished_half_days(self) -> tuple[tuple[str, ...], ...]:
        if self.random.random() < 0.5:
            return ()
        weekday = self.random.choice((("evening",), ("afternoon", "evening"), ("morning",)))
        return (weekday,) * 5 + (("morning", "afternoon"), ())

    def _duties(self) -> list[Duty]:
        found = []
        for name, (_, hour, hours, rest, saturdays) in ROTAS.items():
            people = tuple(self.on_rota[name])
            for day in self.days:
                if people and (saturdays or day.isoweekday() < 6):
                    start = datetime(day.year, day.month, day.day, hour)
                    end = start + timedelta(hours=hours)
                    minutes = start.isoformat(timespec="minutes"), end.isoformat(timespec="minutes")
                    found.append(Duty(f"{name}-{day}", *minutes, rest_minutes=rest, trainees=people))
        return found
