"""Each soft goal: what it costs, whom it falls on, and that its encoding costs the same."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from solver import OBJECTIVES, Day, Lesson, Problem, Share, Timetable, Weights, check
from tests.solver.builders import (
    CLEAN,
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_booking,
    a_cohort,
    a_problem,
    an_instructor,
    open_days,
    with_bookings,
)
from tests.solver.twins import encoded_cost

SATURDAY = "2026-11-28"
OFF = dict.fromkeys(Weights.__dataclass_fields__, 0)


@dataclass(frozen=True)
class Example:
    objective: str
    problem: Problem
    timetable: Timetable
    shares: tuple[Share, ...]


EXAMPLES = (
    Example(
        "evenings_weekends",
        a_problem(days=(*open_days()[:5], Day(SATURDAY, 6), *open_days()[5:])),
        # Two evening periods for c1; two periods in the evening of a Saturday for c2 count twice.
        with_bookings(a_booking("l2", TUESDAY, 9), a_booking("k2", SATURDAY, 9, instructor="i2")),
        (Share("cohort", "c1", 2), Share("cohort", "c2", 4)),
    ),
    Example(
        "evenings_weekends",
        a_problem(days=(*open_days()[:5], Day(SATURDAY, 1), *open_days()[5:])),
        with_bookings(a_booking("l2", SATURDAY, 1)),
        (),
    ),
    Example(
        "compactness",
        a_problem(lessons=(*a_problem().lessons[:1], Lesson("l2", "m1", 2, 1), *a_problem().lessons[2:])),
        with_bookings(a_booking("l2", MONDAY, 4)),
        (Share("cohort", "c1", 1),),
    ),
    Example(
        "spread",
        a_problem(),
        # Four periods over two weeks make two a week; both cohorts take all four in the first.
        CLEAN,
        (Share("cohort", "c1", 2), Share("cohort", "c2", 2)),
    ),
    Example(
        "instructor_changes",
        a_problem(),
        with_bookings(a_booking("l2", TUESDAY, instructor="i2")),
        (Share("module", "m1", 1),),
    ),
    Example(
        "workshop_changes",
        a_problem(),
        with_bookings(a_booking("k2", TUESDAY, 5, "w2", "i2")),
        (Share("module", "m2", 1),),
    ),
    Example(
        "load_balance",
        a_problem(),
        # Eight periods and two instructors: four are fair, i1 has six.
        with_bookings(a_booking("k1", MONDAY, 5)),
        (Share("instructor", "i1", 2),),
    ),
    Example(
        "wished_window",
        a_problem(cohorts=(a_cohort(wished_first_day=TUESDAY, wished_last_day=TUESDAY), a_cohort("c2"))),
        with_bookings(a_booking("l2", "2026-11-27")),
        (Share("cohort", "c1", 1 + 3),),
    ),
    Example(
        "travel",
        a_problem(
            cohorts=(a_cohort(home_base="b1"), a_cohort("c2")),
            instructors=(an_instructor(home_base="b1"), an_instructor("i2", home_base="b2")),
        ),
        # i2 and not i1 teaches away: c2 has no home; l2 takes c1 and i1 to b2 on one day.
        with_bookings(a_booking("l2", WEDNESDAY, 1, "w2"), a_booking("k2", TUESDAY, 7, "w1", "i2")),
        (Share("cohort", "c1", 1), Share("instructor", "i1", 1), Share("instructor", "i2", 2)),
    ),
)
each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.objective)


def test_every_goal_has_an_example_and_a_weight() -> None:
    """A goal without a weight would never be paid."""
    assert {example.objective for example in EXAMPLES} == {goal.id for goal in OBJECTIVES}
    assert set(Weights.__dataclass_fields__) == {goal.id for goal in OBJECTIVES}


@each_example
def test_a_goal_costs_what_it_says_on_whom_it_says(example: Example) -> None:
    """The plain cost, share by share."""
    judgement = check(example.problem, example.timetable)
    part = next(part for part in judgement.parts if part.objective == example.objective)
    assert part.shares == example.shares
    assert part.cost == sum(share.cost for share in example.shares)


@each_example
def test_the_encoding_costs_the_same(example: Example) -> None:
    """Only this goal, three points a unit."""
    weights = Weights(**{**OFF, example.objective: 3})
    assert encoded_cost(example.problem, example.timetable, weights) == 3 * sum(s.cost for s in example.shares)


def test_the_objective_is_the_weighted_sum_of_the_parts() -> None:
    """Weights are points per unit."""
    judgement = check(a_problem(), CLEAN, Weights(**{**OFF, "spread": 7}))
    assert judgement.objective == 7 * 4


def test_a_negative_weight_is_refused_by_name() -> None:
    """A reward for bad timetables is a mistake."""
    with pytest.raises(ValueError, match=r"weights\.travel"):
        Weights(travel=-1)
