"""Wishes met, fairness and demand against capacity: the figures beside the objective."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from solver import Availability, Closure, Commitment, Lesson, Problem, Stations, Timetable, Wish, check
from solver.figures import (
    CohortWaiting,
    InstructorLoad,
    LateShare,
    ModuleDemand,
    OwnerWaiting,
    Use,
    WishMet,
    capacity,
    fairness,
    wish_statement,
)
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
    open_days,
    with_bookings,
)

PERIODS_A_DAY = len(a_problem().periods)
NOTHING = Timetable()


def with_wishes(*wishes: Wish) -> Problem:
    return a_problem(wishes=wishes)


# --- wishes


def test_a_statement_counts_the_periods_that_meet_a_wish_and_names_the_lessons_that_miss_it() -> None:
    """One of two periods of l1 is unwanted, all of l2 is at another base, and both are missed."""
    problem = with_wishes(Wish("u1", "instructor", "i1", ((2, 3), (), (), (), (), (), ()), "b1", weight=3))
    (person,) = wish_statement(problem, with_bookings(a_booking("l2", TUESDAY, 1, "w2")))
    assert (person.kind, person.who, person.periods, person.met) == ("instructor", "i1", 4, 1)
    assert person.wishes == (WishMet("u1", 3, 4, 1, ("l1", "l2")),)


def test_a_period_against_a_wish_in_two_ways_is_missed_once() -> None:
    """The objective counts both; the statement says how much of the wish is met."""
    problem = with_wishes(Wish("u1", "cohort", "c1", base="b2", instructor="i2"))
    (person,) = wish_statement(problem, CLEAN)
    assert person.wishes == (WishMet("u1", 1, 4, 0, ("l1", "l2")),)
    assert next(part for part in check(problem, CLEAN).parts if part.objective == "wishes").cost == 8


def test_the_wishes_of_one_person_stand_together_sorted() -> None:
    """Persons by kind and id, wishes by id; whoever has no wish is not there."""
    problem = with_wishes(
        Wish("u3", "instructor", "i2", base="b2"), Wish("u2", "cohort", "c2"), Wish("u1", "instructor", "i2", base="b1")
    )
    statement = wish_statement(problem, CLEAN)
    assert [(person.kind, person.who) for person in statement] == [("cohort", "c2"), ("instructor", "i2")]
    assert [(wish.wish, wish.met) for wish in statement[1].wishes] == [("u1", 4), ("u3", 0)]
    assert (statement[1].periods, statement[1].met) == (8, 4)


def test_whoever_has_no_lesson_has_a_wish_about_nothing() -> None:
    """Nought of nought, not a division."""
    (person,) = wish_statement(with_wishes(Wish("u1", "cohort", "c1", base="b1")), NOTHING)
    assert person.wishes == (WishMet("u1", 1, 0, 0, ()),)


# --- fairness


def test_evenings_and_weekends_fall_on_instructors_cohorts_and_owners() -> None:
    """A joint evening lesson counts for both cohorts of the owner; a Saturday evening counts in both columns."""
    problem = a_problem(
        days=days_with_saturday(),
        cohorts=(a_cohort(owner="e1"), a_cohort("c2", owner="e1")),
        modules=(a_module(also=("c2",)), a_module("m2", "c2")),
    )
    timetable = with_bookings(a_booking("l2", TUESDAY, 9), a_booking("k2", SATURDAY, 9, instructor="i2"))
    assert fairness(problem, timetable).late == (
        LateShare("cohort", "c1", 4, 2, 0),
        LateShare("cohort", "c2", 8, 4, 2),
        LateShare("instructor", "i1", 4, 2, 0),
        LateShare("instructor", "i2", 4, 2, 2),
        LateShare("owner", "e1", 12, 6, 2),
    )


def test_waiting_runs_from_the_wished_or_first_possible_day_to_the_first_lesson() -> None:
    """Never below 0, unknown without a lesson, nobody's cohorts last."""
    problem = a_problem(
        cohorts=(
            a_cohort(owner="e1"),
            a_cohort("c2", owner="e1", wished_first_day=WEDNESDAY),
            a_cohort("c3", owner="e1"),
            a_cohort("c4"),
        ),
        modules=(a_module(), a_module("m2", "c2"), a_module("m4", "c4")),
        lessons=(*a_problem().lessons, Lesson("n1", "m4", 1, 2)),
    )
    timetable = with_bookings(a_booking("l1", WEDNESDAY), a_booking("l2", NEXT_MONDAY), a_booking("n1", NEXT_MONDAY, 5))
    assert fairness(problem, timetable).waiting == (
        OwnerWaiting("e1", 2, 2, (CohortWaiting("c1", 2), CohortWaiting("c2", 0), CohortWaiting("c3", None))),
        OwnerWaiting(None, 7, 7, (CohortWaiting("c4", 7),)),
    )


def test_the_load_of_places_is_what_lessons_use_of_what_is_open_and_uncommitted() -> None:
    """w1 has twenty benches on ten days; a commitment takes five of them for four periods, another all for one."""
    closed = Availability(closures=(Closure(NEXT_MONDAY, "2026-12-04"),))
    problem = a_problem(
        workshops=(a_workshop(availability=closed), a_workshop("w2", "b2", stations=())),
        commitments=(
            Commitment("x1", MONDAY, 1, 4, workshop="w1", stations=(Stations("bench", 5),)),
            Commitment("x2", TUESDAY, 1, 1, workshop="w1"),
            Commitment("x3", NEXT_MONDAY, 1, 1, workshop="w1"),
        ),
    )
    loads = {(load.kind, load.id): load for load in fairness(problem, CLEAN).loads}
    offer = 20 * 5 * PERIODS_A_DAY - 5 * 4 - 20
    assert loads["workshop", "w1"].stations == loads["base", "b1"].stations == Use(offer, 80, round(80 / offer, 4))
    assert loads["workshop", "w1"].seats == Use(30 * (5 * PERIODS_A_DAY - 1), 0, 0.0)
    assert loads["workshop", "w2"].stations == Use(0, 0, None)
    assert list(loads) == sorted(loads)


def test_a_lesson_that_wants_the_workshop_alone_uses_all_of_it() -> None:
    """And one that overfills it uses no more than there is."""
    problem = a_problem(
        modules=(
            a_module(shares_workshop=False),
            a_module("m2", "c2", kind="theory", equipment=None, heads=99, may_overfill=True),
        )
    )
    load = next(load for load in fairness(problem, CLEAN).loads if load.id == "w1")
    assert (load.stations.used, load.seats.used) == (20 * 4, 30 * 4 + 30 * 4)


def test_instructors_are_measured_against_what_calendar_commitments_and_caps_leave() -> None:
    """Two weeks of at most five periods, less three that a commitment takes of the first; i2 may on Mondays only."""
    mondays = Availability(weekly=((1, 2, 3, 4), (), (), (), (), (), ()))
    problem = a_problem(
        instructors=(
            an_instructor(max_periods_a_week=5),
            an_instructor("i2", availability=mondays, max_periods_a_day=3),
        ),
        commitments=(Commitment("x1", MONDAY, 5, 3, instructors=("i1",)),),
    )
    timetable = with_bookings(a_booking("l2", NEXT_MONDAY))
    assert fairness(problem, timetable).instructors == (
        InstructorLoad("i1", 4, 2 + 5, 2, 5),
        InstructorLoad("i2", 4, 3 + 3, 4, None),
    )


# --- capacity


def test_demand_is_spread_over_the_possible_weeks_by_their_possible_days() -> None:
    """m1 wants ten benches for four periods on nine days, five of them in the first week; m2 only in the first."""
    problem = a_problem(
        days=open_days()[:-1],
        modules=(a_module(), a_module("m2", "c2", trainees_per_station=2, last_day="2026-11-27")),
    )
    first, second = capacity(problem).cells
    assert (first.equipment, first.week, first.demand) == ("bench", MONDAY, round(40 * 5 / 9 + 20, 2))
    assert first.modules == (ModuleDemand("m1", round(40 * 5 / 9, 2)), ModuleDemand("m2", 20.0))
    assert (second.week, second.demand) == (NEXT_MONDAY, round(40 * 4 / 9, 2))
    assert (first.capacity, second.capacity) == (2 * 20 * 5 * PERIODS_A_DAY, 2 * 20 * 4 * PERIODS_A_DAY)


def test_capacity_is_open_periods_times_workstations_less_commitments() -> None:
    """Closed workshops and bookings of others give nothing; too large a commitment takes no more than there is."""
    problem = a_problem(
        workshops=(
            a_workshop(availability=Availability(closures=(Closure(TUESDAY, TUESDAY),))),
            a_workshop("w2", "b2", stations=()),
        ),
        commitments=(
            Commitment("x1", MONDAY, 1, 2, workshop="w1", stations=(Stations("bench", 99),)),
            Commitment("x2", TUESDAY, 1, 2, workshop="w1", stations=(Stations("bench", 9),)),
            Commitment("x3", WEDNESDAY, 1, 3, workshop="w1"),
        ),
    )
    first, second = capacity(problem).cells
    assert first.capacity == 20 * (4 * PERIODS_A_DAY - 2 - 3)
    assert second.capacity == 20 * 5 * PERIODS_A_DAY


def test_theory_wants_seats_for_everybody_who_attends() -> None:
    """A joint module wants seats for both cohorts, in the days that suit both."""
    late = Availability(closures=(Closure(MONDAY, "2026-11-27"),))
    problem = a_problem(
        cohorts=(a_cohort(), a_cohort("c2", availability=late)),
        modules=(a_module(kind="theory", equipment=None, also=("c2",)), a_module("m2", "c2")),
    )
    cells = {(cell.equipment, cell.week): cell.demand for cell in capacity(problem).cells}
    assert cells == {
        (None, MONDAY): 0.0,
        (None, NEXT_MONDAY): 80.0,
        ("bench", MONDAY): 0.0,
        ("bench", NEXT_MONDAY): 40.0,
    }


def test_a_module_without_a_possible_day_is_named_apart() -> None:
    """Its demand is in no cell."""
    problem = a_problem(modules=(a_module(first_day="2027-01-04"), a_module("m2", "c2")))
    found = capacity(problem)
    assert found.without_days == (ModuleDemand("m1", 40.0),)
    assert sum(cell.demand for cell in found.cells) == 40.0


@pytest.mark.parametrize("figure", [fairness, wish_statement, lambda problem, _: capacity(problem)])
def test_figures_can_be_written_as_json(figure: object) -> None:
    """Plain data all the way down."""
    problem = replace(with_wishes(Wish("u1", "cohort", "c1", base="b1")), commitments=())
    assert callable(figure)
    found = figure(problem, CLEAN)
    data = [asdict(item) for item in found] if isinstance(found, tuple) else asdict(found)
    assert json.loads(json.dumps(data))
