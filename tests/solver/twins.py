"""Asks the encoding of a rule, or of all, whether it accepts a given timetable."""

from __future__ import annotations

from collections.abc import Iterable

from solver import Problem, Timetable
from solver.domains import Domains
from solver.index import Index, Placement
from solver.model.build import Limits, build, run
from solver.model.submodel import SubModel
from solver.objectives import OBJECTIVES
from solver.params import Weights
from solver.presolve import domains_of
from solver.rules import RULES, Rule
from solver.search.chains import Chains

LIMITS = Limits(deterministic=5.0, seconds=20.0)


def placements_of(index: Index, timetable: Timetable) -> dict[int, Placement] | None:
    """The bookings in integers; None when one is off the grid."""
    found = {}
    for booking in timetable.bookings:
        placement = index.placement(booking)
        if placement is None:
            return None
        found[index.lesson_at[booking.lesson]] = placement
    return found


def pinned(domains: Domains, placements: dict[int, Placement]) -> None:
    """Leave each lesson only its placement."""
    for lesson, placement in placements.items():
        bit = 1 << placement.slot
        domains.times[lesson] &= bit
        domains.places[lesson] = {
            key: mask & bit for key, mask in domains.places[lesson].items() if key == placement.workshop
        }
        domains.staff[lesson] = {
            key: mask & bit for key, mask in domains.staff[lesson].items() if key == placement.instructor
        }


def accepts(problem: Problem, timetable: Timetable, rules: Iterable[Rule] = RULES) -> bool:
    """Whether the sub-model of these rules has exactly this timetable as a solution."""
    index = Index(problem)
    placements = placements_of(index, timetable)
    if placements is None or len(placements) < index.lesson_count:
        return False
    domains = Domains(index)
    rules = tuple(rules)
    for rule in rules:
        rule.narrow(domains)
    pinned(domains, placements)
    model = SubModel(index, domains, {})
    model.create_variables({})
    for rule in rules:
        rule.encode(model)
    outcome = run(model, LIMITS, is_small=True)
    assert outcome.is_infeasible or outcome.placements == placements
    return not outcome.is_infeasible


def encoded_cost(problem: Problem, timetable: Timetable, weights: Weights) -> int:
    """What the encodings of the goals say that this timetable costs."""
    index = Index(problem)
    placements = placements_of(index, timetable)
    assert placements is not None
    domains = Domains(index)
    pinned(domains, placements)
    model = SubModel(index, domains, {})
    model.create_variables(placements)
    for goal in OBJECTIVES:
        if weights.of(goal.id):
            goal.encode(model, weights.of(goal.id))
    model.minimise()
    outcome = run(model, LIMITS, is_small=True)
    assert outcome.is_optimal
    assert outcome.objective is not None
    return outcome.objective


def solution_of(problem: Problem, weights: Weights) -> tuple[Timetable, int, int] | None:
    """A timetable of the whole model with the objective and bound it states; None when it proves there is none."""
    index = Index(problem)
    domains = domains_of(index, Chains(index))
    outcome = run(build(index, domains, {}, {}, weights), LIMITS, is_small=False)
    if outcome.is_infeasible:
        return None
    assert outcome.placements is not None
    assert outcome.objective is not None
    return index.timetable(outcome.placements), outcome.objective, outcome.bound
