"""Where a joint class stands, in words and sums: until when it waits, its seats, and what each order pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainer.kit import clock
from trainer.kit.messages import Message, msg
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace, PlaceAnswer
from trainer.programmes.joint_terms import JointTerms

STATE_LABELS: Mapping[JointClassState, Message] = {
    JointClassState.INVITING: msg("Waiting for answers"),
    JointClassState.FILLED: msg("Filled"),
    JointClassState.LAPSED: msg("Lapsed"),
    JointClassState.WITHDRAWN: msg("Withdrawn"),
}
STATE_CHIPS: Mapping[JointClassState, str] = {
    JointClassState.INVITING: "accent",
    JointClassState.FILLED: "ok",
    JointClassState.LAPSED: "neutral",
    JointClassState.WITHDRAWN: "neutral",
}
ANSWER_LABELS: Mapping[PlaceAnswer, Message] = {
    PlaceAnswer.WAITING: msg("No answer yet"),
    PlaceAnswer.ACCEPTED: msg("Accepted"),
    PlaceAnswer.DECLINED: msg("Turned down"),
    PlaceAnswer.GIVEN_UP: msg("Seats given up"),
}
ANSWER_CHIPS: Mapping[PlaceAnswer, str] = {
    PlaceAnswer.WAITING: "warn",
    PlaceAnswer.ACCEPTED: "ok",
    PlaceAnswer.DECLINED: "neutral",
    PlaceAnswer.GIVEN_UP: "neutral",
}
COUNTED: Mapping[JointClassState, tuple[PlaceAnswer, ...]] = {
    JointClassState.INVITING: (PlaceAnswer.WAITING, PlaceAnswer.ACCEPTED),
    JointClassState.FILLED: (PlaceAnswer.ACCEPTED,),
}


@dataclass(frozen=True)
class Cost:
    """What places pay: as things stand, and never more than; both the agreed price once the class has filled."""

    now: int
    at_most: int


def is_open(joint: JointClass) -> bool:
    """Whether it can be answered today."""
    return joint.state is JointClassState.INVITING and joint.lapses_on >= clock.today()


def lapse_words(joint: JointClass) -> Message | None:
    """How long an invitation can still be answered, or None when it has been decided."""
    if joint.state is not JointClassState.INVITING:
        return None
    days = (joint.lapses_on - clock.today()).days
    if days < 0:
        return msg("Its last day has passed; it is being settled")
    if days < 2:
        return msg("Lapses tomorrow") if days else msg("Lapses today")
    return msg("Lapses in %(n)s days", n=days)


def taking_part(joint: JointClass) -> list[JointPlace]:
    """The places that count: all but the declined ones of an open invitation, in a class that has filled those that
    were accepted, and of one that came to nothing all that were offered.
    """
    if joint.state in COUNTED:
        return [place for place in joint.places if place.answer in COUNTED[joint.state]]
    return list(joint.places)


def accepted_seats(joint: JointClass) -> int:
    """The seats that have been accepted."""
    return sum(place.heads for place in joint.places if place.answer is PlaceAnswer.ACCEPTED)


def terms_of_class(joint: JointClass) -> JointTerms:
    """The sizes and costs of a joint class."""
    return JointTerms(joint.least, joint.most, joint.fixed_yuan, joint.head_yuan)


def costs_of(joint: JointClass) -> Mapping[str, Cost]:
    """What each place pays, by order; a place that takes no part any more pays nothing and is left out."""
    terms, places = terms_of_class(joint), taking_part(joint)
    shares = terms.shares([place.heads for place in places]) if places else []
    costs = {}
    for place, share in zip(places, shares, strict=True):
        agreed = place.price_yuan
        costs[place.order_id] = Cost(share, terms.at_most(place.heads)) if agreed is None else Cost(agreed, agreed)
    return costs


def cost_of(joint: JointClass, places: Sequence[JointPlace]) -> Cost:
    """What these places pay together."""
    costs = costs_of(joint)
    own = [costs[place.order_id] for place in places if place.order_id in costs]
    return Cost(sum(cost.now for cost in own), sum(cost.at_most for cost in own))
