"""What a scenario changes: pure functions on problems, checked with the solver's own judge."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import solver
from trainer.kit.errors import BadInput
from trainer.scheduling.scenario_changes import (
    Change,
    LongerWindow,
    NewInstructor,
    WithoutBase,
    WithoutInstructor,
    WithoutWorkshop,
    applied,
    from_json,
    to_json,
)

PERIODS = tuple(solver.Period(n, "morning" if n < 3 else "afternoon", 480 + 60 * n, 525 + 60 * n) for n in range(1, 5))
DAYS = tuple(solver.Day(f"2026-12-{day:02d}", weekday) for day, weekday in ((1, 2), (2, 3), (3, 4)))


def a_problem(lock: solver.Lock | None = None) -> solver.Problem:
    """Two bases with a workshop each, two instructors, one cohort with one lesson."""
    return solver.Problem(
        name="p",
        periods=PERIODS,
        days=DAYS,
        bases=(solver.Base("b1"), solver.Base("b2")),
        workshops=(solver.Workshop("w1", "b1", seats=10), solver.Workshop("w2", "b2", seats=10)),
        instructors=(
            solver.Instructor("i1", (solver.Qualification("s"),), max_periods_a_week=20),
            solver.Instructor("i2", (solver.Qualification("s"),), max_periods_a_week=12),
        ),
        cohorts=(solver.Cohort("c", 3, "2026-12-01", "2026-12-02"),),
        modules=(solver.Module("m", "c", "s", solver.problem.THEORY),),
        lessons=(solver.Lesson("l", "m", 1, 2, lock),),
    )


def rules_broken(problem: solver.Problem, day: str, workshop: str, instructor: str) -> set[str]:
    timetable = solver.Timetable((solver.Booking("l", day, 1, workshop, instructor),))
    return {violation.rule for violation in solver.check(problem, timetable).violations}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (WithoutBase("b1"), "workshop_open"),
        (WithoutWorkshop("w1"), "workshop_open"),
        (WithoutInstructor("i1"), "instructor_available"),
    ],
)
def test_what_is_taken_out_cannot_be_used_on_any_day_and_the_rest_can(change: Change, rule: str) -> None:
    problem = a_problem()
    changed = applied(problem, [change])
    for day in ("2026-12-01", "2026-12-02"):
        assert rules_broken(problem, day, "w1", "i1") == set()
        assert rules_broken(changed, day, "w1", "i1") == {rule}
        assert rules_broken(changed, day, "w2", "i2") == set()


@pytest.mark.parametrize(
    ("change", "held"),
    [
        (WithoutBase("b1"), False),
        (WithoutWorkshop("w1"), False),
        (WithoutInstructor("i1"), False),
        (WithoutBase("b2"), True),
        (WithoutInstructor("i2"), True),
    ],
)
def test_a_lock_is_given_up_only_where_it_holds_what_is_taken_out(change: Change, held: bool) -> None:
    problem = a_problem(solver.Lock("2026-12-01", 1, "w1", "i1"))
    assert (applied(problem, [change]).lessons[0].locked is not None) is held


def test_a_new_instructor_teaches_the_subject_on_the_given_days_under_the_lowest_caps() -> None:
    change = NewInstructor("Wang", "s", (2,))
    changed = applied(a_problem(), [change])
    assert changed.instructors[-1].max_periods_a_week == 12
    assert rules_broken(changed, "2026-12-01", "w1", change.id) == set()
    assert rules_broken(changed, "2026-12-02", "w1", change.id) == {"instructor_available"}


def test_a_longer_window_opens_later_days_and_never_shortens() -> None:
    problem = a_problem()
    assert rules_broken(problem, "2026-12-03", "w1", "i1") == {"window"}
    later = applied(problem, [LongerWindow("c", "2026-12-04")], (*DAYS, solver.Day("2026-12-04", 5)))
    assert rules_broken(later, "2026-12-04", "w1", "i1") == set()
    assert applied(problem, [LongerWindow("c", "2026-12-01")]).cohorts == problem.cohorts


@pytest.mark.parametrize(
    "change",
    [WithoutBase("x"), WithoutWorkshop("x"), WithoutInstructor("x"), LongerWindow("x", "2026-12-09")],
)
def test_what_the_problem_does_not_have_is_refused(change: Change) -> None:
    with pytest.raises(BadInput, match="no longer part of the plan"):
        applied(a_problem(), [change])


def test_two_newcomers_of_one_name_are_refused() -> None:
    with pytest.raises(BadInput, match="two new instructors"):
        applied(a_problem(), [NewInstructor("Wang", "s", (1,)), NewInstructor("Wang", "s", (2,))])


CHANGES = st.one_of(
    st.builds(WithoutBase, st.sampled_from(["b1", "b2"])),
    st.builds(WithoutWorkshop, st.sampled_from(["w1", "w2"])),
    st.builds(WithoutInstructor, st.sampled_from(["i1", "i2"])),
    st.builds(NewInstructor, st.sampled_from(["Li", "Wu"]), st.just("s"), st.just((1, 2))),
    st.builds(LongerWindow, st.just("c"), st.sampled_from(["2026-12-01", "2026-12-03"])),
)


@given(st.lists(CHANGES, max_size=5, unique=True))
@settings(max_examples=60, deadline=None)
def test_the_given_problem_stays_and_the_order_does_not_matter(changes: list[Change]) -> None:
    problem = a_problem(solver.Lock("2026-12-01", 1, "w1", "i1"))
    before = solver.problem_to_json(problem)
    changed, reversed_ = applied(problem, changes), applied(problem, changes[::-1])
    assert solver.problem_to_json(problem) == before
    assert sorted(changed.instructors, key=lambda row: row.id) == sorted(reversed_.instructors, key=lambda row: row.id)
    assert (changed.bases, changed.workshops, changed.cohorts) == (
        reversed_.bases,
        reversed_.workshops,
        reversed_.cohorts,
    )
    assert solver.problem_from_json(solver.problem_to_json(changed)) == changed


@given(CHANGES)
def test_a_change_survives_being_stored(change: Change) -> None:
    assert from_json(to_json(change)) == change
