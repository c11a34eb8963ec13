"""Signing in: it works, it refuses, it is limited, and it ends on the server."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import factories
from trainer.accounts import services
from trainer.kit.passwords import hash_password
from trainer.models.people import Person, Role, SignIn

PASSWORD = "correct horse battery"


def a_person_with_password(session: Session) -> tuple[Person, str]:
    person = factories.a_member(session, Role.SCHEDULER)
    account = factories.an_account(session, person, hash_password(PASSWORD))
    session.commit()
    return person, account.login_name


def test_the_right_password_opens_the_home_page(client: FlaskClient, session: Session) -> None:
    _person, name = a_person_with_password(session)
    answer = client.post("/sign-in", data={"login_name": name.upper(), "password": PASSWORD})
    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient, session: Session) -> None:
    _person, name = a_person_with_password(session)
    wrong = client.post("/sign-in?lang=en", data={"login_name": name, "password": "wrong password"})
    unknown = client.post("/sign-in?lang=en", data={"login_name": "nobody", "password": "wrong password"})
    assert wrong.status_code == unknown.status_code == 422
    text = "The sign-in name and the password do not fit together"
    assert text in wrong.text
    assert text in unknown.text
    assert session.scalar(select(func.count(SignIn.id))) == 0


def test_the_eleventh_attempt_in_a_minute_is_refused_even_with_the_right_password(
    client: FlaskClient, session: Session
) -> None:
    _person, name = a_person_with_password(session)
    for _attempt in range(10):
        client.post("/sign-in", data={"login_name": name, "password": "wrong password"})
    refused = client.post("/sign-in", data={"login_name": name, "password": PASSWORD})
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0


def test_signing_out_makes_the_old_cookie_worthless(sign_in: Callable[..., FlaskClient], session: Session) -> None:
    browser = sign_in(Role.SCHEDULER)
    cookie = browser.get_cookie("trainer")
    assert browser.get("/").status_code == 200
    browser.post("/sign-out")
    assert cookie is not None
    browser.set_cookie("trainer", cookie.value)
    assert browser.get("/").status_code == 302


def test_a_page_asks_strangers_to_sign_in_and_comes_back_to_it(client: FlaskClient) -> None:
    answer = client.get("/notices")
    assert answer.status_code == 302
    assert answer.location.endswith("/sign-in?next=/notices")


def test_next_never_leads_to_another_site(client: FlaskClient, session: Session) -> None:
    _person, name = a_person_with_password(session)
    for target in ("https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example"):
        answer = client.post("/sign-in", data={"login_name": name, "password": PASSWORD, "next": target})
        assert answer.location == "/"


def test_changing_the_password_signs_other_devices_out(sign_in: Callable[..., FlaskClient], session: Session) -> None:
    person, _name = a_person_with_password(session)
    here, there = sign_in(person), sign_in(person)
    answer = here.post("/me/password", data={"old_password": PASSWORD, "new_password": "another long password"})
    assert answer.status_code == 302
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200


def test_a_short_password_is_refused_at_its_field_and_nothing_changes(
    sign_in: Callable[..., FlaskClient], session: Session
) -> None:
    person, name = a_person_with_password(session)
    answer = sign_in(person).post("/me/password", data={"old_password": PASSWORD, "new_password": "short"})
    assert answer.status_code == 422
    assert "A password needs at least 10 characters" in answer.text
    assert services.sign_in(session, name, PASSWORD, hours=1).account_id
