"""The life of a request: access is declared, one transaction, errors become pages, headers are strict."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests import factories
from trainer.app import create_app
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.messages import msg
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.web.access import UndeclaredAccess, check_declarations, public
from trainer.web.platform import Platform
from trainer.web.transaction import db


def add_route(app: Flask, path: str, view: Callable[[], object]) -> None:
    app.add_url_rule(path, path.strip("/"), public(view), methods=["GET", "POST"])


def count_organisations(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count(Organisation.id))) or 0


@pytest.mark.parametrize(("answer", "kept"), [("ok", 1), (("no", 422), 0), (("no", 409), 0), (("redirect", 302), 1)])
def test_an_answer_below_400_commits_and_any_other_rolls_back(
    app: Flask, session: Session, answer: object, kept: int
) -> None:
    before = count_organisations(session)

    def write() -> object:
        factories.an_organisation(db())
        return answer

    add_route(app, "/write", write)
    app.test_client().post("/write")
    assert count_organisations(session) - before == kept


def test_an_error_after_a_write_leaves_nothing_and_says_rule_and_way_out(app: Flask, session: Session) -> None:
    before = count_organisations(session)

    def write() -> object:
        factories.an_organisation(db())
        raise RuleBroken("cohort-full", msg("The cohort is full"), msg("Choose another cohort"))

    add_route(app, "/write", write)
    answer = app.test_client().post("/write?lang=en")
    assert answer.status_code == 409
    assert "The cohort is full" in answer.text
    assert "Choose another cohort" in answer.text
    assert count_organisations(session) == before


def test_a_crash_is_a_calm_page_without_a_trace(app: Flask) -> None:
    def crash() -> object:
        raise ZeroDivisionError("secret detail")

    add_route(app, "/crash", crash)
    answer = app.test_client().get("/crash?lang=en")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret detail" not in answer.text


def test_a_busy_database_is_told_as_such_and_when_to_come_back(app: Flask) -> None:
    def locked() -> object:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    add_route(app, "/locked", locked)
    answer = app.test_client().post("/locked?lang=en")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "The database is busy" in answer.text


def test_errors_are_json_where_json_is_asked_for(app: Flask) -> None:
    def conflict() -> object:
        raise Conflict(msg("The cohort is full"))

    add_route(app, "/conflict", conflict)
    answer = app.test_client().get("/conflict?lang=en", headers={"Accept": "application/json"})
    assert answer.get_json() == {"error": "The cohort is full", "way_out": ""}


def test_an_application_with_a_silent_route_does_not_start(app: Flask) -> None:
    app.add_url_rule("/silent", "silent", lambda: "x")
    with pytest.raises(UndeclaredAccess, match="silent"):
        check_declarations(app)


def test_a_form_without_its_token_is_refused(platform: Platform) -> None:
    answer = create_app(platform).test_client().post("/sign-in?lang=en", data={"login_name": "a", "password": "b"})
    assert answer.status_code == 400
    assert "The page expired" in answer.text


def test_every_page_has_a_strict_content_security_policy(client: FlaskClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_language_is_chinese_until_the_reader_chooses(client: FlaskClient) -> None:
    assert 'lang="zh-CN"' in client.get("/sign-in").text
    client.post("/language", data={"language": "en", "next": "/sign-in"})
    assert 'lang="en"' in client.get("/sign-in").text
    client.post("/language", data={"language": "xx"})
    assert 'lang="en"' in client.get("/sign-in").text


def test_the_language_choice_stays_with_the_account(sign_in: Callable[..., FlaskClient], session: Session) -> None:
    person = factories.a_member(session, Role.SCHEDULER)
    sign_in(person, language="zh").post("/language", data={"language": "en"})
    other_device = sign_in(person, language="")
    assert 'lang="en"' in other_device.get("/").text


def test_an_organisation_that_is_not_mine_cannot_be_chosen(
    sign_in: Callable[..., FlaskClient], session: Session
) -> None:
    foreign = factories.an_organisation(session)
    assert sign_in(Role.SCHEDULER).post("/membership", data={"membership": foreign.id}).status_code == 404


def test_after_a_refused_form_the_language_switch_leads_back_to_where_it_was_sent_from(client: FlaskClient) -> None:
    refused = client.post("/sign-in", data={}, headers={"Referer": "http://localhost/sign-in?next=/orders"})
    assert 'name="next" value="/sign-in?next=/orders"' in refused.text
    # After a second refusal the browser stands at an address that only takes forms.
    unopened = client.post("/sign-in", data={}, headers={"Referer": "http://localhost/language"})
    assert 'name="next" value="/"' in unopened.text
    elsewhere = client.post("/sign-in", data={}, headers={"Referer": "http://example.com/sign-in"})
    assert 'name="next" value="/"' in elsewhere.text
