"""The judge of a sectioning: every broken rule and every cost, by plain counting that knows nothing of the model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date, datetime, timedelta
from itertools import combinations

from solver.problem import Availability, Duty
from solver.sectioning.data import Meeting, Offer, Request, SectioningProblem
from solver.verdict import Subject, Violation

Placements = Mapping[str, str]
"""Request id → offer id; a request that is not named is unplaced."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Points by soft goal, see `SectioningWeights`."""

    unplaced: int = 0
    rank: int = 0
    half_day: int = 0
    window: int = 0
    base: int = 0
    opening: int = 0
    cancelled: int = 0
    balance: int = 0
    fairness: int = 0

    @property
    def total(self) -> int:
        """The objective: the sum of all parts."""
        return sum(astuple(self))


def check_sectioning(problem: SectioningProblem, placements: Placements) -> tuple[Violation, ...]:
    """Every broken rule of `placements`; an empty tuple means that they may stand."""
    return tuple(Judge(problem).violations(placements))


def costs_of(problem: SectioningProblem, placements: Placements) -> Costs:
    """The points of `placements` by soft goal; unknown ids raise KeyError."""
    return Judge(problem).costs(placements)


class Judge:
    """Reads one problem once and judges any number of placements."""

    def __init__(self, problem: SectioningProblem) -> None:
        self.problem = problem
        self.works_as = {day.date: day.works_as for day in problem.days}
        self.kept = {r.sits_in for r in problem.requests if r.sits_in and not problem.offer[r.sits_in].releases_members}
        self.duties: dict[str, list[tuple[datetime, datetime, Duty, frozenset[str]]]] = defaultdict(list)
        for duty in problem.duties:
            start = datetime.fromisoformat(duty.start)
            rested = datetime.fromisoformat(duty.end) + timedelta(minutes=duty.rest_minutes)
            for passed in range((rested.date() - start.date()).days + 1):
                day = (start.date() + timedelta(days=passed)).isoformat()
                self.duties[day].append((start, rested, duty, frozenset(duty.trainees)))

    def violations(self, placements: Placements) -> Iterator[Violation]:
        """Every broken rule, in the order of the rules' names in `solver.sectioning.sentences`."""
        unknown = list(self._unknown(placements))
        yield from unknown
        if unknown:
            return
        yield from self._sizes(placements)
        for request_id, offer_id in placements.items():
            yield from self.hindrances(self.problem.request[request_id], self.problem.offer[offer_id])
        yield from self._double_bookings(placements)
        yield from self._line_caps(placements)
        yield from self._members(placements)

    def hindrances(self, request: Request, offer: Offer) -> Iterator[Violation]:
        """What keeps this person from this offer whoever else is in it: the first of each kind."""
        subjects = Subject("request", request.id), Subject("offer", offer.id)
        busy = next(self._not_free(request, offer), None)
        if busy is not None:
            yield Violation("person_available", subjects, *busy)
        tired = next(self._on_duty(request, offer), None)
        if tired is not None:
            meeting, duty = tired
            yield Violation("rest_after_duty", (*subjects, Subject("duty", duty.id)), meeting.day, meeting.first_period)

    def overlap(self, one: str, other: str) -> tuple[str, int] | None:
        """Day and period that two offers share; the first day of an offer that is twice the same."""
        if one == other:
            return self.problem.offer[one].first_day, 1
        shared = self.slots(one) & self.slots(other)
        return min(shared) if shared else None

    def slots(self, offer: str) -> set[tuple[str, int]]:
        """(day, period) of all meetings of an offer."""
        return {(meeting.day, period) for meeting in self.problem.meetings[offer] for period in _periods(meeting)}

    def away(self, placements: Placements) -> Counter[tuple[str, str, int]]:
        """How many people are away from each line in each (day, period)."""
        heads: Counter[tuple[str, str]] = Counter()
        for request_id, offer_id in placements.items():
            line = self.problem.request[request_id].line
            if line is not None:
                heads[line, offer_id] += 1
        away: Counter[tuple[str, str, int]] = Counter()
        for (line, offer_id), count in heads.items():
            for day, period in self.slots(offer_id):
                away[line, day, period] += count
        return away

    def costs(self, placements: Placements) -> Costs:
        """The points of the placements by soft goal."""
        weights = self.problem.weights
        pairs = [(self.problem.request[r], self.problem.offer[o]) for r, o in placements.items()]
        heads = Counter(placements.values())
        unplaced = [request for request in self.problem.requests if request.id not in placements]
        return Costs(
            unplaced=weights.unplaced * sum(request.priority for request in unplaced),
            rank=weights.rank * sum(_rank(request, offer) for request, offer in pairs),
            half_day=weights.half_day * sum(self._unwished_meetings(request, offer) for request, offer in pairs),
            window=weights.window * sum(_weeks_outside(request, offer) for request, offer in pairs),
            base=weights.base * sum(request.wished_base not in (None, offer.base) for request, offer in pairs),
            opening=sum(offer.opening_cost for offer in self.problem.offers if heads[offer.id]),
            cancelled=weights.cancelled * sum(not heads[offer.id] for offer in self.problem.offers),
            balance=weights.balance * self._imbalance(heads),
            fairness=weights.fairness * self._largest_share(unplaced),
        )

    def _unknown(self, placements: Placements) -> Iterator[Violation]:
        for request_id, offer_id in placements.items():
            subjects = Subject("request", request_id), Subject("offer", offer_id)
            request, offer = self.problem.request.get(request_id), self.problem.offer.get(offer_id)
            if request is None or offer is None:
                yield Violation("known_ids", subjects)
            elif request.course != offer.course:
                yield Violation("same_course", subjects)

    def _sizes(self, placements: Placements) -> Iterator[Violation]:
        heads = Counter(placements.values())
        for offer in self.problem.offers:
            size = heads[offer.id]
            held = size > 0 or offer.id in self.kept
            if held and not offer.least_size <= size <= offer.most_size:
                facts = {"size": size, "least": offer.least_size, "most": offer.most_size}
                yield Violation("offer_size", (Subject("offer", offer.id),), facts=facts)

    def _not_free(self, request: Request, offer: Offer) -> Iterator[tuple[str, int]]:
        if not request.free.weekly and not request.free.closures:
            return
        for meeting in self.problem.meetings[offer.id]:
            for period in _periods(meeting):
                if not _is_open(request.free, meeting.day, self.works_as[meeting.day], period):
                    yield meeting.day, period

    def _on_duty(self, request: Request, offer: Offer) -> Iterator[tuple[Meeting, Duty]]:
        for meeting in self.problem.meetings[offer.id]:
            for start, rested, duty, trainees in self.duties.get(meeting.day, ()):
                if request.person in trainees and self._meets(meeting, start, rested):
                    yield meeting, duty

    def _meets(self, meeting: Meeting, start: datetime, rested: datetime) -> bool:
        midnight = datetime.combine(date.fromisoformat(meeting.day), datetime.min.time())
        for number in _periods(meeting):
            period = self.problem.periods[number - 1]
            begins = midnight + timedelta(minutes=period.start_minute)
            if begins < rested and start < midnight + timedelta(minutes=period.end_minute):
                return True
        return False

    def _double_bookings(self, placements: Placements) -> Iterator[Violation]:
        by_person: dict[str, list[str]] = defaultdict(list)
        for request_id in placements:
            by_person[self.problem.request[request_id].person].append(request_id)
        for requests in by_person.values():
            for one, other in combinations(requests, 2):
                shared = self.overlap(placements[one], placements[other])
                if shared is not None:
                    offers = Subject("offer", placements[one]), Subject("offer", placements[other], "other_offer")
                    yield Violation("person_double_booking", (Subject("request", one), *offers), *shared)

    def _line_caps(self, placements: Placements) -> Iterator[Violation]:
        most = {line.id: line.most_away for line in self.problem.lines}
        for (line, day, period), count in sorted(self.away(placements).items()):
            if count > most[line]:
                facts = {"away": count, "most": most[line]}
                yield Violation("line_cap", (Subject("line", line),), day, period, facts)

    def _members(self, placements: Placements) -> Iterator[Violation]:
        held = set(placements.values())
        for request in self.problem.requests:
            if request.sits_in is None or placements.get(request.id) == request.sits_in:
                continue
            offer = self.problem.offer[request.sits_in]
            may_stay = offer.id in held and not any(self.hindrances(request, offer))
            if may_stay or not offer.releases_members:
                yield Violation("member_stays", (Subject("request", request.id), Subject("offer", offer.id)))

    def _unwished_meetings(self, request: Request, offer: Offer) -> int:
        if not request.wished_half_days:
            return 0
        return sum(
            self.problem.periods[meeting.first_period - 1].half_day
            not in request.wished_half_days[self.works_as[meeting.day] - 1]
            for meeting in self.problem.meetings[offer.id]
        )

    def _imbalance(self, heads: Counter[str]) -> int:
        sizes: dict[str, list[int]] = defaultdict(list)
        for offer in self.problem.offers:
            if heads[offer.id]:
                sizes[offer.course].append(heads[offer.id])
        return sum(max(of_course) - min(of_course) for of_course in sizes.values())

    def _largest_share(self, unplaced: list[Request]) -> int:
        asked = Counter(request.owner for request in self.problem.requests if request.owner is not None)
        left = Counter(request.owner for request in unplaced if request.owner is not None)
        return max((-(-1000 * count // asked[owner]) for owner, count in left.items()), default=0)


def _periods(meeting: Meeting) -> range:
    return range(meeting.first_period, meeting.first_period + meeting.periods)


def _is_open(free: Availability, day: str, works_as: int, period: int) -> bool:
    if free.weekly and period not in free.weekly[works_as - 1]:
        return False
    return not any(
        closure.first_day <= day <= closure.last_day and (not closure.periods or period in closure.periods)
        for closure in free.closures
    )


def _rank(request: Request, offer: Offer) -> int:
    wished = request.wished_offers
    return wished.index(offer.id) if offer.id in wished else len(wished)


def _weeks_outside(request: Request, offer: Offer) -> int:
    weeks = 0
    if request.wished_first_day is not None:
        weeks += _weeks_begun(offer.first_day, request.wished_first_day)
    if request.wished_last_day is not None:
        weeks += _weeks_begun(request.wished_last_day, offer.last_day)
    return weeks


def _weeks_begun(first: str, last: str) -> int:
    """Weeks begun from one day to a later one; 0 when it is not later."""
    return max(0, ((date.fromisoformat(last) - date.fromisoformat(first)).days + 6) // 7)
