"""Inviting enterprises to a joint class, and what they and the base do while the invitation is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.queries import get_organisation
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.queries import find_course_version, find_policy
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import given_reason
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace, PlaceAnswer
from trainer.models.organisations import OrganisationKind
from trainer.models.programmes import Order, OrderState
from trainer.programmes import queries
from trainer.programmes.joint_standing import is_open
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.queries.estimates import CAP_KEYS, Caps, earliest_end
from trainer.programmes.services.joint_settling import (
    LEAST_ENTERPRISES,
    end,
    free_places,
    record,
    settle,
    tell_base,
    tell_enterprises,
)
from trainer.programmes.services.steps import hold_joint_class, lock_organisation, next_number
from trainer.programmes.wishes import MAX_YUAN, wish_of
from trainer.resources.queries import work_calendar

LETTERS = "PB"
MAX_REASON = 300


@dataclass(frozen=True)
class JointOffer:
    """What a base offers to several orders at once."""

    order_ids: Sequence[str]
    terms: JointTerms
    course_version_id: str
    school_id: str
    starts_on: date
    ends_on: date
    lapses_on: date


def invite_orders(session: Session, offer: JointOffer, *, viewer: Viewer) -> JointClass:
    """Invite the enterprises of these orders; until the answer the orders are bound to the invitation.

    Raises BadInput naming the field, NotFound for an order that is not the viewer's, RuleBroken
    "joint-class-open" when an order is bound to another invitation or was answered already.
    """
    orders = check_offer(session, offer, viewer=viewer)
    joint = JointClass(
        number=next_number(session, JointClass.number, LETTERS, JointClass.base_id == viewer.organisation_id),
        base_id=viewer.organisation_id,
        occupation_id=orders[0].occupation_id,
        level=orders[0].level,
        weekdays=list(orders[0].weekdays),
        half_days=list(orders[0].half_days),
        state_since=clock.now(),
        invited_by_id=viewer.person_id,
        **vars(offer.terms),
        **{name: getattr(offer, name) for name in OFFERED},
    )
    joint.places = [
        JointPlace(order=order, held_order_id=order.id, heads=order.heads, position=position)
        for position, order in enumerate(orders, start=1)
    ]
    session.add(joint)
    session.flush()
    for order in orders:
        session.expire(order, ["place"])
    record(session, joint, "invite", by=viewer, detail=_as_json(offer, orders))
    subject = msg("You are invited to joint class %(number)s", number=joint.number)
    tell_enterprises(session, joint, joint.places, subject, msg("Please answer by %(day)s", day=joint.lapses_on))
    return joint


def check_offer(session: Session, offer: JointOffer, *, viewer: Viewer) -> list[Order]:
    """The orders of an offer, held; raises what `invite_orders` raises, and invites nobody."""
    viewer.must(Permission.ORDER_ANSWER)
    lock_organisation(session, viewer.organisation_id)
    orders = _hold_orders(session, offer, viewer)
    for field, message, way_out in _faults(session, offer, orders):
        raise BadInput(message, field=field, way_out=way_out)
    return orders


OFFERED = ("course_version_id", "school_id", "starts_on", "ends_on", "lapses_on")


def accept_invitation(session: Session, joint: JointClass, *, viewer: Viewer) -> None:
    """Take the places of the viewer's enterprise; with the last answer the class fills or lapses.

    Raises Conflict when the invitation is no longer open or the enterprise has answered.
    """
    _answer(session, joint, PlaceAnswer.ACCEPTED, viewer)
    if joint.state is JointClassState.INVITING:
        subject = msg("A place in joint class %(number)s was accepted", number=joint.number)
        tell_base(session, joint, subject)


def decline_invitation(session: Session, joint: JointClass, *, viewer: Viewer) -> None:
    """Turn the places down: the orders are free at once; the class lapses when it cannot fill any more.

    Raises Conflict when the invitation is no longer open or the enterprise has answered.
    """
    places = _answer(session, joint, PlaceAnswer.DECLINED, viewer)
    if joint.state is JointClassState.INVITING:
        numbers = ", ".join(place.order.number for place in places)
        tell_base(
            session, joint, msg("Order %(order)s declined joint class %(number)s", order=numbers, number=joint.number)
        )


def withdraw_invitation(session: Session, joint: JointClass, reason: str, *, viewer: Viewer) -> None:
    """Take an open invitation back: everybody is told why, and the orders are free again.

    Raises BadInput without a reason, Conflict when it is no longer open.
    """
    viewer.must(Permission.ORDER_ANSWER)
    if joint.base_id != viewer.organisation_id:
        raise NotAllowed
    said = given_reason(reason, msg("Say in a few words why the invitation is withdrawn"))
    if len(said) > MAX_REASON:
        raise BadInput(msg("At most %(n)s characters", n=MAX_REASON), field="reason")
    hold_joint_class(session, joint)
    _require_open(joint)
    end(session, joint, JointClassState.WITHDRAWN)
    joint.reason = said
    told = [place for place in joint.places if place.held_order_id]
    free_places(session, joint, list(PlaceAnswer))
    record(session, joint, "withdraw", by=viewer, detail={"reason": joint.reason})
    subject = msg("Joint class %(number)s was withdrawn: %(reason)s", number=joint.number, reason=joint.reason)
    tell_enterprises(session, joint, told, subject, msg("Your order is free again and waits for the base's answer"))


def require_free(session: Session, order: Order) -> None:
    """Raise RuleBroken "joint-class-open" while an invitation binds the order; one whose day has passed ends first."""
    joint = queries.joint_class_binding(session, order.id)
    if joint is not None and joint.state is JointClassState.INVITING and joint.lapses_on < clock.today():
        hold_joint_class(session, joint)
        settle(session, joint)
        joint = queries.joint_class_binding(session, order.id)
    if joint is not None and joint.state is JointClassState.INVITING:
        raise RuleBroken(
            "joint-class-open",
            msg("Order %(order)s is invited to joint class %(number)s", order=order.number, number=joint.number),
            msg("Wait for its answer, or withdraw the invitation first"),
        )


def _require_open(joint: JointClass) -> None:
    """Raise Conflict from the day on at which the answers decide: it may have filled, though nobody wrote that yet."""
    if not is_open(joint):
        raise Conflict(msg("This invitation is no longer open"), msg("Open it again to see where it stands"))


def _answer(session: Session, joint: JointClass, answer: PlaceAnswer, viewer: Viewer) -> Sequence[JointPlace]:
    """Write the answer of the viewer's enterprise under the lock of the joint class, and let it decide."""
    viewer.must(Permission.ORDER_CREATE)
    hold_joint_class(session, joint)
    _require_open(joint)
    places = [place for place in queries.own_places(joint, viewer) if place.answer is PlaceAnswer.WAITING]
    if not places:
        raise Conflict(msg("Your enterprise has answered this invitation already"))
    for place in places:
        place.answer = answer
        place.answered_by_id, place.answered_at = viewer.person_id, clock.now()
        if answer is PlaceAnswer.DECLINED:
            place.held_order_id = None
    session.flush()
    for place in places:
        session.expire(place.order, ["place"])
    numbers = [place.order.number for place in places]
    act = "accept" if answer is PlaceAnswer.ACCEPTED else "decline"
    record(session, joint, act, by=viewer, detail={"orders": numbers})
    settle(session, joint)
    return places


def _hold_orders(session: Session, offer: JointOffer, viewer: Viewer) -> list[Order]:
    """The orders under lock, in the order of their ids; each must wait for this base's answer and be free."""
    wanted = select(Order).where(Order.id.in_(offer.order_ids), Order.base_id == viewer.organisation_id)
    # Ends what is overdue before any order is locked: a joint class is locked before its orders.
    for order in session.scalars(wanted):
        require_free(session, order)
    options = {"populate_existing": True}
    orders = session.scalars(wanted.order_by(Order.id).with_for_update(), execution_options=options).all()
    if len(orders) != len(set(offer.order_ids)):
        raise NotFound
    for order in orders:
        require_free(session, order)
        if order.state is not OrderState.SUBMITTED:
            raise RuleBroken(
                "order-state",
                msg("Order %(order)s no longer waits for an answer", order=order.number),
                msg("Leave the order out"),
            )
    return sorted(orders, key=lambda order: order.number)


Fault = tuple[str, Message, Message | None]


def _faults(session: Session, offer: JointOffer, orders: Sequence[Order]) -> Iterator[Fault]:
    if len({order.enterprise_id for order in orders}) < LEAST_ENTERPRISES:
        yield "orders", msg("A joint class needs orders of at least two enterprises"), None
        return
    alike = {
        (order.occupation_id, order.level, tuple(sorted(order.weekdays)), tuple(sorted(order.half_days)))
        for order in orders
    }
    if len(alike) > 1 or not all(strategy_of(order.programme_type).can_be_pooled for order in orders):
        yield "orders", msg("These orders cannot be put together: occupation, level and wished times differ"), None
        return
    yield from _size_faults(session, offer, orders)
    yield from _day_faults(offer, orders)
    yield from _course_faults(session, offer, orders)
    yield from _money_faults(offer, orders)


def _size_faults(session: Session, offer: JointOffer, orders: Sequence[Order]) -> Iterator[Fault]:
    heads, terms = sum(order.heads for order in orders), offer.terms
    if terms.least < 1:
        yield "least", msg("A class needs at least one person"), None
    if terms.most < terms.least:
        yield "most", msg("The most must not be fewer than the fewest"), None
    if heads > terms.most:
        text = msg("The orders chosen have %(heads)s people, more than the most", heads=heads)
        yield "most", text, msg("Leave an order out, or raise the most")
    if heads < terms.least:
        text = msg("The orders chosen have only %(heads)s people, fewer than the fewest", heads=heads)
        yield "least", text, msg("Add an order, or lower the fewest")
    policy = find_policy(session, "cohort.maximum_size", orders[0].base.region_code, offer.starts_on)
    if policy is not None and terms.most > int(policy.value):
        yield "most", msg("By policy a cohort has at most %(n)s people", n=int(policy.value)), None


def _day_faults(offer: JointOffer, orders: Sequence[Order]) -> Iterator[Fault]:
    if offer.lapses_on < clock.today():
        yield "lapses_on", msg("This day has passed"), None
    if offer.starts_on <= offer.lapses_on:
        yield "starts_on", msg("The class starts after the last day for answers"), None
    if offer.ends_on <= offer.starts_on:
        yield "ends_on", msg("The end must lie after the start"), None
    for order in orders:
        if offer.starts_on < order.window_start:
            yield "starts_on", msg("Order %(order)s starts on %(day)s at the earliest", **_day(order, "start")), None
        if offer.ends_on > order.window_end:
            yield "ends_on", msg("Order %(order)s ends on %(day)s at the latest", **_day(order, "end")), None


def _day(order: Order, side: str) -> dict[str, Any]:
    return {"order": order.number, "day": order.window_start if side == "start" else order.window_end}


def _course_faults(session: Session, offer: JointOffer, orders: Sequence[Order]) -> Iterator[Fault]:
    version = find_course_version(session, offer.course_version_id)
    if version is None:
        yield "course_version_id", msg("Choose the course version that is taught"), None
        return
    if (version.course.occupation_id, version.course.level) != (orders[0].occupation_id, orders[0].level):
        yield "course_version_id", msg("This course is for another occupation or level"), None
    if version.valid_from > offer.starts_on or (version.valid_to is not None and version.valid_to < offer.starts_on):
        text = msg("This course version is not valid on %(day)s", day=offer.starts_on)
        yield "course_version_id", text, None
    wish = replace(wish_of(orders[0]), window_start=offer.starts_on, window_end=offer.ends_on)
    region = orders[0].base.region_code
    caps = Caps(*(_whole(session, key, region, offer.starts_on) for key in CAP_KEYS))
    if earliest_end(version, wish, caps, work_calendar(session)) is None:
        text = msg("The lessons do not fit into this time even if every half-day is free")
        yield "ends_on", text, msg("Start earlier, or end later")
    try:
        is_school = get_organisation(session, offer.school_id).is_a(OrganisationKind.SCHOOL)
    except NotFound:
        is_school = False
    if not is_school:
        yield "school_id", msg("The agreement has three parties: choose the school"), None


def _money_faults(offer: JointOffer, orders: Sequence[Order]) -> Iterator[Fault]:
    terms = offer.terms
    if terms.fixed_yuan < 0:
        yield "fixed_yuan", msg("An amount lies between %(low)s and %(high)s yuan", low=0, high=MAX_YUAN), None
    if terms.head_yuan < 0 or terms.fixed_yuan + terms.head_yuan * terms.most > MAX_YUAN:
        yield "head_yuan", msg("An amount lies between %(low)s and %(high)s yuan", low=0, high=MAX_YUAN), None
    for order in orders:
        least = terms.least_for(order.heads, order.budget_yuan)
        if least is None:
            text = msg("Order %(order)s would pay more than its budget however many come", order=order.number)
            yield "head_yuan", text, msg("Leave the order out, or lower the costs")
        elif order.budget_yuan is not None and terms.at_most(order.heads) > order.budget_yuan:
            text = msg("With so few seats order %(order)s would pay more than its budget", order=order.number)
            yield "least", text, msg("Raise the fewest to %(n)s, or leave the order out", n=least)


def _whole(session: Session, key: str, region: str, day: date) -> int | None:
    found = find_policy(session, key, region, day)
    return int(found.value) if found is not None else None


def _as_json(offer: JointOffer, orders: Sequence[Order]) -> dict[str, Any]:
    days = {name: getattr(offer, name).isoformat() for name in ("starts_on", "ends_on", "lapses_on")}
    return {"orders": [order.number for order in orders], **vars(offer.terms), **days}
