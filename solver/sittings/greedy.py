"""A first plan in milliseconds: sittings with the least choice first, each at its cheapest place with a free panel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from solver.grid import bits
from solver.sittings.domains import SittingDomains
from solver.sittings.goals import SittingWeights, fair_shares, place_cost, sat_together
from solver.sittings.index import Span

Place = tuple[int, int, tuple[int, ...]]
"""Workshop, start slot and panel."""

Plan = dict[int, Place]
"""The place of each placed sitting."""

# So many times every sitting is taken up and put down again, as long as something gets cheaper.
POLISHING_ROUNDS = 20


def first_plan(domains: SittingDomains, weights: SittingWeights) -> Plan:
    """A plan of as many sittings as could be placed; those that failed once are tried first the next time."""
    order = sorted(range(len(domains.places)), key=lambda at: (_choice(domains, at), at))
    best = Greedy(domains, weights)
    for _ in order:
        attempt = Greedy(domains, weights)
        failed = [at for at in order if not attempt.place(at)]
        if len(attempt.plan) > len(best.plan):
            best = attempt
        if not failed:
            break
        order = [*failed, *(at for at in order if at not in failed)]
    best.polish()
    return best.plan


class Greedy:
    """The plan so far, with what it asks of rooms, candidates and assessors."""

    def __init__(self, domains: SittingDomains, weights: SittingWeights) -> None:
        self.domains = domains
        self.index = domains.index
        self.weights = weights
        self.plan: Plan = {}
        self._shares = fair_shares(self.index.problem)
        self._sat = sat_together(self.index.problem)
        self._seats: dict[int, list[int]] = defaultdict(list)
        self._loads = [self.index.loads(at) for at in range(len(self.index.problem.assessors))]

    def place(self, sitting: int) -> bool:
        """Put a sitting where it costs least beside the others; False when there is no place with a free panel."""
        found = self._cheapest(sitting)
        if found is None:
            return False
        self._put(sitting, found[1])
        return True

    def polish(self) -> None:
        """Take up each sitting and put it down where it costs least, until nothing gets cheaper."""
        for _ in range(POLISHING_ROUNDS):
            if not sum(self._move(sitting) for sitting in list(self.plan)):
                return

    def _move(self, sitting: int) -> bool:
        before = self.plan.pop(sitting)
        for assessor in before[2]:
            self._seats[assessor].remove(sitting)
        found = self._cheapest(sitting)
        is_cheaper = found is not None and found[0] < self._cost(sitting, *before)
        self._put(sitting, found[1] if found is not None and is_cheaper else before)
        return is_cheaper

    def _put(self, sitting: int, place: Place) -> None:
        self.plan[sitting] = place
        for assessor in place[2]:
            self._seats[assessor].append(sitting)

    def _cheapest(self, sitting: int) -> tuple[int, Place] | None:
        best: tuple[int, Place] | None = None
        for cost, slot, workshop in self._by_cost[sitting]:
            if best is not None and cost >= best[0]:
                break
            if self._is_clear(sitting, workshop, slot):
                panel = self._panel(sitting, workshop, slot)
                if panel is not None and (best is None or cost + panel[0] < best[0]):
                    best = cost + panel[0], (workshop, slot, panel[1])
        return best

    def _cost(self, sitting: int, workshop: int, slot: int, panel: Sequence[int]) -> int:
        seats = (self._seat_cost(assessor, panel[:at], workshop) for at, assessor in enumerate(panel))
        return place_cost(self.index, self.weights, sitting, workshop, slot) + sum(seats)

    @cached_property
    def _by_cost(self) -> list[list[tuple[int, int, int]]]:
        """(cost, slot, workshop) of each sitting's places, cheapest and then earliest first."""
        return [
            sorted(
                (place_cost(self.index, self.weights, sitting, workshop, slot), slot, workshop)
                for workshop, starts in places.items()
                for slot in bits(starts)
            )
            for sitting, places in enumerate(self.domains.places)
        ]

    def _is_clear(self, sitting: int, workshop: int, slot: int) -> bool:
        """Whether room and candidates are free of the sittings placed so far."""
        sittings = self.index.problem.sittings
        for other, (room, start, _panel) in self.plan.items():
            overlap, rushed = self._clash((sitting, workshop, slot), (other, room, start))
            if overlap and room == workshop:
                return False
            if (overlap or rushed) and self.index.world.share_people(sittings[sitting], sittings[other]):
                return False
        return True

    def _panel(self, sitting: int, workshop: int, slot: int) -> tuple[int, tuple[int, ...]] | None:
        """The cheapest assessors one by one, with what they cost; None when too few are free."""
        free = [
            assessor
            for assessor, places in self.domains.members[sitting].items()
            if places.get(workshop, 0) >> slot & 1 and self._is_free(assessor, sitting, workshop, slot)
        ]
        if len(free) < self.index.sizes[sitting]:
            return None
        total = 0
        panel: list[int] = []
        for _ in range(self.index.sizes[sitting]):
            cost, chosen = min((self._seat_cost(assessor, panel, workshop), assessor) for assessor in free)
            total += cost
            panel.append(chosen)
            free.remove(chosen)
        return total, tuple(sorted(panel))

    def _is_free(self, assessor: int, sitting: int, workshop: int, slot: int) -> bool:
        for other in self._seats[assessor]:
            room, start, _panel = self.plan[other]
            if any(self._clash((sitting, workshop, slot), (other, room, start))):
                return False
        person, periods = self.index.problem.assessors[assessor], self.index.durations[sitting][workshop]
        day = self.index.grid.place_in_day(slot)[0]
        caps = ((1, person.max_periods_a_day), (7, person.max_periods_a_week))
        return all(cap is None or self._used(assessor, day, days) + periods <= cap for days, cap in caps)

    def _used(self, assessor: int, day: int, days: int) -> int:
        """The periods of an assessor in a day or week so far."""
        fixed = sum(count for at, count in self._loads[assessor].items() if at // days == day // days)
        for sitting in self._seats[assessor]:
            workshop, slot, _panel = self.plan[sitting]
            if self.index.grid.place_in_day(slot)[0] // days == day // days:
                fixed += self.index.durations[sitting][workshop]
        return fixed

    def _seat_cost(self, assessor: int, panel: Sequence[int], workshop: int) -> int:
        people, weights = self.index.problem.assessors, self.weights
        person = people[assessor]
        cost = weights.assessor_load * (len(self._seats[assessor]) + 1 > self._shares[person.id])
        cost += weights.assessor_travel * (person.home_base not in (None, self.index.workshops[workshop].base))
        for other in panel:
            one, two = sorted((person.id, people[other].id))
            again = (one, two) in self._sat or bool(set(self._seats[assessor]) & set(self._seats[other]))
            cost += weights.repeated_pairs * again
        return cost

    def _clash(self, one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[bool, bool]:
        """Whether two (sitting, workshop, slot) overlap, and whether the way between them is too long."""
        (day, span), (other_day, other_span) = self._span(*one), self._span(*other)
        if day != other_day:
            return False, False
        apart = span[1] + span[2] <= other_span[1] or other_span[1] + other_span[2] <= span[1]
        return not apart, self.index.is_rushed(span, other_span)

    def _span(self, sitting: int, workshop: int, slot: int) -> tuple[int, Span]:
        day, first = self.index.grid.place_in_day(slot)
        return day, (self.index.base[workshop], first, self.index.durations[sitting][workshop])


def _choice(domains: SittingDomains, sitting: int) -> int:
    """How much choice a sitting has: its places times the assessors that it could spare."""
    places = sum(starts.bit_count() for starts in domains.places[sitting].values())
    return places * (1 + max(0, len(domains.members[sitting]) - domains.index.sizes[sitting]))
