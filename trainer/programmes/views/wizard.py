"""The order form in steps: what, time, money, review; it keeps what is typed and answers while you type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts.queries import organisations_that_are
from trainer.catalogue.programme_types import STRATEGIES, strategy_of
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict, TrainerError
from trainer.kit.permissions import Permission
from trainer.models.organisations import OrganisationKind
from trainer.models.programmes import Order, OrderState
from trainer.programmes import queries, services
from trainer.programmes.forms import MoneyForm, TimeForm, WhatForm, money_form, wish_as_data
from trainer.programmes.queries.estimates import estimate
from trainer.programmes.views.blueprint import blueprint
from trainer.programmes.views.presenting import half_day_list, hours, missed_changes, own_facts, weekday_list
from trainer.programmes.wishes import STEPS, OrderWish, missing_step, wish_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

PAGES = (*STEPS, "review")
LABELS = {
    "what": lazy("What is trained"),
    "time": lazy("People and time"),
    "money": lazy("Budget and wishes"),
    "review": lazy("Check and send"),
}
# Where a service's refusal of these fields is shown.
SHOWN_AT = {"occupation_id": "training", "level": "training"}

StepForm = WhatForm | TimeForm | MoneyForm


@blueprint.route("/orders/new", methods=["GET", "POST"])
@requires(Permission.ORDER_CREATE)
def create_order() -> ResponseReturnValue:
    """The first step; sending it makes the draft."""
    form = what_form(None)
    if form.validate_on_submit():
        wish = OrderWish(**form.values())
        try:
            order = services.create_order(db(), wish, viewer=viewer(), filled_steps=["what"])
        except BadInput as error:
            refuse(form, error)
        else:
            return redirect(url_for(".edit_order", order_id=order.id, step="time"))
    return step_page(None, "what", form), 422 if form.is_submitted() else 200


@blueprint.route("/orders/<order_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORDER_CREATE)
def edit_order(order_id: str) -> ResponseReturnValue:
    """One step of the form; a sent order comes back to the draft when a step is saved."""
    order = queries.get_order(db(), order_id, viewer=viewer())
    step = asked_step()
    if step == "review":
        return review_page(order) if request.method == "GET" else abort(405)
    form = form_of(order, step)
    if not form.validate_on_submit():
        return step_page(order, step, form), 422 if form.is_submitted() else 200
    wish = replace(wish_of(order), **form.values())
    try:
        services.change_order(db(), order, wish, viewer=viewer(), revision=form.revision.data, filled_steps=[step])
    except (BadInput, Conflict) as error:
        seen = form.revision.data
        refuse(form, error)
        form.revision.data = order.revision
        form.revision.raw_data = None
        return step_page(order, step, form, seen=seen), error.status
    if "leave" in request.form:
        flash(gettext("The draft is saved; you can go on at any time"), "ok")
        return redirect(url_for(".show_order", order_id=order.id))
    return redirect(url_for(".edit_order", order_id=order.id, step=PAGES[PAGES.index(step) + 1]))


@blueprint.post("/orders/<order_id>/draft")
@requires(Permission.ORDER_CREATE)
def save_draft(order_id: str) -> ResponseReturnValue:
    """Keep what is being typed; the answer is one line of text, because nobody pressed a button."""
    order = queries.get_order(db(), order_id, viewer=viewer())
    step = asked_step()
    if step == "review" or order.state is not OrderState.DRAFT:
        abort(404)
    form = form_of(order, step)
    if not form.validate():
        return gettext("Not saved yet: something is missing or wrong")
    wish = replace(wish_of(order), **form.values())
    try:
        services.save_draft(db(), order, wish, viewer=viewer(), revision=form.revision.data or 0, filled_steps=[step])
    except (BadInput, Conflict) as error:
        return gettext("Not saved: %(reason)s", reason=error.message)
    return gettext("Draft saved by itself · %(time)s", time=f"{clock.local(clock.now()):%H:%M}")


@blueprint.post("/orders/<order_id>/estimate")
@requires(Permission.ORDER_CREATE)
def estimate_order(order_id: str) -> ResponseReturnValue:
    """What the order would mean with what stands in the form now; entries that are wrong are left out."""
    order = queries.get_order(db(), order_id, viewer=viewer())
    form = form_of(order, asked_step())
    form.validate()
    wrong = set(form.errors)
    values = {name: value for name, value in form.values().items() if name not in wrong and value is not None}
    return estimate_part(replace(wish_of(order), **values))


def asked_step() -> str:
    """The step in the address; anything else is not found."""
    step = request.args.get("step", "review")
    if step not in PAGES:
        abort(404)
    return step


def form_of(order: Order, step: str) -> StepForm:
    """The form of a step, filled from the order unless something was sent."""
    if step == "what":
        return what_form(order)
    data = {**wish_as_data(wish_of(order)), "revision": order.revision}
    if step == "time":
        return TimeForm(data=data)
    form = money_form(strategy_of(order.programme_type))(data=data)
    form.offer(organisations_that_are(db(), OrganisationKind.SCHOOL))
    return form


def what_form(order: Order | None) -> WhatForm:
    """The form of the first step; a new order starts with the first kind of class."""
    first = next(iter(STRATEGIES))
    if order is None:
        data: dict[str, Any] = {"programme_type": first, "revision": 0, "base_id": request.args.get("base", "")}
    else:
        data = {**wish_as_data(wish_of(order)), "revision": order.revision}
    form = WhatForm(data=data)
    form.offer(organisations_that_are(db(), OrganisationKind.BASE), queries.occupations_taught(db()))
    return form


def refuse(form: StepForm, error: TrainerError) -> None:
    """Show a refusal at the field that stands for the one it names."""
    if isinstance(error, BadInput):
        error.field = SHOWN_AT.get(error.field, error.field)
    form.refuse(error)


def step_page(order: Order | None, step: str, form: StepForm, seen: int | None = None) -> str:
    """A step with its form and the estimate; `seen` is the revision that a stale form was opened on."""
    stand_at("programmes.list_orders")
    missed = []
    if order is not None and seen is not None and seen < order.revision:
        missed = missed_changes(db(), queries.changes_after(db(), order.id, seen))
    template = "create_order" if order is None else "edit_order"
    return render_template(
        f"programmes/{template}.html",
        order=order,
        step=step,
        form=form,
        steps=step_heads(order, step),
        labels=LABELS,
        pages=PAGES,
        missed=missed,
        types=STRATEGIES,
        is_draft=order is None or order.state is OrderState.DRAFT,
        estimate=estimate_part(wish_of(order)) if order is not None else "",
    )


def review_page(order: Order) -> str:
    """Everything once more, with what is still missing, before it is sent."""
    stand_at("programmes.list_orders")
    wish = wish_of(order)
    lacking = next((name for name in STEPS if order.filled_steps and name not in order.filled_steps), None)
    return render_template(
        "programmes/review_order.html",
        order=order,
        wish=wish,
        steps=step_heads(order, "review"),
        lacking=lacking or missing_step(wish),
        labels=LABELS,
        weekdays=weekday_list(wish.weekdays),
        half_days=half_day_list(wish.half_days),
        rest=hours(wish.night_rest_hours),
        own=own_facts(order),
        strategy=strategy_of(order.programme_type),
        estimate=estimate_part(wish),
    )


def estimate_part(wish: OrderWish) -> str:
    """The estimate as a piece of a page."""
    return render_template("programmes/_estimate.html", estimate=estimate(db(), wish, clock.today()), wish=wish)


def step_heads(order: Order | None, step: str) -> list[dict[str, str]]:
    """The head of the form: which steps are done, which one this is."""
    heads = []
    for name in PAGES:
        is_done = order is not None and name in (order.filled_steps or STEPS)
        state = "now" if name == step else ("done" if is_done else "later")
        url = url_for(".edit_order", order_id=order.id, step=name) if order is not None else ""
        heads.append({"label": str(LABELS[name]), "state": state, "url": url})
    return heads
