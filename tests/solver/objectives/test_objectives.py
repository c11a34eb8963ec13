"""Each soft goal: what it costs, whom it falls on, and that its encoding costs the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from solver import OBJECTIVES, Lesson, Problem, Share, Timetable, Weights, check
from solver.problem import Pattern, Wish
from tests.solver.builders import (
    CLEAN,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    a_booking,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
    days_with_saturday,
    with_bookings,
)
from tests.solver.twins import encoded_cost

JOINT = a_problem(modules=(a_module(also=("c2",)), a_module("m2", "c2")))
"""As `a_problem()`, and c2 attends the lessons of c1 too."""
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
        a_problem(days=days_with_saturday()),
        # Two evening periods for c1; two periods in the evening of a Saturday for c2 count twice.
        with_bookings(a_booking("l2", TUESDAY, 9), a_booking("k2", SATURDAY, 9, instructor="i2")),
        (Share("cohort", "c1", 2), Share("cohort", "c2", 4)),
    ),
    Example(
        "evenings_weekends",
        a_problem(days=days_with_saturday(works_as=1)),
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
    # Joint lessons fall on every cohort that attends them.
    Example(
        "evenings_weekends",
        JOINT,
        with_bookings(a_booking("l2", TUESDAY, 9)),
        (Share("cohort", "c1", 2), Share("cohort", "c2", 2)),
    ),
    Example(
        "compactness",
        replace(JOINT, lessons=(Lesson("l1", "m1", 1, 2), Lesson("l2", "m1", 2, 1), Lesson("k1", "m2", 1, 1))),
        # c2 has a lesson of its own between the two that it attends with c1.
        with_bookings(
            a_booking("l1", MONDAY, 5), a_booking("k1", MONDAY, 7), a_booking("l2", MONDAY, 8), base=Timetable()
        ),
        (Share("cohort", "c1", 1),),
    ),
    Example(
        "spread",
        JOINT,
        # c2 has eight periods, four a week, and takes six of them in the first.
        with_bookings(a_booking("k2", NEXT_MONDAY, 5, instructor="i2")),
        (Share("cohort", "c1", 2), Share("cohort", "c2", 2)),
    ),
    Example(
        "wished_window",
        replace(JOINT, cohorts=(a_cohort(), a_cohort("c2", wished_last_day=MONDAY))),
        CLEAN,
        (Share("cohort", "c2", 2),),
    ),
    Example(
        "travel",
        replace(JOINT, cohorts=(a_cohort(home_base="b1"), a_cohort("c2", home_base="b1"))),
        with_bookings(a_booking("l2", WEDNESDAY, 1, "w2")),
        (Share("cohort", "c1", 1), Share("cohort", "c2", 1)),
    ),
    Example(
        "lone_lessons",
        a_problem(),
        # The lunch break does not part neighbours.
        with_bookings(a_booking("l1", MONDAY, 3), a_booking("l2", MONDAY, 5)),
        (Share("cohort", "c2", 2),),
    ),
    Example(
        "lone_lessons",
        JOINT,
        # On Monday c2 stays for a lesson of its own; the last period of a day is no neighbour of the next day's first.
        with_bookings(a_booking("k1", MONDAY, 3, instructor="i2"), a_booking("k2", MONDAY, 11, instructor="i2")),
        (Share("cohort", "c1", 2), Share("cohort", "c2", 2)),
    ),
    Example(
        "least_days",
        a_problem(modules=(a_module(least_days=3), a_module("m2", "c2", least_days=2))),
        with_bookings(a_booking("k2", MONDAY, 7, instructor="i2")),
        (Share("module", "m1", 1), Share("module", "m2", 1)),
    ),
    Example(
        "seats_missing",
        a_problem(
            workshops=(a_workshop(seats=8), a_workshop("w2", "b2")),
            modules=(
                a_module(kind="theory", equipment=None, may_overfill=True),
                a_module("m2", "c2", trainees_per_station=2, heads=45, may_overfill=True),
            ),
        ),
        # Ten heads on eight seats, once; 45 heads at twenty stations for two each, twice.
        with_bookings(a_booking("l2", TUESDAY, 1, "w2")),
        (Share("module", "m1", 2), Share("module", "m2", 10)),
    ),
    Example(
        "pattern_choice",
        a_problem(
            modules=(
                a_module(patterns=(Pattern((2,), 1, MONDAY, 2, penalty=1), Pattern((1, 2), 1, MONDAY, 1, penalty=4))),
                a_module("m2", "c2", patterns=(Pattern((1, 3), 5, TUESDAY, 1), Pattern((1,), 5, MONDAY, 3, 2, 6))),
            )
        ),
        # m1 stands at its second pattern; m2 at none, which costs like its dearest one.
        CLEAN,
        (Share("module", "m1", 4), Share("module", "m2", 6)),
    ),
    Example(
        "wishes",
        a_problem(
            wishes=(
                Wish("u1", "instructor", "i1", ((1, 9), (), (), (), (), (), ()), "b1", weight=3),
                Wish("u2", "cohort", "c2", base="b1", instructor="i1"),
                Wish("u3", "cohort", "c1", ((), (1, 2), (), (), (), (), ())),
            )
        ),
        # u1: one period of l1 and all of l2 elsewhere; u2: i2 teaches all four periods; u3: l2.
        with_bookings(a_booking("l2", TUESDAY, 1, "w2")),
        (Share("wish", "u1", 3 * (1 + 2)), Share("wish", "u2", 4), Share("wish", "u3", 2)),
    ),
    Example(
        "wishes",
        replace(JOINT, wishes=(Wish("u1", "cohort", "c2", base="b2", instructor="i1", weight=2),)),
        # Nothing of c2 is at b2, neither its own lessons nor the joint ones; i2 teaches its own.
        CLEAN,
        (Share("wish", "u1", 2 * (8 + 4)),),
    ),
    Example(
        "fair_evenings",
        JOINT,
        # One evening of c1 with c2, two of c2 alone; i1 teaches them all.
        with_bookings(
            a_booking("l2", TUESDAY, 9), a_booking("k1", MONDAY, 8, "w1", "i1"), a_booking("k2", WEDNESDAY, 9)
        ),
        (Share("cohort", "c2", 3), Share("instructor", "i1", 3)),
    ),
    Example(
        "subsidy_lost",
        replace(
            JOINT,
            cohorts=(
                a_cohort(claim_by=MONDAY, claim_value=50),
                a_cohort("c2", claim_by=TUESDAY, claim_value=70),
            ),
        ),
        CLEAN,
        (Share("cohort", "c1", 50),),
    ),
    Example(
        "subsidy_lost",
        replace(JOINT, cohorts=(a_cohort(), a_cohort("c2", claim_by=TUESDAY, claim_value=70))),
        with_bookings(a_booking("l2", WEDNESDAY)),
        (Share("cohort", "c2", 70),),
    ),
    Example(
        "people_touched",
        a_problem(cohorts=(a_cohort(size=9), a_cohort("c2")), published=CLEAN.bookings),
        # c1 comes on another day; c2 has another instructor and need not know.
        with_bookings(a_booking("l2", WEDNESDAY), a_booking("k1", MONDAY, 5, instructor="i1")),
        (Share("cohort", "c1", 9), Share("instructor", "i1", 1), Share("instructor", "i2", 1)),
    ),
    Example(
        "people_touched",
        replace(JOINT, published=CLEAN.bookings[1:]),
        # l1 is not published; the workshop of a joint lesson changes.
        with_bookings(a_booking("l1", WEDNESDAY), a_booking("l2", TUESDAY, 1, "w2")),
        (Share("cohort", "c1", 10), Share("cohort", "c2", 10), Share("instructor", "i1", 1)),
    ),
    Example(
        "lessons_moved",
        a_problem(published=CLEAN.bookings),
        with_bookings(a_booking("l1", MONDAY, 3), a_booking("l2", WEDNESDAY), a_booking("k1", MONDAY, 5)),
        (Share("module", "m1", 2), Share("module", "m2", 1)),
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


def test_a_published_lesson_without_a_place_is_a_change_that_touches_its_people() -> None:
    """Taken out of the timetable, l2 is missed by its cohort and its instructor."""
    problem = a_problem(published=CLEAN.bookings)
    rest = Timetable(tuple(booking for booking in CLEAN.bookings if booking.lesson != "l2"))
    parts = {part.objective: part.shares for part in check(problem, rest).parts}
    assert parts["people_touched"] == (Share("cohort", "c1", 10), Share("instructor", "i1", 1))
    assert parts["lessons_moved"] == (Share("module", "m1", 1),)


def test_what_stays_as_published_costs_nothing() -> None:
    """Nobody is touched by the same timetable again."""
    parts = {part.objective: part.cost for part in check(a_problem(published=CLEAN.bookings), CLEAN).parts}
    assert parts["people_touched"] == parts["lessons_moved"] == 0
