"""What an incident changes of the problem, and that the repair keeps to it and moves nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from solver import Forbidden, LineShare, Lock, Problem, Timetable, check, generate
from solver.index import Index
from solver.problem import Commitment, Duty, Line
from solver.repair import (
    InstructorAway,
    LessonMoved,
    PlacesForbidden,
    RepairLimits,
    TraineeWithdrawn,
    WorkshopClosed,
    after_incident,
    repair,
)
from tests.solver.repair.test_repair import DAYS, a_week

SOON = RepairLimits(seconds=1.0)


def with_trainees(problem: Problem) -> Problem:
    """Ten and eleven named trainees; the first is in both cohorts and works on a line of the first."""
    first, second = problem.cohorts[:2]
    own = tuple(f"t{at}" for at in range(10))
    shares = (LineShare("line", 4),)
    cohorts = (replace(first, trainees=own, lines=shares), replace(second, trainees=(*own[:1], "u1")))
    return replace(problem, cohorts=(*cohorts, *problem.cohorts[2:]), lines=(Line("line", 9),))


@pytest.mark.parametrize("what", ["time", "workshop", "instructor"])
def test_what_is_forbidden_for_one_lesson_holds_for_it_alone(what: str) -> None:
    """A negative control beside: the same without the incident leaves the lesson where it is."""
    problem, published = a_week(cohorts=2, instructors=3)
    ground = {
        "time": Forbidden(DAYS[1], DAYS[1], (1,)),
        "workshop": Forbidden(workshop="w0"),
        "instructor": Forbidden(DAYS[1], DAYS[2], instructor="i0"),
    }
    kept_off = after_incident(problem, published, [PlacesForbidden(("l0-2",), ground[what])])
    result = repair(kept_off, SOON)
    best = result.repairs[0]
    assert result.hit == ("l0-2",)
    assert [change.lesson for change in best.changes] == ["l0-2"]
    assert check(kept_off, best.timetable).is_clean
    after = best.changes[0].after
    assert {
        "time": (after.day, after.first_period) != (DAYS[1], 1),
        "workshop": after.workshop != "w0",
        "instructor": after.instructor != "i0",
    }[what]
    control = repair(after_incident(problem, published, []), SOON)
    assert (control.hit, [one.changes for one in control.repairs]) == ((), [()])


def test_a_lesson_that_has_to_go_elsewhere_leaves_its_periods_and_nothing_else() -> None:
    """Two periods long it may not even stay for one of them; where it goes is left open."""
    problem, published = a_week(cohorts=1, instructors=1)
    lesson = replace(problem.lessons[1], periods=2)
    problem = replace(problem, lessons=(problem.lessons[0], lesson, problem.lessons[2]))
    problem = replace(problem, days=(*problem.days, replace(problem.days[0], date="2026-09-14")))
    problem = replace(problem, cohorts=(replace(problem.cohorts[0], last_day="2026-09-14"),))
    gone = after_incident(problem, published, [LessonMoved("l0-2", elsewhere=True)])
    assert gone.lessons[1].forbidden == (Forbidden(DAYS[1], DAYS[1], (1, 2)),)
    best = repair(gone, SOON).repairs[0]
    moved = next(change for change in best.changes if change.lesson == "l0-2")
    assert moved.after.day != DAYS[1]


def test_a_lesson_can_go_elsewhere_and_still_be_told_where() -> None:
    problem, published = a_week(cohorts=2, instructors=2)
    gone = after_incident(problem, published, [LessonMoved("l0-2", workshop="w1", elsewhere=True)])
    lesson = next(item for item in gone.lessons if item.id == "l0-2")
    assert (lesson.locked, len(lesson.forbidden)) == (Lock(workshop="w1"), 1)


def test_a_lesson_that_is_not_published_has_nothing_to_leave() -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    with pytest.raises(ValueError, match="'l0-1' is not published"):
        after_incident(problem, Timetable(published.bookings[1:]), [LessonMoved("l0-1", elsewhere=True)])


def test_a_trainee_who_leaves_takes_a_head_from_every_cohort_and_nobody_is_moved() -> None:
    problem, published = a_week(cohorts=2, instructors=2)
    problem = with_trainees(problem)
    problem = replace(
        problem,
        modules=(replace(problem.modules[0], also=("c1",), heads=21), problem.modules[1]),
        duties=(Duty("d", f"{DAYS[0]}T20:00", f"{DAYS[0]}T22:00", trainees=("t0",)),),
        commitments=(Commitment("x", DAYS[0], 2, 1, trainees=("t0", "t1")),),
    )
    left = after_incident(problem, published, [TraineeWithdrawn("t0", line="line")])
    assert [cohort.size for cohort in left.cohorts] == [9, 10]
    assert all("t0" not in cohort.trainees for cohort in left.cohorts)
    assert left.cohorts[0].lines == (LineShare("line", 3),)
    assert (left.modules[0].heads, Index(left).heads[0]) == (19, 19)
    assert (left.duties, left.commitments[0].trainees) == ((), ("t1",))


def test_nobody_is_moved_for_a_trainee_who_leaves() -> None:
    """S as generated: fewer heads and workstations are needed, and every lesson stays where it is published."""
    problem, planted = generate("S", 2)
    trainees = tuple(f"t{at}" for at in range(problem.cohorts[0].size))
    problem = replace(problem, cohorts=(replace(problem.cohorts[0], trainees=trainees), *problem.cohorts[1:]))
    left = after_incident(problem, planted, [TraineeWithdrawn("t1")])
    before, after = Index(problem), Index(left)
    assert sum(after.need) < sum(before.need)
    result = repair(left, SOON)
    assert (result.hit, result.least_touched, result.repairs[0].changes) == ((), 0, ())


def test_the_last_trainee_cannot_leave_a_cohort_behind_that_has_nobody() -> None:
    problem, published = a_week(cohorts=1, instructors=1)
    problem = replace(problem, cohorts=(replace(problem.cohorts[0], size=1, trainees=("t",)),))
    with pytest.raises(ValueError, match="withdraw the cohort"):
        after_incident(problem, published, [TraineeWithdrawn("t")])
    with pytest.raises(ValueError, match="no trainee 'nobody'"):
        after_incident(problem, published, [TraineeWithdrawn("nobody")])


def test_nothing_goes_into_the_past() -> None:
    """A free colleague at an earlier time would touch fewer; that time is over."""
    problem, published = a_week(cohorts=1, instructors=1)
    problem = replace(problem, modules=(replace(problem.modules[0], most_lessons_a_day=None),))
    closed = after_incident(problem, published, [WorkshopClosed("w0", DAYS[2], DAYS[2])], today=DAYS[1])
    result = repair(closed, SOON)
    assert (result.hit, result.repairs, result.is_impossible) == (("l0-3",), (), True)
    control = after_incident(problem, published, [WorkshopClosed("w0", DAYS[2], DAYS[2])], today=DAYS[0])
    moved = repair(control, SOON).repairs[0].changes
    assert [(change.lesson, change.after.day) for change in moved] == [("l0-3", DAYS[1])]


def test_of_today_what_has_begun_stays_and_the_rest_may_move_later() -> None:
    problem, published = a_week(cohorts=2, instructors=3)
    later = tuple(replace(b, first_period=2) if b.lesson == "l1-2" else b for b in published.bookings)
    ill = [InstructorAway("i1", DAYS[1], DAYS[1])]
    changed = after_incident(problem, Timetable(later), ill, today=DAYS[1], begun=1)
    locked = {lesson.id for lesson in changed.lessons if lesson.locked is not None}
    assert locked == {"l0-1", "l1-1", "l0-2"}
    best = repair(changed, SOON).repairs[0]
    assert [(change.lesson, change.after.instructor) for change in best.changes] == [("l1-2", "i2")]
    untouched = after_incident(problem, Timetable(later), ill, today=DAYS[1])
    assert repair(untouched, SOON).is_impossible, "without `begun` the whole day is over"
