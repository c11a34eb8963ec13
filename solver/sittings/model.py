"""The CP-SAT model of sittings: a literal for each place and each member of a panel, flags for pairs that clash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from ortools.sat.python import cp_model

from solver.grid import bits
from solver.sittings.domains import SittingDomains
from solver.sittings.index import Span

Variable = cp_model.IntVar


class SittingModel:
    """Variables of one sitting problem; the rules add constraints, the goals add costs."""

    def __init__(self, domains: SittingDomains) -> None:
        self.index = domains.index
        self.domains = domains
        self.cp = cp_model.CpModel()
        self.at: list[dict[tuple[int, int], Variable]] = []
        self.member: list[dict[int, Variable]] = []
        self.unplaced: list[Variable] = []
        self._spans: dict[int, dict[tuple[int, Span], list[Variable]]] = {}
        self._covers: dict[int, dict[int, list[Variable]]] = {}
        self.costs: list[cp_model.LinearExprT] = []
        for sitting in range(len(domains.places)):
            self._create_sitting(sitting)

    def _create_sitting(self, sitting: int) -> None:
        at = {
            (workshop, slot): self.cp.new_bool_var(f"at[{sitting},{workshop},{slot}]")
            for workshop, starts in self.domains.places[sitting].items()
            for slot in bits(starts)
        }
        unplaced = self.cp.new_bool_var(f"unplaced[{sitting}]")
        self.cp.add_exactly_one([*at.values(), unplaced])
        members: dict[int, Variable] = {}
        for assessor, places in self.domains.members[sitting].items():
            members[assessor] = self.cp.new_bool_var(f"member[{sitting},{assessor}]")
            barred = [x for (workshop, slot), x in at.items() if not places.get(workshop, 0) >> slot & 1]
            self.cp.add_at_most_one([members[assessor], unplaced, *barred])
        self.at.append(at)
        self.member.append(members)
        self.unplaced.append(unplaced)

    def spans_of(self, sitting: int) -> dict[tuple[int, Span], list[Variable]]:
        """The place literals of a sitting by day and span: the workshops of one base are alike to people."""
        if sitting not in self._spans:
            found: dict[tuple[int, Span], list[Variable]] = defaultdict(list)
            for (workshop, slot), literal in self.at[sitting].items():
                day, first = self.index.grid.place_in_day(slot)
                span = (self.index.base[workshop], first, self.index.durations[sitting][workshop])
                found[day, span].append(literal)
            self._spans[sitting] = found
        return self._spans[sitting]

    def covers(self, sitting: int) -> dict[int, list[Variable]]:
        """For each slot the place literals of a sitting that cover it."""
        if sitting not in self._covers:
            found: dict[int, list[Variable]] = defaultdict(list)
            for (workshop, slot), literal in self.at[sitting].items():
                for covered in range(slot, slot + self.index.durations[sitting][workshop]):
                    found[covered].append(literal)
            self._covers[sitting] = found
        return self._covers[sitting]

    def overlap(self, one: int, other: int) -> Variable:
        """A flag that is 1 when two sittings share a slot."""
        flag = self.cp.new_bool_var(f"overlap[{one},{other}]")
        there = self.covers(other)
        for slot, literals in self.covers(one).items():
            if slot in there:
                self.cp.add(sum(literals) + sum(there[slot]) <= 1 + flag)
        return flag

    def rushed(self, one: int, other: int) -> Variable | None:
        """A flag that is 1 when nobody can keep both for the way between their bases; None when that cannot be."""
        there: dict[int, dict[Span, list[Variable]]] = defaultdict(dict)
        for (day, span), literals in self.spans_of(other).items():
            there[day][span] = literals
        pairs = [
            (literals, rushed)
            for (day, span), literals in self.spans_of(one).items()
            if (rushed := [x for key, found in there[day].items() if self.index.is_rushed(span, key) for x in found])
        ]
        if not pairs:
            return None
        flag = self.cp.new_bool_var(f"rushed[{one},{other}]")
        for literals, rushed in pairs:
            self.cp.add(sum(literals) + sum(rushed) <= 1 + flag)
        return flag

    def colleagues(self) -> Iterator[tuple[int, int, list[int]]]:
        """Each pair of sittings with the assessors who may be on both panels."""
        for one, other in combinations(range(len(self.at)), 2):
            common = [assessor for assessor in self.member[one] if assessor in self.member[other]]
            if common:
                yield one, other, common

    def not_on_both(self, one: int, other: int, assessors: Iterable[int], flag: Variable) -> None:
        """Nobody is on both panels while the flag is 1."""
        for assessor in assessors:
            self.cp.add_bool_or(~self.member[one][assessor], ~self.member[other][assessor], ~flag)

    def periods_by(self, assessor: int, days: int) -> dict[int, list[tuple[int, Variable]]]:
        """(periods, flag) of all that an assessor may sit in each stretch of so many days; a flag is only forced up."""
        found: dict[int, list[tuple[int, Variable]]] = defaultdict(list)
        for sitting, members in enumerate(self.member):
            if assessor not in members:
                continue
            groups: dict[tuple[int, int], list[Variable]] = defaultdict(list)
            for (day, span), literals in self.spans_of(sitting).items():
                groups[day // days, span[2]] += literals
            for (stretch, periods), literals in groups.items():
                flag = self.cp.new_bool_var(f"sits[{sitting},{assessor},{stretch},{periods}]")
                self.cp.add(flag >= members[assessor] + sum(literals) - 1)
                found[stretch].append((periods, flag))
        return found

    def one_at_a_time(self, users: Iterable[tuple[int, int, Variable]]) -> None:
        """Of users (start slot, periods, literal) at most one covers each slot."""
        covering: dict[int, list[Variable]] = defaultdict(list)
        for slot, periods, literal in users:
            for covered in range(slot, slot + periods):
                covering[covered].append(literal)
        for literals in covering.values():
            if len(literals) > 1:
                self.cp.add_at_most_one(literals)

    def excess(self, name: str, literals: list[Variable], share: int) -> cp_model.LinearExprT:
        """How far the number of true literals exceeds `share`, at least 0."""
        if share <= 0:
            return sum(literals)
        if len(literals) <= share:
            return 0
        over = self.cp.new_int_var(0, len(literals) - share, name)
        self.cp.add(over >= sum(literals) - share)
        return over

    def penalise(self, cost: cp_model.LinearExprT) -> None:
        """Add to the cost that is minimised."""
        self.costs.append(cost)
