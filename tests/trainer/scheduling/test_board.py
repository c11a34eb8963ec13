"""The week on the board and the capacity strip: rows, days, lessons, and figures that can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit.permissions import Viewer
from trainer.models.people import Role
from trainer.models.resources import CalendarDay
from trainer.scheduling import services
from trainer.scheduling.board import Board, By, first_week, load_board

Viewers = Callable[..., Viewer]


def week(session: Session, viewer: Viewer, timetable: object, by: By = By.WORKSHOP, weeks: int = 0) -> Board:
    monday = scenes.MONDAY + timedelta(weeks=weeks)
    return load_board(session, viewer=viewer, timetable=timetable, by=by, monday=monday, travel_minutes=60)


@pytest.mark.parametrize("by", list(By))
def test_the_same_ten_lessons_stand_in_two_rows_of_each_view(
    session: Session, scene: scenes.Scene, scheduler: Viewer, by: By
) -> None:
    board = week(session, scheduler, scenes.a_draft(session, scene), by)
    assert len(board.lessons) == 10
    assert len(board.rows) == 2
    assert {lesson.row for lesson in board.lessons} == {row.id for row in board.rows}
    assert [day.day.isoweekday() for day in board.days] == [1, 2, 3, 4, 5]


def test_a_draft_shows_workshops_without_lessons_and_a_reader_does_not(
    session: Session, scene: scenes.Scene, scheduler: Viewer, viewer_for: Viewers
) -> None:
    factories.a_workshop(session, scene.base)
    draft = scenes.a_draft(session, scene)
    assert len(week(session, scheduler, draft).rows) == 3
    services.publish_timetable(session, draft, viewer=scheduler)
    officer = viewer_for(Role.ENTERPRISE_OFFICER, scene.cohorts[0].programme.enterprise)
    board = week(session, officer, None)
    assert [row.id for row in board.rows] == [scene.workshops[0].id]
    assert len(board.lessons) == 5
    assert not board.is_editable


def test_a_breach_marks_its_lessons_and_is_named(session: Session, scene: scenes.Scene, scheduler: Viewer) -> None:
    plan = scenes.places(scene)
    plan[0] = scenes.place(scene, scene.cohorts[0].lessons[0], scenes.MONDAY, index=1)
    board = week(session, scheduler, scenes.a_draft(session, scene, plan))
    marked = {lesson.booking.lesson_id for lesson in board.lessons if lesson.conflict is not None}
    assert marked == {scene.cohorts[0].lessons[0].id, scene.cohorts[1].lessons[0].id}
    assert any(scene.instructors[1].person.name in str(text) for text, _lesson in board.conflicts)
    assert week(session, scheduler, board.timetable, weeks=1).conflicts == []


def test_days_of_the_weekend_appear_when_they_are_worked(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    saturday = scenes.MONDAY + timedelta(days=5)
    session.add(CalendarDay(day=saturday, kind="makeup", name="调休", name_en="Make-up", source="测试"))
    session.add(CalendarDay(day=scenes.MONDAY, kind="holiday", name="假日", name_en="Holiday", source="测试"))
    session.flush()
    board = week(session, scheduler, scenes.a_draft(session, scene))
    assert [day.day for day in board.days][-1] == saturday
    assert [day.special.name for day in board.days if day.special is not None] == ["假日", "调休"]


def test_the_board_opens_at_the_first_week_with_a_lesson_to_come(
    session: Session, scene: scenes.Scene, scheduler: Viewer
) -> None:
    draft = scenes.a_draft(session, scene, scenes.places(scene, shift=2))
    assert first_week(session, viewer=scheduler, timetable=draft) == scenes.MONDAY + timedelta(weeks=2)
    assert first_week(session, viewer=scheduler, timetable=None) == date(2026, 11, 16)
