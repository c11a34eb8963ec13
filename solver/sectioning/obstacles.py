"""Why a request is not in an offer, given everybody else's place: read off the placements, no search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from solver.sectioning.check import Judge, Placements
from solver.sectioning.data import Offer, Request
from solver.verdict import Subject, Violation


def obstacles_of(judge: Judge, placements: Placements, requests: Iterable[Request]) -> dict[str, tuple[Violation, ...]]:
    """For each request what stands between it and each offer of its course but the one it has.

    An offer has all its obstacles: person_available, rest_after_duty, offer_cancelled, offer_full,
    person_double_booking, line_cap_reached. One without any is open to the request (`offer_open`): it would be taken at
    a cost. A course without offers gives `no_offer`.
    """
    reader = _Reader(judge, placements)
    return {request.id: tuple(reader.of(request)) for request in requests}


class _Reader:
    def __init__(self, judge: Judge, placements: Placements) -> None:
        self.judge, self.problem, self.placements = judge, judge.problem, placements
        self.heads = Counter(placements.values())
        self.away = judge.away(placements)
        self.most_away = {line.id: line.most_away for line in self.problem.lines}
        self.offers: dict[str, list[Offer]] = defaultdict(list)
        for offer in self.problem.offers:
            self.offers[offer.course].append(offer)
        self.by_person: dict[str, list[str]] = defaultdict(list)
        for request in self.problem.requests:
            if request.id in placements:
                self.by_person[request.person].append(request.id)

    def of(self, request: Request) -> Iterator[Violation]:
        offers = self.offers[request.course]
        if not offers:
            yield Violation("no_offer", (Subject("request", request.id), Subject("course", request.course)))
        for offer in offers:
            if self.placements.get(request.id) == offer.id:
                continue
            found = [*self.judge.hindrances(request, offer), *self._of_others(request, offer)]
            subjects = Subject("request", request.id), Subject("offer", offer.id)
            yield from found or [Violation("offer_open", subjects)]

    def _of_others(self, request: Request, offer: Offer) -> Iterator[Violation]:
        subjects = Subject("request", request.id), Subject("offer", offer.id)
        if not self.heads[offer.id]:
            yield Violation("offer_cancelled", subjects, facts={"least": offer.least_size})
        if self.heads[offer.id] >= offer.most_size:
            yield Violation("offer_full", subjects, facts={"most": offer.most_size})
        for other in self.by_person[request.person]:
            shared = self.judge.overlap(offer.id, self.placements[other]) if other != request.id else None
            if shared is not None:
                clash = Subject("offer", self.placements[other], "other_offer")
                yield Violation("person_double_booking", (*subjects, clash), *shared)
        yield from self._line_full(request, offer)

    def _line_full(self, request: Request, offer: Offer) -> Iterator[Violation]:
        if request.line is None:
            return
        own = self.judge.slots(self.placements[request.id]) if request.id in self.placements else set()
        for day, period in sorted(self.judge.slots(offer.id) - own):
            away = self.away[request.line, day, period]
            if away >= self.most_away[request.line]:
                subjects = Subject("request", request.id), Subject("offer", offer.id), Subject("line", request.line)
                yield Violation("line_cap_reached", subjects, day, period, {"most": self.most_away[request.line]})
                return
