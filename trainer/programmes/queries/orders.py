"""Reading orders as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import AnswerDecision, Order, OrderAnswer, OrderEvent, OrderState
from trainer.models.skills import Occupation

_PARTIES = (
    selectinload(Order.enterprise),
    selectinload(Order.base),
    selectinload(Order.school),
    selectinload(Order.occupation),
    selectinload(Order.place),
)
_LISTED = (*_PARTIES, selectinload(Order.events))
_WHOLE = (
    *_PARTIES,
    selectinload(Order.events).selectinload(OrderEvent.person),
    selectinload(Order.answers).selectinload(OrderAnswer.course_version).selectinload(CourseVersion.course),
    selectinload(Order.answers).selectinload(OrderAnswer.school),
)


@dataclass(frozen=True)
class OrderFilter:
    """What a list of orders is narrowed to: a text in number or names, and states."""

    text: str = ""
    states: frozenset[OrderState] = frozenset()


def visible_orders(viewer: Viewer) -> Select[Any]:
    """The ids of the orders that the viewer may see: one's own, what was sent to one, or the region's."""
    return select(Order.id).where(_scope(viewer))


def get_order(session: Session, order_id: str, *, viewer: Viewer) -> Order:
    """An order with its parties, events and answers; raises NotFound when it is absent or foreign."""
    order = session.scalar(select(Order).where(Order.id == order_id, _scope(viewer)).options(*_WHOLE))
    if order is None:
        raise NotFound
    return order


def list_orders(session: Session, *, viewer: Viewer, wanted: OrderFilter | None = None) -> Sequence[Order]:
    """The viewer's orders with their events, the latest to move first."""
    found = select(Order).where(_scope(viewer)).options(*_LISTED)
    if wanted and wanted.states:
        found = found.where(Order.state.in_(wanted.states))
    if wanted and wanted.text:
        found = found.where(_mentions(wanted.text))
    return session.scalars(found.order_by(Order.state_since.desc(), Order.number.desc())).all()


def agreed_answer(order: Order) -> OrderAnswer | None:
    """The base's last answer that was no refusal: what the enterprise accepted, or may accept."""
    offers = [answer for answer in order.answers if answer.decision is not AnswerDecision.DECLINE]
    return offers[-1] if offers else None


@dataclass(frozen=True)
class Asked:
    """What an order asked for before any amendment of its agreement: people, and the last day."""

    heads: int
    window_end: date


def asked_of(session: Session, order: Order) -> Asked:
    """What was asked in the first place: the earliest value of each point that an amendment has changed since."""
    trail = select(AuditEntry).where(AuditEntry.subject == f"order:{order.id}", AuditEntry.act == "order.amend")
    first: dict[str, Any] = {}
    for entry in session.scalars(trail.order_by(AuditEntry.id)):
        for change in entry.detail["changes"]:
            first.setdefault(change["field"], change["old"])
    last_day = first.get("window_end")
    return Asked(first.get("heads", order.heads), date.fromisoformat(last_day) if last_day else order.window_end)


def changes_after(session: Session, order_id: str, revision: int) -> Sequence[AuditEntry]:
    """The trail's entries about an order that are younger than the revision that somebody has on the screen."""
    trail = select(AuditEntry).where(AuditEntry.subject == f"order:{order_id}").order_by(AuditEntry.id)
    return [entry for entry in session.scalars(trail) if entry.detail.get("revision", 0) > revision]


def occupations_taught(session: Session) -> Sequence[tuple[Occupation, list[int]]]:
    """The occupations that a course exists for, by code, each with the levels of its courses (lowest first)."""
    rows = session.execute(
        select(Occupation, Course.level)
        .join(Course, Course.occupation_id == Occupation.id)
        .order_by(Occupation.code, Course.level.desc())
    )
    found: dict[str, tuple[Occupation, list[int]]] = {}
    for occupation, level in rows:
        levels = found.setdefault(occupation.id, (occupation, []))[1]
        if level not in levels:
            levels.append(level)
    return list(found.values())


def _scope(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on Order that holds for exactly the orders that the viewer may see."""
    here = viewer.organisation_id
    grounds: list[ColumnElement[bool]] = []
    if Role.ENTERPRISE_OFFICER in viewer.roles:
        grounds.append(Order.enterprise_id == here)
    if Role.SCHEDULER in viewer.roles:
        grounds.append(and_(Order.base_id == here, _was_sent()))
    if Role.SCHOOL_OFFICER in viewer.roles:
        grounds.append(and_(Order.school_id == here, _was_sent()))
    if viewer.oversees:
        region = select(Organisation.id).where(Organisation.region_code == viewer.region_code)
        grounds.append(and_(Order.base_id.in_(region), _was_sent()))
    return or_(false(), *grounds)


def _was_sent() -> ColumnElement[bool]:
    """A draft is its enterprise's own business, and so is one that was withdrawn before anybody saw it."""
    sent = select(OrderEvent.id).where(
        OrderEvent.order_id == Order.id, OrderEvent.to_state == OrderState.SUBMITTED.value
    )
    withdrawn = and_(Order.state == OrderState.WITHDRAWN, sent.exists())
    return or_(Order.state.not_in([OrderState.DRAFT, OrderState.WITHDRAWN]), withdrawn)


def _mentions(text: str) -> ColumnElement[bool]:
    named = select(Organisation.id).where(_contain(text, Organisation.name, Organisation.name_en))
    taught = select(Occupation.id).where(_contain(text, Occupation.name, Occupation.name_en, Occupation.code))
    return or_(
        _contain(text, Order.number, Order.class_name),
        Order.enterprise_id.in_(named),
        Order.base_id.in_(named),
        Order.occupation_id.in_(taught),
    )


def _contain(text: str, *columns: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))
