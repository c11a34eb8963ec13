"""The pages of rosters: upload, filters, correction in place, keeping good rows, files; and who may do what."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from tests.trainer.enrolment.rosters import Setting, a_mixed_roster, a_row, a_setting, a_sheet, a_workbook
from trainer.enrolment import queries, rosters
from trainer.enrolment.roster_file import read_roster
from trainer.kit.tables import AuditEntry
from trainer.models.enrolment import Enrolment, RosterRow, RosterRowState, RosterUpload
from trainer.models.organisations import OrganisationKind
from trainer.models.people import Role
from trainer.models.programmes import CohortState

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def setting(session: Session) -> Setting:
    return a_setting(session)


@pytest.fixture
def officer(setting: Setting, sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ENTERPRISE_OFFICER, setting.enterprise)


def send(browser: FlaskClient, setting: Setting, content: bytes, name: str = "花名册.xlsx") -> TestResponse:
    data = {"file": (io.BytesIO(content), name)}
    return browser.post(f"/cohorts/{setting.cohort.id}/roster", data=data, content_type="multipart/form-data")


def upload(browser: FlaskClient, setting: Setting, session: Session, rows: list[dict[str, str]]) -> RosterUpload:
    answer = send(browser, setting, a_workbook(rows))
    assert answer.status_code == 302
    found = session.get(RosterUpload, answer.location.rsplit("/", 1)[1])
    assert found is not None
    return found


def row(session: Session, roster: RosterUpload, number: int) -> RosterRow:
    session.expire_all()
    return session.scalars(
        select(RosterRow).where(RosterRow.upload_id == roster.id, RosterRow.row_number == number)
    ).one()


def test_an_uploaded_roster_shows_its_filters_bad_cells_and_verdicts(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(40))
    page = officer.get(f"/rosters/{roster.id}").text
    assert "All <b>40</b>" in page and "Must be corrected <b>5</b>" in page
    assert "Not eligible <b>2</b>" in page and "Ready <b>33</b>" in page
    assert "B7: Same as row 6" in page and "Keep 33 rows and continue" in page
    assert a_row(0)["id_number"] not in page and a_row(2)["phone"] not in page
    assert "Documents missing" in officer.get(f"/rosters/{roster.id}?show=not_eligible").text
    everybody = officer.get(f"/rosters/{roster.id}?show=all").text
    assert everybody.count('<tr id="row-') == 40


def test_the_page_speaks_chinese(setting: Setting, sign_in: SignIn, session: Session) -> None:
    browser = sign_in(Role.ENTERPRISE_OFFICER, setting.enterprise, language="zh")
    roster = upload(browser, setting, session, a_mixed_roster(20))
    page = browser.get(f"/rosters/{roster.id}").text
    assert "B7：与第 6 行重复" in page and "行，继续" in page and "Same as row" not in page


def test_keeping_the_good_rows_enrols_them_and_leaves_the_bad_ones(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    answer = officer.post(f"/rosters/{roster.id}/enrol", follow_redirects=True)
    assert "13 people are enrolled" in answer.text and "Enrolled <b>13</b>" in answer.text
    assert "Must be corrected <b>5</b>" in answer.text
    page = officer.get(f"/cohorts/{setting.cohort.id}/trainees").text
    assert "13 of 30 seats are taken" in page and "Can join" in page
    assert a_row(0)["id_number"] not in page


def test_rows_without_a_seat_are_told_with_alternatives(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    setting.cohort.capacity = 3
    order, version = setting.cohort.programme.order, setting.cohort.course_version
    factories.a_cohort(session, order=order, version=version, capacity=9, name="二班")
    roster = upload(officer, setting, session, [a_row(index) for index in range(5)])
    assert "2 people find no free seat and wait" in officer.get(f"/rosters/{roster.id}").text
    answer = officer.post(f"/rosters/{roster.id}/enrol", follow_redirects=True)
    assert "2 people wait for a seat." in answer.text and "二班 (9)" in answer.text


def test_a_corrected_cell_answers_its_row_and_the_new_counts(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    data = {"row": "14", "name": "phone", "value": "13800138111"}
    answer = officer.post(f"/rosters/{roster.id}/cell?show=bad", data=data)
    assert answer.status_code == 200
    assert answer.text.count("<tr") == 1 and 'id="row-14"' in answer.text and "Can join" in answer.text
    assert "Must be corrected <b>4</b>" in answer.text and "Keep 14 rows and continue" in answer.text
    assert row(session, roster, 14).state is RosterRowState.READY


def test_a_cell_that_is_still_wrong_comes_back_red(officer: FlaskClient, setting: Setting, session: Session) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    answer = officer.post(f"/rosters/{roster.id}/cell", data={"row": "14", "name": "phone", "value": "12"})
    assert "cell-bad" in answer.text and "C14: A mobile number has 11 digits" in answer.text


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"row": "14", "name": "salary", "value": "1"}, 422),
        ({"row": "14", "name": "phone", "value": "1" * 400}, 422),
        ({"row": "999", "name": "phone", "value": "1"}, 404),
        ({"row": "x", "name": "phone", "value": "1"}, 404),
        ({}, 422),
    ],
)
def test_a_correction_that_makes_no_sense_changes_nothing(
    officer: FlaskClient, setting: Setting, session: Session, data: dict[str, str], status: int
) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    before = row(session, roster, 14).cells_sealed
    assert officer.post(f"/rosters/{roster.id}/cell", data=data).status_code == status
    assert row(session, roster, 14).cells_sealed == before


def test_a_masked_cell_is_opened_with_a_trace(officer: FlaskClient, setting: Setting, session: Session) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    answer = officer.post(f"/rosters/{roster.id}/cell/reveal", data={"row": "2", "name": "id_number"})
    assert answer.text == a_row(0)["id_number"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "roster.reveal_cell")).one()
    assert entry.detail == {"row": 2, "column": "id_number"}


def test_only_the_bad_rows_come_back_as_a_file_that_can_be_uploaded_again(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    roster = upload(officer, setting, session, a_mixed_roster(20))
    answer = officer.post(f"/rosters/{roster.id}/bad-rows")
    file = read_roster(answer.data, "bad.xlsx", max_bytes=5_000_000, max_rows=100)
    assert len(file.rows) == 5
    assert file.rows[1].cells["id_number"] == a_row(4)["id_number"]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert send(officer, setting, answer.data).status_code == 302


def test_the_same_file_twice_is_told(officer: FlaskClient, setting: Setting, session: Session) -> None:
    content = a_workbook([a_row(1)])
    first, second = send(officer, setting, content), send(officer, setting, content)
    assert first.location == second.location
    assert "This very file was uploaded before" in officer.get(second.location).text
    assert session.scalar(select(func.count(RosterUpload.id))) == 1


def test_several_sheets_are_told(officer: FlaskClient, setting: Setting) -> None:
    answer = send(officer, setting, a_workbook([a_row(1)], sheets=("一", "二")))
    assert "only the first, 一, was read" in officer.get(answer.location).text


def test_an_earlier_roster_says_that_there_is_a_later_one(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    first = upload(officer, setting, session, [a_row(1)])
    assert "A later file was uploaded" not in officer.get(f"/rosters/{first.id}").text
    first.created_at = first.created_at.replace(year=2025)
    session.commit()
    upload(officer, setting, session, [a_row(2)])
    assert "A later file was uploaded" in officer.get(f"/rosters/{first.id}").text


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"hello", "a.xlsx", "This is not an Excel workbook"),
        (b"PK\x03\x04broken", "a.xlsx", "cannot be read as an Excel workbook"),
        (a_sheet([["a"], ["b"]]), "a.xlsx", "No head was found"),
        (b"", "a.xlsx", "The file is empty"),
        (b"x", "", "Please choose a file"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_at_its_field_and_nothing_changes(
    officer: FlaskClient, setting: Setting, session: Session, content: bytes, name: str, reason: str
) -> None:
    answer = send(officer, setting, content, name)
    assert answer.status_code == 422
    assert reason in answer.text
    assert session.scalar(select(func.count(RosterUpload.id))) == 0


def test_a_file_over_the_limit_is_refused_without_a_crash(officer: FlaskClient, setting: Setting) -> None:
    assert send(officer, setting, b"PK\x03\x04" + b"0" * 5_000_100).status_code == 422
    assert send(officer, setting, b"PK\x03\x04" + b"0" * 6_000_000).status_code == 413


def test_a_closed_cohort_shows_that_it_is_closed(officer: FlaskClient, setting: Setting, session: Session) -> None:
    setting.cohort.state = CohortState.TAUGHT
    session.commit()
    page = officer.get(f"/cohorts/{setting.cohort.id}/roster").text
    assert "Enrolment in this cohort is closed" in page and 'type="file"' not in page
    assert send(officer, setting, a_workbook([a_row(1)])).status_code == 422


def test_the_list_shows_each_cohort_with_its_latest_roster(
    officer: FlaskClient, setting: Setting, session: Session
) -> None:
    upload(officer, setting, session, a_mixed_roster(20))
    page = officer.get("/rosters").text
    assert setting.cohort.name_en in page and "花名册.xlsx" in page
    assert "5 to correct" in page and "13 ready" in page


def test_an_officer_without_cohorts_is_told_where_they_come_from(sign_in: SignIn) -> None:
    assert "No cohort takes people yet" in sign_in(Role.ENTERPRISE_OFFICER).get("/rosters").text


def test_the_template_downloads(officer: FlaskClient) -> None:
    answer = officer.get("/rosters/template")
    assert answer.data.startswith(b"PK") and "attachment" in answer.headers["Content-Disposition"]


def test_the_bases_scheduler_may_upload_for_the_enterprise(setting: Setting, sign_in: SignIn, session: Session) -> None:
    roster = upload(sign_in(Role.SCHEDULER, setting.base), setting, session, [a_row(1)])
    assert roster.enterprise_id == setting.enterprise.id


def addresses(setting: Setting, roster: RosterUpload, enrolment: Enrolment) -> list[tuple[str, str]]:
    cohort, one = f"/cohorts/{setting.cohort.id}", f"/enrolments/{enrolment.id}"
    return [
        ("GET", f"{cohort}/roster"), ("POST", f"{cohort}/roster"), ("GET", f"/rosters/{roster.id}"),
        ("POST", f"/rosters/{roster.id}/cell"), ("POST", f"/rosters/{roster.id}/cell/reveal"),
        ("POST", f"/rosters/{roster.id}/enrol"), ("POST", f"/rosters/{roster.id}/bad-rows"),
        ("GET", f"{cohort}/trainees"), ("GET", f"{cohort}/trainees.xlsx"), ("POST", f"{cohort}/sign-in-codes"),
        ("GET", one), ("POST", f"{one}/reveal"), ("POST", f"{one}/withdraw"),
    ]  # fmt: skip


def test_strangers_get_404_and_other_roles_403(
    officer: FlaskClient, setting: Setting, sign_in: SignIn, session: Session
) -> None:
    roster = upload(officer, setting, session, [a_row(1)])
    officer.post(f"/rosters/{roster.id}/enrol")
    enrolment = queries.roster_of(session, setting.cohort.id)[0]
    rival, other_base = sign_in(Role.ENTERPRISE_OFFICER), sign_in(Role.SCHEDULER)
    trainee, instructor = sign_in(Role.TRAINEE, setting.enterprise), sign_in(Role.INSTRUCTOR, setting.base)
    for method, address in addresses(setting, roster, enrolment):
        for stranger in (rival, other_base):
            assert stranger.open(address, method=method).status_code == 404, (method, address)
        for insider in (trainee, instructor):
            assert insider.open(address, method=method).status_code == 403, (method, address)
    session.expire_all()
    assert queries.roster_of(session, setting.cohort.id)[0].id == enrolment.id


def test_a_school_that_belongs_to_the_programme_sees_no_roster(
    setting: Setting, sign_in: SignIn, session: Session, officer: FlaskClient
) -> None:
    school = factories.an_organisation(session, OrganisationKind.SCHOOL)
    setting.cohort.programme.school_id = school.id
    roster = upload(officer, setting, session, [a_row(1)])
    assert sign_in(Role.SCHOOL_OFFICER, school).get(f"/rosters/{roster.id}").status_code == 403


def test_a_grid_of_a_hundred_rows_masks_what_it_shows(officer: FlaskClient, setting: Setting, session: Session) -> None:
    roster = upload(officer, setting, session, [a_row(index) for index in range(120)])
    page = officer.get(f"/rosters/{roster.id}?show=all&page=2").text
    assert page.count('<tr id="row-') == 20
    cells = rosters.cells_of(session, row(session, roster, 119))
    assert cells["id_number"] not in page and cells["id_number"][-4:] in page
