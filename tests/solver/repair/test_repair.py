"""Repairs are clean, touch whom they say, hold what is refused, and are called least only when they are."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solver import Booking, Problem, Timetable, Weights, check, generate
from solver.index import Index
from solver.model.build import Limits, build, run
from solver.narrowing import domains_alone
from solver.problem import Availability, Base, Cohort, Day, Instructor, Lesson, Module, Period, Qualification, Workshop
from solver.repair import (
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    RepairLimits,
    WorkshopClosed,
    after_incident,
    repair,
    touched_by,
)

DAYS = ("2026-09-07", "2026-09-08", "2026-09-09")
OFF = dict.fromkeys(Weights.__dataclass_fields__, 0)


def a_week(cohorts: int, instructors: int) -> tuple[Problem, Timetable]:
    """Cohorts with one lesson a day each, taught by the first instructors; the rest are free."""
    periods = (Period(1, "morning", 480, 525), Period(2, "morning", 530, 575))
    problem = Problem(
        name="week",
        periods=periods,
        days=tuple(Day(day, at + 1) for at, day in enumerate(DAYS)),
        bases=(Base("b"),),
        workshops=tuple(Workshop(f"w{at}", "b", seats=30) for at in range(cohorts)),
        instructors=tuple(Instructor(f"i{at}", (Qualification("s"),)) for at in range(instructors)),
        cohorts=tuple(Cohort(f"c{at}", 10 + at, DAYS[0], DAYS[-1]) for at in range(cohorts)),
        modules=tuple(Module(f"m{at}", f"c{at}", "s", "theory") for at in range(cohorts)),
        lessons=tuple(Lesson(f"l{at}-{n}", f"m{at}", n, 1) for at in range(cohorts) for n in (1, 2, 3)),
    )
    bookings = tuple(
        Booking(f"l{at}-{n}", DAYS[n - 1], 1, f"w{at}", f"i{at}") for at in range(cohorts) for n in (1, 2, 3)
    )
    return problem, Timetable(bookings)


def test_a_free_colleague_steps_in_and_that_is_proved_to_be_the_least() -> None:
    """Two people: the one who is ill and the one who teaches instead; no trainee notices."""
    problem, published = a_week(cohorts=2, instructors=3)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    result = repair(ill, RepairLimits(seconds=1.5))
    best = result.repairs[0]
    assert result.hit == ("l0-2",)
    assert best.touched.instructors == ("i0", "i2")
    assert best.touched.cohorts == ()
    assert (best.touched.people, result.least_touched, best.is_least) == (2, 2, True)
    assert check(ill, best.timetable).is_clean


def test_without_a_free_colleague_the_lesson_moves_with_its_cohort() -> None:
    """Nobody else is qualified, so cohort c0 (ten heads) and its instructor are touched; proved."""
    problem, published = a_week(cohorts=1, instructors=1)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    best = repair(ill, RepairLimits(seconds=1.0)).repairs[0]
    assert (best.touched.cohorts, best.touched.people, best.is_least) == (("c0",), 11, True)


def test_a_cap_marks_what_touches_too_many() -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    result = repair(ill, RepairLimits(seconds=1.0, most_touched=5))
    assert [one.is_within_cap for one in result.repairs] == [False] * len(result.repairs)


def test_when_no_place_is_left_that_is_said_and_nothing_is_offered() -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    gone = after_incident(problem, published, [InstructorAway("i0", DAYS[0], DAYS[2])])
    result = repair(gone, RepairLimits(seconds=0.5))
    assert (result.repairs, result.is_impossible) == ((), True)


def test_refused_changes_stay_as_they_are_published() -> None:
    """The first answer moves some lesson; refused, that one stays and another way is found."""
    problem, published = a_week(cohorts=2, instructors=2)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1], (1,))])
    first = repair(ill, RepairLimits(seconds=1.0))
    others = {change.lesson for one in first.repairs for change in one.changes} - set(first.hit)
    again = repair(ill, RepairLimits(seconds=1.0, refused=frozenset(others)))
    assert again.repairs
    for one in again.repairs:
        assert not others & {change.lesson for change in one.changes}


def test_lessons_of_today_and_before_are_never_moved() -> None:
    problem, published = a_week(cohorts=2, instructors=3)
    closed = after_incident(problem, published, [WorkshopClosed("w0", DAYS[2], DAYS[2])], today=DAYS[1])
    for one in repair(closed, RepairLimits(seconds=1.0)).repairs:
        assert all(change.before is not None and change.before.day > DAYS[1] for change in one.changes)


def test_a_withdrawn_cohort_leaves_and_nobody_else_moves() -> None:
    problem, published = a_week(cohorts=2, instructors=2)
    left = after_incident(problem, published, [CohortWithdrawn("c1", DAYS[1])])
    assert {lesson.id for lesson in left.lessons} == {"l0-1", "l0-2", "l0-3", "l1-1"}
    best = repair(left, RepairLimits(seconds=0.5)).repairs[0]
    assert best.changes == ()


def test_a_moved_lesson_stands_where_it_was_sent() -> None:
    problem, published = a_week(cohorts=2, instructors=2)
    sent = after_incident(problem, published, [LessonMoved("l0-2", DAYS[1], 2)])
    best = repair(sent, RepairLimits(seconds=1.0)).repairs[0]
    assert [(c.lesson, c.after.day, c.after.first_period) for c in best.changes] == [("l0-2", DAYS[1], 2)]


def test_a_published_lesson_that_was_deleted_does_not_stop_a_repair() -> None:
    """The repair is the same as without it."""
    problem, published = a_week(cohorts=2, instructors=3)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    gone = replace(published.bookings[0], lesson="deleted", workshop="sold")
    left = repair(replace(ill, published=(*ill.published, gone)), RepairLimits(seconds=1.0))
    assert left.hit == repair(ill, RepairLimits(seconds=1.0)).hit
    assert left.repairs[0].touched == repair(ill, RepairLimits(seconds=1.0)).repairs[0].touched


def test_unknown_ids_are_named() -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    with pytest.raises(ValueError, match="no workshop 'w9'"):
        after_incident(problem, published, [WorkshopClosed("w9", DAYS[0], DAYS[0])])


def least_by_whole_model(problem: Problem) -> int | None:
    """The fewest people any repair touches, by CP-SAT on everything."""
    index = Index(problem)
    model = build(index, domains_alone(index), {}, {}, Weights(**{**OFF, "people_touched": 1}))
    outcome = run(model, Limits(30.0, 30.0), is_small=False)
    return None if outcome.is_infeasible else outcome.objective


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    cohorts=st.integers(1, 3), extra=st.integers(0, 1), who=st.integers(0, 2), first=st.integers(0, 2),
    kind=st.sampled_from(["ill", "closed", "moved"]), shut=st.sampled_from([(), (2,), (1, 2)]),
    seats=st.sampled_from([30, 12]),
)  # fmt: skip
def test_the_proved_least_never_exceeds_the_true_one(
    cohorts: int, extra: int, who: int, first: int, kind: str, shut: tuple[int, ...], seats: int
) -> None:
    """Instructors are few; a lesson that has to move goes to the first workshop, which may be full then."""
    problem, published = a_week(cohorts, cohorts + extra)
    weekly = tuple(tuple(p for p in (1, 2) if p not in shut or p == 1) for _ in range(7))
    problem = replace(
        problem,
        instructors=tuple(replace(i, availability=Availability(weekly)) for i in problem.instructors),
        workshops=tuple(replace(workshop, seats=seats) for workshop in problem.workshops),
    )
    who = min(who, cohorts - 1)
    incident: Incident = InstructorAway(f"i{who}", DAYS[first], DAYS[-1])
    if kind == "closed":
        incident = WorkshopClosed(f"w{who}", DAYS[first], DAYS[-1])
    elif kind == "moved":
        incident = LessonMoved(f"l{who}-2", DAYS[first], 1, "w0")
    changed = after_incident(problem, published, [incident])
    result = repair(changed, RepairLimits(seconds=0.6))
    true = least_by_whole_model(changed)
    if true is None:
        assert not result.repairs
        return
    assert result.least_touched <= true
    for one in result.repairs:
        assert check(changed, one.timetable).is_clean
        assert one.touched.people >= true
        assert one.touched == touched_by(changed, one.changes)
        assert not one.is_least or one.touched.people == true


def test_generated_incidents_are_repaired_clean() -> None:
    """S, tight: the judge has nothing against any alternative, and alternatives differ."""
    problem, planted = generate("S", 2, "tight")
    chance = random.Random(2)
    for _ in range(3):
        booking = chance.choice(planted.bookings)
        ill = after_incident(problem, planted, [InstructorAway(booking.instructor, booking.day, booking.day)])
        result = repair(ill, RepairLimits(seconds=1.5))
        assert result.repairs
        keys = [(one.touched.people, len(one.changes), one.cost) for one in result.repairs]
        assert keys == sorted(keys)
        assert len(set(keys)) == len(keys)
        assert all(check(ill, one.timetable).is_clean for one in result.repairs)
