"""Why a lesson stands here, and why not on another day: with names and dates, on a page and on the board's strip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import solver
from tests.trainer.scheduling import scenes
from trainer.models.people import Role
from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling import queries
from trainer.scheduling.judge import judge_timetable, solver_timetable
from trainer.scheduling.moves import NO, start_trial
from trainer.scheduling.why_here import WhyHere, why_here

WEEK = "week=2026-11-25"
JSON = {"Accept": "application/json"}


@pytest.fixture
def draft(session: Session, scene: scenes.Scene) -> Timetable:
    return scenes.a_draft(session, scene)


def third_lesson(session: Session, scene: scenes.Scene, draft: Timetable) -> Booking:
    """The first lesson of practice, on Wednesday: theory stands before it, more practice after it."""
    return queries.booking_in(session, draft, scene.cohorts[0].lessons[2].id)


def asked(session: Session, scene: scenes.Scene, draft: Timetable) -> WhyHere:
    booking = third_lesson(session, scene, draft)
    places = [(workshop.id, booking.instructor_id) for workshop in scene.workshops]
    days = [scenes.MONDAY + timedelta(days=number) for number in range(6)]
    return why_here(start_trial(session, draft, booking, travel_minutes=60, days=days, places=places), days)


def test_each_day_has_an_answer_and_a_closed_one_has_its_reasons(
    session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    found = asked(session, scene, draft)
    by_day = {answer.day.isoweekday(): answer for answer in found.days}
    assert [by_day[weekday].verdict == NO for weekday in range(1, 7)] == [True, False, False, True, True, True]
    assert any("Friday" in str(text) or "2026-11-27" in str(text) for text in by_day[5].obstacles)
    assert len({str(text) for text in by_day[5].obstacles}) == len(by_day[5].obstacles) <= 3


def test_the_weightiest_obstacles_are_counted_by_rule(session: Session, scene: scenes.Scene, draft: Timetable) -> None:
    found = asked(session, scene, draft)
    assert found.half_days == 6 * 3 - 1
    assert 0 < sum(obstacle.half_days for obstacle in found.obstacles) <= found.half_days - found.usable
    assert 1 <= len(found.obstacles) <= 3
    assert [row.half_days for row in found.obstacles] == sorted(
        (row.half_days for row in found.obstacles), reverse=True
    )
    assert all(str(row.rule) != str(row.example) for row in found.obstacles)


def test_the_answer_is_the_solver_s_own_on_the_whole_problem(
    session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    """What the page's small surroundings say of each half-day is what the judge says of the whole draft."""
    booking = third_lesson(session, scene, draft)
    places = [(workshop.id, booking.instructor_id) for workshop in scene.workshops]
    days = [scenes.MONDAY + timedelta(days=number) for number in range(6)]
    trial = start_trial(session, draft, booking, travel_minutes=60, days=days, places=places)
    whole = judge_timetable(session, draft, travel_minutes=60)
    assert whole.judgement.is_clean
    rest = solver_timetable(whole.bookings, whole.situation.today).bookings
    for alternative in trial.why_here(days).alternatives:
        moved = [row for row in rest if row.lesson != booking.lesson_id] + [alternative.booking]
        after = solver.check(whole.problem, solver.Timetable(tuple(moved)))
        assert after.is_clean == (not alternative.breaches), alternative
        if after.is_clean:
            assert alternative.points == after.objective - whole.judgement.objective


def test_the_page_says_it_in_the_reader_s_language(
    session: Session,
    scene: scenes.Scene,
    draft: Timetable,
    browser: FlaskClient,
    sign_in: Callable[..., FlaskClient],
) -> None:
    address = f"/timetables/{draft.id}/lessons/{third_lesson(session, scene, draft).lesson_id}/why"
    page = browser.get(address)
    assert page.status_code == 200
    assert "Each day of its week" in page.text
    assert page.text.count("Cannot go here") >= 2
    assert scene.cohorts[0].name_en in page.text
    chinese = sign_in(Role.SCHEDULER, scene.organisation, language="zh").get(address).text
    assert "本周逐日" in chinese
    assert scene.cohorts[0].name in chinese
    assert "Cohort" not in chinese.split("<main")[1]


def test_the_strip_gets_the_same_as_json(
    session: Session, scene: scenes.Scene, draft: Timetable, browser: FlaskClient
) -> None:
    lesson = third_lesson(session, scene, draft).lesson_id
    week = browser.get(f"/timetable/data?{WEEK}").get_json()
    address = next(found["why"] for found in week["lessons"] if found["id"] == lesson)
    answer = browser.get(address, headers=JSON).get_json()
    assert [day["verdict"] for day in answer["days"]][:2] == ["no", answer["days"][1]["verdict"]]
    assert [day["is_own"] for day in answer["days"]].count(True) == 1
    assert answer["reasons"][0]["title"]
    assert f"{address}" in browser.get(f"/timetable/table?{WEEK}").text


def test_a_lock_is_the_first_reason(
    session: Session, scene: scenes.Scene, draft: Timetable, browser: FlaskClient
) -> None:
    lesson = third_lesson(session, scene, draft).lesson_id
    browser.post(f"/timetables/{draft.id}/locks?{WEEK}", json={"lesson": lesson, "locked": True})
    answer = browser.get(f"/timetables/{draft.id}/lessons/{lesson}/why", headers=JSON).get_json()
    assert answer["reasons"][0]["title"] == "It is locked here"
    assert {day["verdict"] for day in answer["days"] if not day["is_own"]} == {"no"}


def test_marks_carry_what_a_place_would_change(
    session: Session, scene: scenes.Scene, draft: Timetable, browser: FlaskClient
) -> None:
    lesson = third_lesson(session, scene, draft).lesson_id
    cells = browser.get(f"/timetables/{draft.id}/verdicts?lesson={lesson}&{WEEK}").get_json()["cells"]
    costly = next(cell for cell in cells if cell["verdict"] == "cost")
    labels = [effect["label"] for effect in costly["effects"]]
    assert labels[:3] == ["Points in all", "Wishes", "Presence on lines"]
    assert costly["effects"][0]["kind"] == "warn"
    assert len(labels) > 3
    assert all(cell["effects"] == [] for cell in cells if cell["verdict"] == "no")


def test_undo_is_offered_once_for_each_move(
    session: Session, scene: scenes.Scene, draft: Timetable, browser: FlaskClient
) -> None:
    assert browser.get(f"/timetable/data?{WEEK}").get_json()["undoable"] == 0
    assert "data-board-undo disabled" in browser.get(f"/timetable?{WEEK}").text
    booking = third_lesson(session, scene, draft)
    sent = {"lesson": booking.lesson_id, "row": booking.workshop_id, "day": "2026-11-25", "first_period": 5}
    assert browser.post(f"/timetables/{draft.id}/moves?{WEEK}", json=sent).get_json()["undoable"] == 1
    assert browser.post(f"/timetables/{draft.id}/undo?{WEEK}", json={}).get_json()["undoable"] == 0


def test_strangers_and_other_roles_are_told_nothing(
    session: Session, scene: scenes.Scene, draft: Timetable, sign_in: Callable[..., FlaskClient]
) -> None:
    address = f"/timetables/{draft.id}/lessons/{third_lesson(session, scene, draft).lesson_id}/why"
    assert sign_in(Role.SCHEDULER).get(address).status_code == 404
    assert sign_in(Role.TRAINEE).get(address).status_code == 403
