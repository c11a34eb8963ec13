"""A suggested joint class as the base adjusts it: which orders, when, how many, for how much, until which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts.queries import organisations_that_are
from trainer.catalogue.queries import course_versions_for, find_policy
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.permissions import Permission
from trainer.models.organisations import OrganisationKind
from trainer.programmes import services
from trainer.programmes.views.presenting import bar_parts
from trainer.scheduling.pool import Candidate, Pool
from trainer.scheduling.pool_forms import InvitationForm
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.pool import TONES, pool_asked, times_text
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

# What the page of proposals hands over in the address.
HANDED = {"least": "least", "most": "most", "fixed": "fixed_yuan", "head": "head_yuan"}


@blueprint.route("/pool/invite", methods=["GET", "POST"])
@requires(Permission.ORDER_ANSWER)
def invite_orders() -> ResponseReturnValue:
    """Adjust a joint class, look at the shares again, and invite the enterprises."""
    stand_at("scheduling.list_pools")
    pool = pool_asked()
    form = invitation_form(pool)
    if request.method == "GET":
        return invitation_page(pool, form)
    if not form.validate():
        return invitation_page(pool, form), 422
    try:
        if request.form.get("act") != "invite":
            services.check_offer(db(), form.joint_offer(), viewer=viewer())
            return invitation_page(pool, form)
        joint = services.invite_orders(db(), form.joint_offer(), viewer=viewer())
    except (BadInput, Conflict, NotFound, RuleBroken) as error:
        form.refuse(error)
        return invitation_page(pool, form), error.status
    flash(gettext("The enterprises have been invited"), "ok")
    return redirect(url_for("programmes.show_joint_class", joint_class_id=joint.id))


def invitation_form(pool: Pool) -> InvitationForm:
    """The form, filled with the proposal: its orders, their common time and the terms in the address."""
    chosen = chosen_candidates(pool, request.args.getlist("order"))
    starts_on = max((candidate.first_start for candidate in chosen), default=None)
    versions = course_versions_for(db(), pool.occupation.id, pool.level, starts_on or clock.today())
    data: dict[str, Any] = {field: request.args.get(name, type=int) for name, field in HANDED.items()}
    data |= {
        "orders": [candidate.order.id for candidate in chosen],
        "starts_on": starts_on,
        "ends_on": min((candidate.order.window_end for candidate in chosen), default=None),
        "lapses_on": last_day_for_answers(starts_on),
        "school_id": common_school(chosen),
        "course_version_id": versions[0].id if versions else "",
    }
    form = InvitationForm(data=data)
    form.offer(pool, versions, organisations_that_are(db(), OrganisationKind.SCHOOL))
    return form


def chosen_candidates(pool: Pool, order_ids: Sequence[str]) -> list[Candidate]:
    """The candidates of a pool that were chosen, in the pool's order."""
    return [candidate for candidate in pool.candidates if candidate.order.id in order_ids]


def last_day_for_answers(starts_on: date | None) -> date | None:
    """The day that policy `joint_class.answer_days` proposes, at the latest the day before the class starts."""
    policy = find_policy(db(), "joint_class.answer_days", viewer().region_code, clock.today())
    if policy is None:
        return None
    proposed = clock.today() + timedelta(days=int(policy.value))
    return min(proposed, starts_on - timedelta(days=1)) if starts_on is not None else proposed


def common_school(chosen: Sequence[Candidate]) -> str:
    """The school that the orders wish, if they wish only one."""
    wished = {candidate.order.school_id for candidate in chosen if candidate.order.school_id}
    return wished.pop() if len(wished) == 1 else ""


def invitation_page(pool: Pool, form: InvitationForm) -> str:
    """The form beside the seats and shares that it gives."""
    chosen = chosen_candidates(pool, form.orders.data or [])
    return render_template(
        "scheduling/invite_orders.html",
        pool=pool,
        form=form,
        times=times_text(pool),
        chosen=chosen,
        rows=share_rows(chosen, form),
        enterprises=len({candidate.order.enterprise_id for candidate in chosen}),
        heads=sum(candidate.order.heads for candidate in chosen),
        parts=seat_parts(chosen, form.most.data or 0),
    )


def share_rows(chosen: Sequence[Candidate], form: InvitationForm) -> list[dict[str, Any]]:
    """Each chosen order with its share and the most that it can become; without sums while the form has none."""
    terms = form.terms()
    is_priced = (
        bool(chosen) and form.fixed_yuan.data is not None and form.head_yuan.data is not None and terms.least > 0
    )
    shares = terms.shares([candidate.order.heads for candidate in chosen]) if is_priced else []
    return [
        {
            "order": candidate.order,
            "cost": shares[at] if is_priced else None,
            "at_most": terms.at_most(candidate.order.heads) if is_priced else None,
        }
        for at, candidate in enumerate(chosen)
    ]


def seat_parts(chosen: Sequence[Candidate], most: int) -> list[dict[str, Any]]:
    """The seats as a bar, one part an order; it never runs over its end."""
    heads = sum(candidate.order.heads for candidate in chosen)
    rows = [
        (name_of(candidate.order.enterprise), candidate.order.heads, at % TONES) for at, candidate in enumerate(chosen)
    ]
    return bar_parts(rows, max(most, heads))
