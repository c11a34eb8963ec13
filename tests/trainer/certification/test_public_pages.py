"""The public check: no sign-in, no script, one colour, and nothing to learn from a wrong guess."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.trainer.certification.classes import PUBLIC_URL, a_finished_class
from trainer.certification import payloads, services
from trainer.kit.permissions import Viewer
from trainer.kit.tables import StoredFile
from trainer.models.certification import Certificate
from trainer.web.platform import Platform

JSON = {"Accept": "application/json"}


@pytest.fixture
def officer(session: Session, viewer_for: Callable[..., Viewer]) -> Viewer:
    return viewer_for(a_finished_class(session, ["林䶮", "高志成"]).officer)


@pytest.fixture
def certificate(session: Session, officer: Viewer) -> Certificate:
    from trainer.models.enrolment import Enrolment
    from trainer.models.programmes import Cohort

    cohort = session.scalars(select(Cohort)).one()
    enrolments = session.scalars(select(Enrolment.id).order_by(Enrolment.seat_number)).all()
    outcome = services.issue_certificates(session, cohort, enrolments, officer, public_url=PUBLIC_URL)
    session.commit()
    return outcome.certificates[0]


def upload(content: bytes) -> dict[str, object]:
    return {"file": (BytesIO(content), "certificate.pdf")}


def test_the_qr_page_is_green_and_masks_the_name(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get(f"/v/{certificate.token}")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert 'data-verdict="valid"' in text
    assert "林*" in text
    assert "林䶮" not in text
    assert "310117" not in text.replace(certificate.number[:13], "")
    assert "2026-11-20 09:00:00" in text


def test_the_page_says_everything_in_english_too(client: FlaskClient, certificate: Certificate) -> None:
    text = client.get(f"/v/{certificate.token}?lang=en").get_data(as_text=True)
    assert "This certificate is genuine and valid." in text
    assert "Industrial Robot Operator" in text
    assert "G60 Assessment Centre" in text


@pytest.mark.parametrize(("act", "verdict"), [("suspend_certificate", "suspended"), ("revoke_certificate", "revoked")])
def test_a_changed_state_shows_at_once_with_its_reason(
    client: FlaskClient, session: Session, officer: Viewer, certificate: Certificate, act: str, verdict: str
) -> None:
    typed = (certificate.number,) if act == "revoke_certificate" else ()
    getattr(services, act)(session, certificate, "考场视频缺失", *typed, viewer=officer)
    session.commit()
    text = client.get(f"/v/{certificate.token}").get_data(as_text=True)
    assert f'data-verdict="{verdict}"' in text
    assert "考场视频缺失" in text


def test_number_and_name_find_it_and_a_wrong_pair_says_only_no_match(
    client: FlaskClient, certificate: Certificate
) -> None:
    found = client.post("/v", data={"number": certificate.number, "name": "林䶮"})
    assert found.status_code == 200
    assert 'data-verdict="valid"' in found.get_data(as_text=True)
    wrong = client.post("/v", data={"number": certificate.number, "name": "林甫"})
    unknown = client.post("/v", data={"number": "S000031000117269000042", "name": "林䶮"})
    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert wrong.data == unknown.data
    assert 'data-verdict="none"' in wrong.get_data(as_text=True)
    assert certificate.number not in wrong.get_data(as_text=True)


def test_an_unknown_token_says_no_match(client: FlaskClient, certificate: Certificate) -> None:
    page = client.get("/v/" + "0" * 32)
    assert page.status_code == 404
    assert 'data-verdict="none"' in page.get_data(as_text=True)


def test_an_empty_form_names_the_fields(client: FlaskClient) -> None:
    page = client.post("/v?lang=en", data={"number": "", "name": " "})
    assert page.status_code == 422
    assert "Certificate number" in page.get_data(as_text=True)
    assert client.post("/v", data={}, headers=JSON).get_json()["errors"].keys() == {"number", "name"}


def test_programs_get_json_and_need_no_token(app: Flask, certificate: Certificate) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    found = client.post("/v", data={"number": certificate.number, "name": "林䶮"}, headers=JSON)
    facts = found.get_json()
    assert (facts["status"], facts["name"], facts["level"], facts["issued_on"]) == ("valid", "林*", 3, "2026-11-20")
    nothing = client.post("/v", data={"number": certificate.number, "name": "x"}, headers=JSON)
    assert nothing.get_json() == {"status": "no_match", "checked_at": "2026-11-20T01:00:00+00:00"}
    assert client.get(f"/v/{certificate.token}", headers=JSON).get_json()["number"] == certificate.number


def test_look_ups_are_limited_for_each_address(
    client: FlaskClient, platform: Platform, certificate: Certificate
) -> None:
    allowed = platform.config.public_lookups_per_minute
    answers = [client.get(f"/v/{certificate.token}").status_code for _ in range(allowed + 1)]
    assert answers == [200] * allowed + [429]
    refused = client.post("/v", data={"number": certificate.number, "name": "林䶮"})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_one_number_cannot_be_tried_from_many_addresses(
    client: FlaskClient, platform: Platform, certificate: Certificate
) -> None:
    allowed = platform.config.public_lookups_per_minute
    guess = {"number": certificate.number, "name": "甲"}
    answers = [
        client.post("/v", data=guess, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"}).status_code
        for n in range(allowed + 1)
    ]
    assert answers == [404] * allowed + [429]


def test_the_forms_work_without_script_and_without_sign_in(client: FlaskClient) -> None:
    for address in ("/v", "/v/file"):
        page = client.get(address)
        assert page.status_code == 200
        assert '<form method="post"' in page.get_data(as_text=True)


def test_an_untouched_file_is_valid_and_a_changed_one_altered(
    client: FlaskClient, session: Session, certificate: Certificate
) -> None:
    content = payloads.open_pdf(session, certificate)
    good = client.post("/v/file", data=upload(content))
    assert 'data-verdict="valid"' in good.get_data(as_text=True)
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    bad = client.post("/v/file?lang=en", data=upload(bytes(changed)))
    assert 'data-verdict="revoked"' in bad.get_data(as_text=True)
    assert "was changed after it was issued" in bad.get_data(as_text=True)
    assert "林*" not in bad.get_data(as_text=True)
    assert session.scalar(select(func.count(StoredFile.id))) == 0


def test_other_files_are_answered_in_words(client: FlaskClient, certificate: Certificate) -> None:
    assert client.post("/v/file", data=upload(b"hello")).status_code == 422
    assert client.post("/v/file", data=upload(b"%PDF-1.7 nothing")).status_code == 404
    assert client.post("/v/file", data={}).status_code == 422
    facts = client.post("/v/file", data=upload(b"%PDF-1.7 nothing"), headers=JSON).get_json()
    assert facts["status"] == "no_match"
