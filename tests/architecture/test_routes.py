"""Every address says who may use it, and reading changes nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from trainer.app import create_app, make_platform
from trainer.config import Config
from trainer.kit.permissions import Permission
from trainer.web.access import PUBLIC, UndeclaredAccess, check_declarations

# Flask's own view for built files: it has no viewer and no row behind it.
WITHOUT_DECLARATION = {"static"}
METHODS = {"GET", "POST", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("routes")
    environment = {"TRAINER_DATA_DIR": str(folder), "TRAINER_DATABASE": f"sqlite:///{folder / 'routes.db'}"}
    return create_app(make_platform(Config.from_environment(environment)))


def views(application: Flask) -> dict[str, Callable[..., Any]]:
    return {
        rule.endpoint: application.view_functions[rule.endpoint]
        for rule in application.url_map.iter_rules()
        if rule.endpoint not in WITHOUT_DECLARATION
    }


def test_every_route_declares_a_permission_or_is_public(application: Flask) -> None:
    declared = {name: getattr(view, "access", None) for name, view in views(application).items()}
    assert declared
    silent = {name: access for name, access in declared.items() if access != PUBLIC and access not in set(Permission)}
    assert silent == {}


def test_a_route_that_declares_nothing_stops_the_start() -> None:
    app = Flask("bare")
    app.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(UndeclaredAccess, match="bare"):
        check_declarations(app)


def test_a_view_has_the_name_of_its_endpoint(application: Flask) -> None:
    named = {name: inspect.unwrap(view).__name__ for name, view in views(application).items()}
    assert {name: view for name, view in named.items() if name.rpartition(".")[2] != view} == {}


def test_pages_and_forms_use_the_two_methods_that_browsers_know(application: Flask) -> None:
    rules = [rule for rule in application.url_map.iter_rules() if not rule.rule.startswith("/api/")]
    assert {rule.rule: rule.methods for rule in rules if not (rule.methods or set()) <= METHODS} == {}
