"""Build and solve a sub-model: every rule and every weighted goal, for a free set of lessons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domains import Domains
from solver.index import Index, Placement
from solver.model.stopping import is_cut_short, stopped_when
from solver.model.submodel import SubModel
from solver.objectives import OBJECTIVES
from solver.params import Weights
from solver.rules import RULES


@dataclass(frozen=True, slots=True)
class Limits:
    """When CP-SAT stops: deterministic work, seconds, and how many workers it may use."""

    deterministic: float
    seconds: float
    workers: int = 1
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What CP-SAT found and proved for a sub-model; the objective counts the constants too.

    `is_cut_short`: the clock, or whoever may stop it, ended the search before its deterministic work was done.
    """

    is_infeasible: bool
    is_optimal: bool
    placements: dict[int, Placement] | None
    objective: int | None
    bound: int
    work: float
    is_cut_short: bool


def build(
    index: Index,
    domains: Domains,
    fixed: Mapping[int, Placement],
    hint: Mapping[int, Placement],
    weights: Weights,
) -> SubModel:
    """The sub-model of the lessons in `domains` that are not fixed."""
    model = SubModel(index, domains, fixed)
    model.create_variables(hint)
    for rule in RULES:
        rule.encode(model)
    for goal in OBJECTIVES:
        if weights.of(goal.id):
            goal.encode(model, weights.of(goal.id))
    model.minimise()
    return model


def count_literals(domains: Domains, most: int | None = None) -> int:
    """How many booleans the sub-model of these domains would have; beyond `most` not counted to the end."""
    total = 0
    for lesson in domains.lessons:
        if most is not None and total > most:
            break
        starts = domains.times[lesson]
        total += starts.bit_count()
        total += sum((mask & starts).bit_count() for mask in domains.places[lesson].values())
        total += sum((mask & starts).bit_count() for mask in domains.staff[lesson].values())
    return total


def run(model: SubModel, limits: Limits, *, is_small: bool, should_stop: Callable[[], bool] | None = None) -> Outcome:
    """Solve; a small model gets little presolve, because it is one of many and has a complete hint."""
    solver = cp_model.CpSolver()
    # Whoever runs the search decides what an interrupt means; it comes here through `should_stop`.
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_deterministic_time = limits.deterministic
    solver.parameters.max_time_in_seconds = max(limits.seconds, 0.01)
    solver.parameters.num_workers = limits.workers
    solver.parameters.random_seed = limits.seed
    if is_small:
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1
    with stopped_when(solver, should_stop):
        status = solver.solve(model.cp)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        is_infeasible=status == cp_model.INFEASIBLE,
        is_optimal=status == cp_model.OPTIMAL,
        placements=_placements(model, solver) if found else None,
        objective=round(solver.objective_value) if found else None,
        bound=_bound(solver, status),
        work=float(solver.response_proto.deterministic_time),
        is_cut_short=is_cut_short(solver, status, limits.deterministic),
    )


def _bound(solver: cp_model.CpSolver, status: object) -> int:
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError("CP-SAT refuses the model; this is a fault of the encoding")
    if status == cp_model.INFEASIBLE:
        return 0
    # The objective is integral, so the bound may be rounded up; costs are never negative.
    bound = solver.best_objective_bound
    return max(0, -int(-(bound - 1e-6) // 1))


def _placements(model: SubModel, solver: cp_model.CpSolver) -> dict[int, Placement]:
    found = {}
    for lesson in model.free:
        workshop, slot = next(key for key, literal in model.places(lesson).items() if solver.value(literal))
        instructor = next(key[0] for key, literal in model.staff(lesson).items() if solver.value(literal))
        found[lesson] = Placement(slot, workshop, instructor)
    return found
