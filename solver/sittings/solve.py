"""Places sittings: a first plan, as many as possible by CP-SAT, then as well as possible; says why the rest is not."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.grid import bits
from solver.objectives import CostPart
from solver.result import Status
from solver.sittings.check import check_sittings
from solver.sittings.domains import SittingDomains
from solver.sittings.goals import SITTING_GOALS, SittingWeights, place_cost
from solver.sittings.greedy import Plan, first_plan
from solver.sittings.index import SittingIndex
from solver.sittings.model import SittingModel
from solver.sittings.problem import SittingBooking, SittingProblem
from solver.sittings.reasons import SittingReason, reason_alone, reason_of_shortage, reason_together
from solver.sittings.rules import SITTING_RULES
from solver.sittings.supply import Shortage, find_shortage
from solver.verdict import Violation

# Beyond so many (place, sitting) pairs the whole is not modelled at once, but a few sittings at a time.
LARGEST_WHOLE = 60_000
SITTINGS_IN_PART = 3
WORK_OF_PART = 0.3


@dataclass(frozen=True, slots=True)
class SittingLimits:
    """When a run ends. With `deterministic` work and one worker the same inputs and seed give the same result.

    `parts` is how often a few sittings of a large problem are placed anew.
    """

    seconds: float = 10.0
    deterministic: float | None = None
    parts: int = 200
    workers: int = 1
    seed: int = 1

    def __post_init__(self) -> None:
        if self.seconds <= 0:
            raise ValueError("limits.seconds: must be positive")
        if self.workers < 1:
            raise ValueError("limits.workers: must be at least 1")


@dataclass(frozen=True, slots=True)
class SittingResult:
    """The outcome of a run; bookings are judged by `check_sittings` before they are given back.

    `optimal`: all placed, objective equals bound. `within` and `feasible`: all placed, with a bound above 0 or
    none. `infeasible`: proved that not all can be placed; `bookings` holds as many as were found. `unknown`: not
    all are placed and nothing is proved. `reasons` speak of the `unplaced`. The bound holds for the sittings placed.
    """

    status: Status
    bookings: tuple[SittingBooking, ...]
    unplaced: tuple[str, ...]
    reasons: tuple[SittingReason, ...]
    objective: int
    bound: int
    parts: tuple[CostPart, ...]
    violations: tuple[Violation, ...]
    seconds: float
    seed: int


def solve_sittings(
    problem: SittingProblem, limits: SittingLimits | None = None, weights: SittingWeights | None = None
) -> SittingResult:
    """Place the sittings; raises nothing for those that have no place: `reasons` say why."""
    run = _Run(problem, limits or SittingLimits(), weights or SittingWeights())
    run.place_at_once()
    run.count_bound()
    if run.size > LARGEST_WHOLE:
        run.improve_in_parts()
    else:
        run.place_as_many_as_possible()
        run.place_well()
    return run.result()


@dataclass
class _Run:
    """One run: its domains, what was found so far and what was proved."""

    problem: SittingProblem
    limits: SittingLimits
    weights: SittingWeights
    started: float = field(default_factory=time.monotonic)
    plan: Plan = field(default_factory=dict)
    is_proved: bool = False
    bound: int = 0

    def __post_init__(self) -> None:
        self.index = SittingIndex(self.problem)
        self.domains = SittingDomains(self.index)
        for rule in SITTING_RULES:
            rule.narrow(self.domains)
        self.domains.settle()

        self.possible = [at for at, places in enumerate(self.domains.places) if places]

    @property
    def size(self) -> int:
        """How large a model of everything would be: its places times its sittings."""
        places = sum(starts.bit_count() for row in self.domains.places for starts in row.values())
        return places * len(self.possible)

    @property
    def is_full(self) -> bool:
        """Whether every sitting that has a place at all is placed: more is impossible."""
        return len(self.plan) == len(self.possible)

    @property
    def bookings(self) -> tuple[SittingBooking, ...]:
        """The plan with ids and dates."""
        return tuple(self.index.booking(sitting, *place) for sitting, place in sorted(self.plan.items()))

    def place_at_once(self) -> None:
        """The first plan, without a search."""
        self.plan = first_plan(self.domains, self.weights)

    def place_as_many_as_possible(self) -> None:
        """Minimise the sittings without a place; half of the time is left for the rest."""
        self.is_proved = self.is_full
        if self.is_full:
            return
        model = self._model(self.domains)
        model.cp.minimize(sum(model.unplaced))
        solver, status = self._solve(model, 0.5)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(model, solver)
            self.is_proved = status == cp_model.OPTIMAL

    def place_well(self) -> None:
        """With as many placed, minimise what they cost."""
        solver, status = self._improve(self.domains)
        if status != cp_model.INFEASIBLE:
            # Costs are integral, so the bound may be rounded up.
            self.bound = max(self.bound, -int(-(solver.best_objective_bound - 1e-6) // 1))

    def improve_in_parts(self) -> None:
        """Place a few sittings anew while the others stay, again and again."""
        self.is_proved = self.is_full
        draw = random.Random(self.limits.seed)
        for _ in range(self.limits.parts):
            if time.monotonic() - self.started > self.limits.seconds or not self.plan:
                return
            freed = draw.sample(sorted(self.plan), min(SITTINGS_IN_PART, len(self.plan)))
            self._improve(self.domains.only(freed, self.plan), WORK_OF_PART)

    def _improve(self, domains: SittingDomains, work: float | None = None) -> tuple[cp_model.CpSolver, object]:
        """Minimise the cost with as many placed as now, and take over what was found."""
        model = self._model(domains)
        model.cp.add(sum(model.unplaced) == len(self.problem.sittings) - len(self.plan))
        for goal in SITTING_GOALS:
            if self.weights.of(goal.id):
                goal.encode(model, self.weights.of(goal.id))
        model.cp.minimize(sum(model.costs))
        solver, status = self._solve(model, 1.0, work)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._take(model, solver)
        return solver, status

    def count_bound(self) -> None:
        """With every possible sitting placed, no plan costs less than the cheapest places together.

        A place that costs more above its sitting's cheapest than the present plan above all of them is in no better
        plan, and is left out.
        """
        if not self.is_full:
            return
        costs = [self._costs_alone(sitting) for sitting in range(len(self.problem.sittings))]
        least = [min(row.values(), default=0) for row in costs]
        self.bound = sum(least)
        spare = check_sittings(self.problem, self.bookings, self.weights).objective - self.bound
        self.domains.drop_places(
            lambda sitting, workshop, slot: costs[sitting][workshop, slot] - least[sitting] > spare
        )

    def _costs_alone(self, sitting: int) -> dict[tuple[int, int], int]:
        """What each (workshop, slot) costs at least: the place, and members who must come from other bases."""
        index, size = self.index, self.index.sizes[sitting]
        costs = {}
        for workshop, starts in self.domains.places[sitting].items():
            base = index.workshops[workshop].base
            near = [
                places.get(workshop, 0)
                for assessor, places in self.domains.members[sitting].items()
                if index.problem.assessors[assessor].home_base in (None, base)
            ]
            for slot in bits(starts):
                away = max(0, size - sum(mask >> slot & 1 for mask in near))
                place = place_cost(index, self.weights, sitting, workshop, slot)
                costs[workshop, slot] = place + self.weights.assessor_travel * away
        return costs

    def _model(self, domains: SittingDomains) -> SittingModel:
        """A model of all rules that begins at the present plan."""
        model = SittingModel(domains)
        for rule in SITTING_RULES:
            rule.encode(model)
        for sitting, places in enumerate(model.at):
            workshop, slot, panel = self.plan.get(sitting, (-1, -1, ()))
            for place, literal in places.items():
                model.cp.add_hint(literal, place == (workshop, slot))
            for assessor, member in model.member[sitting].items():
                model.cp.add_hint(member, assessor in panel)
        return model

    def _solve(self, model: SittingModel, share: float, work: float | None = None) -> tuple[cp_model.CpSolver, object]:
        solver = cp_model.CpSolver()
        left = self.limits.seconds - (time.monotonic() - self.started)
        solver.parameters.max_time_in_seconds = max(share * left, 0.05)
        solver.parameters.num_workers = self.limits.workers
        solver.parameters.random_seed = self.limits.seed
        work = self.limits.deterministic if work is None else work
        if work is not None:
            solver.parameters.max_deterministic_time = work
        status = solver.solve(model.cp)
        if status == cp_model.MODEL_INVALID:
            raise RuntimeError("CP-SAT refuses the model of the sittings; this is a fault of an encoding")
        return solver, status

    def _take(self, model: SittingModel, solver: cp_model.CpSolver) -> None:
        self.plan = {
            sitting: (workshop, slot, tuple(at for at, member in model.member[sitting].items() if solver.value(member)))
            for sitting, places in enumerate(model.at)
            for (workshop, slot), literal in places.items()
            if solver.value(literal)
        }

    def result(self) -> SittingResult:
        """Judge what was found, by the plain checks, and say what was proved."""
        judged = check_sittings(self.problem, self.bookings, self.weights)
        if judged.violations:
            raise RuntimeError(f"an encoding accepts what its rule forbids: {judged.violations[0]}")
        reasons = self._explain(judged.unplaced)
        return SittingResult(
            status=self._status(judged.objective),
            bookings=self.bookings,
            unplaced=judged.unplaced,
            reasons=reasons,
            objective=judged.objective,
            bound=self.bound,
            parts=judged.parts,
            violations=judged.violations,
            seconds=time.monotonic() - self.started,
            seed=self.limits.seed,
        )

    def _status(self, objective: int) -> Status:
        if len(self.plan) < len(self.problem.sittings):
            return Status.INFEASIBLE if self.is_proved else Status.UNKNOWN
        if objective == self.bound:
            return Status.OPTIMAL
        return Status.WITHIN if self.bound else Status.FEASIBLE

    def _explain(self, unplaced: tuple[str, ...]) -> tuple[SittingReason, ...]:
        """A counted reason for everybody without a place; a count proves as much as the search does."""
        missing = [self.index.sitting_at[id_] for id_ in unplaced]
        alone = {at: reason_alone(self.index, at) for at in missing}
        found = [reason for reason in alone.values() if reason is not None]
        together = [at for at, reason in alone.items() if reason is None]
        possible = [at for at in range(len(self.problem.sittings)) if alone.get(at) is None]
        for shortage in self._shortages(possible, together):
            found.append(reason_of_shortage(self.index, shortage))
            together = [at for at in together if at not in shortage.sittings]
        found += [reason_together(self.index, at, possible, is_proved=self.is_proved) for at in together]
        self.is_proved = self.is_proved or any(reason.code != "not_found" for reason in found)
        return tuple(found)

    def _shortages(self, possible: Sequence[int], unplaced: Sequence[int]) -> Iterator[Shortage]:
        """One shortage after another, each without a sitting that an earlier one gave up."""
        left = list(possible)
        while unplaced:
            shortage = find_shortage(self.domains, left)
            given_up = [at for at in unplaced if shortage is not None and at in shortage.sittings]
            if shortage is None or not given_up:
                return
            yield shortage
            unplaced = [at for at in unplaced if at not in given_up]
            left.remove(given_up[0])
