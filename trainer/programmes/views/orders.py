"""Pages of orders: the list, one order with its timeline, the base's answer, and the acts of both sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts.queries import organisations_that_are
from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.programme_types.strategy import OrderAct
from trainer.catalogue.queries import course_versions_for
from trainer.kit.errors import BadInput, Conflict, RuleBroken, TrainerError
from trainer.kit.permissions import Permission
from trainer.models.organisations import OrganisationKind
from trainer.models.programmes import AnswerDecision, Order, OrderState
from trainer.programmes import queries, services
from trainer.programmes.forms import AnswerForm
from trainer.programmes.joint_standing import lapse_words
from trainer.programmes.standing import (
    AGREED,
    DECISION_LABELS,
    ENDED,
    NEGOTIATING,
    ORDER_LABELS,
    Standing,
    acts_open_to,
    node_dates,
    standing_of,
)
from trainer.programmes.views.blueprint import blueprint
from trainer.programmes.views.presenting import (
    address,
    half_day_list,
    hours,
    missed_changes,
    offer_differences,
    own_facts,
    weekday_list,
)
from trainer.programmes.views.proposals import proposal_said
from trainer.programmes.wishes import wish_of
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy, level_name, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

GROUPS = {
    "all": (lazy("All"), None),
    "mine": (lazy("Your turn"), None),
    "talks": (lazy("Being agreed"), NEGOTIATING),
    "agreed": (lazy("Agreed"), AGREED),
    "ended": (lazy("No longer running"), ENDED),
}
SORTS: dict[str, Callable[[OrderRow], Any]] = {
    "number": lambda row: row.order.number,
    "heads": lambda row: row.order.heads,
    "window": lambda row: row.order.window_start,
    "waiting": lambda row: row.standing.days,
}
HEAD = (
    lazy("Number"),
    lazy("Kind of class"),
    lazy("Enterprise"),
    lazy("Base"),
    lazy("School"),
    lazy("Occupation code"),
    lazy("Occupation"),
    lazy("Level"),
    lazy("People"),
    lazy("Earliest start"),
    lazy("Latest end"),
    lazy("Budget"),
    lazy("Status"),
    lazy("Since"),
)


@dataclass(frozen=True)
class OrderRow:
    """An order in a list with its standing; a draft's placeholders are not shown."""

    order: Order
    standing: Standing
    mark: str
    kind: str
    is_timed: bool


@blueprint.get("/orders")
@requires(Permission.ORDER_READ)
def list_orders() -> ResponseReturnValue:
    """The viewer's orders with whose turn it is."""
    rows = rows_asked(group="all")
    groups = [
        {
            "label": str(label),
            "count": len(in_group(rows, name)),
            "url": url_for(".list_orders", group=name, q=request.args.get("q"), sort=request.args.get("sort")),
            "active": group_asked() == name,
        }
        for name, (label, _states) in GROUPS.items()
    ]
    shown = sorted_rows(in_group(rows, group_asked()))
    return render_template(
        "programmes/list_orders.html",
        page=page_of(shown),
        groups=groups,
        any_order=bool(rows) or bool(request.args.get("q")),
        sort=request.args.get("sort"),
        group=group_asked(),
        text=request.args.get("q", ""),
    )


@blueprint.get("/orders/export")
@requires(Permission.ORDER_READ)
def export_orders() -> Response:
    """The orders under the present filter as an Excel file."""
    rows = [
        [
            row.order.number,
            row.kind,
            name_of(row.order.enterprise),
            name_of(row.order.base),
            name_of(row.order.school),
            row.order.occupation.code,
            name_of(row.order.occupation),
            level_name(row.order.level),
            row.order.heads if row.is_timed else None,
            row.order.window_start if row.is_timed else None,
            row.order.window_end if row.is_timed else None,
            row.order.budget_yuan,
            say(row.standing.label),
            row.order.state_since.date(),
        ]
        for row in sorted_rows(rows_asked(group=group_asked()))
    ]
    filters = {gettext("Search"): request.args.get("q", ""), gettext("Group"): str(GROUPS[group_asked()][0])}
    return send_workbook(workbook(list(map(str, HEAD)), rows, filters), "orders")


@blueprint.get("/orders/<order_id>")
@requires(Permission.ORDER_READ)
def show_order(order_id: str) -> ResponseReturnValue:
    """One order: where it stands, whose turn it is, what was asked, offered and agreed."""
    return order_page(queries.get_order(db(), order_id, viewer=viewer()))


@blueprint.post("/orders/<order_id>/submit")
@requires(Permission.ORDER_CREATE)
def submit_order(order_id: str) -> ResponseReturnValue:
    """Send a draft to the base."""

    def submit(order: Order) -> None:
        services.submit_order(db(), order, viewer=viewer(), revision=revision_sent())

    return act(order_id, submit, gettext("The order was sent; the base has been told"))


@blueprint.post("/orders/<order_id>/accept")
@requires(Permission.ORDER_CREATE)
def accept_counter(order_id: str) -> ResponseReturnValue:
    """Take the base's counter-offer."""

    def accept(order: Order) -> None:
        services.accept_counter(db(), order, viewer=viewer(), revision=revision_sent())

    return act(order_id, accept, gettext("The counter-offer is accepted; the agreement can be signed now"))


@blueprint.post("/orders/<order_id>/withdraw")
@requires(Permission.ORDER_CREATE)
def withdraw_order(order_id: str) -> ResponseReturnValue:
    """Take an order back, with a reason once it was sent."""

    def withdraw(order: Order) -> None:
        reason = request.form.get("reason", "")[:300]
        services.withdraw_order(db(), order, reason, viewer=viewer(), revision=revision_sent())

    return act(order_id, withdraw, gettext("The order was withdrawn"))


@blueprint.post("/orders/<order_id>/close")
@requires(Permission.ORDER_ANSWER)
def close_order(order_id: str) -> ResponseReturnValue:
    """Close an order at its end."""

    def close(order: Order) -> None:
        services.close_order(db(), order, viewer=viewer(), revision=revision_sent())

    return act(order_id, close, gettext("The order is closed"))


@blueprint.route("/orders/<order_id>/answer", methods=["GET", "POST"])
@requires(Permission.ORDER_ANSWER)
def answer_order(order_id: str) -> ResponseReturnValue:
    """The base accepts as asked, makes a counter-offer, or declines."""
    order = queries.get_order(db(), order_id, viewer=viewer())
    form = answer_form(order)
    seen = form.revision.data
    if form.validate_on_submit():
        answer = answer_of(form)
        try:
            services.answer_order(db(), order, answer, viewer=viewer(), revision=seen)
        except (BadInput, Conflict, RuleBroken) as error:
            form.refuse(error)
            form.revision.data, form.revision.raw_data = order.revision, None
            return answer_page(order, form, seen), error.status
        flash(gettext("The enterprise has been told"), "ok")
        return redirect(url_for(".show_order", order_id=order.id))
    return answer_page(order, form, seen), 422 if form.is_submitted() else 200


def answer_of(form: AnswerForm) -> services.Answer:
    """What the form says."""
    return services.Answer(
        decision=form.decision.data,
        course_version_id=form.course_version_id.data or None,
        school_id=form.school_id.data or None,
        heads=form.heads.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        price_yuan=form.price_yuan.data,
        note=form.note.data or "",
    )


def answer_form(order: Order) -> AnswerForm:
    """The form, filled with what was asked; the newest course version is proposed."""
    versions = course_versions_for(db(), order.occupation_id, order.level, order.window_start)
    data = {
        "decision": AnswerDecision.ACCEPT,
        "revision": order.revision,
        "course_version_id": versions[0].id if versions else "",
        "school_id": order.school_id or "",
        "heads": order.heads,
        "price_yuan": order.budget_yuan,
        "starts_on": order.window_start,
        "ends_on": order.window_end,
    }
    form = AnswerForm(data=data)
    form.offer(versions, organisations_that_are(db(), OrganisationKind.SCHOOL))
    return form


def answer_page(order: Order, form: AnswerForm, seen: int | None) -> str:
    """The form beside what was asked; after a conflict also what the enterprise changed."""
    stand_at("programmes.list_orders")
    is_stale = form.is_submitted() and seen is not None and seen < order.revision
    return render_template(
        "programmes/answer_order.html",
        order=order,
        form=form,
        can_answer=OrderAct.ACCEPT in acts_open_to(order, viewer()),
        standing=standing_of(order, viewer()),
        facts=facts_of(order),
        missed=missed_changes(db(), queries.changes_after(db(), order.id, seen or 0)) if is_stale else [],
    )


def act(order_id: str, doing: Callable[[Order], None], done: str) -> ResponseReturnValue:
    """Do something to an order and show it again, with the refusal if there was one."""
    order = queries.get_order(db(), order_id, viewer=viewer())
    try:
        doing(order)
    except (BadInput, Conflict, RuleBroken) as error:
        return order_page(order, error), error.status
    flash(done, "ok")
    return redirect(url_for(".show_order", order_id=order_id))


def order_page(order: Order, error: TrainerError | None = None) -> str:
    """The page of one order."""
    stand_at("programmes.list_orders")
    agreement = queries.agreement_of(db(), order.id)
    unsigned = queries.unsigned_parties(agreement) if agreement else []
    answer = queries.agreed_answer(order)
    cohorts = queries.cohorts_of_order(db(), order.id)
    parts = [queries.part_of(db(), cohort, viewer=viewer()) for cohort in cohorts]
    counts = [queries.placement_count(db(), *both) for both in zip(cohorts, parts, strict=True)]
    return render_template(
        "programmes/show_order.html",
        order=order,
        error=error,
        strategy=strategy_of(order.programme_type),
        standing=standing_of(order, viewer(), unsigned),
        dates=node_dates(order),
        acts={found.value for found in acts_open_to(order, viewer())},
        facts=facts_of(order),
        answer=answer,
        asked=queries.asked_of(db(), order),
        differences=offer_differences(order, answer) if answer else [],
        agreement=agreement,
        unsigned={party.value for party in unsigned},
        cohorts=list(zip(cohorts, counts, strict=True)),
        total=sum(counts[1:], start=counts[0]) if counts else None,
        proposals=[proposal_said(found) for found in queries.proposals_of_order(db(), order.id)],
        closing=queries.closing_checks(db(), order) if order.state is OrderState.RUNNING else [],
        state_labels=ORDER_LABELS,
        decision_labels=DECISION_LABELS,
        lapse=lapse_words(order.place.joint_class) if order.place else None,
        invitation_url=invitation_url(order),
        schedule_url=address("scheduling.show_data_check"),
        roster_url=address("enrolment.list_rosters"),
    )


def invitation_url(order: Order) -> str | None:
    """The page of the joint class that binds the order, for those who may open it."""
    may_open = viewer().oversees or viewer().organisation_id in (order.enterprise_id, order.base_id)
    if order.place is None or not may_open:
        return None
    return url_for(".show_joint_class", joint_class_id=order.place.joint_class_id)


def facts_of(order: Order) -> list[tuple[str, str]]:
    """What was asked, as label and text."""
    wish = wish_of(order)
    return [
        (gettext("Kind of class"), say(strategy_of(order.programme_type).label)),
        (gettext("Weekdays"), weekday_list(wish.weekdays)),
        (gettext("Parts of the day"), half_day_list(wish.half_days)),
        (gettext("Rest after a night shift"), hours(wish.night_rest_hours)),
        *own_facts(order),
        (gettext("Note"), wish.note),
    ]


def rows_asked(group: str) -> list[OrderRow]:
    """The orders under the search text, narrowed to a group."""
    wanted = queries.OrderFilter(text=request.args.get("q", "").strip()[:60])
    orders = queries.list_orders(db(), viewer=viewer(), wanted=wanted)
    unsigned = queries.unsigned_by_order(db(), orders)
    rows = [
        OrderRow(
            order,
            standing_of(order, viewer(), unsigned.get(order.id, [])),
            strategy_of(order.programme_type).mark,
            say(strategy_of(order.programme_type).label),
            wish_of(order).heads is not None,
        )
        for order in orders
    ]
    return in_group(rows, group)


def in_group(rows: Sequence[OrderRow], group: str) -> list[OrderRow]:
    """The rows of a group."""
    states = GROUPS[group][1]
    if group == "mine":
        return [row for row in rows if row.standing.is_mine]
    return [row for row in rows if states is None or row.order.state in states]


def sorted_rows(rows: list[OrderRow]) -> list[OrderRow]:
    """The rows as the address asks; without a wish those that wait for the viewer come first."""
    asked = request.args.get("sort", "")
    key = SORTS.get(asked.removeprefix("-"))
    if key is None:
        return sorted(rows, key=lambda row: not row.standing.is_mine)
    return sorted(rows, key=key, reverse=asked.startswith("-"))


def group_asked() -> str:
    """The group in the address."""
    group = request.args.get("group", "all")
    return group if group in GROUPS else "all"


def revision_sent() -> int | None:
    """The revision that the page was opened on, which every act sends along."""
    text = request.form.get("revision", "")
    return int(text) if text.isdigit() and len(text) < 9 else None
