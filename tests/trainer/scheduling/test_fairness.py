"""The fairness page: each figure equals the lessons that it opens, and strangers see none of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from tests.trainer.scheduling import scenes
from trainer.models.people import Role
from trainer.models.scheduling import Timetable
from trainer.scheduling.burdens import Burdens, burdens_of, lessons_behind, waiting_days

EVENING = 9


@pytest.fixture
def draft(session: Session, scene: scenes.Scene) -> Timetable:
    """The sound plan with two lessons of the first cohort in the evening and one of the second on Saturday."""
    plan = scenes.places(scene)
    first, second = ([row for row in plan if row.workshop_id == workshop.id] for workshop in scene.workshops)
    lessons = {lesson.id: lesson for cohort in scene.cohorts for lesson in cohort.lessons}
    moved = [scenes.place(scene, lessons[row.lesson_id], row.day, 0, EVENING) for row in first[:2]]
    saturday = scenes.place(scene, lessons[second[4].lesson_id], scenes.MONDAY + timedelta(days=5), 1)
    return scenes.a_draft(session, scene, [*moved, *first[2:], *second[:4], saturday])


@pytest.fixture
def found(session: Session, draft: Timetable) -> Burdens:
    return burdens_of(session, draft, travel_minutes=60)


def periods(found: Burdens, kind: str, id_: str, only: str) -> int:
    return sum(row.periods for row in lessons_behind(found, kind, id_, only))


def test_each_figure_of_an_instructor_is_the_sum_of_its_lessons(found: Burdens, scene: scenes.Scene) -> None:
    rows = {row.instructor.id: row for row in found.instructors}
    assert [rows[person.id].late.evening for person in scene.instructors] == [8, 0]
    assert [rows[person.id].late.weekend for person in scene.instructors] == [0, 4]
    for id_, row in rows.items():
        assert periods(found, "instructor", id_, "evening") == row.late.evening
        assert periods(found, "instructor", id_, "weekend") == row.late.weekend
        assert periods(found, "instructor", id_, "all") == row.load.periods == 20
        assert row.load.most_periods_a_week == 30


def test_enterprises_wait_from_the_first_day_of_their_window(found: Burdens, scene: scenes.Scene) -> None:
    assert len(found.enterprises) == 2
    for row in found.enterprises:
        assert row.enterprise is not None
        firsts = lessons_behind(found, "enterprise", row.enterprise.id, "first")
        assert [waiting_days(booking) for booking in firsts] == [row.waiting.days] == [0]
        assert row.late is not None
        assert periods(found, "enterprise", row.enterprise.id, "evening") == row.late.evening


def test_places_stand_below_their_base_and_add_up(found: Burdens, scene: scenes.Scene) -> None:
    base, *workshops = found.places
    assert [row.place.id for row in found.places] == [scene.base.id, *(row.id for row in scene.workshops)]
    assert base.load.stations.used == sum(row.load.stations.used for row in workshops) > 0
    assert periods(found, "base", scene.base.id, "all") == 40


def test_an_unknown_figure_counts_nothing(found: Burdens, scene: scenes.Scene) -> None:
    assert lessons_behind(found, "cat", scene.base.id, "all") == []
    assert lessons_behind(found, "base", scene.base.id, "never") == []


def test_the_page_opens_the_lessons_of_a_figure(
    browser: FlaskClient, draft: Timetable, scene: scenes.Scene, found: Burdens
) -> None:
    page = browser.get("/fairness")
    assert page.status_code == 200
    assert all(person.person.name in page.text for person in scene.instructors)
    query = {"timetable": draft.id, "kind": "instructor", "id": scene.instructors[0].id, "only": "evening"}
    assert "8 periods in all" in browser.get("/fairness/lessons", query_string=query).text
    assert browser.get("/fairness/lessons", query_string={**query, "id": "nobody"}).status_code == 404


def test_each_table_goes_into_a_file(browser: FlaskClient, draft: Timetable, scene: scenes.Scene) -> None:
    answer = browser.get("/fairness?format=xlsx&table=instructors")
    rows = CalamineWorkbook.from_object(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == {person.person.name for person in scene.instructors}
    assert all(
        browser.get(f"/fairness?format=xlsx&table={name}").status_code == 200 for name in ("enterprises", "places")
    )
    assert browser.get("/fairness?format=xlsx&table=cats").status_code == 404


def test_the_bureau_of_the_region_reads_it_and_another_base_does_not(
    draft: Timetable, scene: scenes.Scene, sign_in: Callable[..., FlaskClient], session: Session
) -> None:
    session.commit()
    bureau = sign_in(Role.BUREAU_OFFICER)
    assert scene.instructors[0].person.name in bureau.get("/fairness").text
    stranger = sign_in(Role.SCHEDULER)
    assert "No timetable yet" in stranger.get("/fairness").text
    assert stranger.get(f"/fairness?timetable={draft.id}").status_code == 404
    assert sign_in(Role.ENTERPRISE_OFFICER).get("/fairness").status_code == 403
