"""Runs from beginning to end: honest statuses, proofs against brute force, the same result for the same seed."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings

from solver import (
    Availability,
    Booking,
    Lesson,
    Lock,
    Problem,
    Progress,
    SolveParams,
    Status,
    Timetable,
    Weights,
    check,
    generate,
    solve,
)
from solver.bounds import counting_bound
from solver.index import Index
from solver.presolve import domains_of
from solver.search.chains import Chains
from tests.solver.builders import CLEAN, MONDAY, a_booking, a_cohort, a_problem, an_instructor
from tests.solver.strategies import mild_problems

RANDOM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def bookings_alone(problem: Problem, lesson: Lesson) -> list[Booking]:
    """Every booking of the lesson that breaks no rule by itself."""
    found = []
    for day, first, workshop, instructor in product(
        problem.days, problem.periods, problem.workshops, problem.instructors
    ):
        booking = Booking(lesson.id, day.date, first.number, workshop.id, instructor.id)
        judgement = check(problem, Timetable((booking,)))
        if {violation.rule for violation in judgement.violations} <= {"every_lesson_once"}:
            found.append(booking)
    return found


def in_one_workshop(problem: Problem) -> Problem:
    """Three lessons on two days, with nowhere to go but the last workshop."""
    *others, last = problem.workshops
    empty = tuple(replace(workshop, seats=0, stations=()) for workshop in others)
    lessons = tuple(dict.fromkeys((*problem.lessons[:2], problem.lessons[-1])))
    return replace(problem, lessons=lessons, days=problem.days[2:4], workshops=(*empty, last))


def brute_force(problem: Problem, choices: list[list[Booking]], weights: Weights) -> int | None:
    """The least cost of all clean timetables; None when there is none."""
    judged = (check(problem, Timetable(chosen), weights) for chosen in product(*choices))
    return min((judgement.objective for judgement in judged if judgement.is_clean), default=None)


@RANDOM
@given(problem=mild_problems())
def test_brute_force_agrees_with_optimal_and_infeasible_on_tiny_problems(problem: Problem) -> None:
    """Every timetable is tried; `optimal` must cost the least, and `infeasible` must mean none."""
    tiny = in_one_workshop(problem)
    choices = [bookings_alone(tiny, lesson) for lesson in tiny.lessons]
    assume(prod(len(choice) for choice in choices) <= 4000)
    weights = Weights(3, 2, 1, 4, 2, 1, 1, 2)
    least = brute_force(tiny, choices, weights)
    result = solve(tiny, SolveParams(20.0, weights=weights))
    if least is None:
        assert result.status is Status.INFEASIBLE
        assert result.reasons
    else:
        assert (result.status, result.objective, result.bound) == (Status.OPTIMAL, least, least)
        assert check(tiny, result.timetable, weights).is_clean


@RANDOM
@given(problem=mild_problems())
def test_the_counting_bound_never_exceeds_the_optimum(problem: Problem) -> None:
    """A bound above a proved optimum, or counts refused where a timetable exists, would be a lie."""
    result = solve(problem, SolveParams(20.0))
    index = Index(problem)
    bound = counting_bound(index, domains_of(index, Chains(index)), Weights(), (2.0, 20.0))
    if result.status is Status.OPTIMAL:
        assert result.objective is not None
        assert not bound.is_infeasible
        assert bound.value <= result.objective
    else:
        assert result.status is Status.INFEASIBLE


@pytest.mark.parametrize("tightness", ["loose", "tight"])
def test_a_small_instance_is_placed_whole_and_clean(tightness: str) -> None:
    """S: one base, 232 lessons. The judge, not the search, says that it is clean."""
    problem, planted = generate("S", 7, tightness)
    assert check(problem, planted).is_clean
    result = solve(problem, SolveParams(60.0, work_limit=60_000, seed=3))
    assert result.unplaced == ()
    assert result.violations == ()
    assert result.status in (Status.OPTIMAL, Status.WITHIN, Status.FEASIBLE)
    judgement = check(problem, result.timetable)
    assert judgement.is_clean
    assert judgement.objective == result.objective
    assert result.bound is not None
    assert result.bound <= judgement.objective
    assert (result.status is Status.OPTIMAL) == (result.bound == result.objective)
    assert (result.status is Status.FEASIBLE) == (result.bound == 0 < result.objective)
    assert result.objective == result.curve[-1][1] <= result.curve[0][1]


def test_the_same_inputs_seed_and_work_limit_give_the_same_timetable() -> None:
    """Another seed may give another one, so the first half of the claim is not empty."""
    problem, _ = generate("S", 5, "tight")
    params = SolveParams(120.0, work_limit=40_000, seed=11)
    first, second = solve(problem, params), solve(problem, params)
    assert first.timetable == second.timetable
    assert [point[1:] for point in first.curve] == [point[1:] for point in second.curve]
    assert solve(problem, replace(params, seed=12)).timetable != first.timetable


def test_a_proof_that_the_clock_ends_is_told() -> None:
    """The work asked for takes some 4 s of counting alone; of half a second the clock leaves it less than that."""
    problem, _ = generate("S", 5, "tight")
    enough = solve(problem, SolveParams(300.0, work_limit=20_000, seed=1))
    assert not enough.is_cut_short
    assert solve(problem, SolveParams(0.5, work_limit=10_000_000, seed=1)).is_cut_short


def test_a_construction_that_the_clock_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The improvement places nothing, so that less would be done with the same work."""
    monkeypatch.setattr(sys.modules["solver.solve"], "CONSTRUCT_SHARE", 0.0)
    problem, _ = generate("S", 5, "tight")
    assert solve(problem, SolveParams(300.0, work_limit=20_000, seed=1)).is_cut_short


def test_progress_tells_the_phases_and_a_stop_ends_the_run_with_what_is_there() -> None:
    """Stopped at the first sign of improvement; the timetable is complete and no bound is claimed too much."""
    problem, _ = generate("S", 1, "loose")
    seen: list[Progress] = []
    result = solve(
        problem,
        SolveParams(60.0),
        on_progress=seen.append,
        should_stop=lambda: any(progress.phase == "improve" for progress in seen),
    )
    phases = list(dict.fromkeys(progress.phase for progress in seen))
    assert phases == ["presolve", "construct", "bound", "improve"]
    assert seen[-1].placed == seen[-1].total == 232
    assert result.unplaced == ()
    assert result.status in (Status.WITHIN, Status.FEASIBLE)


def test_a_stop_during_a_proof_ends_the_proof() -> None:
    """The bound is given up, the timetable stays, and nothing more is tried."""
    problem, _ = generate("S", 1, "tight")
    seen: list[Progress] = []
    result = solve(
        problem,
        SolveParams(60.0),
        on_progress=seen.append,
        should_stop=lambda: any(progress.phase == "bound" for progress in seen),
    )
    assert result.unplaced == ()
    assert result.seconds < 60.0
    assert all(progress.iterations == 0 for progress in seen if progress.phase == "improve")


def test_stopped_before_it_began_it_says_unknown_and_names_what_is_missing() -> None:
    """No claim of infeasibility when nobody looked."""
    problem, _ = generate("S", 1, "tight")
    result = solve(problem, SolveParams(60.0), should_stop=lambda: True)
    assert result.status is Status.UNKNOWN
    assert len(result.unplaced) == len(problem.lessons)
    assert (result.objective, result.bound, result.reasons) == (None, None, ())


def test_a_work_limit_too_small_leaves_part_of_a_timetable_that_breaks_nothing_but_completeness() -> None:
    """What is there can be used; what is missing is named."""
    problem, _ = generate("S", 1, "tight")
    result = solve(problem, SolveParams(60.0, work_limit=50))
    assert result.status is Status.UNKNOWN
    assert 0 < len(result.timetable.bookings) == 232 - len(result.unplaced)
    assert {violation.rule for violation in result.violations} == {"every_lesson_once"}
    assert {v.ids("lesson")[0] for v in result.violations} == set(result.unplaced)


def pigeonhole(lessons: int) -> Problem:
    """One instructor who has five mornings of two lessons; the counts by week do not show it."""
    mornings = Availability(((1, 2, 3, 4),) * 5 + ((), ()))
    return a_problem(
        days=a_problem().days[:5],
        instructors=(an_instructor(availability=mornings, max_periods_a_day=2),),
        lessons=tuple(Lesson(f"l{n}", "m1" if n % 2 else "m2", n, 2) for n in range(lessons)),
    )


def test_six_lessons_for_five_mornings_are_proved_infeasible_and_five_are_placed() -> None:
    """Two sides of one limit."""
    assert solve(pigeonhole(6)).status is Status.INFEASIBLE
    assert solve(pigeonhole(5)).status is Status.OPTIMAL


def test_an_exhausted_search_is_repeated_before_it_is_believed() -> None:
    """Both cohorts want the one workshop alone at the only time there is; no counting sees it."""
    only_start = Availability(((2, 3),) * 7)
    problem = a_problem(
        days=a_problem().days[:1],
        cohorts=(a_cohort(availability=only_start), a_cohort("c2", availability=only_start)),
        instructors=(an_instructor(),),
        lessons=(Lesson("l1", "m1", 1, 2), Lesson("k1", "m2", 1, 2)),
    )
    result = solve(problem)
    assert result.status is Status.INFEASIBLE
    assert {reason.code for reason in result.reasons} <= {"search_exhausted", "instructors_short"}


def test_no_lessons_are_solved_at_once() -> None:
    """Nothing to do costs nothing."""
    result = solve(a_problem(lessons=()))
    assert (result.status, result.objective, result.bound) == (Status.OPTIMAL, 0, 0)


def test_a_previous_timetable_is_the_start_and_its_broken_bookings_are_placed_anew() -> None:
    """Placed by hand at cost 0 of change; the one on a closed day moves."""
    problem, planted = generate("S", 2, "tight")
    broken = Timetable((replace(planted.bookings[0], day="2027-01-01"), *planted.bookings[1:]))
    result = solve(problem, SolveParams(60.0, work_limit=90), previous=broken)
    kept = set(result.timetable.bookings) & set(planted.bookings)
    assert result.violations == ()
    # Each of sixty rounds tries one move at least.
    assert len(kept) >= len(planted.bookings) - 20


def test_everything_locked_stays() -> None:
    """With each lesson locked there is one timetable, and it is optimal."""
    where = {booking.lesson: booking for booking in CLEAN.bookings}
    locked = tuple(
        replace(lesson, locked=Lock(b.day, b.first_period, b.workshop, b.instructor))
        for lesson in a_problem().lessons
        for b in [where[lesson.id]]
    )
    result = solve(a_problem(lessons=locked))
    assert result.status is Status.OPTIMAL
    assert set(result.timetable.bookings) == set(CLEAN.bookings)


def test_the_parameters_refuse_nonsense() -> None:
    """Named by the field."""
    for field, value in (("time_limit_seconds", 0), ("work_limit", -1), ("workers", 0)):
        with pytest.raises(ValueError, match=field):
            SolveParams(**{field: value})


def test_a_booking_off_the_calendar_is_no_placement() -> None:
    """The index refuses what the grid does not hold."""
    index = Index(a_problem())
    assert index.placement(a_booking("l1")) is not None
    for booking in (
        a_booking("l1", "2030-01-01"),
        a_booking("l1", MONDAY, 12),
        a_booking("l1", workshop="w9"),
        a_booking("l9"),
    ):
        assert index.placement(booking) is None
