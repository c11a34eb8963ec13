"""Which offers each request may be given and what each would cost it, before anybody else is considered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from solver.sectioning.data import Offer, Request, SectioningProblem
from solver.sectioning.slots import Slots


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a solve is told beyond the problem: used to price alternatives and to find reasons.

    `forbidden`: offers a request may not have; `placed`: requests that must get some offer; `let_go`: offers whose
    members need not stay although they should.
    """

    forbidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    placed: frozenset[str] = frozenset()
    let_go: frozenset[str] = frozenset()


UNCONDITIONAL = Conditions()


class Options:
    """`of[request][offer]` is what the offer costs the request in points; what is not there is not allowed."""

    def __init__(self, problem: SectioningProblem, conditions: Conditions = UNCONDITIONAL) -> None:
        self.problem = problem
        self.conditions = conditions
        self.slots = Slots(problem)
        self.works_as = {day.date: day.works_as for day in problem.days}
        self.half_days = {period.number: period.half_day for period in problem.periods}
        self._unwished = cache(self._count_unwished)
        by_course: dict[str, list[Offer]] = {}
        for offer in problem.offers:
            by_course.setdefault(offer.course, []).append(offer)
        self.of: dict[str, dict[str, int]] = {
            request.id: self._options_of(request, by_course.get(request.course, [])) for request in problem.requests
        }

        self.not_held = frozenset(self._not_held())

    def without(self, forbidden: Mapping[str, set[str]]) -> Options | None:
        """The same less these offers of these requests; None when one of them is a member's own."""
        if any(self.tied_to(self.problem.request[id_]) in offers for id_, offers in forbidden.items()):
            return None
        fewer = copy(self)
        fewer.of = dict(self.of)
        for id_, offers in forbidden.items():
            fewer.of[id_] = {offer: cost for offer, cost in self.of[id_].items() if offer not in offers}
        return fewer

    def _not_held(self) -> Iterator[str]:
        """Offers that cannot be held because a member that could stay there may not."""
        for id_, offers in self.conditions.forbidden.items():
            request = self.problem.request[id_]
            if request.sits_in in offers and not self.slots.taken[request.sits_in] & self._busy(request):
                yield request.sits_in

    def _busy(self, request: Request) -> int:
        return self.slots.closed(request.free) | self.slots.duty.get(request.person, 0)

    def keeps(self, request: Request) -> bool:
        """Whether the request must stay in the offer it sits in."""
        if request.sits_in is None or request.sits_in in self.conditions.let_go:
            return False
        return not self.problem.offer[request.sits_in].releases_members

    def tied_to(self, request: Request) -> str | None:
        """The offer that the request sits in, and has if and only if that is held."""
        if request.sits_in in self.conditions.let_go or request.sits_in not in self.of[request.id]:
            return None
        return request.sits_in

    def must_be_placed(self, request: Request) -> bool:
        """Whether leaving the request unplaced is no way out."""
        return request.id in self.conditions.placed or self.keeps(request)

    def _options_of(self, request: Request, offers: list[Offer]) -> dict[str, int]:
        busy = self._busy(request)
        forbidden = self.conditions.forbidden.get(request.id, frozenset())
        keeps = self.keeps(request)
        return {
            offer.id: self._cost(request, offer)
            for offer in offers
            if not self.slots.taken[offer.id] & busy
            and offer.id not in forbidden
            and (not keeps or offer.id == request.sits_in)
        }

    def _cost(self, request: Request, offer: Offer) -> int:
        weights = self.problem.weights
        wished = request.wished_offers
        cost = weights.rank * (wished.index(offer.id) if offer.id in wished else len(wished))
        cost += weights.half_day * self._unwished(request.wished_half_days, offer.id)
        cost += weights.window * _weeks_outside(request, offer)
        if request.wished_base is not None and request.wished_base != offer.base:
            cost += weights.base
        return cost

    def _count_unwished(self, wished: tuple[tuple[str, ...], ...], offer: str) -> int:
        if not wished:
            return 0
        meetings = self.problem.meetings[offer]
        return sum(self.half_days[m.first_period] not in wished[self.works_as[m.day] - 1] for m in meetings)


def _weeks_outside(request: Request, offer: Offer) -> int:
    early = _days(offer.first_day, request.wished_first_day) if request.wished_first_day else 0
    late = _days(request.wished_last_day, offer.last_day) if request.wished_last_day else 0
    return -(-early // 7) + -(-late // 7)


@cache
def _day_number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _days(first: str, last: str) -> int:
    return max(0, _day_number(last) - _day_number(first))
