"""The pages of a repair: report, cap, ways with before and after, publishing what was ticked, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.trainer.scheduling import scenes
from trainer.kit import clock
from trainer.kit.messages import msg
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job, JobState
from trainer.models.enrolment import Enrolment
from trainer.models.people import Role
from trainer.models.repairs import RepairState, TimetableRepair
from trainer.models.resources import Absence, ResourceKind
from trainer.models.scheduling import Booking, PublishedTimetable, Timetable
from trainer.scheduling import repair_tasks, services

Browsers = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def quick_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair_tasks, "SECONDS", 3.0)


@pytest.fixture
def scene(session: Session, viewer_for: Callable[..., Viewer]) -> scenes.Scene:
    """Two cohorts whose lessons of next week are published."""
    scene = scenes.a_scene(session)
    scheduler = viewer_for(Role.SCHEDULER, scene.organisation)
    services.publish_timetable(session, scenes.a_draft(session, scene), viewer=scheduler)
    session.commit()
    return scene


def send_report(browser: FlaskClient, scene: scenes.Scene, **changed: str) -> str:
    """Report that the first instructor is ill on Monday; returns the address of the repair."""
    day = scenes.MONDAY.isoformat()
    form = {"subject": scene.instructors[0].id, "starts_on": day, "ends_on": day, "half_day": "", "most_touched": "5"}
    answer = browser.post("/repairs/new?kind=instructor_away", data={**form, **changed})
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def first_form(text: str) -> tuple[str, list[str]]:
    """The number of the first way and the lessons that its boxes name."""
    form = text.split('<details class="card way"')[1].split("</form>")[0]
    number = re.search(r'name="way" value="(\d+)"', form)
    assert number is not None
    return number.group(1), re.findall(r'name="accept" value="(\w+)"', form)


def test_the_form_opens_with_the_instructor_chosen_and_a_cap(browser: FlaskClient, scene: scenes.Scene) -> None:
    text = browser.get(f"/repairs/new?subject={scene.instructors[1].id}").text
    assert re.search(rf'<option selected value="{scene.instructors[1].id}">', text)
    assert re.search(r'<input checked [^>]*name="most_touched"[^>]*value="5"', text)
    assert browser.get("/repairs/new?kind=flood").status_code == 422


def test_a_report_leads_to_ways_and_publishing_the_first_one_changes_the_timetable(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    address = send_report(browser, scene)
    text = browser.get(address).text
    assert scene.instructors[0].person.name in text
    assert "1 lesson cannot stay" in text
    assert "Fewest possible" in text or "Not proved" in text
    number, lessons = first_form(text)
    before = session.scalars(select(PublishedTimetable.timetable_id)).one()
    answer = browser.post(f"{address}/publish", data={"way": number, "accept": lessons}, follow_redirects=True)
    assert answer.status_code == 200
    assert "is in force" in answer.text
    session.expire_all()
    after = session.scalars(select(PublishedTimetable.timetable_id)).one()
    assert after != before
    assert session.scalars(select(TimetableRepair)).one().state is RepairState.PUBLISHED
    assert session.get_one(Timetable, after).published_at is not None


def test_without_its_tick_a_lesson_that_was_hit_is_refused_with_the_rule_and_nothing_changes(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    address = send_report(browser, scene)
    number, lessons = first_form(browser.get(address).text)
    before = session.scalars(select(PublishedTimetable.timetable_id)).one()
    answer = browser.post(f"{address}/publish", data={"way": number})
    assert answer.status_code == 409
    assert "The independent check found" in answer.text
    again = browser.post(f"{address}/again", data={"way": number, "shown": lessons})
    assert again.status_code == 409
    assert "cannot stay where it is" in again.text
    session.expire_all()
    assert session.scalars(select(PublishedTimetable.timetable_id)).one() == before


def test_the_cap_is_switched_without_a_new_search(browser: FlaskClient, scene: scenes.Scene) -> None:
    address = send_report(browser, scene, most_touched="none")
    assert "Over the cap" not in browser.get(address).text
    assert "Over the cap" in browser.get(f"{address}?cap=0").text
    assert "No way was found that touches at most 0 people" in browser.get(f"{address}?cap=0").text


def test_what_is_missing_is_said_at_its_field(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    form = {"subject": scene.instructors[0].id, "starts_on": "2026-11-25", "ends_on": "2026-11-23", "half_day": ""}
    answer = browser.post("/repairs/new?kind=instructor_away", data={**form, "most_touched": "5"})
    assert answer.status_code == 422
    assert "The last day must not lie before the first day" in answer.text
    nameless = browser.post(
        "/repairs/new?kind=cohort_withdrawn", data={"subject": scene.cohorts[0].id, "most_touched": "5"}
    )
    assert nameless.status_code == 422
    assert "Please say why the class is withdrawn" in nameless.text
    assert session.scalars(select(Absence)).all() == []
    assert session.scalars(select(TimetableRepair)).all() == []


def test_a_stale_result_says_so_and_a_new_search_refreshes_it(
    browser: FlaskClient, session: Session, scene: scenes.Scene, viewer_for: Callable[..., Viewer]
) -> None:
    address = send_report(browser, scene)
    number, lessons = first_form(browser.get(address).text)
    plan = scenes.places(scene)
    hit = set(session.scalars(select(TimetableRepair)).one().outcome["hit"])
    moved = [place for place in plan if place.lesson_id not in hit]
    # Somebody else substitutes by hand meanwhile.
    monday = next(row for row in scene.cohorts[0].lessons if row.id in hit)
    by_hand = scenes.place(scene, monday, scenes.MONDAY, 1, 5)
    draft = scenes.a_draft(session, scene, [*moved, by_hand])
    services.publish_timetable(session, draft, viewer=viewer_for(Role.SCHEDULER, scene.organisation))
    session.commit()
    assert "The timetable has changed since this search" in browser.get(address).text
    refused = browser.post(f"{address}/publish", data={"way": number, "accept": lessons})
    assert refused.status_code == 409
    assert browser.post(f"{address}/again", data={"afresh": "1"}).status_code == 302
    assert "The timetable has changed since this search" not in browser.get(address).text


def test_todays_lesson_names_who_may_take_it_over(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    mine = select(Booking).where(Booking.instructor_id == scene.instructors[0].id).order_by(Booking.day)
    booking = session.scalars(mine).first()
    assert booking is not None
    booking.day = clock.today()
    session.commit()
    text = browser.get(send_report(browser, scene, starts_on=clock.today().isoformat())).text
    banner = text.split("lessons count as begun")[1].split("</section>")[0]
    assert scene.instructors[1].person.name in banner
    assert scene.instructors[0].person.name not in banner


def test_a_report_is_taken_back_with_its_absence(browser: FlaskClient, session: Session, scene: scenes.Scene) -> None:
    address = send_report(browser, scene)
    answer = browser.post(f"{address}/take-back", follow_redirects=True)
    assert "Nothing was reported yet" in answer.text
    assert session.scalars(select(Absence)).all() == []


def test_workshop_lesson_and_class_have_their_forms_and_chinese(
    sign_in: Browsers, session: Session, scene: scenes.Scene
) -> None:
    browser = sign_in(Role.SCHEDULER, scene.organisation, language="zh")
    lesson = max(scene.cohorts[0].lessons, key=lambda row: row.position)
    assert "最多改动多少人" in browser.get("/repairs/new?kind=workshop_closed").text
    assert "该班以后的课次全部取消" in browser.get("/repairs/new?kind=cohort_withdrawn").text
    page = browser.get(f"/repairs/new?kind=lesson_moved&subject={lesson.id}").text
    assert "任何教师" in page
    day = (scenes.MONDAY + timedelta(days=7)).isoformat()
    form = {
        "lesson": lesson.id,
        "day": day,
        "first_period": "5",
        "workshop": "",
        "instructor": "",
        "most_touched": "10",
    }
    address = str(browser.post("/repairs/new?kind=lesson_moved", data=form).headers["Location"])
    text = browser.get(address).text
    assert "课次必须移动" in text
    assert "改到" in text or "课次换时间" in text or "移到" in text
    assert session.scalars(select(TimetableRepair)).one().wanted["first_period"] == 5


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ENTERPRISE_OFFICER])
def test_repairs_are_the_schedulers_alone(sign_in: Browsers, scene: scenes.Scene, role: Role) -> None:
    assert sign_in(role, scene.organisation).get("/repairs/new").status_code == 403


@pytest.mark.parametrize(
    ("page", "kind"), [("/instructors/{instructor}", "instructor_away"), ("/workshops/{workshop}", "workshop_closed")]
)
def test_the_way_in_is_on_the_page_of_whoever_is_missing_and_on_the_home(
    browser: FlaskClient, scene: scenes.Scene, page: str, kind: str
) -> None:
    ids = {"instructor": scene.instructors[0].id, "workshop": scene.workshops[0].id}
    text = browser.get(page.format(**ids)).text
    assert f"/repairs/new?kind={kind}&amp;subject=" in text
    assert "/repairs/new" in browser.get("/").text
    assert "/repairs/new" in browser.get("/timetable").text


def test_a_working_search_says_what_it_does_and_can_be_stopped(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    address = send_report(browser, scene)
    repair = session.scalars(select(TimetableRepair)).one()
    job = session.get_one(Job, repair.job_id)
    assert f"{address}/stop" not in browser.get(address).text, "nothing is at work any more"
    assert browser.post(f"{address}/stop").status_code == 409
    repair.state, repair.started_at, job.state = RepairState.RUNNING, clock.now(), JobState.RUNNING
    job.progress, job.stop_requested = 40, False
    job.message = msg("A way that touches %(n)s people is found; looking for fewer", n=4).to_json()
    session.commit()
    text = browser.get(address).text
    assert "A way that touches 4 people is found; looking for fewer" in text
    assert 'hx-trigger="every 1s"' in text
    assert f"{address}/stop" in text
    answer = browser.post(f"{address}/stop", follow_redirects=True)
    assert "Stopping…" in answer.text
    assert f'action="{address}/stop"' not in answer.text
    session.expire_all()
    assert session.get_one(Job, repair.job_id).stop_requested


@pytest.mark.parametrize(
    ("language", "what", "proved"), [("en", "No place is left for lesson", "Proved"), ("zh", "无处可排", "已证明")]
)
def test_when_there_is_no_way_the_page_says_why(
    sign_in: Browsers, session: Session, scene: scenes.Scene, language: str, what: str, proved: str
) -> None:
    """Both instructors are away for good: no rule bends, and the page names the lesson and the rule."""
    browser = sign_in(Role.SCHEDULER, scene.organisation, language=language)
    last = (scenes.MONDAY + timedelta(days=400)).isoformat()
    session.add(
        Absence(
            resource_kind=ResourceKind.INSTRUCTOR,
            resource_id=scene.instructors[1].id,
            starts_on=scenes.MONDAY,
            ends_on=scenes.MONDAY + timedelta(days=400),
            reason="parental leave",
        )
    )
    session.commit()
    text = browser.get(send_report(browser, scene, ends_on=last)).text
    why = text.split('<div class="card-head">')[1].split("</section>")[0]
    assert what in why
    assert proved in why
    assert ("An instructor teaches only when available." if language == "en" else "教师只能在其可授课时段上课。") in why
    assert "Publish and notify" not in text


def test_a_lesson_can_be_sent_anywhere_else_and_a_trainee_can_leave(
    browser: FlaskClient, session: Session, scene: scenes.Scene
) -> None:
    lesson = max(scene.cohorts[0].lessons, key=lambda row: row.position)
    page = browser.get(f"/repairs/new?kind=lesson_moved&subject={lesson.id}").text
    assert "only has to leave its time" in page
    places = dict.fromkeys(("day", "first_period", "workshop", "instructor"), "")
    form = {"lesson": lesson.id, **places, "most_touched": "none"}
    text = browser.get(browser.post("/repairs/new?kind=lesson_moved", data=form).headers["Location"]).text
    assert "Leaves its time on" in text
    assert "1 lesson cannot stay" in text
    seat = session.scalars(select(Enrolment).where(Enrolment.cohort_id == scene.cohorts[1].id)).first()
    assert seat is not None
    page = browser.get(f"/repairs/new?kind=trainee_withdrawn&subject={seat.id}").text
    assert re.search(rf'<option selected value="{seat.id}">{seat.person.name} · ', page)
    nameless = browser.post("/repairs/new?kind=trainee_withdrawn", data={"subject": seat.id, "most_touched": "0"})
    assert (nameless.status_code, "Please say why" in nameless.text) == (422, True)
    form = {"subject": seat.id, "most_touched": "0", "reason": "moved away"}
    text = browser.get(browser.post("/repairs/new?kind=trainee_withdrawn", data=form).headers["Location"]).text
    assert "No lesson has to change, so there is nothing to publish." in text
    assert "take the report back" not in text
