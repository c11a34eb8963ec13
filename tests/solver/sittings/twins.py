"""Asks the encodings of sittings whether they accept given bookings, and what these cost."""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from solver.sittings import SITTING_GOALS, SITTING_RULES, SittingBooking, SittingProblem, SittingRule, SittingWeights
from solver.sittings.domains import SittingDomains
from solver.sittings.index import SittingIndex
from solver.sittings.model import SittingModel

Places = dict[int, tuple[int, int, list[int]]]


def places_of(index: SittingIndex, bookings: Iterable[SittingBooking]) -> Places | None:
    """(workshop, slot, panel) by sitting, in integers; None when one is off the grid or runs beyond its day."""
    found: Places = {}
    for booking in bookings:
        sitting, workshop = index.sitting_at[booking.sitting], index.workshop_at[booking.workshop]
        day = index.grid.day_of(booking.day)
        fits = booking.first_period + index.durations[sitting][workshop] - 1 <= index.grid.periods_a_day
        if not index.grid.holds(day) or not fits:
            return None
        panel = [index.assessor_at[id_] for id_ in booking.panel]
        found[sitting] = (workshop, index.grid.slot(day, booking.first_period), panel)
    return found


def pinned_model(index: SittingIndex, places: Places, rules: Iterable[SittingRule]) -> SittingModel | None:
    """The model of these rules with every sitting where it is booked; None when a rule has taken that away."""
    domains, rules = SittingDomains(index), tuple(rules)
    for rule in rules:
        rule.narrow(domains)
    for sitting, (workshop, slot, panel) in places.items():
        starts = domains.places[sitting].get(workshop, 0) & 1 << slot
        if not starts or not set(panel) <= set(domains.members[sitting]):
            return None
        domains.places[sitting] = {workshop: starts}
    model = SittingModel(domains)
    for rule in rules:
        rule.encode(model)
    for sitting, (_, _, panel) in places.items():
        model.cp.add(model.unplaced[sitting] == 0)
        for assessor, member in model.member[sitting].items():
            model.cp.add(member == int(assessor in panel))
    return model


def accepts(
    problem: SittingProblem, bookings: Iterable[SittingBooking], rules: Iterable[SittingRule] = SITTING_RULES
) -> bool:
    """Whether the model of these rules has exactly these bookings as a solution."""
    index = SittingIndex(problem)
    places = places_of(index, bookings)
    model = None if places is None else pinned_model(index, places, rules)
    if model is None:
        return False
    status = cp_model.CpSolver().solve(model.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return status == cp_model.OPTIMAL


def encoded_cost(problem: SittingProblem, bookings: Iterable[SittingBooking], weights: SittingWeights) -> int:
    """What the encodings of the goals say that these bookings cost."""
    index = SittingIndex(problem)
    places = places_of(index, bookings)
    assert places is not None
    model = pinned_model(index, places, ())
    assert model is not None
    for goal in SITTING_GOALS:
        goal.encode(model, weights.of(goal.id))
    model.cp.minimize(sum(model.costs))
    solver = cp_model.CpSolver()
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    return round(solver.objective_value)
