"""Joint classes: which orders are put together, what each pays, and why an order stays alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from trainer.kit.permissions import Viewer
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Role
from trainer.models.programmes import Order, OrderState, ProgrammeType
from trainer.models.skills import Occupation
from trainer.programmes.joint_terms import JointTerms
from trainer.scheduling.pool import Candidate, pools_of, propose

TERMS = JointTerms(least=10, most=20, fixed_yuan=10_000, head_yuan=100)
START = date(2026, 12, 7)


@pytest.fixture
def base(session: Session) -> Organisation:
    return factories.an_organisation(session, OrganisationKind.BASE)


@pytest.fixture
def occupation(session: Session) -> Occupation:
    found = factories.an_occupation(session)
    factories.a_course_version(session, found)
    return found


@pytest.fixture
def viewer(viewer_for: Callable[..., Viewer], base: Organisation) -> Viewer:
    return viewer_for(Role.SCHEDULER, base)


@pytest.fixture
def order(session: Session, base: Organisation, occupation: Occupation) -> Callable[..., Order]:
    def make(heads: int, **values: Any) -> Order:
        window = {"window_start": START, "window_end": START + timedelta(days=60)}
        return factories.an_order(session, base=base, occupation=occupation, heads=heads, **{**window, **values})

    return make


def test_two_small_orders_become_one_class_and_share_its_cost_by_heads(
    session: Session, viewer: Viewer, order: Callable[..., Order]
) -> None:
    first, second = order(8), order(4)
    (pool,) = pools_of(session, viewer=viewer)
    assert (pool.enterprises, pool.heads) == (2, 12)
    found = propose(pool, TERMS)
    (joint,) = found.classes
    costs = {share.candidate.order.id: share.cost_yuan for share in joint.shares}
    assert costs == {first.id: 800 + 6_667, second.id: 400 + 3_333}
    assert sum(costs.values()) == joint.cost_yuan == 10_000 + 12 * 100
    assert found.saved_yuan == 10_000 and found.alone == [] and found.is_best


def test_a_class_starts_when_everybody_can_and_never_later_than_all_lessons_fit(
    session: Session, viewer: Viewer, order: Callable[..., Order]
) -> None:
    order(8)
    late = order(4, window_start=START + timedelta(days=14))
    (pool,) = pools_of(session, viewer=viewer)
    (joint,) = propose(pool, TERMS).classes
    assert joint.found.first_start == late.window_start.isoformat()
    # Five lessons of four periods in mornings and afternoons: from the last start on they take three working days.
    ends = [candidate.order.window_end - candidate.last_start for candidate in pool.candidates]
    assert all(timedelta(days=2) <= left <= timedelta(days=4) for left in ends)


def test_orders_with_other_times_named_classes_and_answered_ones_are_not_put_together(
    session: Session, viewer: Viewer, order: Callable[..., Order]
) -> None:
    order(8)
    order(4, half_days=["evening"])
    order(4, state=OrderState.ACCEPTED)
    order(4, programme_type=ProgrammeType.NAMED_CLASS)
    assert sorted(len(pool.candidates) for pool in pools_of(session, viewer=viewer)) == [1, 1]


def test_each_order_left_alone_has_its_reason_with_its_number(
    session: Session, viewer: Viewer, order: Callable[..., Order]
) -> None:
    poor, large, small = order(5, budget_yuan=500), order(25), order(6)
    (pool,) = pools_of(session, viewer=viewer)
    said = {candidate.order.id: reason.text for candidate, reason in propose(pool, TERMS).alone}
    assert set(said) == {poor.id, large.id, small.id}
    assert "budget" in said[poor.id] and poor.number in said[poor.id]
    assert "more than the 20" in said[large.id]


def test_an_order_whose_time_is_too_short_is_shown_and_not_pooled(
    session: Session, viewer: Viewer, order: Callable[..., Order]
) -> None:
    order(8)
    short = order(8, window_end=START + timedelta(days=1))
    (pool,) = pools_of(session, viewer=viewer)
    assert [misfit.id for misfit, _reason in pool.misfits] == [short.id]
    assert all(isinstance(candidate, Candidate) and candidate.order.id != short.id for candidate in pool.candidates)


def test_the_page_shows_seats_costs_and_reasons_and_refuses_bad_terms(
    session: Session,
    base: Organisation,
    sign_in: Callable[..., FlaskClient],
    order: Callable[..., Order],
    viewer: Viewer,
) -> None:
    orders = [order(8), order(4), order(25)]
    (pool,) = pools_of(session, viewer=viewer)
    browser = sign_in(Role.SCHEDULER, base)
    assert "See joint classes" in browser.get("/pool").text
    terms = {"course": pool.key, "least": 10, "most": 20, "fixed": 10_000, "head": 100}
    page = browser.get("/pool/classes", query_string=terms).text
    assert all(row.number in page and row.enterprise.name_en in page for row in orders)
    assert "¥7,467" in page and "about ¥933 a person" in page
    assert "12 of 20 seats" in page and "more than the 20" in page
    assert browser.get("/pool/classes", query_string={**terms, "most": 5}).status_code == 422
    assert browser.get("/pool/classes", query_string={**terms, "fixed": "x"}).status_code == 422
    assert browser.get("/pool/classes", query_string={"course": pool.key}).status_code == 200


def test_a_foreign_base_sees_nothing_of_it(
    session: Session, sign_in: Callable[..., FlaskClient], order: Callable[..., Order], viewer: Viewer
) -> None:
    order(8)
    (pool,) = pools_of(session, viewer=viewer)
    stranger = sign_in(Role.SCHEDULER)
    assert "No order waits" in stranger.get("/pool").text
    assert stranger.get("/pool/classes", query_string={"course": pool.key}).status_code == 404
    assert sign_in(Role.ENTERPRISE_OFFICER).get("/pool").status_code == 403
