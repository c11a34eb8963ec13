"""Pages of orders: the wizard, the list, one order, the base's answer; strangers and wrong input change nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.parties import Parties
from trainer.models.people import Role
from trainer.models.programmes import AnswerDecision, Order, OrderState
from trainer.programmes import services

SignIn = Callable[..., FlaskClient]


def what(parties: Parties, **values: Any) -> dict[str, Any]:
    training = f"{parties.version.course.occupation_id}/3"
    fields = {"programme_type": "order_class", "base_id": parties.base.id, "training": training, "revision": 0}
    return {**fields, **values}


def time(order: Order, **values: Any) -> dict[str, Any]:
    fields = {
        "heads": 24,
        "window_start": "2026-12-07",
        "window_end": "2027-01-30",
        "weekdays": ["1", "2", "6"],
        "half_days": ["afternoon", "evening"],
        "revision": order.revision,
    }
    return {**fields, **values}


def answer(parties: Parties, order: Order, **values: Any) -> dict[str, Any]:
    fields = {
        "decision": "accept",
        "course_version_id": parties.version.id,
        "school_id": parties.school.id,
        "heads": order.heads,
        "price_yuan": 50_000,
        "starts_on": order.window_start.isoformat(),
        "ends_on": order.window_end.isoformat(),
        "revision": order.revision,
    }
    return {**fields, **values}


def the_order(session: Session) -> Order:
    order = session.scalars(select(Order)).one()
    session.refresh(order)
    return order


def test_the_wizard_makes_a_draft_step_by_step_and_sends_it(parties: Parties, sign_in: SignIn) -> None:
    browser = sign_in(parties.officer)
    assert browser.get("/orders/new").status_code == 200
    first = browser.post("/orders/new", data=what(parties))
    order = the_order(parties.session)
    assert first.location == f"/orders/{order.id}/edit?step=time"
    second = browser.post(first.location, data=time(order))
    third = browser.post(
        second.location, data={"budget_yuan": 60000, "note": "Please", "revision": the_order(parties.session).revision}
    )
    assert third.location.endswith("step=review")
    assert browser.get(third.location).status_code == 200
    sent = browser.post(f"/orders/{order.id}/submit", data={"revision": the_order(parties.session).revision})
    assert sent.status_code == 302
    order = the_order(parties.session)
    assert (order.state, order.heads, order.weekdays, order.half_days) == (
        OrderState.SUBMITTED, 24, [1, 2, 6], ["afternoon", "evening"],
    )  # fmt: skip
    assert "The order was sent" in browser.get(sent.location).text


def test_a_first_step_without_an_occupation_makes_nothing(parties: Parties, sign_in: SignIn) -> None:
    refused = sign_in(parties.officer).post("/orders/new", data=what(parties, training=""))
    assert refused.status_code == 422
    assert "must be corrected" in refused.text
    assert parties.session.scalars(select(Order)).all() == []


def test_a_forged_occupation_is_refused(parties: Parties, sign_in: SignIn) -> None:
    for training in ("nothing/3", "x", f"{parties.version.course.occupation_id}/99"):
        assert sign_in(parties.officer).post("/orders/new", data=what(parties, training=training)).status_code == 422
    assert parties.session.scalars(select(Order)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("heads", "0", "between 1 and 9999"),
        ("heads", "many", "Not a valid integer value"),
        ("window_end", "2026-12-01", "after the earliest start"),
        ("window_start", "2026-02-30", "Not a valid date value"),
        ("window_start", "2026-11-01", "This day has passed"),
        ("weekdays", [], "This field is required"),
        ("night_rest_hours", "99", "between 0 and 48"),
    ],
)
def test_a_wrong_entry_is_shown_at_its_field_and_changes_nothing(
    parties: Parties, sign_in: SignIn, field: str, value: object, said: str
) -> None:
    order = parties.draft()
    refused = sign_in(parties.officer).post(f"/orders/{order.id}/edit?step=time", data=time(order, **{field: value}))
    assert refused.status_code == 422
    assert said in refused.text
    assert the_order(parties.session).weekdays == [1, 2, 3, 4, 5]


def test_a_stale_step_shows_what_the_colleague_changed_and_keeps_the_input(parties: Parties, sign_in: SignIn) -> None:
    order = parties.draft()
    seen = order.revision
    services.change_order(parties.session, order, parties.wish(heads=31), viewer=parties.buyer)
    browser = sign_in(parties.officer)
    refused = browser.post(f"/orders/{order.id}/edit?step=time", data=time(order, heads=18, revision=seen))
    assert refused.status_code == 409
    assert "What changed in the meantime" in refused.text
    assert "<del>24</del>" in refused.text
    assert "<strong>31</strong>" in refused.text
    assert 'value="18"' in refused.text
    again = browser.post(f"/orders/{order.id}/edit?step=time", data=time(the_order(parties.session), heads=18))
    assert again.status_code == 302
    assert the_order(parties.session).heads == 18


def test_typing_is_kept_by_itself_and_the_deliberate_save_still_fits(parties: Parties, sign_in: SignIn) -> None:
    order = parties.draft()
    browser = sign_in(parties.officer)
    kept = browser.post(f"/orders/{order.id}/draft?step=time", data=time(order, heads=19))
    assert "Draft saved by itself · 09:00" in kept.text
    assert the_order(parties.session).heads == 19
    bad = browser.post(f"/orders/{order.id}/draft?step=time", data=time(order, heads=""))
    assert "Not saved yet" in bad.text
    assert browser.post(f"/orders/{order.id}/edit?step=time", data=time(order, heads=20)).status_code == 302
    stale = browser.post(f"/orders/{order.id}/draft?step=time", data=time(order, heads=21, revision=1))
    assert "Not saved:" in stale.text
    assert the_order(parties.session).heads == 20


def test_the_estimate_answers_while_the_form_is_still_wrong(parties: Parties, sign_in: SignIn) -> None:
    order = parties.draft()
    browser = sign_in(parties.officer)
    fine = browser.post(f"/orders/{order.id}/estimate?step=time", data=time(order, heads=24))
    assert "24 people become 2 cohorts" in fine.text
    assert "Last lesson at the earliest" in fine.text
    narrow = browser.post(
        f"/orders/{order.id}/estimate?step=time", data=time(order, window_end="2026-12-08", heads="x")
    )
    assert "do not fit" in narrow.text
    assert browser.post(f"/orders/{order.id}/estimate?step=what", data={}).status_code == 200
    assert the_order(parties.session).heads == 24


def test_a_named_class_asks_for_its_own_fields(parties: Parties, sign_in: SignIn) -> None:
    browser = sign_in(parties.officer)
    browser.post("/orders/new", data=what(parties, programme_type="named_class"))
    order = the_order(parties.session)
    page = browser.get(f"/orders/{order.id}/edit?step=money").text
    assert "Name of the class" in page
    data = {"class_name": "申拓班", "mentors": "李工\n王工", "post_requirements": "能示教", "revision": order.revision}
    assert browser.post(f"/orders/{order.id}/edit?step=money", data={**data, "class_name": ""}).status_code == 422
    assert browser.post(f"/orders/{order.id}/edit?step=money", data=data).status_code == 302
    order = the_order(parties.session)
    assert (order.class_name, order.details["mentors"]) == ("申拓班", ["李工", "王工"])


def test_an_incomplete_draft_cannot_be_sent_from_the_review(parties: Parties, sign_in: SignIn) -> None:
    browser = sign_in(parties.officer)
    browser.post("/orders/new", data=what(parties))
    order = the_order(parties.session)
    assert "Something is still missing: People and time" in browser.get(f"/orders/{order.id}/edit?step=review").text
    assert browser.post(f"/orders/{order.id}/submit", data={"revision": order.revision}).status_code == 422
    assert the_order(parties.session).state is OrderState.DRAFT


def test_the_base_accepts_and_the_agreement_waits_for_signatures(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    browser = sign_in(parties.scheduler)
    assert "answer this order" in browser.get(f"/orders/{order.id}").text
    assert browser.get(f"/orders/{order.id}/answer").status_code == 200
    assert browser.post(f"/orders/{order.id}/answer", data=answer(parties, order)).status_code == 302
    assert the_order(parties.session).state is OrderState.ACCEPTED
    assert "sign the agreement" in browser.get(f"/orders/{order.id}").text


def test_an_acceptance_with_fewer_people_is_refused_at_the_field(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    refused = sign_in(parties.scheduler).post(f"/orders/{order.id}/answer", data=answer(parties, order, heads=10))
    assert refused.status_code == 422
    assert "Send it as a counter-offer" in refused.text
    assert the_order(parties.session).state is OrderState.SUBMITTED


def test_an_answer_to_an_order_that_was_taken_back_is_refused(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    browser = sign_in(parties.scheduler)
    services.withdraw_order(parties.session, order, "No need", viewer=parties.buyer)
    refused = browser.post(f"/orders/{order.id}/answer", data=answer(parties, order))
    assert refused.status_code == 409
    assert "does not wait for an answer" in refused.text


def test_the_enterprise_accepts_a_counter_offer_on_the_order_page(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    services.answer_order(
        parties.session, order, parties.offer(AnswerDecision.COUNTER, heads=16), viewer=parties.seller
    )
    browser = sign_in(parties.officer)
    page = browser.get(f"/orders/{order.id}").text
    assert "counter-offer" in page
    assert "points differ" in page
    assert browser.post(f"/orders/{order.id}/accept", data={"revision": order.revision}).status_code == 302
    assert the_order(parties.session).state is OrderState.ACCEPTED


def test_a_second_click_on_an_old_page_changes_nothing(parties: Parties, sign_in: SignIn) -> None:
    order = parties.draft()
    browser, seen = sign_in(parties.officer), order.revision
    assert browser.post(f"/orders/{order.id}/submit", data={"revision": seen}).status_code == 302
    again = browser.post(f"/orders/{order.id}/submit", data={"revision": seen})
    assert again.status_code == 409
    assert "changed while you were writing" in again.text


def test_withdrawing_without_a_reason_is_refused(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    browser = sign_in(parties.officer)
    assert browser.post(f"/orders/{order.id}/withdraw", data={"revision": order.revision}).status_code == 422
    data = {"revision": order.revision, "reason": "Plans changed"}
    assert browser.post(f"/orders/{order.id}/withdraw", data=data).status_code == 302
    assert the_order(parties.session).state is OrderState.WITHDRAWN


def test_the_list_says_whose_turn_it_is_and_filters(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    base, enterprise = sign_in(parties.scheduler), sign_in(parties.officer)
    assert "Your turn" in base.get("/orders").text
    assert "With the base since today" in enterprise.get("/orders").text
    assert order.number in enterprise.get(f"/orders?q={order.number}&group=talks").text
    for query in ("?group=ended", "?q=nothing", "?group=mine"):
        assert order.number not in enterprise.get(f"/orders{query}").text
    for query in (
        "?sort=-heads",
        "?sort=window",
        "?sort=nonsense",
        "?page=99",
        "?group=x",
        "?_anchor=x&_external=1&endpoint=x",
    ):
        assert enterprise.get(f"/orders{query}").status_code == 200


def test_an_empty_list_teaches_the_next_step(sign_in: SignIn) -> None:
    assert "New order" in sign_in(Role.ENTERPRISE_OFFICER).get("/orders").text
    assert "Drafts stay with their enterprise" in sign_in(Role.SCHEDULER).get("/orders").text


def test_the_list_is_exported_with_its_filter(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    file = sign_in(parties.officer).get("/orders/export?group=talks")
    assert file.mimetype.endswith("spreadsheetml.sheet")
    strings = ZipFile(io.BytesIO(file.data)).read("xl/sharedStrings.xml").decode()
    assert order.number in strings
    assert "Being agreed" in strings


def test_orders_of_others_look_like_absent_ones(parties: Parties, sign_in: SignIn) -> None:
    draft, sent = parties.draft(), parties.submitted()
    stranger, base = sign_in(Role.ENTERPRISE_OFFICER), sign_in(parties.scheduler)
    foreign = [f"/orders/{sent.id}", f"/orders/{sent.id}/edit?step=time", "/orders/absent"]
    assert [stranger.get(path).status_code for path in foreign] == [404, 404, 404]
    assert stranger.post(f"/orders/{sent.id}/withdraw", data={"reason": "mine now"}).status_code == 404
    assert base.get(f"/orders/{draft.id}").status_code == 404
    assert sign_in(Role.SCHEDULER).get(f"/orders/{sent.id}/answer").status_code == 404


def test_roles_without_the_permission_are_refused(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    assert sign_in(Role.TRAINEE).get("/orders").status_code == 403
    assert sign_in(parties.scheduler).get("/orders/new").status_code == 403
    assert sign_in(parties.officer).get(f"/orders/{order.id}/answer").status_code == 403
    assert sign_in(Role.BUREAU_OFFICER).post(f"/orders/{order.id}/close").status_code == 403


def test_the_bureau_reads_an_order_and_gets_no_buttons(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    page = sign_in(Role.BUREAU_OFFICER).get(f"/orders/{order.id}")
    assert page.status_code == 200
    assert "Withdraw" not in page.text
    assert f"/orders/{order.id}/answer" not in page.text


def test_a_running_order_shows_what_is_open_before_it_is_closed(parties: Parties, sign_in: SignIn) -> None:
    order, _agreement = parties.signed(heads=10)
    cohort = parties.cohorts(order)[0]
    services.mark_running(parties.session, [cohort.id])
    browser = sign_in(parties.scheduler)
    assert "All lessons are taught" in browser.get(f"/orders/{order.id}").text
    assert browser.post(f"/orders/{order.id}/close", data={"revision": order.revision}).status_code == 409
    services.mark_taught(parties.session, [cohort.id])
    assert browser.post(f"/orders/{order.id}/close", data={"revision": order.revision}).status_code == 302
    assert the_order(parties.session).state is OrderState.CLOSED


def test_pages_of_every_state_open_in_both_languages(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted(night_rest_hours=11, window_end=date(2027, 2, 12))
    services.answer_order(
        parties.session, order, parties.offer(AnswerDecision.DECLINE, note="Full"), viewer=parties.seller
    )
    agreed, _agreement = parties.agreed()
    for language in ("zh", "en"):
        for person in (parties.officer, parties.scheduler):
            browser = sign_in(person, language=language)
            for found in (order, agreed):
                assert browser.get(f"/orders/{found.id}").status_code == 200


def test_a_trainee_of_another_enterprise_learns_nothing(sign_in: SignIn, session: Session) -> None:
    order = factories.an_order(session)
    assert sign_in(Role.TRAINEE).get(f"/orders/{order.id}").status_code == 403


def test_a_refusal_needs_a_reason_and_nothing_else(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    browser = sign_in(parties.scheduler)
    bare = {"decision": "decline", "revision": order.revision}
    assert "Say why the order is declined" in browser.post(f"/orders/{order.id}/answer", data=bare).text
    told = browser.post(f"/orders/{order.id}/answer", data={**bare, "note": "No workstations left"})
    assert told.status_code == 302
    assert "No workstations left" in sign_in(parties.officer).get(f"/orders/{order.id}").text


def test_an_acceptance_without_course_and_school_is_refused_at_both(parties: Parties, sign_in: SignIn) -> None:
    order = parties.submitted()
    empty = answer(parties, order, course_version_id="", school_id="")
    refused = sign_in(parties.scheduler).post(f"/orders/{order.id}/answer", data=empty)
    assert refused.status_code == 422
    assert "2 entries must be corrected" in refused.text
