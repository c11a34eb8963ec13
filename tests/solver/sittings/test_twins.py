"""Encoding and check of every rule of sittings accept the same, and every goal costs the same."""

from __future__ import annotations

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from solver.sittings import (
    SITTING_GOALS,
    SITTING_RULES,
    SittingBooking,
    SittingLimits,
    SittingProblem,
    SittingWeights,
    check_sittings,
    solve_sittings,
)
from solver.sittings.index import SittingIndex
from solver.sittings.reading import SittingReading
from tests.solver.sittings.strategies import near_misses, problems_with_bookings, sitting_problems
from tests.solver.sittings.twins import accepts, encoded_cost, places_of

relaxed = settings(deadline=None, suppress_health_check=list(HealthCheck))
WEIGHTS = SittingWeights(1, 7, 50, 400, 3000)


@settings(relaxed, max_examples=150)
@given(problems_with_bookings())
def test_each_rule_alone_accepts_what_its_check_passes(case: tuple[SittingProblem, tuple[SittingBooking, ...]]) -> None:
    problem, bookings = case
    reading = SittingReading(problem, bookings)
    if places_of(SittingIndex(problem), bookings) is None:
        rules = {violation.rule for violation in check_sittings(problem, bookings).violations}
        assert rules & {"sitting_window", "sitting_room_open"}
        return
    for rule in SITTING_RULES:
        is_clean = not list(rule.check(reading))
        event(f"{rule.id}: {'kept' if is_clean else 'broken'}")
        assert accepts(problem, bookings, (rule,)) == is_clean, rule.id


@settings(relaxed, max_examples=150)
@given(sitting_problems(), st.data())
def test_all_rules_together_accept_what_the_judge_passes(problem: SittingProblem, data: st.DataObject) -> None:
    found = solve_sittings(problem, SittingLimits(5.0))
    if not found.bookings:
        return
    assert accepts(problem, found.bookings)
    beside = data.draw(near_misses(found.bookings))
    judged = check_sittings(problem, beside)
    event(f"beside: {'clean' if judged.is_clean else 'broken'}")
    assert accepts(problem, beside) == judged.is_clean


@settings(relaxed, max_examples=150)
@given(problems_with_bookings())
def test_every_goal_costs_the_same_in_check_and_encoding(
    case: tuple[SittingProblem, tuple[SittingBooking, ...]],
) -> None:
    problem, bookings = case
    if places_of(SittingIndex(problem), bookings) is not None:
        assert encoded_cost(problem, bookings, WEIGHTS) == check_sittings(problem, bookings, WEIGHTS).objective


def test_the_weights_name_every_goal() -> None:
    """Otherwise a goal could not be switched off, and `of` would fail."""
    assert {goal.id for goal in SITTING_GOALS} == set(SittingWeights.__dataclass_fields__)
