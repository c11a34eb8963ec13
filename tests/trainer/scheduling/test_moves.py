"""Moving by hand: sound moves are kept and can be taken back, the rest is refused with the name of the rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.resources import CalendarDay, HalfDay
from trainer.models.scheduling import Booking, LessonLock, Timetable
from trainer.scheduling import queries, services
from trainer.scheduling.moves import COST, NO, OK, Target, best_of, start_trial, target_of
from trainer.scheduling.publishing import fingerprint


@pytest.fixture
def draft(session: Session, scene: scenes.Scene) -> Timetable:
    return scenes.a_draft(session, scene)


def last_of(session: Session, scene: scenes.Scene, draft: Timetable) -> Booking:
    """The first cohort's last lesson: Friday morning in the first workshop."""
    return queries.booking_in(session, draft, scene.cohorts[0].lessons[4].id)


def at(booking: Booking, **changes: object) -> Target:
    return Target(**{**vars(target_of(booking)), **changes})


def test_a_sound_move_is_kept_and_remembered(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    booking = last_of(session, scene, draft)
    revision = draft.revision
    services.move_lesson(session, draft, booking.lesson_id, at(booking, first_period=5), viewer=scheduler)
    assert (booking.day, booking.first_period) == (date(2026, 11, 27), 5)
    assert draft.edits[0]["before"]["first_period"] == 1
    assert draft.revision == revision + 1


def test_every_move_can_be_taken_back_one_after_another(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    before = fingerprint(queries.bookings_of(session, draft))
    booking = last_of(session, scene, draft)
    for changes in ({"first_period": 5}, {"workshop_id": scene.workshops[1].id, "first_period": 5}):
        services.move_lesson(session, draft, booking.lesson_id, at(booking, **changes), viewer=scheduler)
    assert fingerprint(queries.bookings_of(session, draft)) != before
    for _ in range(2):
        services.undo_move(session, draft, viewer=scheduler)
    assert fingerprint(queries.bookings_of(session, draft)) == before
    with pytest.raises(RuleBroken, match="nothing to take back"):
        services.undo_move(session, draft, viewer=scheduler)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"day": date(2026, 11, 23), "first_period": 5}, "lesson_order"),
        ({"day": date(2026, 11, 28)}, "cohort_available"),
        ({"day": date(2026, 11, 29)}, "workshop_open"),
        ({"first_period": 9}, "cohort_available"),
        ({"day": date(2028, 1, 3)}, "calendar_day"),
        ({"first_period": 3}, "half_day"),
        ({"first_period": 12}, "half_day"),
        ({"day": date(2026, 11, 20)}, "lesson-to-come"),
    ],
)
def test_a_bad_move_is_refused_with_its_rule_and_changes_nothing(
    session: Session,
    scene: scenes.Scene,
    draft: Timetable,
    scheduler: Viewer,
    changes: dict[str, object],
    rule: str,
) -> None:
    booking = last_of(session, scene, draft)
    before = fingerprint(queries.bookings_of(session, draft))
    with pytest.raises(RuleBroken) as refusal:
        services.move_lesson(session, draft, booking.lesson_id, at(booking, **changes), viewer=scheduler)
    assert refusal.value.rule == rule
    assert fingerprint(queries.bookings_of(session, draft)) == before
    assert draft.edits == []


def test_an_occupied_instructor_refuses_a_second_lesson(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    booking = last_of(session, scene, draft)
    target = at(booking, instructor_id=scene.instructors[1].id)
    with pytest.raises(RuleBroken, match=scene.instructors[1].person.name) as refusal:
        services.move_lesson(session, draft, booking.lesson_id, target, viewer=scheduler)
    assert refusal.value.rule == "instructor_double_booking"


def test_a_holiday_takes_no_lesson(session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer) -> None:
    monday = scenes.MONDAY + timedelta(weeks=1)
    session.add(CalendarDay(day=monday, kind="holiday", name="假日", source="测试"))
    session.flush()
    booking = last_of(session, scene, draft)
    with pytest.raises(RuleBroken) as refusal:
        services.move_lesson(session, draft, booking.lesson_id, at(booking, day=monday), viewer=scheduler)
    assert refusal.value.rule == "calendar_day"


def test_a_workshop_of_another_base_is_no_choice(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    other = factories.a_workshop(session, factories.a_base(session))
    booking = last_of(session, scene, draft)
    with pytest.raises(BadInput) as refusal:
        services.move_lesson(session, draft, booking.lesson_id, at(booking, workshop_id=other.id), viewer=scheduler)
    assert refusal.value.field == "workshop"


def test_a_published_version_is_not_moved_in(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    services.publish_timetable(session, draft, viewer=scheduler)
    booking = last_of(session, scene, draft)
    with pytest.raises(RuleBroken, match="is not a draft"):
        services.move_lesson(session, draft, booking.lesson_id, at(booking, first_period=5), viewer=scheduler)


def test_a_locked_lesson_is_not_moved_until_it_is_unlocked(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    booking = last_of(session, scene, draft)
    services.lock_lesson(session, booking, viewer=scheduler)
    target = at(booking, first_period=5)
    with pytest.raises(RuleBroken, match="This lesson is locked"):
        services.move_lesson(session, draft, booking.lesson_id, target, viewer=scheduler)
    services.unlock_lesson(session, booking.lesson_id, viewer=scheduler)
    services.move_lesson(session, draft, booking.lesson_id, target, viewer=scheduler)
    assert session.get(LessonLock, booking.lesson_id) is None
    with pytest.raises(RuleBroken, match="is not locked"):
        services.unlock_lesson(session, booking.lesson_id, viewer=scheduler)


def test_locks_of_another_base_s_lessons_are_not_found(
    session: Session, scene: scenes.Scene, draft: Timetable, viewer_for: Callable[..., Viewer]
) -> None:
    stranger = viewer_for(Role.SCHEDULER)
    booking = last_of(session, scene, draft)
    with pytest.raises(NotFound):
        services.lock_lesson(session, booking, viewer=stranger)
    with pytest.raises(NotFound):
        services.unlock_lesson(session, booking.lesson_id, viewer=stranger)


def test_each_cell_has_the_verdict_that_the_move_itself_would_get(
    session: Session, scene: scenes.Scene, draft: Timetable, scheduler: Viewer
) -> None:
    booking = last_of(session, scene, draft)
    trial = start_trial(session, draft, booking, travel_minutes=60)
    days = [scenes.MONDAY + timedelta(days=number) for number in range(7)]
    cells = trial.cells(days, [(workshop.id, booking.instructor_id) for workshop in scene.workshops])
    assert len(cells) == 7 * 3 * 2
    assert {cell.verdict for cell in cells} == {OK, COST, NO}
    for cell in cells:
        assert (cell.reason is not None) == (cell.verdict != OK or cell.target == target_of(booking))
        with session.begin_nested() as savepoint:
            try:
                services.move_lesson(session, draft, booking.lesson_id, cell.target, viewer=scheduler)
            except RuleBroken:
                assert cell.verdict == NO
            else:
                assert cell.verdict != NO
            savepoint.rollback()
        session.expire_all()


def test_the_best_places_are_usable_and_ordered_by_cost(
    session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    booking = last_of(session, scene, draft)
    trial = start_trial(session, draft, booking, travel_minutes=60)
    cells = trial.cells(trial.days_of_week(booking.day), [(row.id, booking.instructor_id) for row in scene.workshops])
    best = best_of(cells)
    assert best
    assert [cell.extra_cost for cell in best] == sorted(cell.extra_cost for cell in best)
    assert all(cell.verdict != NO and cell.target != target_of(booking) for cell in best)


def test_a_short_lesson_keeps_its_place_in_the_half_day(session: Session, scene: scenes.Scene) -> None:
    lesson = scene.cohorts[0].lessons[4]
    lesson.periods = 2
    plan = scenes.places(scene)
    plan[4] = scenes.place(scene, lesson, plan[4].day, first_period=3)
    draft = scenes.a_draft(session, scene, plan)
    booking = last_of(session, scene, draft)
    trial = start_trial(session, draft, booking, travel_minutes=60)
    cells = trial.cells([booking.day], [(booking.workshop_id, booking.instructor_id)])
    assert [cell.target.first_period for cell in cells if cell.half is HalfDay.AFTERNOON] == [7]
    assert clock.today() < booking.day
