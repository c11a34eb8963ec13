"""Adjusting a suggested joint class and inviting its enterprises: the page works, and bad input changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from solver.sectioning.orders import Order, Terms, cost_shares
from tests import factories
from tests.trainer.programmes.joint import Pooled, small_orders
from trainer.models.joint_classes import JointClass
from trainer.models.people import Role
from trainer.programmes.joint_terms import JointTerms
from trainer.scheduling.pool import pools_of


@pytest.fixture
def pooled(session: Session) -> Pooled:
    return small_orders(session, 8, 4, 5)


def key_of(session: Session, pooled: Pooled) -> str:
    (pool,) = pools_of(session, viewer=pooled.scheduler)
    return pool.key


def filled_form(pooled: Pooled, **values: Any) -> dict[str, Any]:
    whole = {
        "orders": [order.id for order in pooled.orders[:2]],
        "starts_on": "2026-12-07",
        "ends_on": "2027-01-30",
        "lapses_on": "2026-11-25",
        "least": 10,
        "most": 20,
        "fixed_yuan": 10_000,
        "head_yuan": 100,
        "course_version_id": pooled.parties.version.id,
        "school_id": pooled.parties.school.id,
        "act": "invite",
    }
    return {**whole, **values}


def invitations(session: Session) -> list[JointClass]:
    return list(session.scalars(select(JointClass)))


def test_the_proposal_leads_to_a_form_that_holds_it(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    factories.a_policy(session, "joint_class.answer_days", 5)
    browser, key = sign_in(pooled.parties.scheduler), key_of(session, pooled)
    terms = {"course": key, "least": 10, "most": 20, "fixed": 10_000, "head": 100}
    assert "Adjust and invite" in browser.get("/pool/classes", query_string=terms).text
    chosen = [order.id for order in pooled.orders[:2]]
    page = browser.get("/pool/invite", query_string={**terms, "order": chosen}).text
    assert page.count(" checked") == 2 and "12 of 20 seats" in page and "2 enterprises are told" in page
    assert "¥7,467" in page and "¥8,800" in page
    for value in ("2026-12-07", "2027-01-30", "2026-11-25"):
        assert f'value="{value}"' in page


def test_the_proposal_and_the_invitation_name_the_same_sums(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    browser, key = sign_in(pooled.parties.scheduler), key_of(session, pooled)
    asked = {"course": key, "least": 10, "most": 20, "fixed": 10_000, "head": 100}
    everybody = [order.id for order in pooled.orders]
    pages = [
        browser.get("/pool/classes", query_string=asked).text,
        browser.get("/pool/invite", query_string={**asked, "order": everybody}).text,
    ]
    sums = JointTerms(10, 20, 10_000, 100).shares([8, 4, 5])
    assert [[f">¥{amount:,}<" in page for amount in sums] for page in pages] == [[True] * 3] * 2


def test_shares_are_worked_out_again_before_anybody_is_told(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    browser, key = sign_in(pooled.parties.scheduler), key_of(session, pooled)
    everybody = [order.id for order in pooled.orders]
    form = filled_form(pooled, orders=everybody, act="look")
    page = browser.post("/pool/invite", query_string={"course": key}, data=form)
    assert page.status_code == 200 and "17 of 20 seats" in page.text and "Invite 3 enterprises" in page.text
    # What an invitation would be refused for is said now.
    refused = browser.post("/pool/invite", query_string={"course": key}, data={**form, "most": "16"})
    assert refused.status_code == 422 and 'href="#most"' in refused.text
    assert invitations(session) == []


def test_the_enterprises_are_invited_and_their_orders_leave_the_pool(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    browser, key = sign_in(pooled.parties.scheduler), key_of(session, pooled)
    done = browser.post("/pool/invite", query_string={"course": key}, data=filled_form(pooled), follow_redirects=True)
    assert "The enterprises have been invited" in done.text and "Lapses in 5 days" in done.text
    (joint,) = invitations(session)
    assert {place.order_id for place in joint.places} == {order.id for order in pooled.orders[:2]}
    session.expire_all()
    (pool,) = pools_of(session, viewer=pooled.scheduler)
    assert [candidate.order.id for candidate in pool.candidates] == [pooled.orders[2].id]
    again = browser.post("/pool/invite", query_string={"course": key}, data=filled_form(pooled))
    assert again.status_code == 422 and len(invitations(session)) == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"orders": []}, "entry must be corrected"),
        ({"most": 11}, "more than the most"),
        ({"starts_on": "2026-12-01"}, "at the earliest"),
        ({"lapses_on": "2026-11-01"}, "This day has passed"),
        ({"school_id": ""}, "entry must be corrected"),
        ({"fixed_yuan": "x"}, "entry must be corrected"),
    ],
)
def test_what_cannot_be_offered_is_named_at_its_field_and_invites_nobody(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient], values: dict[str, Any], said: str
) -> None:
    browser, key = sign_in(pooled.parties.scheduler), key_of(session, pooled)
    answer = browser.post("/pool/invite", query_string={"course": key}, data=filled_form(pooled, **values))
    assert answer.status_code == 422 and said in answer.text and invitations(session) == []


def test_strangers_and_enterprises_invite_nobody(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    key = key_of(session, pooled)
    for method in ("get", "post"):
        ask = getattr(sign_in(Role.SCHEDULER), method)
        assert ask("/pool/invite", query_string={"course": key}).status_code == 404
        assert ask("/pool/invite").status_code == 404
        assert getattr(sign_in(pooled.officers[0]), method)("/pool/invite").status_code == 403


def test_proposal_and_invitation_share_the_cost_by_one_rule() -> None:
    for heads in ([8, 4], [3, 3, 3], [1, 7, 9, 2], [5, 11]):
        for fixed in (0, 1, 100, 9_999, 10_000):
            orders = [Order(str(at), str(at), "c", n, "2026-12-07", "2026-12-07") for at, n in enumerate(heads)]
            by_solver = cost_shares(orders, Terms(1, 99, fixed, 70))
            assert JointTerms(1, 99, fixed, 70).shares(heads) == by_solver
