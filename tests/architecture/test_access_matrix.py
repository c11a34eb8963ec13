"""Every route x every role x own, foreign and absent object: nothing leaks, and foreign looks exactly like absent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.architecture.world import Tenant, a_tenant
from trainer.kit.ids import new_id
from trainer.kit.permissions import ROLE_PERMISSIONS
from trainer.models.people import Role
from trainer.web.access import PUBLIC, access_of

ROLES = (
    Role.SCHEDULER,
    Role.ENTERPRISE_OFFICER,
    Role.SCHOOL_OFFICER,
    Role.TRAINEE,
    Role.INSTRUCTOR,
    Role.ASSESSOR,
    Role.CERTIFICATION_OFFICER,
    Role.BUREAU_OFFICER,
)
# Reference data that everybody who may read it reads whole: there is no foreign one.
SHARED = {"course_id", "version_id", "policy_id", "occupation_id", "number"}
PUBLIC_KEYS = {"token", "filename"}
NONCES = re.compile(r'(nonce="[^"]+"|csrf[-_]token"[^>]*>)')


@dataclass(frozen=True)
class Door:
    """One method of one route, with the names of its objects."""

    rule: Rule
    method: str
    permission: str

    @property
    def name(self) -> str:
        """How the failure message calls it."""
        return f"{self.method} {self.rule.rule}"

    def address(self, ids: dict[str, str]) -> str:
        """The route's address with these ids; an absence belongs to the resource in front of it."""
        owner = "instructor" if "instructor_id" in self.rule.arguments else "workshop"
        text = self.rule.rule.replace("<absence_id>", ids.get(f"{owner}_absence_id", new_id()))
        return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids.get(found.group(1), new_id()), text)


def doors(app: Flask) -> Iterator[Door]:
    """Every route that asks for a permission."""
    for rule in app.url_map.iter_rules():
        access = access_of(app.view_functions[rule.endpoint])
        if access is None or access == PUBLIC:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield Door(rule, method, str(access))


def objects_of(door: Door) -> set[str]:
    """The names of the private objects that a route takes."""
    return door.rule.arguments - SHARED - PUBLIC_KEYS


@pytest.fixture
def tenants(session: Session) -> tuple[Tenant, Tenant]:
    """The own district and a foreign one."""
    return a_tenant(session, "310117", "S000031000117"), a_tenant(session, "330502", "S000033330502")


def ask(browser: FlaskClient, door: Door, address: str) -> TestResponse:
    """One request; a POST carries nothing, so that it can at most be refused for its input."""
    return browser.open(address, method=door.method)


def test_every_object_of_a_route_is_known_to_the_matrix(app: Flask, tenants: tuple[Tenant, Tenant]) -> None:
    known = set(tenants[0].ids) | {"absence_id", "layout"}
    unknown = {door.name: objects_of(door) - known for door in doors(app) if objects_of(door) - known}
    assert unknown == {}


@pytest.mark.parametrize("role", ROLES)
def test_roles_without_the_permission_are_refused_whatever_the_object(
    app: Flask, sign_in: Callable[..., FlaskClient], tenants: tuple[Tenant, Tenant], role: Role
) -> None:
    own, foreign = tenants
    browser = sign_in(own.people[role])
    shut = [door for door in doors(app) if door.permission not in ROLE_PERMISSIONS[role]]
    assert shut
    open_doors = [
        door.name
        for door in shut
        for tenant in (own, foreign)
        if ask(browser, door, door.address(tenant.ids)).status_code != 403
    ]
    assert open_doors == []


@pytest.mark.parametrize("role", ROLES)
def test_foreign_objects_look_exactly_like_absent_ones(
    app: Flask, sign_in: Callable[..., FlaskClient], tenants: tuple[Tenant, Tenant], role: Role
) -> None:
    own, foreign = tenants
    browser = sign_in(own.people[role])
    wrong = []
    for door in doors(app):
        if door.permission not in ROLE_PERMISSIONS[role] or not objects_of(door):
            continue
        theirs = ask(browser, door, door.address(foreign.ids))
        absent = ask(browser, door, door.address({}))
        if theirs.status_code != 404 or absent.status_code != 404 or plain(theirs) != plain(absent):
            wrong.append(f"{door.name}: foreign {theirs.status_code}, absent {absent.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_own_objects_open_and_nothing_crashes(
    app: Flask, sign_in: Callable[..., FlaskClient], tenants: tuple[Tenant, Tenant], role: Role
) -> None:
    own, _foreign = tenants
    browser = sign_in(own.people[role])
    opened, crashed = [], []
    for door in doors(app):
        if door.permission not in ROLE_PERMISSIONS[role] or door.rule.endpoint == "accounts.sign_out":
            continue
        status = ask(browser, door, door.address(own.ids)).status_code
        if status in (200, 302):
            opened.append(door.name)
        if status >= 500:
            crashed.append(f"{door.name}: {status}")
    assert crashed == []
    assert opened


@pytest.mark.parametrize("role", ROLES)
def test_no_list_shows_a_foreign_name(
    app: Flask, sign_in: Callable[..., FlaskClient], tenants: tuple[Tenant, Tenant], role: Role
) -> None:
    own, foreign = tenants
    browser = sign_in(own.people[role])
    names = [person.name for person in foreign.people.values()] + [o.name for o in foreign.organisations.values()]
    leaks = []
    for door in doors(app):
        if door.method == "GET" and door.permission in ROLE_PERMISSIONS[role] and not objects_of(door):
            text = text_of(ask(browser, door, door.address({})))
            leaks += [f"{door.name} shows {name}" for name in names if f">{name}<" in text]
    assert leaks == []


def text_of(answer: TestResponse) -> str:
    """The answer as text, also when it is a file."""
    return answer.data.decode(errors="replace")


def plain(answer: TestResponse) -> str:
    """The page without what differs from request to request: nonces, and the address that was asked for."""
    return NONCES.sub("", text_of(answer)).replace(answer.request.path, "")
