"""Placing sittings: every rule kept on generated ones, proofs, and reasons with the right names and counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver import Cohort, Commitment, ProblemFaults, Status, Timetable
from solver.sittings import (
    Card,
    Engagement,
    PanelPolicy,
    SittingBooking,
    SittingLimits,
    SittingProblem,
    SittingReason,
    SittingResult,
    SittingWeights,
    check_sittings,
    sentence_of_breach,
    sentence_of_reason,
    solve_sittings,
)
from solver.sittings.problem import Assessor, Shift
from tests.solver.sittings.builders import TAUGHT, a_problem, a_sitting, a_world, an_assessor, day, generated

QUICK = SittingLimits(seconds=20.0)
LIMITED = SittingLimits(seconds=60.0, deterministic=0.5, parts=5)


def named(_kind: str, id_: str) -> str:
    return f"<{id_}>"


def only_reason(result: SittingResult) -> SittingReason:
    """The one reason of a result, said in both languages without a blank."""
    assert result.status is Status.INFEASIBLE
    (reason,) = result.reasons
    for language in ("en", "zh"):
        sentence = sentence_of_reason(reason, named, language)
        assert "<s1>" in sentence
        assert "{" not in sentence
        assert "None" not in sentence
    return reason


@pytest.mark.parametrize("seed", range(5))
def test_ten_generated_sittings_break_no_rule_and_are_all_placed(seed: int) -> None:
    """Five seeds: fifty sittings, judged by the plain checks; those that are not placed have a counted reason."""
    problem = generated(seed)
    result = solve_sittings(problem, LIMITED)
    judged = check_sittings(problem, result.bookings)
    assert judged.violations == ()
    assert len(result.bookings) + len(result.unplaced) == 10
    assert len(result.bookings) >= 8
    assert result.status is not Status.UNKNOWN
    assert {reason.code for reason in result.reasons} <= {"panel_too_small", "staff_too_small"}
    assert bool(result.reasons) == bool(result.unplaced)
    assert result.bound <= result.objective == judged.objective


def test_the_same_inputs_give_the_same_sittings() -> None:
    one, other = (solve_sittings(generated(3), LIMITED) for _ in range(2))
    assert one.bookings == other.bookings
    assert one.bookings


def test_many_sittings_are_placed_in_parts_within_the_time() -> None:
    """Too many for one model: still clean, complete, and with the bound that counting gives."""
    problem = generated(1, sittings=20, assessors=20, weeks=4)
    result = solve_sittings(problem, LIMITED)
    assert check_sittings(problem, result.bookings).is_clean
    assert (len(result.bookings), result.status) == (20, Status.WITHIN)
    assert 0 < result.bound <= result.objective


def test_a_small_problem_is_solved_to_the_end() -> None:
    """Three sittings, six assessors, two weeks: the proof closes the gap."""
    result = solve_sittings(generated(1, sittings=3, assessors=6, weeks=2), QUICK)
    assert (result.status, result.objective) == (Status.OPTIMAL, result.bound)


def test_a_sitting_goes_to_the_first_day_after_the_last_lesson_without_its_instructor() -> None:
    result = solve_sittings(a_problem(), QUICK)
    assert result.status is Status.OPTIMAL
    (booking,) = result.bookings
    assert (booking.day, booking.panel) == (day(1), ("a2", "a3", "a4"))
    assert result.objective == result.bound == 0


def test_a_pair_that_sat_together_last_is_parted() -> None:
    people = (an_assessor("a1", sat_with=("a2", "a3")), *(an_assessor(f"a{at}") for at in range(2, 6)))
    panel = solve_sittings(a_problem(assessors=people), QUICK).bookings[0].panel
    assert len({"a1", "a2"} & set(panel)) < 2
    assert len({"a1", "a3"} & set(panel)) < 2


def test_load_is_shared_with_those_who_have_sat_less() -> None:
    people = tuple(an_assessor(f"a{at}", sittings_before=5 * (at < 3)) for at in range(6))
    assert solve_sittings(a_problem(assessors=people), QUICK).bookings[0].panel == ("a3", "a4", "a5")


def test_two_rounds_take_twice_as_long_and_only_where_they_are_allowed() -> None:
    large = a_sitting(heads=16, periods=3)
    assert only_reason(solve_sittings(a_problem(sittings=(large,)), QUICK)).code == "no_workshop"
    problem = a_problem(sittings=(replace(large, most_rounds=2),))
    (booking,) = solve_sittings(problem, QUICK).bookings
    late = replace(booking, first_period=7)
    assert {found.rule for found in check_sittings(problem, [late]).violations} == {"sitting_window"}


def test_a_panel_that_independence_leaves_too_small_names_who_is_barred_by_what() -> None:
    people = (
        an_assessor("a1", instructor="i1"),
        an_assessor("a2", enterprises=("e1",)),
        an_assessor("a3", trainee="t1"),
        Assessor("a4", (Card("turning", 1),)),
        an_assessor("a5"),
    )
    sitting = a_sitting(enterprises=("e1",), candidates=("t1",))
    reason = only_reason(solve_sittings(a_problem(assessors=people, sittings=(sitting,)), QUICK))
    assert reason.code == "panel_too_small"
    assert (reason.facts["wanted"], reason.facts["left"]) == (3, 1)
    barred = {"never_own_trainees": "a1", "never_own_enterprise": "a2", "never_oneself": "a3", "uncarded": "a4"}
    assert {role: reason.ids(role) for role in barred} == {role: (id_,) for role, id_ in barred.items()}
    assert "Taught candidates: <a1>" in sentence_of_reason(reason, named, "en")


def test_a_panel_that_is_never_free_at_once_names_the_best_time_and_who_is_away() -> None:
    busy = tuple(Engagement(f"g{at}", day(at), 1, 11) for at in range(1, 4))
    people = (*(an_assessor(f"a{at}") for at in range(2)), an_assessor("a2", engagements=busy))
    sitting = a_sitting(last_day=day(3))
    reason = only_reason(solve_sittings(a_problem(assessors=people, sittings=(sitting,)), QUICK))
    assert reason.code == "panel_never_together"
    assert (reason.facts["most"], reason.ids("away"), reason.ids("free")) == (2, ("a2",), ("a0", "a1"))


def test_lessons_without_a_time_and_closed_windows_are_said() -> None:
    reason = only_reason(solve_sittings(a_problem(timetable=Timetable(TAUGHT.bookings[1:])), QUICK))
    assert (reason.code, reason.facts["missing"]) == ("lessons_without_time", 1)
    reason = only_reason(solve_sittings(a_problem(sittings=(a_sitting(last_day=day(0)),)), QUICK))
    assert (reason.code, reason.facts["rule"]) == ("no_opening", "after_all_modules")


def test_a_staff_that_is_too_small_is_counted() -> None:
    """Four sittings on one day of two half-days with three assessors: twelve seats against six."""
    world = a_world(cohorts=tuple(Cohort(f"c{at}", 8, day(0), day(4)) for at in range(1, 5)))
    sittings = tuple(
        a_sitting(f"s{at}", f"c{at}", first_day=day(2), last_day=day(2), starts=(1, 5)) for at in range(1, 5)
    )
    people = tuple(an_assessor(f"a{at}") for at in range(3))
    result = solve_sittings(a_problem(problem=world, sittings=sittings, assessors=people), QUICK)
    assert (result.status, len(result.bookings)) == (Status.INFEASIBLE, 2)
    # No sitting in a reason is to spare: nine seats are more than six, two sittings' six are not.
    counts = [(row.code, row.facts["needed"], row.facts["supply"], len(row.ids("sitting"))) for row in result.reasons]
    assert counts == [("staff_too_small", 9, 6, 3)] * 2
    assert set(result.unplaced) <= {id_ for reason in result.reasons for id_ in reason.ids("sitting")}


def test_sittings_that_want_one_room_at_one_time_are_proved_to_be_too_many() -> None:
    taken = Commitment("x", day(2), 1, 11, workshop="w2")
    sittings = tuple(a_sitting(f"s{at}", f"c{at}", first_day=day(2), last_day=day(2), starts=(1,)) for at in (1, 2))
    people = tuple(an_assessor(f"a{at}") for at in range(6))
    problem = a_problem(problem=a_world(commitments=(taken,)), sittings=sittings, assessors=people)
    result = solve_sittings(problem, QUICK)
    assert (result.status, len(result.bookings)) == (Status.INFEASIBLE, 1)
    assert [reason.code for reason in result.reasons] == ["others_in_the_way"]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("sitting_known", {"panel": ("a2", "a2", "a3")}),
        ("sitting_known", {"workshop": "w9"}),
        ("sitting_window", {"first_period": 9}),
        ("after_all_modules", {"day": day(0), "first_period": 6}),
        ("sitting_room_open", {"day": day(5)}),
        ("panel_odd", {"panel": ("a2", "a3")}),
        ("panel_size", {"panel": ("a2",)}),
        ("never_own_trainees", {"panel": ("a1", "a2", "a3")}),
        ("assessor_rested", {"panel": ("a3", "a4", "tired")}),
    ],
)
def test_the_judge_names_a_seeded_breach_in_both_languages(rule: str, changes: dict[str, object]) -> None:
    tired = an_assessor("tired", shifts=(Shift(f"{day(0)}T22:00", f"{day(1)}T06:00", 600),))
    problem = a_problem(assessors=(*a_problem().assessors, tired))
    booking = SittingBooking("s1", day(1), 1, "w2", ("a2", "a3", "a4"))
    assert check_sittings(problem, [booking]).is_clean
    found = check_sittings(problem, [replace(booking, **changes)]).violations  # type: ignore[arg-type]
    breach = next(violation for violation in found if violation.rule == rule)
    for language in ("en", "zh"):
        assert "{" not in sentence_of_breach(breach, named, language)


def test_a_goal_of_no_weight_is_switched_off() -> None:
    everything = SittingWeights(0, 0, 0, 0, 0)
    assert solve_sittings(generated(1), LIMITED, everything).objective == 0
    with pytest.raises(ValueError, match="repeated_pairs"):
        SittingWeights(repeated_pairs=-1)


def test_every_fault_of_the_data_is_listed_with_its_field() -> None:
    broken = a_sitting(cohort="nobody", heads=0, panel_size=2, last_day="soon")
    with pytest.raises(ProblemFaults) as caught:
        SittingProblem(a_world(), TAUGHT, (broken, broken), (an_assessor("a1", home_base="b9"),), PanelPolicy(least=0))
    paths = {fault.path for fault in caught.value.faults}
    assert paths >= {
        "panel.least",
        "sittings[1].id",
        "sittings[0].cohort",
        "sittings[0].heads",
        "sittings[0].last_day",
        "sittings[0].panel_size",
        "assessors[0].home_base",
    }


def test_a_panel_has_a_size_that_is_odd_and_enough() -> None:
    sizes = [PanelPolicy(3, 6).size_for(a_sitting(heads=heads)) for heads in (1, 18, 19, 30, 31)]
    assert sizes == [3, 3, 5, 5, 7]
