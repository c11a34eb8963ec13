"""How an invitation to a joint class ends: it fills, it lapses, it is withdrawn; and how an order leaves it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from trainer.accounts.queries import people_with_role
from trainer.accounts.services import notify
from trainer.catalogue.programme_types.strategy import OrderAct, Party
from trainer.kit import audit, clock
from trainer.kit.db import changes_one_row
from trainer.kit.errors import Conflict
from trainer.kit.messages import Message, msg
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace, PlaceAnswer
from trainer.models.people import Role
from trainer.models.programmes import AnswerDecision, Cohort, Order, OrderAnswer
from trainer.programmes import queries
from trainer.programmes.joint_standing import terms_of_class
from trainer.programmes.services.agreements import write_agreement
from trainer.programmes.services.steps import (
    Actor,
    Author,
    hold,
    hold_joint_class,
    keep_trail,
    state_change,
    step,
    tell,
)

LEAST_ENTERPRISES = 2


def places_with(joint: JointClass, *answers: PlaceAnswer) -> list[JointPlace]:
    """The places that were answered like this, in their order."""
    return [place for place in joint.places if place.answer in answers]


def is_enough(joint: JointClass, places: Sequence[JointPlace]) -> bool:
    """Whether these places make a class: enough seats, of more than one enterprise."""
    enterprises = {place.order.enterprise_id for place in places}
    return len(enterprises) >= LEAST_ENTERPRISES and sum(place.heads for place in places) >= joint.least


def decision(joint: JointClass, today: date) -> JointClassState | None:
    """What has become of an invitation by its answers and the day, or None while it is open."""
    accepted = places_with(joint, PlaceAnswer.ACCEPTED)
    waiting = places_with(joint, PlaceAnswer.WAITING)
    is_over = not waiting or today > joint.lapses_on
    if is_over and is_enough(joint, accepted) and today <= joint.starts_on:
        return JointClassState.FILLED
    if is_over or not is_enough(joint, [*accepted, *waiting]):
        return JointClassState.LAPSED
    return None


def settle(session: Session, joint: JointClass) -> None:
    """Let an invitation that the caller holds fill or lapse, if its answers or the day decide it."""
    decided = decision(joint, clock.today())
    if decided is JointClassState.FILLED:
        _fill(session, joint)
    elif decided is JointClassState.LAPSED:
        _lapse(session, joint)


def settle_overdue(session: Session, joint_class_id: str) -> bool:
    """Settle an invitation whose last day has passed; False when somebody else did, or the day has not passed."""
    joint = session.get(JointClass, joint_class_id)
    if joint is None:
        return False
    hold_joint_class(session, joint)
    if joint.state is not JointClassState.INVITING or joint.lapses_on >= clock.today():
        return False
    settle(session, joint)
    return True


def free_places(session: Session, joint: JointClass, answers: Sequence[PlaceAnswer]) -> None:
    """Let the orders of these places go; the answers stay as they were given."""
    for place in places_with(joint, *answers):
        place.held_order_id = None
    session.flush()
    for place in joint.places:
        session.expire(place.order, ["place"])


def end(session: Session, joint: JointClass, state: JointClassState) -> None:
    """Move an invitation on, once: raises Conflict when it is no longer open."""
    now = clock.now()
    still_open = (JointClass.id == joint.id) & (JointClass.state == JointClassState.INVITING)
    if not changes_one_row(session, update(JointClass).where(still_open).values(state=state, state_since=now)):
        raise Conflict(msg("This invitation is no longer open"), msg("Open it again to see where it stands"))
    session.expire(joint, ["state", "state_since"])


def leave_joint_class(session: Session, order: Order, *, viewer: Author) -> None:
    """Take an order that its enterprise changes or withdraws out of its joint class; the base is told.

    An open invitation is declined with it. A class that has filled goes on with the seats of the others.
    """
    joint = queries.joint_class_binding(session, order.id)
    if joint is None:
        return
    place = next(found for found in joint.places if found.order_id == order.id)
    is_open = joint.state is JointClassState.INVITING
    place.answer = PlaceAnswer.DECLINED if is_open else PlaceAnswer.GIVEN_UP
    place.answered_by_id, place.answered_at = viewer.person_id, clock.now()
    place.held_order_id = None
    session.flush()
    session.expire(order, ["place"])
    record(session, joint, "leave", by=viewer, detail={"order": order.number, "heads": place.heads})
    if not is_open and joint.programme_id is not None:
        smaller = update(Cohort).where(Cohort.programme_id == joint.programme_id)
        session.execute(smaller.values(capacity=Cohort.capacity - place.heads))
    subject = msg(
        "Order %(order)s left joint class %(number)s: %(n)s seats are free",
        order=order.number,
        number=joint.number,
        n=place.heads,
    )
    tell_base(session, joint, subject)
    if is_open:
        settle(session, joint)


def tell_base(session: Session, joint: JointClass, subject: Message, *lines: Message) -> None:
    """Put a notice under the bell of the base's schedulers."""
    people = [person.id for person in people_with_role(session, joint.base_id, Role.SCHEDULER)]
    notify(session, people, subject, lines, url=f"/joint-classes/{joint.id}")


def tell_enterprises(
    session: Session, joint: JointClass, places: Sequence[JointPlace], subject: Message, *lines: Message
) -> None:
    """Tell the officers of the enterprises behind these places; each learns of it once."""
    people: list[str] = []
    for enterprise_id in dict.fromkeys(place.order.enterprise_id for place in places):
        people += [person.id for person in people_with_role(session, enterprise_id, Role.ENTERPRISE_OFFICER)]
    notify(session, people, subject, lines, url=f"/joint-classes/{joint.id}")


def record(
    session: Session, joint: JointClass, act: str, *, by: Author | None, detail: dict[str, Any] | None = None
) -> None:
    """An audit entry about a joint class, in the chain of whoever acted; nobody acts when a day passes."""
    audit.record(
        session,
        f"joint_class.{act}",
        f"joint_class:{joint.id}",
        actor=by.person_id if by else audit.PLATFORM,
        chain=by.organisation_id if by else joint.base_id,
        detail={"number": joint.number, **(detail or {})},
    )


def _fill(session: Session, joint: JointClass) -> None:
    """Each order that accepted is accepted in turn, at its share, and has its own agreement to be signed."""
    end(session, joint, JointClassState.FILLED)
    accepted = places_with(joint, PlaceAnswer.ACCEPTED)
    free_places(session, joint, [PlaceAnswer.WAITING, PlaceAnswer.DECLINED])
    prices = terms_of_class(joint).shares([place.heads for place in accepted])
    for place, price in zip(accepted, prices, strict=True):
        place.price_yuan = price
    session.flush()
    record(
        session,
        joint,
        "fill",
        by=None,
        detail={"orders": {place.order.number: place.price_yuan for place in accepted}},
    )
    for place in sorted(accepted, key=lambda found: found.order_id):
        _agree(session, joint, place)
    heads = sum(place.heads for place in accepted)
    subject = msg("Joint class %(number)s has filled: %(n)s people", number=joint.number, n=heads)
    tell_base(session, joint, subject, msg("Each order has its own agreement; they wait for signatures"))
    left = places_with(joint, PlaceAnswer.WAITING)
    tell_enterprises(
        session,
        joint,
        left,
        msg("Joint class %(number)s has filled without you: your order is free again", number=joint.number),
    )


def _agree(session: Session, joint: JointClass, place: JointPlace) -> None:
    order, by = place.order, Actor(joint.invited_by_id, joint.base_id)
    hold(session, order, None)
    before = order.state
    answer = OrderAnswer(
        order_id=order.id,
        at=clock.now(),
        person_id=joint.invited_by_id,
        decision=AnswerDecision.ACCEPT,
        course_version_id=joint.course_version_id,
        school_id=joint.school_id,
        heads=place.heads,
        starts_on=joint.starts_on,
        ends_on=joint.ends_on,
        price_yuan=place.price_yuan,
    )
    session.add(answer)
    step(session, order, OrderAct.ACCEPT, person_id=joint.invited_by_id)
    order.school_id = joint.school_id
    keep_trail(session, order, "answer", viewer=by, changes=state_change(before, order.state), joint=joint.number)
    session.expire(order, ["answers", "school", "place"])
    write_agreement(session, order, author=by)
    subject = msg(
        "Joint class %(number)s has filled: order %(order)s was accepted; the agreement waits for signatures",
        number=joint.number,
        order=order.number,
    )
    tell(session, order, [Party.ENTERPRISE, Party.SCHOOL], subject)


def _lapse(session: Session, joint: JointClass) -> None:
    """Too few accepted: everybody is told, and the orders wait for the base's answer again."""
    end(session, joint, JointClassState.LAPSED)
    seats = sum(place.heads for place in places_with(joint, PlaceAnswer.ACCEPTED))
    told = places_with(joint, PlaceAnswer.ACCEPTED, PlaceAnswer.WAITING)
    free_places(session, joint, list(PlaceAnswer))
    record(session, joint, "lapse", by=None, detail={"accepted": seats, "least": joint.least})
    subject = msg(
        "Joint class %(number)s has lapsed: %(seats)s of at least %(least)s seats were accepted",
        number=joint.number,
        seats=seats,
        least=joint.least,
    )
    tell_enterprises(session, joint, told, subject, msg("Your order is free again and waits for the base's answer"))
    tell_base(session, joint, subject, msg("Its orders are free again and wait for your answer"))
