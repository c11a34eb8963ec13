"""The enterprise's side of an order: create, change, submit, accept a counter-offer, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from trainer.accounts.queries import get_organisation
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import OrderAct, Party
from trainer.kit import clock
from trainer.kit.db import changes_one_row
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import given_reason
from trainer.models.organisations import OrganisationKind
from trainer.models.programmes import Order, OrderState
from trainer.programmes import queries
from trainer.programmes.services.agreements import write_agreement
from trainer.programmes.services.joint_settling import leave_joint_class
from trainer.programmes.services.steps import (
    hold,
    keep_trail,
    lock_organisation,
    move,
    next_number,
    state_change,
    tell,
)
from trainer.programmes.standing import parties_of
from trainer.programmes.wishes import (
    FIELD_LABELS,
    STEPS,
    Change,
    OrderWish,
    as_json,
    check,
    differences,
    missing_step,
    wish_of,
)
from trainer.skills.queries import get_occupation, standard_in_force


def create_order(session: Session, wish: OrderWish, *, viewer: Viewer, filled_steps: Sequence[str] = STEPS) -> Order:
    """A draft of the viewer's enterprise; raises BadInput naming the field.

    `filled_steps` are the parts of the form that have been filled in so far; a caller that has the whole wish
    leaves it out.
    """
    viewer.must(Permission.ORDER_CREATE)
    wish = _checked(session, wish)
    lock_organisation(session, wish.base_id)
    order = Order(
        number=_number(session, wish),
        enterprise_id=viewer.organisation_id,
        state=OrderState.DRAFT,
        state_since=clock.now(),
        filled_steps=[name for name in STEPS if name in filled_steps],
        **_columns(wish),
    )
    session.add(order)
    keep_trail(session, order, "create", viewer=viewer)
    return order


def change_order(
    session: Session,
    order: Order,
    wish: OrderWish,
    *,
    viewer: Viewer,
    revision: int | None = None,
    filled_steps: Sequence[str] = STEPS,
) -> list[Change]:
    """Write another wish into an order; one that had left the draft comes back to it, to be sent again.

    Raises BadInput naming the field, and Conflict when `revision` is no longer the present one.
    """
    hold(session, order, revision)
    wish = _checked(session, wish)
    before = order.state
    if order.state is not OrderState.DRAFT:
        move(session, order, OrderAct.REVISE, viewer=viewer)
        leave_joint_class(session, order, viewer=viewer)
        tell(
            session,
            order,
            [Party.BASE],
            msg("Order %(number)s is being revised by its enterprise", number=order.number),
        )
    else:
        _require_owner(order, viewer)
    changes = differences(wish_of(order), wish)
    if wish.base_id != order.base_id or wish.programme_type != order.programme_type:
        lock_organisation(session, wish.base_id)
        order.number = _number(session, wish)
    for name, value in _columns(wish).items():
        setattr(order, name, value)
    order.filled_steps = [name for name in STEPS if name in {*order.filled_steps, *filled_steps}]
    moved = state_change(before, order.state) if before is not order.state else []
    keep_trail(session, order, "change", viewer=viewer, changes=[*changes, *moved])
    session.expire(order, ["base", "school", "occupation"])
    return changes


def save_draft(
    session: Session, order: Order, wish: OrderWish, *, viewer: Viewer, revision: int, filled_steps: Sequence[str]
) -> None:
    """Keep what is being typed into a draft without making it a new revision; a stale page saves nothing.

    Raises BadInput naming the field, and Conflict when somebody saved the draft in the meantime.
    """
    _require_owner(order, viewer)
    wish = _checked(session, wish)
    if (wish.base_id, wish.programme_type) != (order.base_id, order.programme_type):
        # Another base or type changes the number, which is worth a deliberate save.
        return
    filled = [name for name in STEPS if name in {*order.filled_steps, *filled_steps}]
    same = (Order.id == order.id, Order.revision == revision, Order.state == OrderState.DRAFT)
    # Past the mapper, because the revision counts deliberate saves and not keystrokes.
    if not changes_one_row(session, update(Order).where(*same).values(**_columns(wish), filled_steps=filled)):
        raise Conflict(msg("Somebody saved this draft in the meantime; open it again"))
    session.refresh(order)


def submit_order(session: Session, order: Order, *, viewer: Viewer, revision: int | None = None) -> None:
    """Send a complete order to the base; raises BadInput naming what is missing."""
    hold(session, order, revision)
    wish = wish_of(order)
    _require_complete(session, order, wish)
    move(session, order, OrderAct.SUBMIT, viewer=viewer)
    keep_trail(
        session,
        order,
        "submit",
        viewer=viewer,
        changes=state_change(OrderState.DRAFT, order.state),
        wish=as_json(wish),
    )
    tell(
        session,
        order,
        [Party.BASE],
        msg("New order %(number)s from %(enterprise)s", number=order.number, enterprise=order.enterprise.name),
        msg(
            "%(heads)s people, %(start)s to %(end)s", heads=order.heads, start=order.window_start, end=order.window_end
        ),
    )


def accept_counter(session: Session, order: Order, *, viewer: Viewer, revision: int | None = None) -> None:
    """Take the base's counter-offer as it stands; the agreement is written from it."""
    hold(session, order, revision)
    before = order.state
    move(session, order, OrderAct.ACCEPT_COUNTER, viewer=viewer)
    answer = queries.agreed_answer(order)
    if answer is None:
        raise RuleBroken("order-state", msg("There is no counter-offer to accept"))
    order.school_id = answer.school_id
    keep_trail(session, order, "accept_counter", viewer=viewer, changes=state_change(before, order.state))
    write_agreement(session, order, author=viewer)
    tell(
        session,
        order,
        [Party.BASE, Party.SCHOOL],
        msg(
            "The counter-offer to order %(number)s was accepted; the agreement waits for signatures",
            number=order.number,
        ),
    )


def withdraw_order(session: Session, order: Order, reason: str, *, viewer: Viewer, revision: int | None = None) -> None:
    """Take an order back before everybody has signed; raises BadInput without a reason once it had been sent."""
    hold(session, order, revision)
    before = order.state
    if before is not OrderState.DRAFT:
        reason = given_reason(reason, msg("Say in a few words why the order is withdrawn"))
    move(session, order, OrderAct.WITHDRAW, viewer=viewer, note=reason)
    leave_joint_class(session, order, viewer=viewer)
    keep_trail(session, order, "withdraw", viewer=viewer, changes=state_change(before, order.state), reason=reason)
    if before is not OrderState.DRAFT:
        parties = [Party.BASE, Party.SCHOOL] if before is OrderState.ACCEPTED else [Party.BASE]
        subject = msg("Order %(number)s was withdrawn: %(reason)s", number=order.number, reason=reason)
        tell(session, order, parties, subject)


def _require_owner(order: Order, viewer: Viewer) -> None:
    if Party.ENTERPRISE not in parties_of(order, viewer):
        raise NotAllowed


def _require_complete(session: Session, order: Order, wish: OrderWish) -> None:
    for name in STEPS:
        if order.filled_steps and name not in order.filled_steps:
            raise BadInput(msg("A part of the order has not been filled in yet"), field=name)
    step = missing_step(wish)
    if step is not None:
        strategy_of(wish.programme_type).read_details(wish.details, complete=True)
        raise BadInput(msg("A part of the order has not been filled in yet"), field=step)
    check(wish, clock.today())
    _require_standard(session, wish)


def _checked(session: Session, wish: OrderWish) -> OrderWish:
    """The wish with tidied details, after every check that needs no completeness."""
    check(wish, clock.today())
    _require_kind(session, wish.base_id, OrganisationKind.BASE, "base_id")
    if wish.school_id:
        _require_kind(session, wish.school_id, OrganisationKind.SCHOOL, "school_id")
    try:
        get_occupation(session, wish.occupation_id)
    except NotFound:
        raise BadInput(msg("Choose an occupation from the list"), field="occupation_id") from None
    _require_standard(session, wish)
    details = strategy_of(wish.programme_type).read_details(wish.details, complete=False)
    return OrderWish(
        **{**vars(wish), "details": details, "note": wish.note.strip(), "school_id": wish.school_id or None}
    )


def _require_kind(session: Session, organisation_id: str, kind: OrganisationKind, field: str) -> None:
    try:
        fits = get_organisation(session, organisation_id).is_a(kind)
    except NotFound:
        fits = False
    if not fits:
        raise BadInput(msg("%(label)s: choose one from the list", label=FIELD_LABELS[field]), field=field)


def _require_standard(session: Session, wish: OrderWish) -> None:
    day = wish.window_start or clock.today()
    if standard_in_force(session, wish.occupation_id, wish.level, day) is None:
        raise BadInput(
            msg("No standard for this occupation at this level is in force on %(day)s", day=day),
            field="level",
            way_out=msg("Choose another level, or look at the courses on offer"),
        )


def _number(session: Session, wish: OrderWish) -> str:
    letters = strategy_of(wish.programme_type).number_prefix
    return next_number(session, Order.number, letters, Order.base_id == wish.base_id)


def _columns(wish: OrderWish) -> dict[str, Any]:
    """The wish as column values; a part that is not filled in yet keeps a place that `filled_steps` disowns."""
    today = clock.today()
    return {
        "programme_type": wish.programme_type,
        "base_id": wish.base_id,
        "occupation_id": wish.occupation_id,
        "level": wish.level,
        "heads": wish.heads or 1,
        "window_start": wish.window_start or today,
        "window_end": wish.window_end or today,
        "weekdays": sorted(wish.weekdays),
        "half_days": list(wish.half_days),
        "night_rest_hours": wish.night_rest_hours,
        "school_id": wish.school_id,
        "budget_yuan": wish.budget_yuan,
        "note": wish.note,
        "class_name": strategy_of(wish.programme_type).class_name(wish.details),
        "details": dict(wish.details),
    }
