"""Every demonstration account finds its pages: the home page and everything that it links to, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.kit.db import Database
from trainer.seeding.demo import ACCOUNTS
from trainer.seeding.loading import PASSWORD

LINK = re.compile(r'href="(/[^"#]*)"')
# Files, and the way out.
ELSEWHERE = ("/static", "/sign-out")


@pytest.fixture(scope="module")
def demo_app(filled: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over the loaded district."""
    folder: Path = tmp_path_factory.mktemp("demo")
    config = Config(
        database=f"sqlite:///{folder / 'unused.db'}", data_dir=folder, secret_key="s" * 64, data_key="00" * 32
    )
    app = create_app(replace(make_platform(config), database=filled))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    return app


def signed_in(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"login_name": login, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def links_of(html: str) -> list[str]:
    found = (link.replace("&amp;", "&") for link in LINK.findall(html))
    return sorted({link for link in found if not link.startswith(ELSEWHERE)})


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("login", [login for login, _chinese, _english in ACCOUNTS])
def test_an_account_finds_every_page_that_its_home_links_to(demo_app: Flask, login: str, language: str) -> None:
    client = signed_in(demo_app, login)
    home = client.get("/", query_string={"lang": language})
    assert home.status_code == 200
    links = links_of(home.get_data(as_text=True))
    assert len(links) >= 3
    answers = {link: client.get(link, query_string={"lang": language}).status_code for link in links if "?" not in link}
    assert {link: status for link, status in answers.items() if status not in (200, 302)} == {}
