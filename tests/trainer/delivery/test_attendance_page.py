"""The attendance page: it works without script, refuses strangers and readers, and shows faults."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.trainer.delivery.scenes import a_running_class
from trainer.delivery import queries
from trainer.models.people import Role

Browser = Callable[..., FlaskClient]


def test_everybody_is_marked_present_with_one_button(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/lessons/{scene.bookings[0].lesson_id}/attendance"
    assert scene.enrolments[0].person.name in browser.get(address).text
    first = scene.enrolments[0].id
    answer = browser.post(address, data={"everybody": "present", f"mark-{first}": "absent"})
    assert answer.status_code == 302
    marks = queries.marks_of_cohort(session, scene.cohort.id)
    assert sorted(mark.mark.value for mark in marks.values()) == ["absent", "present", "present"]


def test_an_unknown_mark_is_named_and_nothing_changes(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    first = scene.enrolments[0]
    answer = browser.post(f"/lessons/{scene.bookings[0].lesson_id}/attendance", data={f"mark-{first.id}": "asleep"})
    assert answer.status_code == 422
    assert f"{first.person.name}: asleep is no mark" in answer.text
    assert queries.marks_of_cohort(session, scene.cohort.id) == {}


def test_closing_the_record_keeps_the_marks_with_it(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/lessons/{scene.bookings[0].lesson_id}"
    marks = {f"mark-{row.id}": "late" for row in scene.enrolments}
    refused = browser.post(f"{address}/record", data=marks)
    assert refused.status_code == 422
    assert "Say in a sentence what was taught" in refused.text
    # What was marked still stands on the page, and nowhere else.
    assert refused.text.count('value="late" checked') == len(scene.enrolments)
    assert queries.marks_of_cohort(session, scene.cohort.id) == {}
    assert browser.post(f"{address}/record", data={**marks, "content": "Safety"}).status_code == 302
    assert {mark.mark.value for mark in queries.marks_of_cohort(session, scene.cohort.id).values()} == {"late"}
    assert "Record closed" in browser.get(f"{address}/attendance").text


def test_what_was_written_stays_when_only_marks_are_saved(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/lessons/{scene.bookings[0].lesson_id}"
    sent = {"everybody": "present", "content": "Half of it"}
    assert browser.post(f"{address}/attendance", data=sent).status_code == 302
    page = browser.get(f"{address}/attendance").text
    assert "Half of it</textarea>" in page
    assert "Record closed" not in page


def test_a_change_after_closing_names_the_missing_reason_at_its_field(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    address = f"/lessons/{scene.bookings[0].lesson_id}"
    marks = {f"mark-{row.id}": "present" for row in scene.enrolments}
    assert browser.post(f"{address}/record", data={**marks, "content": "Safety"}).status_code == 302
    changed = {f"mark-{row.id}": "late" for row in scene.enrolments}
    refused = browser.post(f"{address}/record", data={**changed, "content": "Safety"})
    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    kept = {**changed, "content": "Safety", "reason": "Came at nine"}
    assert browser.post(f"{address}/record", data=kept).status_code == 302


def test_strangers_get_404_and_roles_without_the_permission_403(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    address = f"/lessons/{scene.bookings[0].lesson_id}/attendance"
    assert sign_in(Role.SCHEDULER).get(address).status_code == 404
    assert sign_in(Role.ENTERPRISE_OFFICER, scene.enterprise).get(address).status_code == 403
    assert sign_in(Role.SCHEDULER).get("/lessons/nothing/attendance").status_code == 404


def test_a_trainee_sees_the_own_hours_and_week(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(scene.enrolments[0].person)
    assert "At least 12 of 20 periods" in browser.get("/my/hours").text
    assert "You can still miss 2 lessons" in browser.get("/my/hours").text
    week = browser.get("/my/timetable?week=2026-11-20").text
    assert week.count("· lesson ") == 5
    assert browser.get("/my/timetable?week=rubbish").status_code == 200


def test_the_calendar_file_holds_every_lesson_with_a_lasting_identity(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    text = sign_in(scene.enrolments[0].person).get("/my/calendar.ics").text
    assert text.count("BEGIN:VEVENT") == 5
    assert f"UID:lesson-{scene.bookings[0].lesson_id}@trainer" in text
    assert "DTSTART:20261118T003000Z" in text


def test_the_enterprise_reads_the_grid_of_its_cohort_and_nobody_elses(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    address = f"/cohorts/{scene.cohort.id}/attendance"
    assert "0 / 12" in sign_in(Role.ENTERPRISE_OFFICER, scene.enterprise).get(address).text
    assert sign_in(Role.ENTERPRISE_OFFICER).get(address).status_code == 404
    workbook = sign_in(Role.SCHEDULER, scene.base).get(address + "?format=xlsx")
    assert workbook.data[:2] == b"PK"


def test_an_instructors_week_names_the_open_records(session: Session, sign_in: Browser) -> None:
    scene = a_running_class(session)
    browser = sign_in(Role.SCHEDULER, scene.base)
    assert browser.get("/teaching").status_code == 200
