"""Pages of joint classes: the invitations, one of them as base or enterprise sees it, and the answers.

An enterprise reads its own seats and sums, and of the others only how many they are and how many seats they have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import BadInput, Conflict, TrainerError
from trainer.kit.permissions import Permission
from trainer.models.joint_classes import JointClass, JointPlace, PlaceAnswer
from trainer.programmes import queries, services
from trainer.programmes.joint_standing import (
    ANSWER_CHIPS,
    ANSWER_LABELS,
    STATE_CHIPS,
    STATE_LABELS,
    accepted_seats,
    cost_of,
    costs_of,
    is_open,
    lapse_words,
    taking_part,
)
from trainer.programmes.views.blueprint import blueprint
from trainer.programmes.views.presenting import bar_parts, half_day_list, weekday_list
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of
from trainer.web.transaction import db

TONES = 3
OTHERS_TONE = 3


@blueprint.get("/joint-classes")
@requires(Permission.ORDER_READ)
def list_joint_classes() -> ResponseReturnValue:
    """The viewer's joint classes, those that can still be answered first."""
    return render_template(
        "programmes/list_joint_classes.html",
        page=page_of(queries.list_joint_classes(db(), viewer=viewer())),
        own=lambda joint: sum(place.heads for place in queries.own_places(joint, viewer())),
        accepted=accepted_seats,
        lapse=lapse_words,
        **WORDS,
    )


@blueprint.get("/joint-classes/<joint_class_id>")
@requires(Permission.ORDER_READ)
def show_joint_class(joint_class_id: str) -> ResponseReturnValue:
    """One joint class: seats, sums, dates, and what the viewer can do."""
    return joint_class_page(queries.get_joint_class(db(), joint_class_id, viewer=viewer()))


@blueprint.post("/joint-classes/<joint_class_id>/accept")
@requires(Permission.ORDER_CREATE)
def accept_invitation(joint_class_id: str) -> ResponseReturnValue:
    """The enterprise takes its seats."""

    def accept(joint: JointClass) -> None:
        services.accept_invitation(db(), joint, viewer=viewer())

    return act(joint_class_id, accept, gettext("You have accepted; the base has been told"))


@blueprint.post("/joint-classes/<joint_class_id>/decline")
@requires(Permission.ORDER_CREATE)
def decline_invitation(joint_class_id: str) -> ResponseReturnValue:
    """The enterprise turns its seats down; its order is free again."""

    def decline(joint: JointClass) -> None:
        services.decline_invitation(db(), joint, viewer=viewer())

    return act(joint_class_id, decline, gettext("You have declined; your order waits for the base's answer again"))


@blueprint.post("/joint-classes/<joint_class_id>/withdraw")
@requires(Permission.ORDER_ANSWER)
def withdraw_invitation(joint_class_id: str) -> ResponseReturnValue:
    """The base takes the invitation back."""

    def withdraw(joint: JointClass) -> None:
        services.withdraw_invitation(db(), joint, request.form.get("reason", ""), viewer=viewer())

    return act(joint_class_id, withdraw, gettext("The invitation is withdrawn; the enterprises have been told"))


WORDS = {
    "state_labels": STATE_LABELS,
    "state_chips": STATE_CHIPS,
    "answer_labels": ANSWER_LABELS,
    "answer_chips": ANSWER_CHIPS,
}


def act(joint_class_id: str, doing: Callable[[JointClass], None], done: str) -> ResponseReturnValue:
    """Do something to a joint class and show it again, with the refusal if there was one."""
    joint = queries.get_joint_class(db(), joint_class_id, viewer=viewer())
    try:
        doing(joint)
    except (BadInput, Conflict) as error:
        return joint_class_page(joint, error), error.status
    flash(done, "ok")
    return redirect(url_for(".show_joint_class", joint_class_id=joint.id))


def joint_class_page(joint: JointClass, error: TrainerError | None = None) -> str:
    """The page of one joint class; an enterprise has one of its own."""
    own = [] if sees_all(joint) else queries.own_places(joint, viewer())
    stand_at("scheduling.list_pools" if joint.base_id == viewer().organisation_id else "programmes.list_joint_classes")
    return render_template(
        "programmes/show_own_places.html" if own else "programmes/show_joint_class.html",
        joint=joint,
        error=error,
        own=own,
        cost=cost_of(joint, own),
        costs=costs_of(joint),
        parts=own_parts(joint, own) if own else all_parts(joint),
        free=joint.most - sum(place.heads for place in taking_part(joint)),
        accepted=accepted_seats(joint),
        is_open=is_open(joint),
        is_mine=is_open(joint) and any(place.answer is PlaceAnswer.WAITING for place in own),
        lapse=lapse_words(joint),
        weekdays=weekday_list(joint.weekdays),
        half_days=half_day_list(joint.half_days),
        can_withdraw=can_withdraw(joint),
        cohort=cohort_of(joint, own),
        **WORDS,
    )


def sees_all(joint: JointClass) -> bool:
    """Whether the viewer reads every place: the base, and the bureau of its region."""
    return viewer().oversees or joint.base_id == viewer().organisation_id


def can_withdraw(joint: JointClass) -> bool:
    """Whether the viewer may take the invitation back."""
    is_base = viewer().can(Permission.ORDER_ANSWER) and joint.base_id == viewer().organisation_id
    return is_base and is_open(joint)


def cohort_of(joint: JointClass, own: Sequence[JointPlace]) -> Any:
    """The cohort that came of it, as soon as the viewer may see that."""
    orders = [place.order_id for place in own or joint.places if place.held_order_id]
    found = [cohort for order_id in orders for cohort in queries.cohorts_of_order(db(), order_id)]
    return found[0] if found else None


def all_parts(joint: JointClass) -> list[dict[str, Any]]:
    """The seats as a bar, one part an enterprise."""
    heads: dict[str, int] = {}
    names = {place.order.enterprise_id: name_of(place.order.enterprise) for place in joint.places}
    for place in taking_part(joint):
        heads[place.order.enterprise_id] = heads.get(place.order.enterprise_id, 0) + place.heads
    return bar_parts([(names[key], count, at % TONES) for at, (key, count) in enumerate(heads.items())], joint.most)


def own_parts(joint: JointClass, own: Sequence[JointPlace]) -> list[dict[str, Any]]:
    """The seats as a bar of two parts: the own ones, and those of the others without their names."""
    places, ids = taking_part(joint), {place.order_id for place in own}
    mine = [place for place in places if place.order_id in ids]
    others = [place for place in places if place.order_id not in ids]
    count = len({place.order.enterprise_id for place in others})
    words = gettext("%(num)d other enterprises", num=count)
    rows = [(gettext("Your people"), mine, 0), (words, others, OTHERS_TONE)]
    return bar_parts([(name, sum(p.heads for p in found), tone) for name, found, tone in rows if found], joint.most)
