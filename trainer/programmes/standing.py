"""Where an order or cohort stands, in words: status, place on the timeline, whose turn it is and for how long."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import ROLE_OF_PARTY, OrderAct, Party
from trainer.kit import clock
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.models.joint_classes import PlaceAnswer
from trainer.models.programmes import AnswerDecision, CohortState, Order, OrderState

ORDER_LABELS: Mapping[OrderState, Message] = {
    OrderState.DRAFT: msg("Draft"),
    OrderState.SUBMITTED: msg("Submitted"),
    OrderState.COUNTERED: msg("Counter-offer"),
    OrderState.ACCEPTED: msg("Waiting for signature"),
    OrderState.DECLINED: msg("Declined"),
    OrderState.SIGNED: msg("Waiting for timetable"),
    OrderState.SCHEDULED: msg("Scheduled"),
    OrderState.RUNNING: msg("Training under way"),
    OrderState.CLOSED: msg("Closed"),
    OrderState.WITHDRAWN: msg("Withdrawn"),
}
ORDER_CHIPS: Mapping[OrderState, str] = {
    OrderState.DRAFT: "neutral",
    OrderState.SUBMITTED: "accent",
    OrderState.COUNTERED: "warn",
    OrderState.ACCEPTED: "warn",
    OrderState.DECLINED: "bad",
    OrderState.SIGNED: "accent",
    OrderState.SCHEDULED: "ok",
    OrderState.RUNNING: "ok",
    OrderState.CLOSED: "neutral",
    OrderState.WITHDRAWN: "neutral",
}
# The node of the timeline that an order has come to, as templates/_ui/steps.html names them.
TIMELINE_NODES: Mapping[OrderState, str] = {
    OrderState.DRAFT: "draft",
    OrderState.SUBMITTED: "accepted",
    OrderState.COUNTERED: "accepted",
    OrderState.ACCEPTED: "signed",
    OrderState.DECLINED: "accepted",
    OrderState.SIGNED: "scheduled",
    OrderState.SCHEDULED: "training",
    OrderState.RUNNING: "training",
    OrderState.CLOSED: "settled",
    OrderState.WITHDRAWN: "draft",
}
# The node that was reached by arriving in a state: its date stands there.
REACHED_NODES: Mapping[OrderState, str] = {
    OrderState.SUBMITTED: "submitted",
    OrderState.ACCEPTED: "accepted",
    OrderState.SIGNED: "signed",
    OrderState.SCHEDULED: "scheduled",
    OrderState.RUNNING: "training",
    OrderState.CLOSED: "settled",
}
ANSWERS = frozenset({OrderAct.ACCEPT, OrderAct.COUNTER, OrderAct.DECLINE})
REFUSED = frozenset({OrderState.DECLINED, OrderState.WITHDRAWN})
ENDED = frozenset({OrderState.CLOSED, OrderState.WITHDRAWN, OrderState.DECLINED})
NEGOTIATING = frozenset({OrderState.DRAFT, OrderState.SUBMITTED, OrderState.COUNTERED, OrderState.ACCEPTED})
AGREED = frozenset({OrderState.SIGNED, OrderState.SCHEDULED, OrderState.RUNNING})

COHORT_LABELS: Mapping[CohortState, Message] = {
    CohortState.ENROLLING: msg("Enrolling"),
    CohortState.SCHEDULED: msg("Scheduled"),
    CohortState.RUNNING: msg("Training under way"),
    CohortState.TAUGHT: msg("Taught"),
    CohortState.CLOSED: msg("Closed"),
    CohortState.CANCELLED: msg("Cancelled"),
}
COHORT_CHIPS: Mapping[CohortState, str] = {
    CohortState.ENROLLING: "accent",
    CohortState.SCHEDULED: "ok",
    CohortState.RUNNING: "ok",
    CohortState.TAUGHT: "warn",
    CohortState.CLOSED: "neutral",
    CohortState.CANCELLED: "bad",
}
DECISION_LABELS: Mapping[AnswerDecision, Message] = {
    AnswerDecision.ACCEPT: msg("Accept as asked"),
    AnswerDecision.COUNTER: msg("Make a counter-offer"),
    AnswerDecision.DECLINE: msg("Decline"),
}
PARTY_LABELS: Mapping[Party, Message] = {
    Party.ENTERPRISE: msg("Enterprise"),
    Party.BASE: msg("Base"),
    Party.SCHOOL: msg("School"),
}


@dataclass(frozen=True)
class Standing:
    """What a page says about an order: `is_mine` when the viewer has to act, `waiting` otherwise."""

    label: Message
    chip: str
    node: str
    is_refused: bool
    waiting: Message | None
    is_mine: bool
    days: int


def organisations_of(order: Order) -> dict[Party, str]:
    """The organisations behind the parties that sign this type of order, as far as they are named."""
    ids = {Party.ENTERPRISE: order.enterprise_id, Party.BASE: order.base_id, Party.SCHOOL: order.school_id}
    return {party: found for party in strategy_of(order.programme_type).signatories if (found := ids[party])}


def parties_of(order: Order, viewer: Viewer) -> list[Party]:
    """The sides of the order for which the viewer may speak now."""
    here = organisations_of(order)
    return [
        party
        for party, found in here.items()
        if found == viewer.organisation_id and ROLE_OF_PARTY[party] in viewer.roles
    ]


def acts_open_to(order: Order, viewer: Viewer) -> set[OrderAct]:
    """What the viewer may do with the order as it stands; an invitation to a joint class takes the answer's place."""
    strategy = strategy_of(order.programme_type)
    acts = {act for party in parties_of(order, viewer) for act in strategy.acts_of(party, order.state)}
    return acts - ANSWERS if is_invited(order) else acts


def is_invited(order: Order) -> bool:
    """Whether an open invitation to a joint class stands in the place of the base's answer."""
    return order.state is OrderState.SUBMITTED and order.place is not None


def turns_of(order: Order, unsigned: Collection[Party] = ()) -> list[Party]:
    """Who has to act: the party of the state, or those who have not signed the agreement yet."""
    if order.state is OrderState.ACCEPTED:
        return list(unsigned)
    if order.place is not None and is_invited(order):
        return [Party.ENTERPRISE] if order.place.answer is PlaceAnswer.WAITING else []
    party = strategy_of(order.programme_type).turns[order.state]
    return [party] if party else []


def standing_of(order: Order, viewer: Viewer, unsigned: Collection[Party] = ()) -> Standing:
    """The order's standing as this viewer should read it."""
    turns = turns_of(order, unsigned)
    days = (clock.today() - clock.local(order.state_since).date()).days
    is_mine = any(party in turns for party in parties_of(order, viewer))
    return Standing(
        label=msg("Invited to a joint class") if is_invited(order) else ORDER_LABELS[order.state],
        chip="warn" if is_invited(order) else ORDER_CHIPS[order.state],
        node=TIMELINE_NODES[order.state],
        is_refused=order.state in REFUSED,
        waiting=_waiting(turns[0], days) if turns else None,
        is_mine=is_mine,
        days=days,
    )


def node_dates(order: Order) -> dict[str, str]:
    """The day on which each node of the timeline was reached last, as ISO text by node."""
    dates = {"draft": clock.local(order.created_at).date().isoformat()}
    for event in order.events:
        node = REACHED_NODES.get(OrderState(event.to_state))
        if node:
            dates[node] = clock.local(event.at).date().isoformat()
    return dates


def _waiting(party: Party, days: int) -> Message:
    if days < 1:
        return msg("With the %(party)s since today", party=PARTY_NAMES[party])
    return msg("With the %(party)s for %(n)s days", party=PARTY_NAMES[party], n=days)


PARTY_NAMES: Mapping[Party, Message] = {
    Party.ENTERPRISE: msg("enterprise"),
    Party.BASE: msg("base"),
    Party.SCHOOL: msg("school"),
}
