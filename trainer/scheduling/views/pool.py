"""Joint classes: the orders that could be put together, and the solver's proposal with every share and every reason."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainer.kit.errors import NotFound, TrainerError
from trainer.kit.permissions import Permission
from trainer.programmes.joint_standing import STATE_CHIPS, STATE_LABELS, accepted_seats, lapse_words
from trainer.programmes.queries import list_joint_classes
from trainer.programmes.views.presenting import bar_parts
from trainer.scheduling.pool import Pool, PooledClass, Proposal, most_heads, pools_of, propose
from trainer.scheduling.pool_forms import PoolForm
from trainer.scheduling.views.blueprint import blueprint
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, weekday_name
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

TERMS = ("least", "most", "fixed", "head")
TONES = 4


@blueprint.get("/pool")
@requires(Permission.ORDER_ANSWER)
def list_pools() -> ResponseReturnValue:
    """The orders that wait for an answer, by occupation, level and wished times."""
    return render_template(
        "scheduling/list_pools.html",
        pools=pools_of(db(), viewer=viewer()),
        times_text=times_text,
        invitations=list_joint_classes(db(), viewer=viewer()),
        state_labels=STATE_LABELS,
        state_chips=STATE_CHIPS,
        lapse=lapse_words,
        accepted=accepted_seats,
    )


@blueprint.get("/pool/classes")
@requires(Permission.ORDER_ANSWER)
def show_pool() -> ResponseReturnValue:
    """One group of orders; with terms in the address, the joint classes that they make possible."""
    stand_at("scheduling.list_pools")
    pool = pool_asked()
    is_asked = any(name in request.args for name in TERMS)
    form = PoolForm(request.args if is_asked else None, meta={"csrf": False})
    if not is_asked:
        form.most.data = most_heads(db(), viewer())
    proposal = proposal_of(pool, form) if is_asked else None
    page = render_template(
        "scheduling/show_pool.html",
        pool=pool,
        form=form,
        times=times_text(pool),
        proposal=proposal,
        classes=[class_row(item, form.most.data or 0) for item in proposal.classes] if proposal is not None else [],
    )
    return page, 422 if form.errors else 200


def pool_asked() -> Pool:
    """The group of orders that the address or the form names; raises NotFound."""
    key = request.values.get("course", "")
    pool = next((pool for pool in pools_of(db(), viewer=viewer()) if pool.key == key), None)
    if pool is None:
        raise NotFound
    return pool


def proposal_of(pool: Pool, form: PoolForm) -> Proposal | None:
    """The proposal under the form's terms, or None when these cannot be."""
    if not form.validate():
        return None
    try:
        return propose(pool, form.terms())
    except TrainerError as error:
        form.refuse(error)
        return None


def times_text(pool: Pool) -> str:
    """The weekdays and parts of the day that all orders of a pool wish."""
    halves = {"morning": gettext("Morning"), "afternoon": gettext("Afternoon"), "evening": gettext("Evening")}
    days = " ".join(weekday_name(day) for day in pool.weekdays)
    return f"{days} · {' '.join(halves[half] for half in halves if half in pool.half_days)}"


def class_row(item: PooledClass, most: int) -> dict[str, Any]:
    """A proposed class as the page draws it; the bar's parts are in per cent of the seats."""
    rows = [
        (name_of(share.candidate.order.enterprise), share.candidate.order.heads, at % TONES)
        for at, share in enumerate(item.shares)
    ]
    parts = bar_parts(rows, most)
    return {"joint": item, "parts": parts, "free": most - item.found.heads}
