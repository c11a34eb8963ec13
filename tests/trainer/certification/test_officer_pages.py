"""Officers' pages: the check list, issuing with progress, the list, one certificate, downloads, and who sees what."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.certification.classes import PUBLIC_URL, FinishedClass, a_finished_class, add_trainee
from trainer.certification import payloads, services
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job, JobState
from trainer.models.assessment import Paper
from trainer.models.certification import Certificate, CertificateState
from trainer.models.organisations import Organisation
from trainer.models.people import Role

SignIn = Callable[..., FlaskClient]
NAMES = ("林䶮", "高/志:成")


@pytest.fixture
def finished(session: Session) -> FinishedClass:
    return a_finished_class(session, NAMES)


@pytest.fixture
def browser(finished: FinishedClass, sign_in: SignIn) -> FlaskClient:
    return sign_in(finished.officer)


@pytest.fixture
def certificates(session: Session, finished: FinishedClass, viewer_for: Callable[..., Viewer]) -> list[Certificate]:
    outcome = services.issue_certificates(
        session, finished.cohort, finished.enrolment_ids, viewer_for(finished.officer), public_url=PUBLIC_URL
    )
    session.commit()
    return list(outcome.certificates)


def issue_page(finished: FinishedClass) -> str:
    return f"/cohorts/{finished.cohort.id}/certificates/issue"


def form(finished: FinishedClass, *enrolment_ids: str, day: str = "2026-11-20") -> dict[str, object]:
    return {"issued_on": day, "enrolments": list(enrolment_ids or finished.enrolment_ids)}


def count(session: Session) -> int:
    return len(session.scalars(select(Certificate.id)).all())


def test_the_list_begins_with_the_class_that_waits(browser: FlaskClient, finished: FinishedClass) -> None:
    page = browser.get("/certificates").get_data(as_text=True)
    assert "Waiting for certificates" in page
    assert "2 trainees without one" in page
    assert issue_page(finished) in page


def test_the_check_list_names_what_is_red_and_who_must_act(
    browser: FlaskClient, session: Session, finished: FinishedClass
) -> None:
    add_trainee(session, finished, factories.a_person(session), points={Paper.THEORY: 59, Paper.PRACTICE: 90})
    session.commit()
    page = browser.get(issue_page(finished)).get_data(as_text=True)
    assert "Theory: 59 points, 60 to pass" in page
    assert "Certification officer must act" in page
    assert "Issue 2 certificates" in page


def test_a_day_before_the_sitting_turns_everybody_red(browser: FlaskClient, finished: FinishedClass) -> None:
    page = browser.get(issue_page(finished) + "?issued_on=2026-11-01").get_data(as_text=True)
    assert "lies before the sitting" in page
    assert "Nothing can be issued yet" in page
    assert browser.get(issue_page(finished) + "?issued_on=nonsense").status_code == 200


def test_issuing_for_the_class_runs_as_a_job_and_shows_its_progress(
    browser: FlaskClient, session: Session, finished: FinishedClass
) -> None:
    answer = browser.post(issue_page(finished), data=form(finished))
    assert answer.status_code == 302
    job = session.scalars(select(Job)).one()
    assert job.state == JobState.DONE
    page = browser.get(answer.headers["Location"])
    text = page.get_data(as_text=True)
    assert "2 of 2 certificates" in text
    assert "hx-get" not in text
    part = browser.get(answer.headers["Location"], headers={"HX-Request": "true"})
    assert part.get_data(as_text=True).lstrip().startswith('<div id="issue-progress"')
    assert part.headers["HX-Refresh"] == "true"
    states = session.scalars(select(Certificate.state)).all()
    assert states == [CertificateState.ISSUED] * 2


def test_only_the_chosen_trainees_get_one(browser: FlaskClient, session: Session, finished: FinishedClass) -> None:
    browser.post(issue_page(finished), data=form(finished, finished.enrolments[1].id))
    assert session.scalars(select(Certificate.person_id)).all() == [finished.people[1].id]


def test_a_choice_that_is_not_ready_any_more_issues_nothing(
    browser: FlaskClient, session: Session, finished: FinishedClass
) -> None:
    weak = add_trainee(session, finished, factories.a_person(session), missed=3)
    session.commit()
    answer = browser.post(issue_page(finished), data=form(finished))
    assert weak.id in finished.enrolment_ids
    assert answer.status_code == 409
    assert "look at the check list again" in answer.get_data(as_text=True)
    assert count(session) == 0


@pytest.mark.parametrize("data", [{}, {"issued_on": "soon"}, {"issued_on": "2026-11-20"}])
def test_a_form_without_day_or_people_issues_nothing(
    browser: FlaskClient, session: Session, finished: FinishedClass, data: dict[str, str]
) -> None:
    assert browser.post(issue_page(finished), data=data).status_code == 422
    assert count(session) == 0


def test_the_base_issues_training_completions_on_the_same_page(
    session: Session, finished: FinishedClass, sign_in: SignIn
) -> None:
    base = sign_in(Role.SCHEDULER, finished.cohort.programme.base)
    assert "Certificate of training completion" in base.get(issue_page(finished)).get_data(as_text=True)
    base.post(issue_page(finished) + "?layout=completion", data=form(finished))
    assert session.scalars(select(Certificate.layout)).all() == ["completion"] * 2
    assert base.get(issue_page(finished) + "?layout=level").status_code == 404


def test_a_running_job_can_be_stopped_by_its_organisation_only(
    browser: FlaskClient, session: Session, finished: FinishedClass, sign_in: SignIn
) -> None:
    arguments = {"cohort_id": finished.cohort.id, "layout": "level", "enrolment_ids": finished.enrolment_ids}
    job = Job(
        kind="issue-certificates",
        arguments=arguments,
        organisation_id=finished.body.id,
        state=JobState.RUNNING,
        progress=0,
    )
    session.add(job)
    session.commit()
    stranger = sign_in(Role.CERTIFICATION_OFFICER)
    assert stranger.get(f"/certificates/runs/{job.id}").status_code == 404
    assert stranger.post(f"/certificates/runs/{job.id}/stop").status_code == 404
    page = browser.get(f"/certificates/runs/{job.id}").get_data(as_text=True)
    assert "hx-get" in page
    assert browser.post(f"/certificates/runs/{job.id}/stop").status_code == 302
    session.refresh(job)
    assert job.stop_requested is True


def test_the_list_is_narrowed_by_state_number_and_class(
    browser: FlaskClient, certificates: list[Certificate], finished: FinishedClass
) -> None:
    first, second = certificates
    assert first.number in browser.get("/certificates").get_data(as_text=True)
    page = browser.get(f"/certificates?number={first.number[-6:]}").get_data(as_text=True)
    assert first.number in page
    assert second.number not in page
    assert first.number not in browser.get("/certificates?state=revoked").get_data(as_text=True)
    assert first.number in browser.get(f"/certificates?cohort={finished.cohort.id}").get_data(as_text=True)
    assert browser.get("/certificates?state=nonsense&page=zzz").status_code == 200


def test_the_list_comes_as_a_workbook(browser: FlaskClient, certificates: list[Certificate]) -> None:
    answer = browser.get("/certificates.xlsx?state=issued")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[1:]} == {certificate.number for certificate in certificates}


def test_the_class_comes_as_one_file_with_an_index(
    browser: FlaskClient, session: Session, certificates: list[Certificate], finished: FinishedClass
) -> None:
    answer = browser.get(f"/cohorts/{finished.cohort.id}/certificates.zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    first, second = certificates
    assert archive.namelist() == [f"{first.number}_林䶮.pdf", f"{second.number}_高_志_成.pdf", "index.xlsx"]
    assert archive.read(archive.namelist()[0]) == payloads.open_pdf(session, first)
    index = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("index.xlsx"))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in index[1:]] == [first.number, second.number]


def test_the_page_of_a_certificate_shows_its_history_and_gives_the_file(
    browser: FlaskClient, session: Session, certificates: list[Certificate]
) -> None:
    page = browser.get(f"/certificates/{certificates[0].id}").get_data(as_text=True)
    assert "What happened to it" in page
    assert "Revoke" in page
    answer = browser.get(f"/certificates/{certificates[0].id}/file")
    assert answer.data == payloads.open_pdf(session, certificates[0])
    assert answer.mimetype == "application/pdf"


def test_revoking_from_the_page_needs_reason_and_number(
    browser: FlaskClient, session: Session, certificates: list[Certificate]
) -> None:
    address = f"/certificates/{certificates[0].id}/revoke"
    for data in ({}, {"reason": "成绩复核", "typed": "123"}, {"reason": "x", "typed": certificates[0].number}):
        assert browser.post(address, data=data).status_code == 422
    session.refresh(certificates[0])
    assert certificates[0].state == CertificateState.ISSUED
    answer = browser.post(address, data={"reason": "成绩复核", "typed": certificates[0].number})
    assert answer.status_code == 302
    assert "成绩复核" in browser.get(f"/certificates/{certificates[0].id}").get_data(as_text=True)
    again = browser.post(address, data={"reason": "成绩复核", "typed": certificates[0].number})
    assert again.status_code == 409
    assert "in another state now: Revoked" in again.get_data(as_text=True)


def test_suspending_and_reinstating_from_the_page(
    browser: FlaskClient, session: Session, certificates: list[Certificate]
) -> None:
    address = f"/certificates/{certificates[0].id}"
    assert browser.post(f"{address}/suspend", data={"reason": "正在复核"}).status_code == 302
    assert "Make valid again" in browser.get(address).get_data(as_text=True)
    assert browser.post(f"{address}/reinstate", data={"reason": ""}).status_code == 422
    assert browser.post(f"{address}/reinstate", data={"reason": "复核无误"}).status_code == 302
    session.refresh(certificates[0])
    assert certificates[0].state == CertificateState.ISSUED


def readers(session: Session, finished: FinishedClass) -> list[tuple[Role, Organisation]]:
    programme = finished.cohort.programme
    bureau = factories.an_organisation(session, factories.KIND_OF_ROLE[Role.BUREAU_OFFICER])
    assert programme.enterprise is not None
    return [
        (Role.SCHEDULER, programme.base),
        (Role.ENTERPRISE_OFFICER, programme.enterprise),
        (Role.CERTIFICATION_OFFICER, finished.body),
        (Role.BUREAU_OFFICER, bureau),
    ]


def test_body_base_enterprise_and_bureau_read_but_only_the_issuer_changes(
    session: Session, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    address = f"/certificates/{certificates[0].id}"
    for role, organisation in readers(session, finished):
        reader = sign_in(role, organisation)
        assert reader.get(address).status_code == 200
        assert reader.get(f"{address}/file").status_code == 200
        assert certificates[0].number in reader.get("/certificates").get_data(as_text=True)
        if role is not Role.CERTIFICATION_OFFICER:
            assert reader.post(f"{address}/suspend", data={"reason": "我不喜欢"}).status_code == 403
    session.refresh(certificates[0])
    assert certificates[0].state == CertificateState.ISSUED


STRANGERS = (Role.SCHEDULER, Role.ENTERPRISE_OFFICER, Role.CERTIFICATION_OFFICER)


@pytest.mark.parametrize("role", STRANGERS)
def test_other_organisations_find_nothing(
    role: Role, session: Session, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    stranger, certificate_id = sign_in(role), certificates[0].id
    for address in (
        f"/certificates/{certificate_id}",
        f"/certificates/{certificate_id}/file",
        f"/cohorts/{finished.cohort.id}/certificates.zip",
        "/certificates/01absent",
        "/cohorts/01absent/certificates.zip",
    ):
        assert stranger.get(address).status_code == 404
    assert certificates[0].number not in stranger.get("/certificates").get_data(as_text=True)


def test_a_bureau_of_another_region_finds_nothing(
    session: Session, certificates: list[Certificate], sign_in: SignIn
) -> None:
    kind = factories.KIND_OF_ROLE[Role.BUREAU_OFFICER]
    elsewhere = factories.an_organisation(session, kind, region_code="330502")
    assert sign_in(Role.BUREAU_OFFICER, elsewhere).get(f"/certificates/{certificates[0].id}").status_code == 404


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.INSTRUCTOR, Role.ASSESSOR, Role.SCHOOL_OFFICER])
def test_roles_without_the_permission_are_refused(
    role: Role, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    browser = sign_in(role)
    for address in ("/certificates", "/certificates.xlsx", f"/certificates/{certificates[0].id}", issue_page(finished)):
        assert browser.get(address).status_code == 403
    assert browser.post(f"/certificates/{certificates[0].id}/revoke", data={}).status_code == 403


@pytest.mark.parametrize("role", [Role.ENTERPRISE_OFFICER, Role.BUREAU_OFFICER])
def test_readers_cannot_issue(role: Role, session: Session, finished: FinishedClass, sign_in: SignIn) -> None:
    assert sign_in(role).post(issue_page(finished), data=form(finished)).status_code == 403
    assert count(session) == 0


def test_another_body_cannot_issue_for_the_class(session: Session, finished: FinishedClass, sign_in: SignIn) -> None:
    other = sign_in(Role.CERTIFICATION_OFFICER)
    assert other.get(issue_page(finished)).status_code == 404
    assert other.post(issue_page(finished), data=form(finished)).status_code == 404
    assert count(session) == 0
