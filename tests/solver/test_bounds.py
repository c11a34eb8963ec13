"""The lower bounds: never above a proved optimum, above 0 where the cost is forced, reproducible and stoppable."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from solver import After, Lesson, Problem, Qualification, Weights, check, generate
from solver.bounds import Bound, counting_bound, lower_bound
from solver.bounds.courses import SCALE, Courses
from solver.bounds.lagrange import Effort, price_bound
from solver.bounds.prices import Relaxation
from solver.domains import Domains
from solver.index import Index
from solver.presolve import domains_of
from solver.search.chains import Chains
from tests.solver.builders import (
    MONDAY,
    TUESDAY,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
)
from tests.solver.strategies import mild_problems
from tests.solver.twins import solution_of

WEIGHTS = Weights(3, 2, 1, 4, 2, 1, 1, 2)
ROUNDS = 40
PROPERTY = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)


def prepared(problem: Problem) -> tuple[Index, Domains]:
    index = Index(problem)
    return index, domains_of(index, Chains(index))


def bounded(problem: Problem, weights: Weights = WEIGHTS, rounds: int = ROUNDS) -> Bound:
    """By prices alone."""
    return price_bound(*prepared(problem), weights, Effort(30.0, rounds), lambda _: True)


def two_lessons_at_once() -> Problem:
    """Two cohorts that may only be taught on Monday, both by the one instructor: one of them in the evening."""
    monday = {"first_day": MONDAY, "last_day": MONDAY}
    return a_problem(
        instructors=(an_instructor(),),
        cohorts=(a_cohort(**monday), a_cohort("c2", **monday)),
        modules=(a_module(shares_workshop=False), a_module("m2", "c2", shares_workshop=False)),
        lessons=(
            Lesson("l1", "m1", 1, 4),
            Lesson("l2", "m1", 2, 4),
            Lesson("k1", "m2", 1, 4),
        ),
        bases=a_problem().bases[:1],
        workshops=(a_workshop(),),
        travel=(),
    )


@PROPERTY
@given(problem=mild_problems(), weights=st.sampled_from([WEIGHTS, Weights(1, 2, 3, 4, 5, 6, 7, 8), Weights(5, 0, 9)]))
def test_no_bound_is_above_the_optimum_and_none_calls_a_solvable_problem_infeasible(
    problem: Problem, weights: Weights
) -> None:
    """The optimum is that of the whole model, when it is proved."""
    index, domains = prepared(problem)
    found = solution_of(problem, weights)
    assume(found is not None)
    assert found is not None
    _, objective, proved = found
    assume(objective == proved)
    bound = lower_bound(index, domains, weights, seconds=30, work=ROUNDS)
    assert not bound.is_infeasible
    assert bound.value <= objective


@pytest.mark.parametrize("tightness", ["tight", "loose"])
@pytest.mark.parametrize("rules", ["plain", "all"])
def test_no_bound_is_above_a_timetable_in_hand_with_any_prices(tightness: str, rules: str) -> None:
    """The planted timetable costs at least the value of the relaxation, with good prices and with absurd ones."""
    problem, planted = generate("S", 2, tightness, rules)
    index, domains = prepared(problem)
    cost = check(problem, planted, WEIGHTS).objective
    bound = price_bound(index, domains, WEIGHTS, Effort(30.0, 60), lambda _: True)
    assert not bound.is_infeasible
    assert bound.value <= cost
    relaxation = Relaxation(Courses(index, domains, WEIGHTS))
    prices = relaxation.start()
    for at, name in enumerate(prices):
        prices[name] += at + 0.37
    relaxation.clip(prices)
    found = relaxation.value(prices)
    assert found is not None
    assert found.value <= cost * SCALE


def test_a_forced_evening_is_counted_in_full() -> None:
    """Three lessons of half a day on one day with one instructor: four evening periods at three points."""
    assert bounded(two_lessons_at_once(), Weights(3, 2, 0, 4, 2, 0), rounds=300).value == 12


def test_prices_prove_more_than_counts_where_calendars_collide() -> None:
    """On the tight instance of size S counting within its limits proves little."""
    problem, _ = generate("S", 1, "tight")
    index, domains = prepared(problem)
    counted = counting_bound(index, domains, WEIGHTS, (0.5, 10.0))
    assert bounded(problem, rounds=300).value > max(counted.value, 150)


def test_a_module_that_must_change_its_instructor_costs_the_change() -> None:
    """Each of two instructors is qualified on one of two days only."""
    instructors = tuple(
        replace(an_instructor(id_), qualifications=(Qualification("welding", "both", day, day),))
        for id_, day in (("i1", MONDAY), ("i2", TUESDAY))
    )
    problem = a_problem(
        instructors=instructors,
        cohorts=(a_cohort(last_day=TUESDAY),),
        modules=(a_module(most_lessons_a_day=1),),
        lessons=(Lesson("l1", "m1", 1, 2), Lesson("l2", "m1", 2, 2)),
    )
    assert bounded(problem, Weights(0, 0, 0, 4, 2, 0, 0, 0)).value == 4
    assert bounded(problem, Weights(0, 0, 0, 0, 2, 0, 0, 0)).value == 0


def test_an_order_that_cannot_be_kept_is_infeasible() -> None:
    """A module after another of the same cohort, with more days between than there are."""
    problem = a_problem(
        cohorts=(a_cohort(last_day=TUESDAY),),
        modules=(a_module(), a_module("m2", after=(After("m1", least_days=1),), most_lessons_a_day=1)),
        lessons=(Lesson("l1", "m1", 1, 2), Lesson("k1", "m2", 1, 2), Lesson("k2", "m2", 2, 2)),
    )
    index = Index(problem)
    domains = Domains(index)
    domains.settle()
    for lesson in range(index.lesson_count):
        domains.keep_times(lesson, index.grid.mask_between(MONDAY, TUESDAY))
    assert price_bound(index, domains, WEIGHTS, Effort(5.0, 5), lambda _: True).is_infeasible


def test_goals_that_it_does_not_know_add_nothing() -> None:
    """Weights of other goals leave the value as it is."""
    known = bounded(two_lessons_at_once())
    assert bounded(two_lessons_at_once(), replace(WEIGHTS, lone_lessons=9, fair_evenings=9, least_days=50)) == known


def test_the_same_work_and_seed_give_the_same_bound_with_the_same_steps() -> None:
    """Each better value is told once, and they rise."""
    problem, _ = generate("S", 3, "tight")
    runs = []
    for _ in range(2):
        told: list[Bound] = []
        bound = lower_bound(*prepared(problem), WEIGHTS, seconds=120, work=200, on_bound=told.append)
        assert len(told) > 3
        assert told[-1] == bound
        assert [item.value for item in told] == sorted({item.value for item in told})
        runs.append(told)
    assert runs[0] == runs[1]


def test_it_ends_at_the_cost_in_hand_and_never_falls_below_what_was_known() -> None:
    """`upper` ends it early; `start` is returned when nothing better is found."""
    problem = two_lessons_at_once()
    index, domains = prepared(problem)
    started = time.monotonic()
    assert lower_bound(index, domains, WEIGHTS, seconds=60, upper=12).value >= 12
    known = Bound(10_000, "whole model")
    assert lower_bound(index, domains, WEIGHTS, seconds=60, start=known, upper=10_000) == known
    assert time.monotonic() - started < 30


def test_it_stops_when_asked() -> None:
    """Long before its minute is over."""
    problem, _ = generate("S", 1, "tight")
    started = time.monotonic()
    lower_bound(*prepared(problem), WEIGHTS, seconds=60, should_stop=lambda: time.monotonic() - started > 1)
    assert time.monotonic() - started < 15
