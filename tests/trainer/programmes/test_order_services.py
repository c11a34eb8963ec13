"""Orders: each side moves them only where it may, stale forms are refused, and every step is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.programmes.parties import Parties, viewer_of
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.people import Notice, Role
from trainer.models.programmes import AnswerDecision, Order, OrderState, ProgrammeType
from trainer.programmes import queries, services
from trainer.programmes.wishes import wish_of

NAMED = {"class_name": "申拓班", "mentors": "李工 装调主管\n王工 电气", "post_requirements": "能独立示教"}


def path_of(order: Order) -> list[str]:
    return [event.to_state for event in order.events]


def heard(session: Session, viewer: Viewer) -> list[str]:
    notices = session.scalars(select(Notice).where(Notice.person_id == viewer.person_id))
    return [notice.subject["text"] for notice in notices]


def test_an_order_goes_from_draft_to_signed_with_every_step_written_down(parties: Parties) -> None:
    order, _agreement = parties.signed()
    assert path_of(order) == ["submitted", "accepted", "signed"]
    assert [event.person_id for event in order.events[:2]] == [parties.officer.id, parties.scheduler.id]
    acts = parties.session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"order:{order.id}"))
    assert list(acts) == ["order.create", "order.submit", "order.answer", "order.sign"]


def test_order_numbers_count_up_by_base_and_type(parties: Parties) -> None:
    first, second = parties.draft(), parties.draft()
    named = parties.draft(programme_type=ProgrammeType.NAMED_CLASS, details=NAMED)
    assert [first.number, second.number, named.number] == ["DD-2611-001", "DD-2611-002", "GM-2611-001"]


def test_the_base_hears_of_a_new_order_and_the_enterprise_of_the_answer(parties: Parties) -> None:
    order = parties.submitted()
    assert any("New order" in text for text in heard(parties.session, parties.seller))
    assert not heard(parties.session, parties.buyer)
    services.answer_order(parties.session, order, parties.offer(), viewer=parties.seller)
    assert any("was accepted" in text for text in heard(parties.session, parties.buyer))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("heads", 0),
        ("heads", 100_000),
        ("window_start", date(2026, 11, 19)),
        ("window_end", date(2026, 12, 7)),
        ("weekdays", ()),
        ("weekdays", (8,)),
        ("half_days", ("midnight",)),
        ("night_rest_hours", -1),
        ("budget_yuan", -5),
        ("note", "x" * 2001),
        ("base_id", "nowhere"),
        ("school_id", "nowhere"),
        ("occupation_id", "nothing"),
        ("level", 5),
    ],
)
def test_a_value_that_no_order_can_have_is_refused_at_its_field(parties: Parties, field: str, value: object) -> None:
    with pytest.raises(BadInput) as refusal:
        services.create_order(parties.session, parties.wish(**{field: value}), viewer=parties.buyer)
    assert refusal.value.field == field
    assert parties.session.scalars(select(Order)).all() == []


def test_an_enterprise_is_no_base(parties: Parties) -> None:
    with pytest.raises(BadInput) as refusal:
        services.create_order(parties.session, parties.wish(base_id=parties.enterprise.id), viewer=parties.buyer)
    assert refusal.value.field == "base_id"


def test_a_scheduler_creates_no_orders(parties: Parties) -> None:
    with pytest.raises(NotAllowed):
        services.create_order(parties.session, parties.wish(), viewer=parties.seller)


def test_a_draft_that_is_not_complete_cannot_be_sent(parties: Parties) -> None:
    wish = parties.wish(heads=None, window_start=None, window_end=None)
    order = services.create_order(parties.session, wish, viewer=parties.buyer, filled_steps=["what"])
    assert wish_of(order).heads is None
    with pytest.raises(BadInput):
        services.submit_order(parties.session, order, viewer=parties.buyer)
    assert order.state is OrderState.DRAFT


def test_a_named_class_cannot_be_sent_without_its_name(parties: Parties) -> None:
    order = parties.draft(programme_type=ProgrammeType.NAMED_CLASS, details={**NAMED, "class_name": " "})
    with pytest.raises(BadInput) as refusal:
        services.submit_order(parties.session, order, viewer=parties.buyer)
    assert refusal.value.field == "class_name"


def test_a_named_class_keeps_its_own_fields_and_nothing_else(parties: Parties) -> None:
    details = {**NAMED, "stranger": "x"}
    order = parties.draft(programme_type=ProgrammeType.NAMED_CLASS, details=details)
    assert order.class_name == "申拓班"
    assert order.details["mentors"] == ["李工 装调主管", "王工 电气"]
    assert "stranger" not in order.details


def test_a_stale_form_is_refused_and_says_what_changed(parties: Parties) -> None:
    order = parties.draft()
    seen = order.revision
    colleague = viewer_of(
        parties.session, factories.a_member(parties.session, Role.ENTERPRISE_OFFICER, parties.enterprise)
    )
    services.change_order(parties.session, order, parties.wish(heads=30), viewer=colleague, revision=seen)
    with pytest.raises(Conflict) as refusal:
        services.change_order(parties.session, order, parties.wish(heads=12), viewer=parties.buyer, revision=seen)
    assert "People" in str(refusal.value.message)
    assert order.heads == 30


def test_a_form_on_the_present_revision_is_taken(parties: Parties) -> None:
    order = parties.draft()
    changes = services.change_order(
        parties.session, order, parties.wish(heads=30), viewer=parties.buyer, revision=order.revision
    )
    assert [(change.field, change.old, change.new) for change in changes] == [("heads", 24, 30)]


def test_typing_into_a_draft_is_kept_without_a_new_revision(parties: Parties) -> None:
    order = parties.draft()
    seen = order.revision
    services.save_draft(
        parties.session, order, parties.wish(heads=31), viewer=parties.buyer, revision=seen, filled_steps=["time"]
    )
    assert (order.heads, order.revision) == (31, seen)
    services.change_order(parties.session, order, parties.wish(heads=32), viewer=parties.buyer, revision=seen)
    assert order.heads == 32


def test_typing_into_a_draft_that_somebody_saved_keeps_nothing(parties: Parties) -> None:
    order = parties.draft()
    seen = order.revision
    services.change_order(parties.session, order, parties.wish(heads=30), viewer=parties.buyer)
    with pytest.raises(Conflict):
        services.save_draft(
            parties.session, order, parties.wish(heads=31), viewer=parties.buyer, revision=seen, filled_steps=[]
        )
    assert order.heads == 30


def test_changing_a_sent_order_takes_it_back_to_the_draft(parties: Parties) -> None:
    order = parties.submitted()
    services.change_order(parties.session, order, parties.wish(heads=18), viewer=parties.buyer)
    assert order.state is OrderState.DRAFT
    assert any("being revised" in text for text in heard(parties.session, parties.seller))
    with pytest.raises(RuleBroken):
        services.answer_order(parties.session, order, parties.offer(), viewer=parties.seller)


def test_a_counter_offer_is_accepted_as_it_stands(parties: Parties) -> None:
    order = parties.submitted()
    offer = parties.offer(AnswerDecision.COUNTER, heads=16, starts_on=date(2026, 12, 14), price_yuan=70_000)
    services.answer_order(parties.session, order, offer, viewer=parties.seller)
    assert order.state is OrderState.COUNTERED
    services.accept_counter(parties.session, order, viewer=parties.buyer)
    assert order.state is OrderState.ACCEPTED
    agreement = queries.agreement_of(parties.session, order.id)
    assert agreement is not None
    assert "16" in agreement.versions[0].clauses[0]["text"]
    assert order.school_id == parties.school.id


def test_a_counter_offer_can_be_answered_with_a_revised_order(parties: Parties) -> None:
    order = parties.submitted()
    services.answer_order(
        parties.session, order, parties.offer(AnswerDecision.COUNTER, heads=16), viewer=parties.seller
    )
    services.change_order(parties.session, order, parties.wish(heads=20), viewer=parties.buyer)
    services.submit_order(parties.session, order, viewer=parties.buyer)
    assert path_of(order) == ["submitted", "countered", "draft", "submitted"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("heads", 23),
        ("starts_on", date(2026, 12, 1)),
        ("ends_on", date(2027, 2, 1)),
        ("price_yuan", 60_001),
    ],
)
def test_an_acceptance_that_differs_from_the_order_must_be_a_counter_offer(
    parties: Parties, field: str, value: object
) -> None:
    order = parties.submitted()
    with pytest.raises(BadInput) as refusal:
        services.answer_order(parties.session, order, parties.offer(**{field: value}), viewer=parties.seller)
    assert refusal.value.field == field
    counter = parties.offer(AnswerDecision.COUNTER, **{field: value})
    services.answer_order(parties.session, order, counter, viewer=parties.seller)
    assert order.state is OrderState.COUNTERED


def test_an_answer_needs_a_valid_course_of_the_ordered_occupation_and_a_school(parties: Parties) -> None:
    order = parties.submitted()
    other = factories.a_course_version(parties.session)
    for offer, field in [
        (parties.offer(course_version_id=None), "course_version_id"),
        (parties.offer(course_version_id=other.id), "course_version_id"),
        (parties.offer(school_id=None), "school_id"),
        (parties.offer(school_id=parties.enterprise.id), "school_id"),
        (parties.offer(AnswerDecision.DECLINE, note=""), "note"),
        (parties.offer(AnswerDecision.COUNTER, ends_on=date(2026, 12, 7)), "ends_on"),
    ]:
        with pytest.raises(BadInput) as refusal:
            services.answer_order(parties.session, order, offer, viewer=parties.seller)
        assert refusal.value.field == field
    assert order.state is OrderState.SUBMITTED


def test_a_course_version_that_has_ended_cannot_be_offered(parties: Parties) -> None:
    order = parties.submitted()
    parties.version.valid_to = date(2026, 12, 6)
    with pytest.raises(BadInput) as refusal:
        services.answer_order(parties.session, order, parties.offer(), viewer=parties.seller)
    assert refusal.value.field == "course_version_id"


def test_only_the_base_answers_and_only_the_enterprise_accepts_a_counter_offer(parties: Parties) -> None:
    order = parties.submitted()
    with pytest.raises(NotAllowed):
        services.answer_order(parties.session, order, parties.offer(), viewer=parties.buyer)
    services.answer_order(parties.session, order, parties.offer(AnswerDecision.COUNTER, heads=3), viewer=parties.seller)
    with pytest.raises(NotAllowed):
        services.accept_counter(parties.session, order, viewer=parties.seller)


def test_a_sent_order_is_withdrawn_with_a_reason_and_a_signed_one_not_at_all(parties: Parties) -> None:
    order = parties.submitted()
    with pytest.raises(BadInput):
        services.withdraw_order(parties.session, order, " ", viewer=parties.buyer)
    services.withdraw_order(parties.session, order, "Plans changed", viewer=parties.buyer)
    assert order.state is OrderState.WITHDRAWN
    assert any("withdrawn" in text for text in heard(parties.session, parties.seller))
    signed, _agreement = parties.signed()
    with pytest.raises(RuleBroken):
        services.withdraw_order(parties.session, signed, "Too late", viewer=parties.buyer)


def test_a_base_sees_what_was_sent_to_it_and_no_drafts(parties: Parties) -> None:
    draft, sent = parties.draft(), parties.submitted()
    stranger = viewer_of(parties.session, factories.a_member(parties.session, Role.SCHEDULER))
    assert [order.id for order in queries.list_orders(parties.session, viewer=parties.seller)] == [sent.id]
    assert len(queries.list_orders(parties.session, viewer=parties.buyer)) == 2
    assert queries.list_orders(parties.session, viewer=stranger) == []
    for viewer in (parties.seller, stranger):
        with pytest.raises(NotFound):
            queries.get_order(parties.session, draft.id, viewer=viewer)


def test_a_draft_that_was_withdrawn_unsent_stays_hidden_from_the_base(parties: Parties) -> None:
    unsent, sent = parties.draft(), parties.submitted()
    for order in (unsent, sent):
        services.withdraw_order(parties.session, order, "Not needed", viewer=parties.buyer)
    assert [order.id for order in queries.list_orders(parties.session, viewer=parties.seller)] == [sent.id]


def test_the_bureau_reads_the_orders_of_its_region_only(parties: Parties) -> None:
    order = parties.submitted()
    officer = viewer_of(parties.session, factories.a_member(parties.session, Role.BUREAU_OFFICER))
    elsewhere = factories.an_organisation(parties.session, region_code="330502")
    stranger = viewer_of(parties.session, factories.a_member(parties.session, Role.BUREAU_OFFICER, elsewhere))
    assert queries.get_order(parties.session, order.id, viewer=officer).id == order.id
    with pytest.raises(NotFound):
        queries.get_order(parties.session, order.id, viewer=stranger)


def test_a_school_sees_the_orders_that_name_it(parties: Parties) -> None:
    order = parties.submitted()
    with pytest.raises(NotFound):
        queries.get_order(parties.session, order.id, viewer=parties.teacher)
    services.answer_order(parties.session, order, parties.offer(), viewer=parties.seller)
    assert queries.get_order(parties.session, order.id, viewer=parties.teacher).id == order.id


def test_a_list_is_narrowed_by_number_name_and_state(parties: Parties) -> None:
    order = parties.submitted()
    for text, found in [(order.number, 1), (parties.enterprise.name, 1), ("no such thing", 0), ("100%", 0)]:
        wanted = queries.OrderFilter(text=text)
        assert len(queries.list_orders(parties.session, viewer=parties.seller, wanted=wanted)) == found
    signed = queries.OrderFilter(states=frozenset({OrderState.SIGNED}))
    assert queries.list_orders(parties.session, viewer=parties.seller, wanted=signed) == []


def test_a_wish_survives_being_written_and_read(parties: Parties) -> None:
    wish = parties.wish(weekdays=(1, 3, 6), half_days=("evening",), night_rest_hours=12, note="夜班多")
    order = services.create_order(parties.session, wish, viewer=parties.buyer)
    assert wish_of(order) == replace(wish, details={})
