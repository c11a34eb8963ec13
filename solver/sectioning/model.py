"""The CP-SAT model of one part: how many of each group of equal requests go to each offer.

An offer is held with its least to most heads or not at all. Groups are counts, people who could clash are
groups of one. For a part with owners their largest share of unplaced requests is part of the objective.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.sectioning.options import Options
from solver.sectioning.parts import Group, Part, groups_of

Expr = cp_model.LinearExpr | cp_model.IntVar | int


@dataclass(frozen=True, slots=True)
class Shares:
    """What fairness needs to know of the whole: the requests of each owner, and those among them without options.

    `least` is the share, in thousandths, that is reached anyhow.
    """

    asked: Mapping[str, int]
    hopeless: Mapping[str, int]
    least: int


class PartModel:
    """Variables, constraints and objective of a part; reads solutions back as placements."""

    def __init__(self, options: Options, part: Part, shares: Shares) -> None:
        self.options = options
        self.part = part
        self.groups = groups_of(options, part)
        self.cp = cp_model.CpModel()
        self._costs: list[Expr] = []
        self._spans: list[tuple[cp_model.IntVar, cp_model.IntVar, list[str]]] = []
        self._count: list[dict[str, cp_model.IntVar]] = []
        self._heads: dict[str, list[cp_model.IntVar]] = defaultdict(list)
        self._held = {offer: self.cp.new_bool_var("") for offer in part.offers}
        self._left: list[Expr] = [self._group(group) for group in self.groups]
        for offer in part.offers:
            self._size(offer)
        self._clashes()
        self._caps()
        self._balance()
        if part.owners:
            self._fairness(shares)
        self.cp.minimize(total_of(self._costs))

    def stay_close(self, before: Mapping[str, str]) -> int:
        """Among the cheapest prefer what moves fewest from `before`; returns how many points one cost point is now."""
        moved: list[Expr] = []
        for group, counts in zip(self.groups, self._count, strict=True):
            for offer, here in Counter(before.get(request) for request in group.requests).items():
                if offer in counts:
                    gone = self.cp.new_int_var(0, here, "")
                    self.cp.add(gone >= here - counts[offer])
                    moved.append(gone)
        scale = len(self.part.requests) + 1
        self.cp.minimize(scale * total_of(self._costs) + total_of(moved))
        return scale

    def hint(self, placements: Mapping[str, str]) -> None:
        """Start the search from these placements (those of this part)."""
        heads: dict[str, int] = defaultdict(int)
        for group, counts in zip(self.groups, self._count, strict=True):
            for offer, count in counts.items():
                here = sum(placements.get(request) == offer for request in group.requests)
                heads[offer] += here
                self.cp.add_hint(count, here)
        for offer, held in self._held.items():
            self.cp.add_hint(held, heads[offer] > 0)
        for fullest, emptiest, offers in self._spans:
            sizes = [heads[offer] for offer in offers if heads[offer]]
            self.cp.add_hint(fullest, max(sizes, default=0))
            self.cp.add_hint(emptiest, min(sizes, default=0))

    def placements(self, solver: cp_model.CpSolver, before: Mapping[str, str]) -> dict[str, str]:
        """The solution as request → offer; among equals, those who had an offer `before` keep it."""
        found: dict[str, str] = {}
        for group, counts in zip(self.groups, self._count, strict=True):
            room = {offer: solver.value(count) for offer, count in counts.items()}
            waiting = []
            for request in group.requests:
                wanted = before.get(request, "")
                if room.get(wanted, 0):
                    room[wanted] -= 1
                    found[request] = wanted
                else:
                    waiting.append(request)
            seats = [offer for offer, left in room.items() for _ in range(left)]
            found.update(zip(waiting, seats, strict=False))
        return found

    def _group(self, group: Group) -> Expr:
        """Make the counts of a group; return how many of it are left unplaced."""
        size = len(group.requests)
        counts = {offer: self.cp.new_int_var(0, size, "") for offer, _ in group.options}
        self._count.append(counts)
        for offer, cost in group.options:
            self._heads[offer].append(counts[offer])
            self.cp.add(counts[offer] <= size * self._held[offer])
            if cost:
                self._costs.append(cost * counts[offer])
        if group.sits_in is not None:
            self.cp.add(counts[group.sits_in] == size * self._held[group.sits_in])
        if group.is_placed:
            self.cp.add(total_of(counts.values()) == size)
            return 0
        left = size - total_of(counts.values())
        self.cp.add(left >= 0)
        self._costs.append(self.options.problem.weights.unplaced * group.priority * left)
        return left

    def _size(self, offer_id: str) -> None:
        offer, held = self.options.problem.offer[offer_id], self._held[offer_id]
        heads = total_of(self._heads[offer_id])
        if offer_id in self.options.not_held:
            self.cp.add(held == 0)
        self.cp.add(heads >= offer.least_size * held)
        self.cp.add(heads <= offer.most_size * held)
        self._costs.append(offer.opening_cost * held + self.options.problem.weights.cancelled * (1 - held))

    def _clashes(self) -> None:
        at = {group.requests[0]: counts for group, counts in zip(self.groups, self._count, strict=True)}
        for one, other in self.part.pairs:
            for offer, taken in at[one].items():
                clashing = [v for o, v in at[other].items() if self.options.slots.clash(offer, o)]
                if clashing:
                    self.cp.add(taken + total_of(clashing) <= 1)

    def _caps(self) -> None:
        for cap in self.part.caps:
            away = [
                counts[offer]
                for group, counts in zip(self.groups, self._count, strict=True)
                if group.line == cap.line
                for offer in cap.offers & counts.keys()
            ]
            self.cp.add(total_of(away) <= cap.most)

    def _balance(self) -> None:
        problem = self.options.problem
        by_course: dict[str, list[str]] = defaultdict(list)
        for offer in self.part.offers:
            by_course[problem.offer[offer].course].append(offer)
        if not problem.weights.balance:
            return
        for offers in by_course.values():
            if len(offers) < 2:
                continue
            most = max(problem.offer[offer].most_size for offer in offers)
            fullest, emptiest = self.cp.new_int_var(0, most, ""), self.cp.new_int_var(0, most, "")
            for offer in offers:
                heads = total_of(self._heads[offer])
                self.cp.add(fullest >= heads)
                self.cp.add(emptiest <= heads + most * (1 - self._held[offer]))
            self.cp.add(fullest >= emptiest)
            self._spans.append((fullest, emptiest, offers))
            self._costs.append(problem.weights.balance * (fullest - emptiest))

    def _fairness(self, shares: Shares) -> None:
        left: dict[str, list[Expr]] = defaultdict(list)
        for group, unplaced in zip(self.groups, self._left, strict=True):
            if group.owner is not None:
                left[group.owner].append(unplaced)
        largest = self.cp.new_int_var(shares.least, 1000, "")
        for owner in sorted(self.part.owners):
            unplaced = total_of(left[owner]) + shares.hopeless.get(owner, 0)
            self.cp.add(shares.asked[owner] * largest >= 1000 * unplaced)
        self._costs.append(self.options.problem.weights.fairness * largest)


def total_of(terms: Iterable[Expr]) -> cp_model.LinearExpr:
    """The sum of expressions as one expression, also of none."""
    return cp_model.LinearExpr.sum(list(terms))
