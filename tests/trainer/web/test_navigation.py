"""The menu: everybody finds their pages, whatever the width and however many roles they have."""

from collections.abc import Callable

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit.permissions import Viewer
from trainer.models.organisations import OrganisationKind
from trainer.models.people import Membership, Role
from trainer.web.navigation import menu_of, tabs_of


def addresses(app: Flask, viewer: Viewer) -> list[str]:
    with app.test_request_context():
        g.viewer = viewer
        return [entry["url"] for group in menu_of(viewer) for entry in group["entries"]]


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.INSTRUCTOR, Role.ASSESSOR])
def test_what_phones_show_as_tabs_stands_in_the_left_menu_too(
    app: Flask, viewer_for: Callable[..., Viewer], role: Role
) -> None:
    viewer = viewer_for(role)
    with app.test_request_context():
        tabs = [tab["url"] for tab in tabs_of(viewer)]
    assert len(tabs) >= 3
    assert addresses(app, viewer) == tabs


def test_somebody_with_two_kinds_of_role_has_the_entries_of_both_once(
    app: Flask, session: Session, viewer_for: Callable[..., Viewer]
) -> None:
    base = factories.an_organisation(session, OrganisationKind.BASE)
    person = factories.a_member(session, Role.SCHEDULER, base)
    session.add(Membership(person_id=person.id, organisation_id=base.id, role=Role.INSTRUCTOR))
    session.flush()
    found = addresses(app, viewer_for(person))
    assert "/timetable" in found
    assert "/teaching" in found
    assert len(found) == len(set(found))


def test_officers_reach_their_own_account(sign_in: Callable[..., FlaskClient]) -> None:
    page = sign_in(Role.SCHEDULER).get("/").get_data(as_text=True)
    assert 'href="/me"' in page
