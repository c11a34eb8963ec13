"""A trial of one lesson says what the whole judge says, on every place of a week, for breaches and for costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

import solver
from solver.explain.local import mark_of
from tests import factories
from tests.conftest import NOW
from tests.trainer.scheduling import scenes
from trainer.models.enrolment import ShiftDuty
from trainer.models.people import Person
from trainer.models.scheduling import LessonLock, Timetable
from trainer.scheduling import queries
from trainer.scheduling.judge import Verdict, judge_timetable, solver_timetable
from trainer.scheduling.moves import Target, is_present, start_trial

DAYS = [scenes.MONDAY + timedelta(days=number) for number in range(6)]
STARTS = {2: (1, 3, 5, 7, 9, 11), 4: (1, 5, 9)}
TRAVEL = 60


@pytest.fixture
def scene(session: Session) -> scenes.Scene:
    """Three cohorts at two bases: one shares a trainee with another, one has a tired trainee, two a small workshop."""
    made = scenes.a_scene(session, cohorts=3, trainees=9)
    one, other, third = made.cohorts
    for cohort in made.cohorts:
        cohort.half_days = ["morning", "afternoon", "evening"]
        cohort.max_periods_day = 6
    for lesson in (other.lessons[0], other.lessons[3], third.lessons[1]):
        lesson.periods = 2
    elsewhere = factories.a_base(session, made.organisation)
    far = factories.a_workshop(session, elsewhere, equipment=made.equipment)
    small = factories.a_workshop(session, made.base, equipment=made.equipment, count=4, seats=8)
    shared = scenes.people_by_cohort(session)[one.id][0]
    factories.an_enrolment(session, other, session.get_one(Person, shared))
    tired, enterprise = scenes.people_by_cohort(session)[third.id][0], third.programme.enterprise_id
    session.add_all(
        ShiftDuty(person_id=tired, enterprise_id=enterprise, day=day, start_minute=22 * 60, end_minute=30 * 60)
        for day in DAYS[:3]
    )
    weak = factories.an_instructor(session, made.base, made.occupation, level=4)
    session.flush()
    return scenes.Scene(
        made.organisation,
        made.base,
        made.equipment,
        made.occupation,
        [*made.workshops, far, small],
        [*made.instructors, factories.an_instructor(session, elsewhere, made.occupation), weak],
        made.cohorts,
    )


@pytest.fixture
def draft(session: Session, scene: scenes.Scene) -> Timetable:
    """Cohorts 0 and 1 share half-days with their own staff; cohort 2 breaks rules already."""
    plan = [
        scenes.place(scene, lesson, DAYS[number], index % 3, first_period=5 if index == 1 else 1)
        for index, cohort in enumerate(scene.cohorts)
        for number, lesson in enumerate(sorted(cohort.lessons, key=lambda row: row.position))
    ]
    return scenes.a_draft(session, scene, plan)


@pytest.mark.parametrize("number", [0, 7, 8, 13])
def test_the_judge_of_one_lesson_agrees_with_the_whole_judge(
    session: Session, scene: scenes.Scene, draft: Timetable, number: int
) -> None:
    bookings = queries.bookings_of(session, draft)
    booking = sorted(bookings, key=lambda row: (row.lesson.cohort_id, row.lesson.position))[number]
    places = [(workshop.id, teacher.id) for workshop in scene.workshops for teacher in scene.instructors]
    trial = start_trial(session, draft, booking, travel_minutes=TRAVEL, days=DAYS, places=places)
    whole = judge_timetable(session, draft, travel_minutes=TRAVEL)
    rest = tuple(row for row in solver_bookings(whole) if row.lesson != booking.lesson_id)
    verdicts = set()
    for target in (Target(day, first, *place) for day in DAYS for first in STARTS[booking.periods] for place in places):
        moved = solver.Booking(booking.lesson_id, target.day.isoformat(), target.first_period, *target_place(target))
        after = solver.check(whole.problem, solver.Timetable((*rest, moved)))
        known = {mark_of(violation) for violation in whole.judgement.violations}
        broken = [violation for violation in after.violations if mark_of(violation) not in known]
        found = trial.breaches(target)
        assert [row.rule for row in found] == list(dict.fromkeys(row.rule for row in broken)), target
        verdict = trial.verdict(target)
        assert (verdict.verdict == "no") == bool(broken)
        if not broken:
            assert verdict.extra_cost == after.objective - whole.judgement.objective, target
        verdicts.add(verdict.verdict)
    assert verdicts == {"ok", "cost", "no"}


def target_place(target: Target) -> tuple[str, str]:
    """Workshop and instructor."""
    return target.workshop_id, target.instructor_id


def solver_bookings(verdict: Verdict) -> tuple[solver.Booking, ...]:
    """The judged bookings in the solver's words."""
    return solver_timetable(verdict.bookings, verdict.situation.today).bookings


def test_a_lock_closes_every_other_place(session: Session, scene: scenes.Scene, draft: Timetable) -> None:
    booking = queries.booking_in(session, draft, scene.cohorts[0].lessons[4].id)
    lock = {"day": booking.day, "first_period": 1, "workshop_id": booking.workshop_id}
    session.add(LessonLock(lesson_id=booking.lesson_id, instructor_id=booking.instructor_id, locked_at=NOW, **lock))
    session.flush()
    places = [(workshop.id, booking.instructor_id) for workshop in scene.workshops]
    trial = start_trial(session, draft, booking, travel_minutes=TRAVEL, days=DAYS, places=places)
    others = [cell for cell in trial.cells(DAYS, places) if not is_present(cell)]
    assert {(cell.verdict, cell.rule) for cell in others} == {("no", "locked_lesson")}
