"""Board, table, lesson, versions and publishing: pages that work, and refuse strangers and bad input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.models.people import Role, SignIn
from trainer.models.scheduling import Booking, LessonLock, PublishedTimetable, Timetable, TimetableState
from trainer.scheduling import queries

Browsers = Callable[..., FlaskClient]
WEEK = "week=2026-11-25"


@pytest.fixture
def draft(session: Session, scene: scenes.Scene) -> Timetable:
    return scenes.a_draft(session, scene)


def last_booking(session: Session, scene: scenes.Scene, draft: Timetable) -> Booking:
    return queries.booking_in(session, draft, scene.cohorts[0].lessons[4].id)


def publish(browser: FlaskClient, draft: Timetable, revision: str = "0") -> Any:
    return browser.post(f"/timetables/{draft.id}/publish", data={"revision": revision})


def test_the_board_page_names_version_and_week_and_links_the_table(browser: FlaskClient, draft: Timetable) -> None:
    page = browser.get(f"/timetable?{WEEK}")
    assert page.status_code == 200
    assert "Timetable, week 48" in page.text
    assert f"Draft v{draft.number}" in page.text
    assert page.text.index("/timetable/table?") < page.text.index("data-board=")


def test_the_board_s_data_have_the_shape_that_the_script_draws(
    browser: FlaskClient, scene: scenes.Scene, draft: Timetable
) -> None:
    data = browser.get(f"/timetable/data?{WEEK}&by=workshop").get_json()
    assert data["days"][0]["date"] == "2026-11-23"
    assert [half["first_period"] for half in data["halves"]] == [1, 5, 9]
    assert {row["title"] for row in data["rows"]} == {workshop.code for workshop in scene.workshops}
    assert len(data["lessons"]) == 10
    lesson = data["lessons"][0]
    assert lesson["movable"] is True
    assert (lesson["periods"], lesson["kind"], lesson["conflict"]) == (4, "order", None)
    assert [label for label, _value in lesson["facts"]] == ["Module", "Place", "Periods", "Trainees", "Instructor"]


@pytest.mark.parametrize("by", ["workshop", "instructor", "cohort", "enterprise"])
@pytest.mark.parametrize("page", ["timetable", "timetable/table", "timetable/data", "timetable/export"])
def test_every_view_of_every_page_opens(browser: FlaskClient, draft: Timetable, page: str, by: str) -> None:
    assert browser.get(f"/{page}?{WEEK}&by={by}").status_code == 200


@pytest.mark.parametrize("bad", ["by=room", "week=yesterday", "week=2026-13-01", "week=0001-01-01", "week=9999-12-31"])
def test_an_address_that_cannot_be_read_says_so(browser: FlaskClient, draft: Timetable, bad: str) -> None:
    assert browser.get(f"/timetable?{bad}").status_code == 422


def test_the_table_has_every_lesson_with_its_times_and_buttons(
    browser: FlaskClient, scene: scenes.Scene, draft: Timetable
) -> None:
    page = browser.get(f"/timetable/table?{WEEK}").text
    assert page.count("08:30–11:45") == 10
    assert page.count(f"/timetables/{draft.id}/locks") == 10
    assert "data-print" in page


def test_a_lesson_moves_on_the_board_and_back(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    booking = last_booking(session, scene, draft)
    sent = {"lesson": booking.lesson_id, "row": scene.workshops[0].id, "day": "2026-11-27", "first_period": 5}
    answer = browser.post(f"/timetables/{draft.id}/moves?by=workshop&{WEEK}", json=sent)
    assert answer.status_code == 200
    moved = next(found for found in answer.get_json()["lessons"] if found["id"] == booking.lesson_id)
    assert moved["first_period"] == 5
    undone = browser.post(f"/timetables/{draft.id}/undo?by=workshop&{WEEK}", json={}).get_json()
    assert next(found for found in undone["lessons"] if found["id"] == booking.lesson_id)["first_period"] == 1


@pytest.mark.parametrize(
    ("changes", "status", "text"),
    [
        ({"first_period": 9}, 409, "cannot come"),
        ({"first_period": "five"}, 422, "is not a whole number"),
        ({"day": "soon"}, 422, "is not a date"),
        ({"row": "nowhere"}, 422, "Choose one of your workshops"),
        ({"lesson": "nothing"}, 404, "Not found"),
    ],
)
def test_a_refused_drop_says_why_in_json_and_changes_nothing(
    browser: FlaskClient,
    session: Session,
    scene: scenes.Scene,
    draft: Timetable,
    changes: dict[str, object],
    status: int,
    text: str,
) -> None:
    booking = last_booking(session, scene, draft)
    sent = {"lesson": booking.lesson_id, "row": scene.workshops[0].id, "day": "2026-11-27", "first_period": 5}
    answer = browser.post(
        f"/timetables/{draft.id}/moves?{WEEK}", json={**sent, **changes}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == status
    assert text in answer.get_json()["error"]
    session.expire_all()
    assert last_booking(session, scene, draft).first_period == 1


@pytest.mark.parametrize("body", ["[]", "nonsense", '"text"'])
def test_a_body_that_is_no_object_is_refused(browser: FlaskClient, draft: Timetable, body: str) -> None:
    answer = browser.post(f"/timetables/{draft.id}/moves", data=body, content_type="application/json")
    assert answer.status_code == 422


def test_verdicts_cover_every_cell_of_the_week(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    booking = last_booking(session, scene, draft)
    answer = browser.get(f"/timetables/{draft.id}/verdicts?lesson={booking.lesson_id}&{WEEK}&by=workshop").get_json()
    assert len(answer["cells"]) == 2 * 5 * 3
    assert {cell["verdict"] for cell in answer["cells"]} <= {"ok", "cost", "no"}
    assert all(cell["reason"] for cell in answer["cells"] if cell["verdict"] == "no")
    assert answer["best"][0]["row"] in {workshop.id for workshop in scene.workshops}


def test_the_form_moves_a_lesson_and_a_bad_place_is_shown_with_its_rule(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    booking = last_booking(session, scene, draft)
    page = browser.get(f"/timetables/{draft.id}/lessons/{booking.lesson_id}")
    assert "Best places in this week" in page.text
    sent = {
        "lesson": booking.lesson_id,
        "day": "2026-11-27",
        "first_period": "9",
        "workshop": scene.workshops[0].id,
        "instructor": scene.instructors[0].id,
    }
    refused = browser.post(f"/timetables/{draft.id}/moves", data=sent)
    assert refused.status_code == 422
    assert "cannot come" in refused.text
    unreadable = browser.post(f"/timetables/{draft.id}/moves", data={**sent, "day": "soon"})
    assert unreadable.status_code == 422
    moved = browser.post(f"/timetables/{draft.id}/moves", data={**sent, "first_period": "5"})
    assert moved.status_code == 302
    session.expire_all()
    assert last_booking(session, scene, draft).first_period == 5


def test_a_lock_is_set_on_the_board_and_lifted_in_the_table(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    lesson_id = scene.cohorts[0].lessons[4].id
    data = browser.post(f"/timetables/{draft.id}/locks?{WEEK}", json={"lesson": lesson_id, "locked": True}).get_json()
    assert [found["id"] for found in data["lessons"] if found["locked"]] == [lesson_id]
    assert session.get(LessonLock, lesson_id) is not None
    assert browser.post(f"/timetables/{draft.id}/unlocks", data={"lesson": lesson_id}).status_code == 302
    session.expire_all()
    assert session.get(LessonLock, lesson_id) is None
    assert browser.post(f"/timetables/{draft.id}/unlocks", data={"lesson": lesson_id}).status_code == 409


def test_the_preview_lists_who_is_told_and_comes_as_a_dialog_to_the_board(
    browser: FlaskClient, draft: Timetable
) -> None:
    page = browser.get(f"/timetables/{draft.id}/publish")
    assert "Publish and notify 8" in page.text
    assert "and others, 3 people" in page.text
    dialog = browser.get(f"/timetables/{draft.id}/publish", headers={"HX-Request": "true"}).text
    assert dialog.lstrip().startswith("<dialog")
    assert "data-open" in dialog
    assert 'name="revision" value="0"' in dialog
    export = browser.get(f"/timetables/{draft.id}/publish?format=xlsx")
    assert export.data.startswith(b"PK")


def test_one_person_is_told_in_the_singular(session: Session, sign_in: Browsers) -> None:
    small = scenes.a_scene(session, cohorts=1, trainees=1)
    draft = scenes.a_draft(session, small, scenes.places(small))
    page = sign_in(Role.SCHEDULER, small.organisation).get(f"/timetables/{draft.id}/publish").text
    for said in ("trainee is told", "instructor is told", "training officers are told"):
        assert f'<div class="label">{said}</div>' in page


def test_each_page_says_which_lessons_it_counts(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    assert "10 lessons not published yet" in browser.get("/").text
    assert "10 lessons to come, 2 cohorts" in browser.get("/scheduling/check").text
    assert "10 lessons in all, 10 to come." in browser.get(f"/timetables/{draft.id}/publish").text
    publish(browser, draft)
    thursday = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    session.execute(update(SignIn).values(expires_at=thursday + timedelta(hours=8)))
    session.expire_all()
    with clock.frozen(thursday):
        later = scenes.a_draft(session, scene)
        assert "0 lessons not published yet" in browser.get("/").text
        assert "2 lessons to come, 2 cohorts" in browser.get("/scheduling/check").text
        assert "10 lessons in all, 2 to come." in browser.get(f"/timetables/{later.id}/publish").text


def test_publishing_puts_the_draft_in_force(browser: FlaskClient, session: Session, draft: Timetable) -> None:
    answer = publish(browser, draft)
    assert answer.status_code == 302
    session.expire_all()
    assert draft.state is TimetableState.PUBLISHED
    page = browser.get(answer.location).text
    assert "Version 1 is in force; 8 people were told" in page
    assert "Make a draft to change it" in page


def test_publishing_with_an_old_revision_or_a_breach_changes_nothing(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    incomplete = scenes.a_draft(session, scene, scenes.places(scene)[1:])
    assert "cannot be published" in browser.get(f"/timetables/{incomplete.id}/publish").text
    assert publish(browser, incomplete).status_code == 409
    assert publish(browser, draft, revision="7").status_code == 409
    assert publish(browser, draft, revision="x").status_code == 422
    session.expire_all()
    assert session.get(PublishedTimetable, scene.organisation.id) is None


def test_the_preview_warns_of_moves_that_a_draft_begun_earlier_does_not_have(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    publish(browser, scenes.a_draft(session, scene))
    draft.created_at = clock.now() + timedelta(seconds=1)
    session.commit()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        moved = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
        publish(browser, moved, revision="1")
    page = browser.get(f"/timetables/{draft.id}/publish").text
    assert f"v{moved.number} came into force after this draft was begun; lessons moved since that go back: 10" in page


def test_versions_are_listed_shown_compared_restored_and_put_aside(
    browser: FlaskClient, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    publish(browser, draft)
    later = scenes.a_draft(session, scene, scenes.places(scene, shift=1))
    assert "v2" in browser.get("/timetables").text
    assert "Independent check: 0 breaches" in browser.get(f"/timetables/{later.id}").text
    compared = browser.get(f"/timetables/compare?old={draft.id}&new={later.id}")
    assert "10 lessons differ" in compared.text
    assert browser.get(f"/timetables/compare?old={draft.id}&new={later.id}&format=xlsx").data.startswith(b"PK")
    assert browser.get(f"/timetables/compare?old={draft.id}").status_code == 404
    assert browser.post(f"/timetables/{later.id}/discard").status_code == 302
    assert browser.post(f"/timetables/{later.id}/discard").status_code == 409
    restored = browser.post(f"/timetables/{draft.id}/restore")
    assert "Draft v3 was made from v1" in browser.get(restored.location).text


def test_in_chinese_the_pages_say_the_same(sign_in: Browsers, scene: scenes.Scene, draft: Timetable) -> None:
    browser = sign_in(Role.SCHEDULER, scene.organisation, language="zh")
    assert "第 48 周课表" in browser.get(f"/timetable?{WEEK}").text
    assert "发布并通知 8 人" in browser.get(f"/timetables/{draft.id}/publish").text
    booking = {"lesson": scene.cohorts[0].lessons[4].id, "row": scene.workshops[0].id}
    sent = {**booking, "day": "2026-11-27", "first_period": 9}
    answer = browser.post(f"/timetables/{draft.id}/moves", json=sent, headers={"Accept": "application/json"})
    assert "不能上课" in answer.get_json()["error"]


def test_an_enterprise_sees_published_lessons_of_its_own_cohorts_and_no_acts(
    browser: FlaskClient, sign_in: Browsers, scene: scenes.Scene, draft: Timetable
) -> None:
    officer = sign_in(Role.ENTERPRISE_OFFICER, scene.cohorts[0].programme.enterprise)
    assert officer.get(f"/timetable/data?{WEEK}").get_json()["lessons"] == []
    publish(browser, draft)
    lessons = officer.get(f"/timetable/data?{WEEK}").get_json()["lessons"]
    assert len(lessons) == 5
    assert not any(lesson["movable"] for lesson in lessons)
    page = officer.get(f"/timetable?{WEEK}").text
    assert "data-move" not in page
    assert officer.get(f"/timetable?timetable={draft.id}").status_code == 404


def test_the_bureau_reads_a_version_and_changes_nothing(
    session: Session, sign_in: Browsers, scene: scenes.Scene, draft: Timetable
) -> None:
    bureau = sign_in(Role.BUREAU_OFFICER)
    assert bureau.get(f"/timetables/{draft.id}").status_code == 200
    assert bureau.get(f"/timetable?timetable={draft.id}&{WEEK}").status_code == 200
    assert bureau.post(f"/timetables/{draft.id}/publish", data={"revision": "0"}).status_code == 403
    elsewhere = factories.an_organisation(session, factories.OrganisationKind.BUREAU, region_code="330502")
    assert sign_in(Role.BUREAU_OFFICER, elsewhere).get(f"/timetables/{draft.id}").status_code == 404


def test_strangers_find_nothing_and_roles_without_permission_are_told(
    sign_in: Browsers, session: Session, scene: scenes.Scene, draft: Timetable
) -> None:
    stranger, trainee = sign_in(Role.SCHEDULER), sign_in(Role.TRAINEE)
    lesson = scene.cohorts[0].lessons[4].id
    for path in ("", "/publish", f"/lessons/{lesson}", f"/verdicts?lesson={lesson}"):
        assert stranger.get(f"/timetables/{draft.id}{path}").status_code == 404
        assert trainee.get(f"/timetables/{draft.id}{path}").status_code == 403
    for act in ("publish", "restore", "discard", "undo", "moves", "locks", "unlocks"):
        sent = {"revision": "0", "lesson": lesson}
        assert stranger.post(f"/timetables/{draft.id}/{act}", data=sent).status_code == 404
        assert trainee.post(f"/timetables/{draft.id}/{act}", data=sent).status_code == 403
    session.expire_all()
    assert draft.state is TimetableState.DRAFT
