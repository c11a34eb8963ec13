"""A repair tells how far it is, can be stopped, says why there is none, and spares who was touched lately."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver import Problem, Timetable, check, generate
from solver.index import Index
from solver.narrowing import domains_alone
from solver.problem import Availability, Closure
from solver.repair import (
    InstructorAway,
    LessonMoved,
    Obstacle,
    Phase,
    RepairLimits,
    RepairProgress,
    RepairResult,
    Why,
    WorkshopClosed,
    after_incident,
    repair,
    sentences_of_obstacle,
)
from solver.repair.obstacles import crowded
from tests.solver.repair.test_repair import DAYS, a_week


def said(result: RepairResult, language: str) -> str:
    names = {"l0-1": "焊接1", "l0-2": "焊接2"} if language == "zh" else {}
    return " ".join(
        sentence
        for obstacle in result.obstacles
        for sentence in sentences_of_obstacle(obstacle, lambda kind, id_: names.get(id_, id_), language)
    )


def test_progress_goes_from_reading_to_proving_and_tells_the_best_so_far() -> None:
    problem, published = a_week(cohorts=2, instructors=3)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    heard: list[RepairProgress] = []
    result = repair(ill, RepairLimits(seconds=1.0), on_progress=heard.append)
    phases = list(dict.fromkeys(one.phase for one in heard))
    assert phases == [Phase.READ, Phase.PLACE, Phase.IMPROVE, Phase.PROVE]
    assert [one.seconds for one in heard] == sorted(one.seconds for one in heard)
    assert (heard[0].people, heard[-1].people, heard[-1].hit) == (None, result.repairs[0].touched.people, 1)


def test_a_repair_that_is_proved_the_least_ends_long_before_its_time() -> None:
    problem, published = a_week(cohorts=2, instructors=3)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    result = repair(ill, RepairLimits(seconds=60.0))
    assert result.repairs[0].is_least
    assert result.seconds < 30.0


@pytest.mark.parametrize("after", [0, 3])
def test_a_stopped_repair_gives_what_it_has_and_claims_nothing(after: int) -> None:
    """Stopped at once it says that it was stopped, not that there is none; a little later it has the first one."""
    problem, planted = generate("S", 2, "tight")
    booking = planted.bookings[0]
    ill = after_incident(problem, planted, [InstructorAway(booking.instructor, booking.day, booking.day)])
    heard: list[RepairProgress] = []
    result = repair(ill, RepairLimits(seconds=60.0), should_stop=lambda: len(heard) > after, on_progress=heard.append)
    assert result.is_stopped
    assert result.seconds < 30.0
    assert (result.obstacles, result.is_impossible) == ((), False)
    assert all(check(ill, one.timetable).is_clean for one in result.repairs)
    assert bool(result.repairs) == (after > 0)


def test_a_lesson_without_any_place_is_named_with_the_rules_that_leave_none() -> None:
    """Proved: the only instructor is away on all days, which is the one rule to name."""
    problem, published = a_week(cohorts=1, instructors=1)
    gone = after_incident(problem, published, [InstructorAway("i0", DAYS[0], DAYS[2])])
    result = repair(gone, RepairLimits(seconds=1.0))
    assert [(o.why, o.is_proved, o.lessons) for o in result.obstacles] == [
        (Why.NO_PLACE, True, ("l0-1", "l0-2", "l0-3"))
    ]
    assert result.obstacles[0].rules == ("instructor_available",)
    assert "No place is left for lesson l0-1, l0-2, l0-3, even" in said(result, "en")
    assert "An instructor teaches only when available." in said(result, "en")
    assert "课次焊接1、焊接2、l0-3仍无处可排" in said(result, "zh")


def test_only_rules_that_are_needed_are_named() -> None:
    """Held to a period at which its workshop is shut: the lock and the calendar, and none of the others."""
    problem, published = a_week(cohorts=1, instructors=1)
    shut = Availability(closures=(Closure(DAYS[1], DAYS[1], (2,)),))
    problem = replace(problem, workshops=(replace(problem.workshops[0], availability=shut),))
    sent = after_incident(problem, published, [LessonMoved("l0-2", DAYS[1], 2)])
    (obstacle,) = repair(sent, RepairLimits(seconds=1.0)).obstacles
    assert set(obstacle.rules) == {"locked_lesson", "workshop_open"}
    control = after_incident(problem, published, [LessonMoved("l0-2", DAYS[1], 1)])
    assert repair(control, RepairLimits(seconds=1.0)).obstacles == ()


def crowded_week() -> tuple[Problem, Timetable]:
    """Three lessons of a cohort, three days of one period each: nothing is to spare."""
    problem, published = a_week(cohorts=1, instructors=2)
    return replace(problem, periods=problem.periods[:1]), published


def test_a_clash_of_several_is_proved_with_its_facts() -> None:
    """Each lesson has places by itself, but two of three days are too few for three."""
    problem, published = crowded_week()
    closed = after_incident(problem, published, [WorkshopClosed("w0", DAYS[2], DAYS[2])])
    result = repair(closed, RepairLimits(seconds=4.0))
    assert (result.repairs, result.is_impossible) == ((), True)
    (obstacle,) = result.obstacles
    assert (obstacle.why, obstacle.is_proved) == (Why.CLASH, True)
    assert "workshop_open" in {fact.rule for fact in obstacle.causes}
    assert said(result, "zh").startswith("无论调整多少课次")


def test_what_is_refused_is_part_of_the_reason() -> None:
    """Everything else may move, but the lesson in the way is to stay: a lock in the proof."""
    problem, published = crowded_week()
    problem = replace(problem, days=(*problem.days, replace(problem.days[0], date="2026-09-10", works_as=4)))
    problem = replace(problem, cohorts=(replace(problem.cohorts[0], last_day="2026-09-10"),))
    closed = after_incident(problem, published, [WorkshopClosed("w0", DAYS[0], DAYS[0])])
    free = repair(closed, RepairLimits(seconds=2.0))
    assert free.repairs
    held = frozenset({"l0-2"})
    result = repair(closed, RepairLimits(seconds=2.0, refused=held))
    assert (result.repairs, result.is_impossible) == ((), True)
    assert "locked_lesson" in {rule for obstacle in result.obstacles for rule in obstacle.rules}


@pytest.mark.parametrize(("cap", "why"), [(5, Why.LEAST_ABOVE_CAP), (11, None)])
def test_a_cap_that_no_repair_can_keep_is_said_with_its_proof(cap: int, why: Why | None) -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    result = repair(ill, RepairLimits(seconds=1.0, most_touched=cap))
    assert [obstacle.why for obstacle in result.obstacles] == ([] if why is None else [why])
    if why is not None:
        assert result.obstacles[0].is_proved
        assert not result.is_impossible, "there are repairs, only not within the cap"
        assert "at least 11 people; at most 5" in said(result, "en")
        assert "至少影响11人，而上限为5人" in said(result, "zh")


def test_whoever_was_touched_this_month_is_spared_where_another_is_as_good() -> None:
    """Two colleagues could step in; the one who did so lately is left in peace. The control takes the first."""
    problem, published = a_week(cohorts=1, instructors=3)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    for weary, chosen in (("i1", "i2"), ("i2", "i1")):
        best = repair(ill, RepairLimits(seconds=1.0, weary=frozenset({weary}))).repairs[0]
        assert best.touched.instructors == ("i0", chosen)
        assert best.spares_weary


def test_a_way_that_spares_is_offered_beside_the_fewest_people() -> None:
    """The only colleague was touched lately; to spare them the lesson moves with its cohort, which is said."""
    problem, published = a_week(cohorts=1, instructors=2)
    ill = after_incident(problem, published, [InstructorAway("i0", DAYS[1], DAYS[1])])
    result = repair(ill, RepairLimits(seconds=2.0, weary=frozenset({"i1"})))
    told = [(one.touched.people, one.spares_weary) for one in result.repairs]
    assert told == [(2, False), (11, True)]
    control = repair(ill, RepairLimits(seconds=2.0))
    assert [(one.touched.people, one.spares_weary) for one in control.repairs] == [(2, True)]


def test_a_lesson_that_found_no_place_is_told_with_the_rules_in_its_way() -> None:
    """Not a proof: as things stand, both of its times are taken by the cohort's other lessons."""
    problem, published = crowded_week()
    closed = after_incident(problem, published, [WorkshopClosed("w0", DAYS[2], DAYS[2])])
    index = Index(closed)
    (obstacle,) = crowded(index, domains_alone(index), ["l0-3"])
    assert (obstacle.why, obstacle.is_proved, obstacle.facts) == (Why.CROWDED, False, {"times": 2})
    assert obstacle.rules[0] in ("cohort_double_booking", "lesson_order")
    assert "2 times are open to it" in " ".join(sentences_of_obstacle(obstacle, lambda _, id_: id_, "en"))


def test_a_long_list_of_lessons_is_cut_and_counted() -> None:
    obstacle = Obstacle(Why.LEAST_ABOVE_CAP, True, tuple(f"l{n}" for n in range(8)), facts={"least": 3, "cap": 0})
    (english,) = sentences_of_obstacle(obstacle, lambda _, id_: id_, "en")
    (chinese,) = sentences_of_obstacle(obstacle, lambda _, id_: id_, "zh")
    assert english.endswith("l0, l1, l2, l3, l4 and 3 more.")
    assert chinese.endswith("l0、l1、l2、l3、l4等8个课次。")
