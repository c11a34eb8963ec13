"""The soft goals of sittings: each with a sentence, a plain cost by whom it falls on, and its encoding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import ClassVar

from solver.objectives import CostPart, Share
from solver.params import GoalWeights
from solver.reading import days_from
from solver.sittings.index import SittingIndex
from solver.sittings.model import SittingModel, Variable
from solver.sittings.problem import SittingProblem
from solver.sittings.reading import SittingReading


@dataclass(frozen=True, slots=True)
class SittingWeights(GoalWeights):
    """Points for one unit of each goal; 0 switches a goal off."""

    sitting_lateness: int = 1
    sitting_evenings: int = 3
    repeated_pairs: int = 2
    assessor_load: int = 2
    assessor_travel: int = 2


class SittingGoal:
    """A soft goal. The cost is the sum of its shares; `encode` must penalise exactly the same."""

    id: ClassVar[str]
    statement_en: ClassVar[str]
    statement_zh: ClassVar[str]

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        """The costs, by whom they fall on."""
        raise NotImplementedError

    def encode(self, model: SittingModel, weight: int) -> None:
        """Penalise the same in the model."""
        raise NotImplementedError

    def cost(self, reading: SittingReading, weight: int) -> CostPart:
        """All shares above 0 and their sum."""
        shares = tuple(share for share in self.shares(reading) if share.cost)
        return CostPart(self.id, weight, sum(share.cost for share in shares), shares)


class Lateness(SittingGoal):
    """One for each day after the earliest day on which the sitting is allowed."""

    id = "sitting_lateness"
    statement_en = "Sittings follow soon after the last lesson."
    statement_zh = "考试尽早安排在最后一课之后。"

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        for held in reading.held:
            yield Share(
                "sitting", held.sitting.id, max(0, days_from(reading.world.earliest_day(held.sitting), held.day))
            )

    def encode(self, model: SittingModel, weight: int) -> None:
        _penalise_places(model, lambda sitting, _workshop, slot: weight * _days_late(model.index, sitting, slot))


class Evenings(SittingGoal):
    """One for a sitting that touches an evening, or that is on a Saturday or Sunday."""

    id = "sitting_evenings"
    statement_en = "Sittings are seldom in the evening or at the weekend."
    statement_zh = "考试尽量不安排在晚间和周末。"

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        evening = _evening(reading.problem)
        for held in reading.held:
            late = evening.intersection(held.periods) or date.fromisoformat(held.day).isoweekday() > 5
            yield Share("sitting", held.sitting.id, int(bool(late)))

    def encode(self, model: SittingModel, weight: int) -> None:
        _penalise_places(model, lambda *place: weight * _is_late_hour(model.index, *place))


class RepeatedPairs(SittingGoal):
    """One for each panel on which a pair sits again: the pair's first one counts only if they sat together last."""

    id = "repeated_pairs"
    statement_en = "The same two assessors do not sit together twice running."
    statement_zh = "同两名考评员不连续搭档。"

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        sat = sat_together(reading.problem)
        together = Counter(
            pair for held in reading.held for pair in combinations(sorted(row.id for row in held.panel), 2)
        )
        for pair, count in sorted(together.items()):
            yield Share("pair", " + ".join(pair), count if pair in sat else count - 1)

    def encode(self, model: SittingModel, weight: int) -> None:
        ids = [assessor.id for assessor in model.index.problem.assessors]
        sat = sat_together(model.index.problem)
        for one, other in combinations(range(len(ids)), 2):
            panels = [members for members in model.member if one in members and other in members]
            free = 0 if tuple(sorted((ids[one], ids[other]))) in sat else 1
            if len(panels) > free:
                both = [self._both(model, members[one], members[other]) for members in panels]
                model.penalise(weight * model.excess(f"again[{one},{other}]", both, free))

    def _both(self, model: SittingModel, one: Variable, other: Variable) -> Variable:
        flag = model.cp.new_bool_var(f"both[{one.index},{other.index}]")
        model.cp.add(flag >= one + other - 1)
        return flag


class AssessorLoad(SittingGoal):
    """One for each sitting of an assessor above the fair share of all sittings, earlier ones included."""

    id = "assessor_load"
    statement_en = "Sittings are spread evenly over the assessors."
    statement_zh = "考评任务在考评员之间均衡分配。"

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        shares = fair_shares(reading.problem)
        counts = Counter(assessor.id for held in reading.held for assessor in held.panel)
        for id_, count in sorted(counts.items()):
            yield Share("assessor", id_, max(0, count - shares[id_]))

    def encode(self, model: SittingModel, weight: int) -> None:
        shares = fair_shares(model.index.problem)
        for at, assessor in enumerate(model.index.problem.assessors):
            seats = [members[at] for members in model.member if at in members]
            if seats:
                model.penalise(weight * model.excess(f"load[{at}]", seats, shares[assessor.id]))


class AssessorTravel(SittingGoal):
    """One for each seat on a panel at a base other than the assessor's own."""

    id = "assessor_travel"
    statement_en = "Assessors sit at their own base."
    statement_zh = "考评员尽量在本基地参加考评。"

    def shares(self, reading: SittingReading) -> Iterator[Share]:
        away: dict[str, int] = defaultdict(int)
        for held in reading.held:
            for assessor in held.panel:
                away[assessor.id] += assessor.home_base not in (None, held.workshop.base)
        for id_, count in sorted(away.items()):
            yield Share("assessor", id_, count)

    def encode(self, model: SittingModel, weight: int) -> None:
        index = model.index
        for sitting, members in enumerate(model.member):
            bases = {index.base[workshop] for workshop, _slot in model.at[sitting]}
            for assessor, member in members.items():
                home = index.problem.assessors[assessor].home_base
                elsewhere = {base for base in bases if home is not None and index.base_at[home] != base}
                if elsewhere == bases:
                    model.penalise(weight * (member if elsewhere else 0))
                elif elsewhere:
                    there = [x for (workshop, _), x in model.at[sitting].items() if index.base[workshop] in elsewhere]
                    away = model.cp.new_bool_var(f"away[{sitting},{assessor}]")
                    model.cp.add(away >= member + sum(there) - 1)
                    model.penalise(weight * away)


def place_cost(index: SittingIndex, weights: SittingWeights, sitting: int, workshop: int, slot: int) -> int:
    """What a place costs by itself: its lateness and its hour."""
    late, hour = _days_late(index, sitting, slot), _is_late_hour(index, sitting, workshop, slot)
    return weights.sitting_lateness * late + weights.sitting_evenings * hour


def _penalise_places(model: SittingModel, cost: Callable[[int, int, int], int]) -> None:
    for sitting, places in enumerate(model.at):
        for (workshop, slot), literal in places.items():
            points = cost(sitting, workshop, slot)
            if points:
                model.penalise(points * literal)


def _days_late(index: SittingIndex, sitting: int, slot: int) -> int:
    return max(0, index.grid.place_in_day(slot)[0] - index.earliest_days[sitting])


def _is_late_hour(index: SittingIndex, sitting: int, workshop: int, slot: int) -> int:
    day, first = index.grid.place_in_day(slot)
    last = first + index.durations[sitting][workshop] - 1
    return int(day % 7 > 4 or any(index.grid.periods[at - 1].half_day == "evening" for at in range(first, last + 1)))


def _evening(problem: SittingProblem) -> set[int]:
    return {period.number for period in problem.problem.periods if period.half_day == "evening"}


def sat_together(problem: SittingProblem) -> set[tuple[str, str]]:
    """The pairs of assessors, in the order of their ids, who were on one panel last."""
    pairs = (sorted((row.id, other)) for row in problem.assessors for other in row.sat_with)
    return {(one, other) for one, other in pairs}


def fair_shares(problem: SittingProblem) -> dict[str, int]:
    """How many of these sittings each assessor may have before it counts as more than a fair share."""
    seats = sum(problem.panel.size_for(sitting) for sitting in problem.sittings)
    before = sum(assessor.sittings_before for assessor in problem.assessors)
    fair = -(-(seats + before) // max(1, len(problem.assessors)))
    return {assessor.id: max(0, fair - assessor.sittings_before) for assessor in problem.assessors}


SITTING_GOALS: tuple[SittingGoal, ...] = (Lateness(), Evenings(), RepeatedPairs(), AssessorLoad(), AssessorTravel())
