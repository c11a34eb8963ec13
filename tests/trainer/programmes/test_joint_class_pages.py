"""Pages of joint classes: what the base, an invited enterprise and strangers see and can do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.joint import Pooled, small_orders
from trainer.kit.ids import new_id
from trainer.models.joint_classes import JointClassState
from trainer.models.people import Role
from trainer.models.programmes import OrderState
from trainer.programmes import queries


@pytest.fixture
def pooled(session: Session) -> Pooled:
    return small_orders(session, 8, 4)


def test_an_enterprise_finds_the_invitation_at_home_and_takes_its_seats_with_one_press(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.invited()
    browser = sign_in(pooled.officers[0])
    home = browser.get("/").text
    assert f"{pooled.parties.base.name_en} invites you to a joint class" in home and "Lapses in 5 days" in home
    assert "¥7,467, never more than ¥8,800" in home
    page = browser.get(f"/joint-classes/{joint.id}").text
    assert "take 8 seats in this joint class" in page and "1 other enterprise" in page
    assert "at least 10, at most 20" in page
    answer = browser.post(f"/joint-classes/{joint.id}/accept", follow_redirects=True)
    assert "You have accepted; the base has been told" in answer.text and "Take the seats" not in answer.text
    assert "See the invitation" not in browser.get("/").text
    again = browser.post(f"/joint-classes/{joint.id}/decline")
    assert again.status_code == 409 and "has answered this invitation already" in again.text


def test_an_enterprise_reads_nothing_of_the_others_but_their_seats(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.filled()
    other = pooled.orders[1]
    browser = sign_in(pooled.officers[0])
    for address in ("/", "/joint-classes", f"/joint-classes/{joint.id}", f"/orders/{pooled.orders[0].id}", "/notices"):
        page = browser.get(address).text
        assert other.enterprise.name not in page and other.enterprise.name_en not in page
        assert other.number not in page and pooled.officers[1].name not in page and "3,733" not in page
    assert "Who the other enterprises are is not shown" in browser.get(f"/joint-classes/{joint.id}").text


def test_a_refusal_frees_the_order_and_shows_it(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.invited()
    browser = sign_in(pooled.officers[1])
    answer = browser.post(f"/joint-classes/{joint.id}/decline", follow_redirects=True)
    assert "You declined" in answer.text and "Lapsed" in answer.text
    session.expire_all()
    assert joint.state is JointClassState.LAPSED and pooled.orders[1].state is OrderState.SUBMITTED


def test_the_base_reads_seats_shares_windows_and_answers_and_withdraws_with_a_reason(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.invited()
    pooled.accept(joint, 0)
    browser = sign_in(pooled.parties.scheduler)
    page = browser.get(f"/joint-classes/{joint.id}").text
    for order in pooled.orders:
        assert order.enterprise.name_en in page and order.number in page
    assert "¥7,467" in page and "¥3,733" in page and "¥8,800" in page and "Lapses in 5 days" in page
    assert "12 of 20 seats" in page and "No answer yet" in page
    assert "Lapses in 5 days" in browser.get("/pool").text
    order_page = browser.get(f"/orders/{pooled.orders[0].id}").text
    assert "This order is invited to a joint class" in order_page and "answer this order" not in order_page
    address = f"/joint-classes/{joint.id}/withdraw"
    refused = browser.post(address, data={"reason": ""})
    assert refused.status_code == 422 and "Say in a few words why the invitation is withdrawn" in refused.text
    done = browser.post(address, data={"reason": "no room"}, follow_redirects=True)
    assert "The invitation was withdrawn: no room" in done.text
    assert browser.post(address, data={"reason": "again"}).status_code == 409


def test_a_filled_class_leads_to_the_own_agreement_and_then_to_the_cohort(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.filled()
    browser = sign_in(pooled.officers[0])
    page = browser.get(f"/joint-classes/{joint.id}").text
    assert "The class has filled" in page and "To the cohort" not in page
    pooled.sign(0)
    session.commit()
    assert "To the cohort" in browser.get(f"/joint-classes/{joint.id}").text
    (cohort,) = queries.cohorts_of_order(session, pooled.orders[0].id)
    own = browser.get(f"/cohorts/{cohort.id}").text
    assert "Your people have 0 of your 8 seats" in own and "You and others (joint class)" in own
    assert pooled.orders[1].enterprise.name_en not in own
    assert sign_in(pooled.officers[1]).get(f"/cohorts/{cohort.id}").status_code == 404
    pooled.sign(1)
    session.commit()
    whole = sign_in(pooled.parties.scheduler).get("/cohorts").text
    assert all(order.enterprise.name_en in whole for order in pooled.orders)


def test_strangers_find_nothing_and_readers_change_nothing(
    session: Session, pooled: Pooled, sign_in: Callable[..., FlaskClient]
) -> None:
    joint = pooled.invited()
    enterprise, base = sign_in(Role.ENTERPRISE_OFFICER), sign_in(Role.SCHEDULER)
    for browser in (enterprise, base, sign_in(pooled.parties.school_officer)):
        assert browser.get(f"/joint-classes/{joint.id}").status_code == 404
        assert joint.number not in browser.get("/joint-classes").text
    for act in ("accept", "decline"):
        assert enterprise.post(f"/joint-classes/{joint.id}/{act}").status_code == 404
        assert base.post(f"/joint-classes/{joint.id}/{act}").status_code == 403
    assert base.post(f"/joint-classes/{joint.id}/withdraw").status_code == 404
    assert sign_in(pooled.officers[0]).post(f"/joint-classes/{joint.id}/withdraw").status_code == 403
    assert base.get(f"/joint-classes/{new_id()}").status_code == 404
    bureau = sign_in(factories.a_member(session, Role.BUREAU_OFFICER))
    assert pooled.orders[0].enterprise.name_en in bureau.get(f"/joint-classes/{joint.id}").text
