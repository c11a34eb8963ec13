"""From the database to the solver's problem: each fact arrives, and the same data give the same bytes."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.models.enrolment import ShiftDuty
from trainer.models.programmes import CohortState
from trainer.models.resources import Absence, CalendarDay, Closure, HalfDay, ResourceKind, TravelTime, WeeklyOpening
from trainer.models.scheduling import LessonLock, PublishedTimetable, TimetableState
from trainer.scheduling.problem_builder import build_problem, seal
from trainer.scheduling.problem_places import subject_key


def put_in_force(session: Session, scene: scenes.Scene) -> None:
    draft = scenes.a_draft(session, scene)
    draft.state = TimetableState.PUBLISHED
    session.add(PublishedTimetable(organisation_id=scene.organisation.id, timetable_id=draft.id))
    session.flush()


def test_the_same_data_give_the_same_bytes(session: Session, scene: scenes.Scene) -> None:
    first = seal(build_problem(session, scene.organisation.id))
    session.expire_all()
    assert seal(build_problem(session, scene.organisation.id)) == first
    assert len(first[1]) == 64


def test_the_problem_has_the_base_s_own_things_alone(session: Session, scene: scenes.Scene) -> None:
    scenes.a_scene(session)
    problem = build_problem(session, scene.organisation.id)
    assert {workshop.id for workshop in problem.workshops} == {workshop.id for workshop in scene.workshops}
    assert {instructor.id for instructor in problem.instructors} == {row.id for row in scene.instructors}
    assert {cohort.id for cohort in problem.cohorts} == {cohort.id for cohort in scene.cohorts}
    assert len(problem.lessons) == 10


def test_cohorts_that_are_over_or_cancelled_are_left_out(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].state, scene.cohorts[1].state = CohortState.CANCELLED, CohortState.TAUGHT
    assert build_problem(session, scene.organisation.id).lessons == ()


def test_a_holiday_is_no_day_and_a_make_up_saturday_works_as_the_nearest_lost_weekday(
    session: Session, scene: scenes.Scene
) -> None:
    holiday, saturday = date(2026, 12, 2), date(2026, 12, 5)
    session.add(CalendarDay(day=holiday, kind="holiday", name="假日", source="测试"))
    session.add(CalendarDay(day=saturday, kind="makeup", name="调休", source="测试"))
    days = {day.date: day.works_as for day in build_problem(session, scene.organisation.id).days}
    assert holiday.isoformat() not in days
    assert days[saturday.isoformat()] == 3
    assert days["2026-12-12"] == 6


def test_the_days_begin_tomorrow_and_end_with_the_last_window(session: Session, scene: scenes.Scene) -> None:
    problem = build_problem(session, scene.organisation.id)
    assert problem.days[0].date == "2026-11-21"
    assert problem.days[-1].date == max(cohort.ends_on for cohort in scene.cohorts).isoformat()


def test_an_instructor_may_teach_the_level_held_and_all_below_in_rank(session: Session, scene: scenes.Scene) -> None:
    held = scene.instructors[0].qualifications[0]
    held.level, held.practice, held.valid_to = 3, False, date(2027, 1, 1)
    instructor = next(
        row for row in build_problem(session, scene.organisation.id).instructors if row.id == scene.instructors[0].id
    )
    subjects = {row.subject for row in instructor.qualifications}
    assert subjects == {subject_key(scene.occupation.id, level) for level in (3, 4, 5)}
    assert {(row.kind, row.last_day) for row in instructor.qualifications} == {("theory", "2027-01-01")}


def test_absences_and_closures_of_a_base_close_days_or_half_days(session: Session, scene: scenes.Scene) -> None:
    day = scenes.MONDAY
    absence = {
        "resource_kind": ResourceKind.WORKSHOP,
        "resource_id": scene.workshops[0].id,
        "half_day": HalfDay.EVENING,
    }
    session.add(Absence(starts_on=day, ends_on=day, **absence))
    session.add(Closure(base_id=scene.base.id, starts_on=day, ends_on=day + timedelta(days=1)))
    session.flush()
    problem = build_problem(session, scene.organisation.id)
    workshop = next(row for row in problem.workshops if row.id == scene.workshops[0].id)
    assert [closure.periods for closure in workshop.availability.closures] == [(9, 10, 11, 12)]
    assert [(row.first_day, row.last_day, row.periods) for row in problem.bases[0].availability.closures] == [
        ("2026-11-23", "2026-11-24", ())
    ]


def test_a_workshop_without_opening_hours_is_never_open(session: Session, scene: scenes.Scene) -> None:
    bare = factories.a_workshop(session, scene.base)
    session.execute(delete(WeeklyOpening).where(WeeklyOpening.resource_id == bare.id))
    workshop = next(row for row in build_problem(session, scene.organisation.id).workshops if row.id == bare.id)
    assert workshop.availability.weekly == ((),) * 7


def test_travel_is_taken_both_ways_and_from_the_setting_where_none_was_recorded(
    session: Session, scene: scenes.Scene
) -> None:
    second = factories.a_base(session, scene.organisation)
    third = factories.a_base(session, scene.organisation)
    session.add(TravelTime(from_base_id=scene.base.id, to_base_id=second.id, minutes=25))
    session.flush()
    travel = build_problem(session, scene.organisation.id, travel_minutes=70).travel
    minutes = {(leg.origin, leg.destination): leg.minutes for leg in travel}
    assert minutes[scene.base.id, second.id] == minutes[second.id, scene.base.id] == 25
    assert minutes[third.id, second.id] == 70


def test_caps_are_the_tighter_of_the_row_and_the_policy(session: Session, scene: scenes.Scene) -> None:
    factories.a_policy(session, "scheduling.max_periods_day", 6)
    factories.a_policy(session, "scheduling.instructor_max_periods_week", 40)
    problem = build_problem(session, scene.organisation.id)
    assert {(row.max_periods_a_day, row.max_periods_a_week) for row in problem.cohorts} == {(6, 24)}
    assert {(row.max_periods_a_day, row.max_periods_a_week) for row in problem.instructors} == {(8, 30)}


def test_a_night_shift_brings_the_cohort_s_rest_and_a_day_shift_none(session: Session, scene: scenes.Scene) -> None:
    scene.cohorts[0].night_rest_hours = 12
    trainee = seated(session, scene)
    for start, end in ((1320, 1800), (480, 960)):
        duty = {"person_id": trainee, "enterprise_id": scene.cohorts[0].programme.enterprise_id}
        session.add(ShiftDuty(day=scenes.MONDAY, start_minute=start, end_minute=end, **duty))
    session.flush()
    duties = build_problem(session, scene.organisation.id).duties
    assert [(duty.start, duty.end, duty.rest_minutes, duty.trainees) for duty in duties] == [
        ("2026-11-23T08:00", "2026-11-23T16:00", 0, (trainee,)),
        ("2026-11-23T22:00", "2026-11-24T06:00", 720, (trainee,)),
    ]


def seated(session: Session, scene: scenes.Scene) -> str:
    problem = build_problem(session, scene.organisation.id)
    return next(row.trainees[0] for row in problem.cohorts if row.id == scene.cohorts[0].id)


def test_the_night_rest_of_the_policy_stands_where_the_cohort_says_nothing(
    session: Session, scene: scenes.Scene
) -> None:
    factories.a_policy(session, "scheduling.night_rest_hours", 11)
    duty = {"person_id": seated(session, scene), "enterprise_id": scene.cohorts[0].programme.enterprise_id}
    session.add(ShiftDuty(day=scenes.MONDAY, start_minute=1320, end_minute=1800, **duty))
    session.flush()
    assert [row.rest_minutes for row in build_problem(session, scene.organisation.id).duties] == [660]


def test_a_lock_holds_until_its_day_is_over(session: Session, scene: scenes.Scene) -> None:
    lessons = scene.cohorts[0].lessons
    for lesson, day in ((lessons[0], scenes.MONDAY), (lessons[1], clock.today())):
        place = {"workshop_id": scene.workshops[0].id, "instructor_id": scene.instructors[0].id, "first_period": 1}
        session.add(LessonLock(lesson_id=lesson.id, day=day, locked_at=clock.now(), **place))
    session.flush()
    locks = {row.id: row.locked for row in build_problem(session, scene.organisation.id).lessons}
    assert locks[lessons[0].id] is not None
    assert locks[lessons[0].id].day == "2026-11-23"
    assert locks[lessons[1].id] is None


def test_taught_lessons_leave_the_problem_and_count_against_this_week_s_caps(
    session: Session, scene: scenes.Scene
) -> None:
    put_in_force(session, scene)
    with clock.frozen(clock.now() + timedelta(days=4)):
        problem = build_problem(session, scene.organisation.id)
    # It is Tuesday evening of the first week: two lessons of each cohort (its whole theory) are over.
    assert len(problem.lessons) == 6
    assert len(problem.commitments) == 4
    assert {commitment.day for commitment in problem.commitments} == {"2026-11-23", "2026-11-24"}
    assert all(module.after == () and module.first_day == "2026-11-24" for module in problem.modules)


def test_a_person_booked_at_another_base_is_committed_there_with_its_place(
    session: Session, scene: scenes.Scene
) -> None:
    other = scenes.a_scene(session)
    other.instructors[0].person_id = scene.instructors[1].person_id
    trainee = scenes.seat(session, scene.cohorts[0], 1)
    scenes.seat(session, other.cohorts[1], 1, trainee)
    put_in_force(session, other)
    problem = build_problem(session, scene.organisation.id)
    elsewhere = [row for row in problem.commitments if row.id.startswith("elsewhere/")]
    assert len(elsewhere) == 10
    assert {row.instructors for row in elsewhere} == {(scene.instructors[1].id,), ()}
    assert {row.trainees for row in elsewhere} == {(trainee[0].id,), ()}
    assert {row.base for row in elsewhere} == {other.base.id}
    assert other.base.id in {base.id for base in problem.bases}
    assert any(leg.destination == other.base.id for leg in problem.travel)
