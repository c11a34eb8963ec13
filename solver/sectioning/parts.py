"""What ties courses together, the parts that are solved apart, and groups of equal requests in a part.

Two courses are tied when somebody who asks for both could be double booked, or when a cap of a production line
could bind across them. Few of these ties bite, so a part begins as one course and grows only where one does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from solver.grid import bits
from solver.sectioning.data import Request
from solver.sectioning.options import Options


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` people of a line may be in these offers, which meet at one time."""

    line: str
    offers: frozenset[str]
    most: int


@dataclass(frozen=True, slots=True)
class Group:
    """Requests that are the same to the model: `options` has (offer, cost) of each."""

    requests: tuple[str, ...]
    options: tuple[tuple[str, int], ...]
    priority: int
    owner: str | None
    line: str | None
    sits_in: str | None
    is_placed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Courses that are decided together, with all ties inside; for `owners` the largest share unplaced counts."""

    courses: frozenset[str]
    owners: frozenset[str]
    offers: tuple[str, ...]
    requests: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    caps: tuple[Cap, ...]


class Ties:
    """All pairs of requests that could clash and all caps that could bind; requests without options are left out."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.requests: dict[str, list[Request]] = defaultdict(list)
        self.offers: dict[str, list[str]] = defaultdict(list)
        for request in options.problem.requests:
            if options.of[request.id]:
                self.requests[request.course].append(request)
        for offer in options.problem.offers:
            self.offers[offer.course].append(offer.id)
        self.pairs = list(self._clashing_pairs())
        self.caps = list(self._binding_caps())
        self._pairs_of: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._caps_of: dict[str, list[Cap]] = defaultdict(list)
        for pair in self.pairs:
            self._pairs_of[self._course(pair[0])].append(pair)
        for cap in self.caps:
            for course in {options.problem.offer[offer].course for offer in cap.offers}:
                self._caps_of[course].append(cap)

    def part(self, courses: frozenset[str], owners: frozenset[str]) -> Part:
        """The part of these courses."""
        ordered = sorted(courses)
        offers = tuple(offer for course in ordered for offer in self.offers[course])
        requests = [request for course in ordered for request in self.requests[course]]
        pairs = [pair for course in ordered for pair in self._pairs_of[course] if self._course(pair[1]) in courses]
        caps = dict.fromkeys(cap for course in ordered for cap in self._caps_of[course])
        inside = _caps_inside(self.options, caps, frozenset(offers), requests)
        return Part(courses, owners, offers, tuple(request.id for request in requests), tuple(pairs), tuple(inside))

    def broken(self, placements: Mapping[str, str]) -> Iterator[tuple[list[str], list[str]]]:
        """The ties that placements break: the requests of each one, and those of them that must go at least."""
        clash = self.options.slots.clash
        for pair in self.pairs:
            if all(request in placements for request in pair) and clash(*(placements[request] for request in pair)):
                yield list(pair), [min(pair, key=self._dearness)]
        if not self.caps:
            return
        heads: dict[tuple[str, str], list[str]] = defaultdict(list)
        for request, offer in placements.items():
            line = self.options.problem.request[request].line
            if line is not None:
                heads[line, offer].append(request)
        for cap in self.caps:
            away = [request for offer in sorted(cap.offers) for request in heads.get((cap.line, offer), ())]
            if len(away) > cap.most:
                yield self._in_fewest_courses(away, cap.most), sorted(away, key=self._dearness)[: len(away) - cap.most]

    def beside(self, part: Part, others: Mapping[str, str]) -> tuple[Part, dict[str, set[str]]]:
        """The part with the caps that others' placements leave it, and the offers that they forbid its requests."""
        away: Counter[tuple[str | None, str]] = Counter(
            (self.options.problem.request[request].line, offer) for request, offer in others.items()
        )
        left = [
            Cap(cap.line, cap.offers, max(0, cap.most - sum(away[cap.line, offer] for offer in cap.offers)))
            for cap in dict.fromkeys(cap for course in sorted(part.courses) for cap in self._caps_of[course])
        ]
        requests = [self.options.problem.request[request] for request in part.requests]
        caps = tuple(_caps_inside(self.options, left, frozenset(part.offers), requests))
        forbidden: dict[str, set[str]] = defaultdict(set)
        for one, other in (*self.pairs, *((other, one) for one, other in self.pairs)):
            if self._course(one) in part.courses and other in others:
                clashing = (o for o in self.options.of[one] if self.options.slots.clash(o, others[other]))
                forbidden[one].update(clashing)
        return replace(part, caps=caps), forbidden

    def _in_fewest_courses(self, away: list[str], most: int) -> list[str]:
        """More than `most` of those away, from as few courses as hold so many."""
        by_course: dict[str, list[str]] = defaultdict(list)
        for request in away:
            by_course[self._course(request)].append(request)
        found: list[str] = []
        for requests in sorted(by_course.values(), key=len, reverse=True):
            if len(found) <= most:
                found += requests
        return found

    def courses_of(self, requests: Iterable[str]) -> set[str]:
        """The courses that these requests ask for."""
        return {self._course(request) for request in requests}

    def _course(self, request: str) -> str:
        return self.options.problem.request[request].course

    def _dearness(self, id_: str) -> tuple[bool, bool, int]:
        """Those that can leave their offer at least cost come first."""
        request = self.options.problem.request[id_]
        return self.options.must_be_placed(request), self.options.tied_to(request) is not None, request.priority

    def _clashing_pairs(self) -> Iterator[tuple[str, str]]:
        options = self.options
        by_person: dict[str, list[str]] = defaultdict(list)
        for requests in self.requests.values():
            for request in requests:
                by_person[request.person].append(request.id)
        for ids in by_person.values():
            for one, other in combinations(ids, 2):
                if any(options.slots.clash(a, b) for a in options.of[one] for b in options.of[other]):
                    yield one, other

    def _binding_caps(self) -> Iterator[Cap]:
        """Caps that could be broken: for each line the largest sets of offers that meet at one time."""
        by_line: dict[str, list[Request]] = defaultdict(list)
        for requests in self.requests.values():
            for request in requests:
                if request.line is not None:
                    by_line[request.line].append(request)
        at_once = _offers_at_once(self.options)
        for line in self.options.problem.lines:
            people = by_line.get(line.id, [])
            if len({request.person for request in people}) <= line.most_away:
                continue
            offers = {offer for request in people for offer in self.options.of[request.id]}
            sets = [Cap(line.id, together & offers, line.most_away) for together in at_once]
            yield from _caps_inside(self.options, sets, frozenset(offers), people)


def groups_of(options: Options, part: Part) -> list[Group]:
    """The requests of a part by what the model can tell apart."""
    single = {request for pair in part.pairs for request in pair}
    capped = {cap.line for cap in part.caps}
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for id_ in part.requests:
        request = options.problem.request[id_]
        key = (
            id_ if id_ in single else None,
            tuple(options.of[id_].items()),
            request.priority,
            request.owner if request.owner in part.owners else None,
            request.line if request.line in capped else None,
            options.tied_to(request),
            options.must_be_placed(request),
        )
        found[key].append(id_)
    return [Group(tuple(ids), *key[1:]) for key, ids in found.items()]  # type: ignore[arg-type]


def _caps_inside(
    options: Options, caps: Iterable[Cap], offers: frozenset[str], requests: Iterable[Request]
) -> Iterator[Cap]:
    """The caps as far as they concern these offers and could be broken by these requests."""
    people: dict[str, list[Request]] = defaultdict(list)
    sets: dict[tuple[str, int], set[frozenset[str]]] = defaultdict(set)
    for cap in caps:
        sets[cap.line, cap.most].add(cap.offers & offers)
    lines = {line for line, _ in sets}
    for request in requests:
        if request.line in lines:
            people[str(request.line)].append(request)
    for (line, most), found in sets.items():
        able: Counter[str] = Counter(offer for request in people[line] for offer in options.of[request.id])
        for together in _largest({one for one in found if sum(able[offer] for offer in one) > most}):
            yield Cap(line, together, most)


def _offers_at_once(options: Options) -> set[frozenset[str]]:
    """The sets of offers that meet in the same period, of every period."""
    at_once: dict[int, set[str]] = defaultdict(set)
    for offer, mask in options.slots.taken.items():
        for slot in bits(mask):
            at_once[slot].add(offer)
    return {frozenset(offers) for offers in at_once.values()}


def _largest(sets: set[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that are not inside another, in a fixed order."""
    kept: list[frozenset[str]] = []
    for one in sorted(sets, key=lambda s: (-len(s), sorted(s))):
        if one and not any(one <= other for other in kept):
            kept.append(one)
    return kept


class Union:
    """Union-find over names."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The name that stands for all joined with this one."""
        top = name
        while (above := self._above.get(top, top)) != top:
            top = above
        while name != top:
            name, self._above[name] = self._above.get(name, name), top
        return top

    def copy(self) -> Union:
        """The same sets, to be joined further on their own."""
        twin = Union()
        twin._above = dict(self._above)
        return twin

    def join(self, one: str, other: str) -> None:
        """Put two names, and all joined with them, together."""
        self._above[self.find(one)] = self.find(other)
