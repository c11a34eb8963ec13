"""The pages of workshops, instructors and the calendar: they work, they refuse, and they keep strangers out."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.seed_files import seed
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.resources import (
    Absence,
    Base,
    Closure,
    EquipmentType,
    Instructor,
    ResourceKind,
    WeeklyOpening,
    Workshop,
    WorkstationGroup,
)
from trainer.resources.services import load_calendar

SignIn = Callable[..., FlaskClient]
READERS = {Role.SCHEDULER, Role.BUREAU_OFFICER}


@pytest.fixture
def base(session: Session) -> Base:
    return factories.a_base(session)


@pytest.fixture
def owner(session: Session, base: Base) -> Organisation:
    found = session.get(Organisation, base.organisation_id)
    assert found is not None
    return found


@pytest.fixture
def equipment(session: Session) -> EquipmentType:
    return factories.an_equipment_type(session)


@pytest.fixture
def workshop(session: Session, base: Base, equipment: EquipmentType) -> Workshop:
    return factories.a_workshop(session, base, equipment=equipment, count=8)


@pytest.fixture
def instructor(session: Session, base: Base) -> Instructor:
    return factories.an_instructor(session, base, factories.an_occupation(session))


@pytest.fixture
def browser(sign_in: SignIn, owner: Organisation) -> FlaskClient:
    return sign_in(Role.SCHEDULER, owner)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_list_teaches_the_first_step(browser: FlaskClient) -> None:
    assert "No workshop yet" in browser.get("/workshops").text
    assert "No instructor yet" in browser.get("/instructors").text


def test_a_workshop_is_added_and_then_equipped(
    browser: FlaskClient, base: Base, equipment: EquipmentType, session: Session
) -> None:
    answer = browser.post("/workshops/new", data={"base": base.id, "code": "A201", "name": "机器人", "seats": "30"})
    assert answer.status_code == 302
    workshop = session.scalars(select(Workshop)).one()
    data = {"code": "A201", "name": "机器人", "name_en": "Robots", "seats": "24", f"count_{equipment.id}": "16"}
    assert browser.post(f"/workshops/{workshop.id}", data=data).status_code == 302
    assert browser.post(f"/workshops/{workshop.id}/openings", data={"cells": ["1-morning", "6-evening", "9-x"]})
    assert [group.count for group in session.scalars(select(WorkstationGroup))] == [16]
    assert count(session, WeeklyOpening) == 2
    page = browser.get("/workshops").text
    assert "2 half-days" in page
    assert "× 16" in page


def test_bad_workshop_input_is_named_and_changes_nothing(
    browser: FlaskClient, workshop: Workshop, equipment: EquipmentType, session: Session
) -> None:
    data = {"code": "", "name": "x", "seats": "-1", f"count_{equipment.id}": "9999"}
    answer = browser.post(f"/workshops/{workshop.id}", data=data)
    assert answer.status_code == 422
    for text in ("This field is required", "Number must be between 0 and 2000", "Number must be between 0 and 500"):
        assert text in answer.text
    session.expire_all()
    assert (workshop.seats, workshop.workstations[0].count) == (30, 8)


def test_a_code_that_is_taken_is_refused_at_its_field(browser: FlaskClient, workshop: Workshop, base: Base) -> None:
    data = {"base": base.id, "code": workshop.code, "name": "x", "seats": "1"}
    answer = browser.post("/workshops/new", data=data)
    assert answer.status_code == 422
    assert f"Another workshop of this base has the code {workshop.code}" in answer.text


def test_closed_days_are_noted_and_taken_back(browser: FlaskClient, workshop: Workshop, session: Session) -> None:
    address = f"/workshops/{workshop.id}/absences"
    bad = browser.post(address, data={"starts_on": "2026-12-02", "ends_on": "2026-12-01", "half_day": ""})
    assert bad.status_code == 422
    assert "The last day must not lie before the first day" in bad.text
    good = {"starts_on": "2026-12-01", "ends_on": "2026-12-02", "half_day": "morning", "reason": "repair"}
    assert browser.post(address, data=good).status_code == 302
    absence = session.scalars(select(Absence)).one()
    assert "repair" in browser.get(f"/workshops/{workshop.id}").text
    assert browser.post(f"{address}/{absence.id}/remove").status_code == 302
    assert count(session, Absence) == 0
    assert browser.post(f"{address}/{absence.id}/remove").status_code == 404


def test_an_instructor_is_added_qualified_and_given_a_week(
    browser: FlaskClient, base: Base, owner: Organisation, session: Session
) -> None:
    person = factories.a_member(session, Role.INSTRUCTOR, owner)
    occupation = factories.an_occupation(session)
    session.commit()
    data = {"person": person.id, "home_base": base.id, "max_periods_day": "8", "max_periods_week": "24"}
    assert browser.post("/instructors/new", data=data).status_code == 302
    instructor = session.scalars(select(Instructor)).one()
    qualification = {"occupation": occupation.id, "level": "2", "theory": "y", "valid_from": "2026-01-01"}
    assert browser.post(f"/instructors/{instructor.id}/qualifications", data=qualification).status_code == 302
    assert browser.post(f"/instructors/{instructor.id}/openings", data={"cells": ["2-afternoon"]}).status_code == 302
    page = browser.get(f"/instructors/{instructor.id}").text
    assert occupation.name_en in page
    assert "1 of 21 half-days" in page
    [row] = instructor.qualifications
    assert (row.level, row.theory, row.practice) == (2, True, False)
    assert browser.post(f"/instructors/{instructor.id}/qualifications/{row.id}/remove").status_code == 302
    assert browser.post(f"/instructors/{instructor.id}/qualifications/{row.id}/remove").status_code == 404


def test_bad_instructor_input_is_named_and_changes_nothing(
    browser: FlaskClient, instructor: Instructor, base: Base, session: Session
) -> None:
    caps = {"home_base": base.id, "max_periods_day": "8", "max_periods_week": "7"}
    answer = browser.post(f"/instructors/{instructor.id}", data=caps)
    assert answer.status_code == 422
    assert "The cap of the week must not be lower than the cap of the day" in answer.text
    foreign = factories.a_base(session)
    session.commit()
    elsewhere = browser.post(f"/instructors/{instructor.id}", data={**caps, "home_base": foreign.id})
    assert elsewhere.status_code == 422
    qualification = {"occupation": "none", "level": "9", "valid_from": "someday"}
    bad = browser.post(f"/instructors/{instructor.id}/qualifications", data=qualification)
    assert bad.status_code == 422
    session.expire_all()
    assert (instructor.max_periods_week, len(instructor.qualifications)) == (30, 1)


def test_the_absence_of_an_instructor_cannot_be_removed_through_a_workshop(
    browser: FlaskClient, instructor: Instructor, workshop: Workshop, session: Session
) -> None:
    absence = Absence(
        resource_kind=ResourceKind.INSTRUCTOR,
        resource_id=instructor.id,
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 1),
    )
    session.add(absence)
    session.commit()
    assert browser.post(f"/workshops/{workshop.id}/absences/{absence.id}/remove").status_code == 404
    assert count(session, Absence) == 1
    assert browser.post(f"/instructors/{instructor.id}/absences/{absence.id}/remove").status_code == 302


def test_the_calendar_says_whether_a_year_is_official(browser: FlaskClient, session: Session) -> None:
    for year in (2026, 2027):
        load_calendar(session, seed(f"calendar/{year}.json"))
    session.commit()
    this_year = browser.get("/calendar").text
    assert "Official" in this_year
    assert "248 working days" in this_year
    assert "The holidays of this year are projected" in browser.get("/calendar?year=2027").text
    assert "No holidays are recorded for this year" in browser.get("/calendar?year=2028").text
    assert "Calendar 2026" in browser.get("/calendar?year=soon").text
    assert "Calendar 2026" in browser.get("/calendar?year=99999").text


def test_a_closure_is_noted_shown_and_taken_back(browser: FlaskClient, base: Base, session: Session) -> None:
    bad = browser.post(
        "/calendar/closures", data={"base": base.id, "starts_on": "2026-12-02", "ends_on": "2026-12-01", "reason": "x"}
    )
    assert bad.status_code == 422
    good = {"base": base.id, "starts_on": "2026-12-01", "ends_on": "2026-12-02", "reason": "power cut"}
    assert browser.post("/calendar/closures", data=good).status_code == 302
    assert "power cut" in browser.get("/calendar?year=2026").text
    closure = session.scalars(select(Closure)).one()
    assert browser.post(f"/calendar/closures/{closure.id}/remove").status_code == 302
    assert count(session, Closure) == 0


def test_strangers_find_nothing_and_change_nothing(
    workshop: Workshop, instructor: Instructor, base: Base, sign_in: SignIn, session: Session
) -> None:
    closure = Closure(base_id=base.id, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1))
    session.add(closure)
    stranger = sign_in(Role.SCHEDULER)
    for address in (f"/workshops/{workshop.id}", f"/instructors/{instructor.id}"):
        assert stranger.get(address).status_code == 404
        for act in ("", "/openings", "/absences"):
            assert stranger.post(address + act, data={"cells": "1-morning"}).status_code == 404
    assert stranger.post(f"/calendar/closures/{closure.id}/remove").status_code == 404
    assert count(session, WeeklyOpening) == 36


@pytest.mark.parametrize("address", ["/workshops", "/instructors", "/calendar"])
def test_readers_are_the_base_and_the_bureau(sign_in: SignIn, client: FlaskClient, address: str) -> None:
    codes = {role: sign_in(role).get(address).status_code for role in Role}
    assert {role for role, code in codes.items() if code == 200} == READERS
    assert {code for role, code in codes.items() if role not in READERS} == {403}
    assert client.get(address).status_code == 302


def test_the_bureau_reads_without_forms_and_may_not_write(
    workshop: Workshop, instructor: Instructor, sign_in: SignIn
) -> None:
    officer = sign_in(Role.BUREAU_OFFICER)
    assert workshop.code in officer.get("/workshops").text
    page = officer.get(f"/workshops/{workshop.id}").text
    assert "Save the workshop" not in page
    assert "Save the week" not in page
    assert "Add a qualification" not in officer.get(f"/instructors/{instructor.id}").text
    assert officer.post(f"/workshops/{workshop.id}/openings").status_code == 403
    assert officer.get("/workshops/new").status_code == 403


def test_lists_leave_as_workbooks(browser: FlaskClient, workshop: Workshop, instructor: Instructor) -> None:
    for name in ("workshops", "instructors"):
        assert browser.get(f"/{name}/export").data.startswith(b"PK")


def test_the_pages_speak_chinese(sign_in: SignIn, owner: Organisation, workshop: Workshop) -> None:
    page = sign_in(Role.SCHEDULER, owner, "zh").get(f"/workshops/{workshop.id}").text
    assert "每周开放时段" in page
    assert "周一" in page
