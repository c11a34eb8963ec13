"""Reading joint classes: invitations as far as the viewer may see them, and who takes part in what came of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import CourseVersion
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.joint_classes import JointClass, JointClassState, JointPlace, PlaceAnswer
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import Cohort, Order, OrderState, Programme

# From the three signatures on an order has its seats in the cohort.
BOUND = (OrderState.SIGNED, OrderState.SCHEDULED, OrderState.RUNNING, OrderState.CLOSED)
_WHOLE = (
    selectinload(JointClass.base),
    selectinload(JointClass.school),
    selectinload(JointClass.occupation),
    selectinload(JointClass.course_version).selectinload(CourseVersion.course),
    selectinload(JointClass.places).selectinload(JointPlace.order).options(
        selectinload(Order.enterprise), selectinload(Order.base), selectinload(Order.school)
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """The part of a joint class that belongs to one enterprise: all that its officers see of the people there."""

    enterprise_id: str
    seats: int
    taken: int


def get_joint_class(session: Session, joint_class_id: str, *, viewer: Viewer) -> JointClass:
    """A joint class with its places and orders; raises NotFound when it is absent or foreign."""
    found = session.scalar(_whole().where(JointClass.id == joint_class_id, _scope(viewer)))
    if found is None:
        raise NotFound
    return found


def list_joint_classes(session: Session, *, viewer: Viewer) -> Sequence[JointClass]:
    """The viewer's joint classes: open ones first, those that lapse soonest before the others."""
    found = session.scalars(_whole().where(_scope(viewer)).order_by(JointClass.created_at.desc(), JointClass.id)).all()
    return sorted(found, key=lambda joint: _rank(joint.state, joint.lapses_on))


def invitations_to(session: Session, today: date, *, viewer: Viewer) -> Sequence[JointClass]:
    """The open invitations that wait for the viewer's enterprise, those that lapse soonest first."""
    waiting = select(JointPlace.joint_class_id).join(Order, Order.id == JointPlace.held_order_id)
    mine = waiting.where(Order.enterprise_id == viewer.organisation_id, JointPlace.answer == PlaceAnswer.WAITING)
    still_open = (JointClass.state == JointClassState.INVITING) & (JointClass.lapses_on >= today)
    found = _whole().where(still_open, JointClass.id.in_(mine), _scope(viewer))
    return session.scalars(found.order_by(JointClass.lapses_on, JointClass.number)).all()


def own_places(joint: JointClass, viewer: Viewer) -> list[JointPlace]:
    """The places of the viewer's enterprise."""
    return [place for place in joint.places if place.order.enterprise_id == viewer.organisation_id]


def joint_class_binding(session: Session, order_id: str) -> JointClass | None:
    """The joint class whose place binds the order now, or None."""
    bound = select(JointPlace.joint_class_id).where(JointPlace.held_order_id == order_id)
    return session.scalar(_whole().where(JointClass.id.in_(bound)))


def overdue_joint_classes(session: Session, today: date) -> Sequence[str]:
    """The ids of the invitations whose last day has passed without a decision."""
    late = (JointClass.state == JointClassState.INVITING) & (JointClass.lapses_on < today)
    return session.scalars(select(JointClass.id).where(late).order_by(JointClass.lapses_on, JointClass.id)).all()


def enterprises_in(session: Session, programme_ids: Collection[str]) -> Mapping[str, list[Organisation]]:
    """The enterprises of the joint classes among these programmes, by programme."""
    rows = session.execute(
        select(JointClass.programme_id, Organisation)
        .join(JointPlace, JointPlace.joint_class_id == JointClass.id)
        .join(Order, Order.id == JointPlace.held_order_id)
        .join(Organisation, Organisation.id == Order.enterprise_id)
        .where(JointClass.programme_id.in_(programme_ids), Order.state.in_(BOUND))
        .order_by(JointPlace.position)
    )
    found: dict[str, list[Organisation]] = {}
    for programme_id, enterprise in rows:
        listed = found.setdefault(programme_id or "", [])
        if enterprise not in listed:
            listed.append(enterprise)
    return found


def part_of(session: Session, cohort: Cohort, *, viewer: Viewer) -> Part | None:
    """What of the cohort is the viewer's, where it is a joint class and the viewer acts for one of its enterprises.

    None: the viewer sees the cohort whole.
    """
    programme = cohort.programme
    sees_all = viewer.oversees or viewer.organisation_id in (programme.base_id, programme.school_id)
    if programme.enterprise_id is not None or sees_all:
        return None
    seats = seats_of(session, cohort, viewer.organisation_id)
    if not seats:
        return None
    sitting = select(func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort.id,
        Enrolment.enterprise_id == viewer.organisation_id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
    )
    return Part(viewer.organisation_id, seats, session.scalar(sitting) or 0)


def seats_of(session: Session, cohort: Cohort, enterprise_id: str | None) -> int:
    """How many seats of a joint class an enterprise's signed orders give it."""
    signed = _bound_places().where(JointClass.programme_id == cohort.programme_id, Order.enterprise_id == enterprise_id)
    return session.scalar(signed.with_only_columns(func.coalesce(func.sum(JointPlace.heads), 0))) or 0


def is_joint(session: Session, programme_id: str) -> bool:
    """Whether the programme came of a joint class."""
    return session.scalar(select(JointClass.id).where(JointClass.programme_id == programme_id)) is not None


def takes_part(enterprise_id: str) -> ColumnElement[bool]:
    """The condition on Programme that an enterprise ordered it, alone or with a signed order in a joint class."""
    joint = _bound_places().where(Order.enterprise_id == enterprise_id).with_only_columns(JointClass.programme_id)
    return or_(Programme.enterprise_id == enterprise_id, Programme.id.in_(joint))


def rests_on(order_id: str) -> ColumnElement[bool]:
    """The condition on Programme that it came of this order, alone or in a joint class."""
    joint = _bound_places().where(Order.id == order_id).with_only_columns(JointClass.programme_id)
    return or_(Programme.order_id == order_id, Programme.id.in_(joint))


def orders_behind(programme_ids: Select[Any]) -> Select[Any]:
    """The ids of the orders that these programmes came of."""
    alone = select(Programme.order_id).where(Programme.id.in_(programme_ids), Programme.order_id.is_not(None))
    joint = _bound_places().where(JointClass.programme_id.in_(programme_ids)).with_only_columns(Order.id)
    return select(Order.id).where(or_(Order.id.in_(alone), Order.id.in_(joint)))


def _bound_places() -> Select[Any]:
    """Places whose orders are signed, joined with their class and order."""
    return (
        select(JointPlace)
        .join(JointClass, JointClass.id == JointPlace.joint_class_id)
        .join(Order, Order.id == JointPlace.held_order_id)
        .where(JointClass.programme_id.is_not(None), Order.state.in_(BOUND))
    )


def _whole() -> Select[JointClass]:
    return select(JointClass).options(*_WHOLE)


def _rank(state: JointClassState, lapses_on: date) -> tuple[bool, date]:
    is_open = state is JointClassState.INVITING
    return not is_open, lapses_on if is_open else date.min


def _scope(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on JointClass that holds for exactly those that the viewer may see."""
    here = viewer.organisation_id
    grounds: list[ColumnElement[bool]] = []
    if Role.SCHEDULER in viewer.roles:
        grounds.append(JointClass.base_id == here)
    if Role.ENTERPRISE_OFFICER in viewer.roles:
        invited = select(JointPlace.joint_class_id).join(JointPlace.order).where(Order.enterprise_id == here)
        grounds.append(JointClass.id.in_(invited))
    if viewer.oversees:
        region = select(Organisation.id).where(Organisation.region_code == viewer.region_code)
        grounds.append(JointClass.base_id.in_(region))
    return or_(false(), *grounds)
