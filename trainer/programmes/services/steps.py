"""What every act on an order shares: permission, the state's move, the trail, and telling the other side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.accounts.queries import people_with_role
from trainer.accounts.services import notify
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import ROLE_OF_PARTY, OrderAct, Party
from trainer.kit import audit, clock
from trainer.kit.errors import Conflict, NotAllowed, RuleBroken
from trainer.kit.messages import Message, listing, msg
from trainer.kit.permissions import Viewer
from trainer.models.joint_classes import JointClass, JointPlace
from trainer.models.organisations import Organisation
from trainer.models.programmes import Order, OrderEvent, OrderState
from trainer.programmes import queries
from trainer.programmes.standing import ORDER_LABELS, organisations_of, parties_of
from trainer.programmes.wishes import FIELD_LABELS, Change


class Author(Protocol):
    """Whoever an act is written down under: the viewer, or a person whose offer takes effect later."""

    @property
    def person_id(self) -> str:
        """The person."""

    @property
    def organisation_id(self) -> str:
        """The organisation that the person acts for."""


@dataclass(frozen=True)
class Actor:
    """A person who acted earlier than what is written down now: an offer, or a consent, takes effect later."""

    person_id: str
    organisation_id: str


def hold(session: Session, order: Order, revision: int | None) -> None:
    """Lock the order for this transaction; raises Conflict when the form was opened on an older revision.

    A joint class is always locked before its orders, so that two acts never wait for each other.
    """
    bound = select(JointPlace.joint_class_id).where(JointPlace.held_order_id == order.id)
    before = session.scalar(bound)
    if before is not None:
        session.scalar(select(JointClass.id).where(JointClass.id == before).with_for_update())
    session.refresh(order, with_for_update=True)
    session.expire(order, ["place"])
    if before is None and session.scalar(bound) is not None:
        raise Conflict(msg("The order was just invited to a joint class"), msg("Open the order again"))
    if revision is None or revision == order.revision:
        return
    names = {
        change["field"]
        for entry in queries.changes_after(session, order.id, revision)
        for change in entry.detail.get("changes", [])
    }
    fields = [label for name, label in FIELD_LABELS.items() if name in names] or [FIELD_LABELS["state"]]
    raise Conflict(
        msg("The order was changed while you were writing: %(fields)s", fields=listing(fields)),
        msg("Compare with what stands there now, then send again"),
    )


def move(session: Session, order: Order, act: OrderAct, *, viewer: Viewer, note: str = "") -> None:
    """Do `act`: the viewer must speak for its party, and the state must allow it.

    Raises NotAllowed for another party and RuleBroken "order-state" in a state that does not know the act.
    """
    strategy = strategy_of(order.programme_type)
    if strategy.moves[act].by not in parties_of(order, viewer):
        raise NotAllowed
    step(session, order, act, person_id=viewer.person_id, note=note)


def step(session: Session, order: Order, act: OrderAct, *, person_id: str | None = None, note: str = "") -> None:
    """Move the order and write down who, when and why; raises RuleBroken "order-state" where it cannot move."""
    found = strategy_of(order.programme_type).move(act, order.state)
    if found is None:
        raise RuleBroken(
            "order-state",
            msg("This cannot be done while the order is: %(state)s", state=ORDER_LABELS[order.state]),
            msg("Open the order again to see where it stands"),
        )
    session.add(
        OrderEvent(
            order_id=order.id,
            at=clock.now(),
            person_id=person_id,
            from_state=order.state.value,
            to_state=found.target.value,
            note=note.strip(),
        )
    )
    order.state, order.state_since = found.target, clock.now()
    session.flush()
    session.expire(order, ["events", "answers"])


def hold_joint_class(session: Session, joint: JointClass) -> None:
    """Lock a joint class for this transaction and read its places as they are now."""
    session.refresh(joint, with_for_update=True)
    places = select(JointPlace).where(JointPlace.joint_class_id == joint.id)
    session.scalars(places.execution_options(populate_existing=True)).all()
    session.expire(joint, ["places"])


def keep_trail(
    session: Session, order: Order, act: str, *, viewer: Author, changes: Iterable[Change] = (), **detail: Any
) -> None:
    """An audit entry that also tells a later stale form what it missed."""
    session.flush()
    listed = [{"field": change.field, "old": change.old, "new": change.new} for change in changes]
    audit.record(
        session,
        f"order.{act}",
        f"order:{order.id}",
        actor=viewer.person_id,
        chain=viewer.organisation_id,
        detail={"revision": order.revision, "state": order.state.value, "changes": listed, **detail},
    )


def tell(
    session: Session, order: Order, parties: Sequence[Party], subject: Message, *lines: Message, url: str = ""
) -> None:
    """Put a notice that opens the order, or `url`, under the bell of everybody who speaks for these parties."""
    organisations = organisations_of(order)
    people = [
        person.id
        for party in parties
        if party in organisations
        for person in people_with_role(session, organisations[party], ROLE_OF_PARTY[party])
    ]
    notify(session, people, subject, lines, url=url or f"/orders/{order.id}")


def next_number(session: Session, column: InstrumentedAttribute[str], letters: str, *conditions: Any) -> str:
    """The next number of a month's series, such as DD-2611-014, among the rows that the conditions choose."""
    start = f"{letters}-{clock.today():%y%m}-"
    used = select(column).where(column.startswith(start), *conditions)
    latest = session.scalar(used.order_by(func.length(column).desc(), column.desc()).limit(1))
    serial = int(latest.removeprefix(start)) + 1 if latest else 1
    return f"{start}{serial:03d}"


def lock_organisation(session: Session, organisation_id: str) -> None:
    """Let one transaction at a time draw numbers at an organisation."""
    session.get(Organisation, organisation_id, with_for_update=True)


def state_change(old: OrderState, new: OrderState) -> list[Change]:
    """A move as a change, for the trail."""
    return [Change("state", old.value, new.value)]
