"""The holder's pages: own certificates only, and the PDF in few taps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.trainer.certification.classes import PUBLIC_URL, FinishedClass, a_finished_class
from trainer.certification import payloads, services
from trainer.kit.permissions import Viewer
from trainer.models.certification import Certificate, CertificateState
from trainer.models.people import Role

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def finished(session: Session) -> FinishedClass:
    return a_finished_class(session, ["林䶮", "高志成"])


@pytest.fixture
def certificates(session: Session, finished: FinishedClass, viewer_for: Callable[..., Viewer]) -> list[Certificate]:
    outcome = services.issue_certificates(
        session, finished.cohort, finished.enrolment_ids, viewer_for(finished.officer), public_url=PUBLIC_URL
    )
    session.commit()
    return list(outcome.certificates)


def test_home_certificate_pdf_are_at_most_three_taps(
    session: Session, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    browser = sign_in(finished.people[0])
    home = browser.get("/").get_data(as_text=True)
    assert 'href="/my/certificates"' in home
    page = browser.get("/my/certificates").get_data(as_text=True)
    link = re.search(r'href="(/my/certificates/[^"]+/file)"', page)
    assert link is not None
    answer = browser.get(link.group(1))
    assert answer.data == payloads.open_pdf(session, certificates[0])
    assert certificates[0].number in answer.headers["Content-Disposition"]


def test_the_card_shows_the_name_as_printed_even_when_it_changes_later(
    session: Session, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    finished.people[0].name = "别名"
    session.commit()
    page = sign_in(finished.people[0]).get(f"/my/certificates/{certificates[0].id}").get_data(as_text=True)
    assert '<span class="name">林䶮</span>' in page
    assert certificates[0].number[:5] in page


def test_a_revocation_shows_on_the_card_with_its_reason(
    session: Session,
    finished: FinishedClass,
    certificates: list[Certificate],
    sign_in: SignIn,
    viewer_for: Callable[..., Viewer],
) -> None:
    officer = viewer_for(finished.officer)
    services.revoke_certificate(session, certificates[0], "成绩复核未达标", certificates[0].number, viewer=officer)
    session.commit()
    page = sign_in(finished.people[0]).get(f"/my/certificates/{certificates[0].id}").get_data(as_text=True)
    assert "certificate-bad" in page
    assert "成绩复核未达标" in page


def test_nobody_opens_the_certificate_of_a_classmate(
    finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    browser = sign_in(finished.people[1])
    for address in (f"/my/certificates/{certificates[0].id}", f"/my/certificates/{certificates[0].id}/file"):
        assert browser.get(address).status_code == 404
    assert certificates[0].id not in browser.get("/my/certificates").get_data(as_text=True)


def test_a_certificate_that_is_being_drawn_is_not_shown(
    session: Session, finished: FinishedClass, certificates: list[Certificate], sign_in: SignIn
) -> None:
    certificates[0].state = CertificateState.RECORDED
    session.commit()
    browser = sign_in(finished.people[0])
    assert browser.get(f"/my/certificates/{certificates[0].id}").status_code == 404
    assert "No certificate yet" in browser.get("/my/certificates").get_data(as_text=True)


def test_officers_have_no_certificates_of_their_own_here(sign_in: SignIn) -> None:
    assert sign_in(Role.SCHEDULER).get("/my/certificates").status_code == 403
