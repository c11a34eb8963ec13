"""The pages of trainees: the list, the verdict with its basis, revealing, leaving, and first sign-in codes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.trainer.enrolment.rosters import Setting, a_row, a_setting, a_workbook
from trainer.accounts import services as account_services
from trainer.enrolment import queries, rosters, services
from trainer.enrolment.rosters import Limits
from trainer.kit.errors import BadInput
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Account, Notice, Role

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def setting(session: Session) -> Setting:
    return a_setting(session)


@pytest.fixture
def officer(setting: Setting, sign_in: SignIn) -> FlaskClient:
    return sign_in(Role.ENTERPRISE_OFFICER, setting.enterprise)


@pytest.fixture
def trainees(setting: Setting, session: Session, viewer_for: Callable[..., Viewer]) -> list[Enrolment]:
    viewer = viewer_for(Role.ENTERPRISE_OFFICER, setting.enterprise)
    content = a_workbook([a_row(index) for index in range(3)])
    limits = Limits(5_000_000, 100)
    made = rosters.upload_roster(session, setting.cohort, content, "花名册.xlsx", limits=limits, viewer=viewer)
    rosters.enrol_rows(session, made.upload, viewer=viewer)
    session.commit()
    return list(queries.roster_of(session, setting.cohort.id))


def test_a_trainee_shows_the_verdict_with_rule_record_and_source(
    officer: FlaskClient, trainees: list[Enrolment]
) -> None:
    page = officer.get(f"/enrolments/{trainees[0].id}").text
    assert "Condition 3-1" in page and "花名册.xlsx #2" in page
    assert "Judged for 2026-11-30" in page
    assert a_row(0)["id_number"] not in page and "310117********" in page


def test_the_number_is_shown_for_a_reason_that_is_kept(
    officer: FlaskClient, trainees: list[Enrolment], session: Session
) -> None:
    answer = officer.post(f"/enrolments/{trainees[0].id}/reveal", data={"reason": "Compare with the card"})
    assert answer.status_code == 200 and a_row(0)["id_number"] in answer.text
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "person.reveal_id_number")).one()
    assert entry.detail == {"reason": "Compare with the card"}


@pytest.mark.parametrize("reason", ["", "x"])
def test_without_a_reason_the_number_stays_masked(
    officer: FlaskClient, trainees: list[Enrolment], session: Session, reason: str
) -> None:
    answer = officer.post(f"/enrolments/{trainees[0].id}/reveal", data={"reason": reason})
    assert answer.status_code == 422 and a_row(0)["id_number"] not in answer.text
    assert session.scalar(select(AuditEntry).where(AuditEntry.act == "person.reveal_id_number")) is None


def test_leaving_frees_the_seat_tells_the_person_and_keeps_the_history(
    officer: FlaskClient, trainees: list[Enrolment], session: Session, setting: Setting
) -> None:
    answer = officer.post(
        f"/enrolments/{trainees[1].id}/withdraw", data={"reason": "Left the firm"}, follow_redirects=True
    )
    assert "the seat is free" in answer.text and "Withdrawn" in answer.text
    session.expire_all()
    assert (trainees[1].state, setting.cohort.taken) == (EnrolmentState.WITHDRAWN, 2)
    told = session.scalars(select(Notice).where(Notice.person_id == trainees[1].person_id)).all()
    assert any("taken out" in notice.subject["text"] for notice in told)
    again = officer.post(f"/enrolments/{trainees[1].id}/withdraw", data={"reason": "Left the firm"})
    assert again.status_code == 422 and "has already left" in again.text


def test_leaving_without_a_reason_changes_nothing(
    officer: FlaskClient, trainees: list[Enrolment], session: Session
) -> None:
    answer = officer.post(f"/enrolments/{trainees[0].id}/withdraw", data={"reason": ""})
    assert answer.status_code == 422 and "error-summary" in answer.text
    session.expire_all()
    assert trainees[0].state is EnrolmentState.ENROLLED


def test_codes_open_the_accounts_and_are_stored_as_hashes_only(
    officer: FlaskClient, trainees: list[Enrolment], session: Session, setting: Setting
) -> None:
    page = officer.post(f"/cohorts/{setting.cohort.id}/sign-in-codes").text
    codes = re.findall(r"<code>(\w{10})</code>", page)
    assert len(set(codes)) == 3
    session.expire_all()
    stored = [account.password_hash for account in session.scalars(select(Account))]
    assert not any(code in text for code in codes for text in stored)
    assert account_services.sign_in(session, a_row(0)["phone"], codes[0], hours=1)


def test_whoever_has_signed_in_keeps_the_password_and_old_codes_end(
    setting: Setting, trainees: list[Enrolment], session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    viewer = viewer_for(Role.SCHEDULER, setting.base)
    assert services.count_waiting_for_codes(session, setting.cohort, viewer=viewer) == 3
    first = {
        line.login_name: line.code for line in services.make_first_sign_in_codes(session, setting.cohort, viewer=viewer)
    }
    used = a_row(0)["phone"]
    account_services.sign_in(session, used, first[used], hours=1)
    second = {
        line.login_name: line.code for line in services.make_first_sign_in_codes(session, setting.cohort, viewer=viewer)
    }
    assert set(second) == set(first) - {used}
    assert account_services.sign_in(session, used, first[used], hours=1)
    with pytest.raises(BadInput):
        account_services.sign_in(session, a_row(1)["phone"], first[a_row(1)["phone"]], hours=1)


def test_no_code_opens_an_account_before_it_is_printed(trainees: list[Enrolment], session: Session) -> None:
    for guess in ("", "nobody", "!", a_row(0)["phone"], a_row(0)["id_number"][-6:]):
        with pytest.raises(BadInput):
            account_services.sign_in(session, a_row(0)["phone"], guess, hours=1)


def test_the_list_exports_masked(officer: FlaskClient, trainees: list[Enrolment], setting: Setting) -> None:
    import io

    from python_calamine import CalamineWorkbook

    answer = officer.get(f"/cohorts/{setting.cohort.id}/trainees.xlsx")
    table = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert table[0] == ["Seat", "Name", "ID number", "Mobile phone", "Team", "Verdict", "Status"]
    assert table[1][0] == 1 and table[1][2].startswith("310117****") and table[1][5] == "Can join"


def test_an_empty_cohort_teaches_what_to_do(officer: FlaskClient, setting: Setting) -> None:
    page = officer.get(f"/cohorts/{setting.cohort.id}/trainees").text
    assert "Nobody is enrolled yet" in page and "Upload roster" in page
