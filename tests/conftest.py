"""Shared fixtures: both engines, a frozen clock, an application and signed-in browsers without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import engines, factories
from trainer.accounts.queries import viewer_of_sign_in
from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.permissions import Viewer
from trainer.models.organisations import Organisation
from trainer.models.people import Person, Role, SignIn
from trainer.web.access import SIGN_IN_KEY
from trainer.web.platform import Platform

# Friday 20 November 2026, 09:00 where the bases are.
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine` chooses the databases that the tests run on."""
    parser.addoption("--engine", choices=("sqlite", "postgresql", "both"), default="both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that touches a database once on each chosen engine."""
    if "engine" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        metafunc.parametrize("engine", engines.ENGINES if chosen == "both" else (chosen,), scope="session")


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    """Hold the clock at NOW."""
    with clock.frozen(NOW):
        yield


@pytest.fixture
def database(engine: str) -> Iterator[Database]:
    """A database whose content is forgotten after the test."""
    with engines.rolled_back_database(engine) as found:
        yield found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session on the forgotten database."""
    with database.session(write=True) as found:
        yield found


@pytest.fixture
def real_database(engine: str) -> Iterator[Database]:
    """A database of the test's own, for several connections or processes."""
    found = engines.new_database(engine)
    yield found
    found.dispose()


@pytest.fixture
def platform(database: Database, tmp_path: Path) -> Platform:
    """An application's parts over the forgotten database; jobs run at once, in the test's own thread."""
    config = Config(data_dir=tmp_path, secret_key="s" * 64, data_key="00" * 32, database=database.url, queue="")
    made = make_platform(Config(**{**vars(config), "database": f"sqlite:///{tmp_path / 'unused.db'}"}))
    made.jobs.database = database
    made.jobs.huey.immediate = True
    return Platform(config, database, made.jobs, made.load_viewer, made.count_notices)


@pytest.fixture
def app(platform: Platform) -> Flask:
    """The web application without CSRF tokens; tests/trainer/web proves that they are asked for."""
    app = create_app(platform)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[..., FlaskClient]:
    """sign_in(person_or_role, organisation=None, language="en") gives that person's browser."""

    def browser(who: Person | Role, organisation: Organisation | None = None, language: str = "en") -> FlaskClient:
        person = who if isinstance(who, Person) else factories.a_member(session, who, organisation)
        sign_in_id = a_sign_in(session, person)
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie[SIGN_IN_KEY] = sign_in_id
            cookie["language"] = language
        return client

    return browser


@pytest.fixture
def viewer_for(session: Session) -> Callable[..., Viewer]:
    """viewer_for(person_or_role, organisation=None) gives the viewer that services and queries take."""

    def make(who: Person | Role, organisation: Organisation | None = None) -> Viewer:
        person = who if isinstance(who, Person) else factories.a_member(session, who, organisation)
        found = viewer_of_sign_in(session, a_sign_in(session, person))
        assert found is not None
        return found

    return make


def a_sign_in(session: Session, person: Person) -> str:
    """The id of a running sign-in of the person."""
    account = factories.an_account(session, person)
    sign_in = SignIn(account_id=account.id, expires_at=NOW + timedelta(hours=8))
    session.add(sign_in)
    session.flush()
    return sign_in.id
