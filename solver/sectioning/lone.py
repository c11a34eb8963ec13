"""Why an order stays alone: the reasons are found by dropping one condition at a time, by exact counting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.problem import Names
from solver.sectioning.orders import Order, Terms
from solver.verdict import Subject, fill

EARLIEST, LATEST = "0001-01-01", "9999-12-31"
REASONS: dict[str, tuple[str, str]] = {
    "large_enough": (
        "Order {order} is large enough for a class of its own.",
        "订单{order}人数足够单独开班。",
    ),
    "too_many_heads": (
        "Order {order} has {heads} {heads:head|heads}, more than the {most} of one class.",
        "订单{order}有{heads}人，超过一个班的上限{most}人。",
    ),
    "no_partner": (
        "Nobody else has ordered the course of order {order}.",
        "没有其他企业订购订单{order}的课程。",
    ),
    "budget": (
        "No possible class is cheap enough for the budget of order {order}.",
        "任何可行的合班费用都超出订单{order}的预算。",
    ),
    "windows_apart": (
        "The start days of order {order} do not meet those of enough others for {least} {least:head|heads}.",
        "订单{order}的可开班日期与其他订单重合不足，凑不满{least}人。",
    ),
    "too_few_heads": (
        "With order {order} no combination of the orders for its course has {least} to {most} {most:head|heads}.",
        "同一课程的订单与订单{order}无法组合成{least}至{most}人的班级。",
    ),
    "others_first": (
        "No better plan has order {order} in a class: others would stay alone, or more classes or waiting be needed.",
        "并入订单{order}不会得到更好的方案：其他订单将无法合班，或需要更多班级、更长等待。",
    ),
    "not_proved": (
        "A class with order {order} is possible, but time ran out before the best plan was found.",
        "订单{order}有可能合班，但在找到最优方案前时间已用完。",
    ),
}


@dataclass(frozen=True, slots=True)
class LoneOrder:
    """An order in no joint class; the reason is a key of `REASONS`, `facts` has its figures."""

    order: str
    owner: str
    reason: str
    facts: dict[str, int]


def sentence_of_lone_order(lone: LoneOrder, names: Names, language: str) -> str:
    """The reason in words, in "en" or "zh"."""
    english, chinese = REASONS[lone.reason]
    return fill(chinese if language == "zh" else english, [Subject("order", lone.order)], lone.facts, names, language)


def lone_orders(
    orders: Sequence[Order], groups: Sequence[Sequence[Order]], terms: Terms, is_proved: bool
) -> list[LoneOrder]:
    """The orders in no class of several, with the reason of each; `is_proved` when no better groups exist."""
    pooled = {order.id for group in groups if len(group) > 1 for order in group}
    single = {group[0].id for group in groups if len(group) == 1}
    return [
        LoneOrder(
            order.id, order.owner, _reason(order, orders, terms, order.id in single, is_proved), _facts(order, terms)
        )
        for order in orders
        if order.id not in pooled
    ]


def _facts(order: Order, terms: Terms) -> dict[str, int]:
    return {"heads": order.heads, "least": terms.least_size, "most": terms.most_size}


def _reason(order: Order, orders: Sequence[Order], terms: Terms, is_class: bool, is_proved: bool) -> str:
    if is_class:
        return "large_enough"
    if order.heads > terms.most_size:
        return "too_many_heads"
    if len(orders) == 1:
        return "no_partner"
    if can_be_pooled(order, orders, terms):
        return "others_first" if is_proved else "not_proved"
    unlimited = [replace(one, budget_per_head=None) for one in orders]
    if can_be_pooled(replace(order, budget_per_head=None), unlimited, terms):
        return "budget"
    whenever = [replace(one, earliest_day=EARLIEST, latest_day=LATEST) for one in unlimited]
    mine = next(one for one in whenever if one.id == order.id)
    return "windows_apart" if can_be_pooled(mine, whenever, terms) else "too_few_heads"


def can_be_pooled(order: Order, orders: Sequence[Order], terms: Terms) -> bool:
    """Whether some class with this order keeps all windows, sizes and budgets, nobody else considered.

    Tried for each possible start (an earliest day) and each dearest budget: who can join then, and do
    some of them make up a possible number of heads?
    """
    return any(
        _adds_up(order, _able(orders, start, budget), terms, budget)
        for start in {one.earliest_day for one in orders}
        if order.earliest_day <= start <= order.latest_day
        for budget in {one.budget_per_head for one in orders}
        if _affords(order, budget)
    )


def _affords(order: Order, budget: int | None) -> bool:
    return order.budget_per_head is None or (budget is not None and order.budget_per_head >= budget)


def _able(orders: Sequence[Order], start: str, budget: int | None) -> list[Order]:
    return [one for one in orders if one.earliest_day <= start <= one.latest_day and _affords(one, budget)]


def _adds_up(order: Order, able: Sequence[Order], terms: Terms, budget: int | None) -> bool:
    """Whether the order with some of those able to join has between the least and the most heads."""
    needed = terms.heads_for(budget)
    if needed is None:
        return False
    sums = 1 << order.heads
    for one in able:
        if one.id != order.id:
            sums |= sums << one.heads
    least = max(terms.least_size, needed)
    return any(sums >> heads & 1 for heads in range(least, terms.most_size + 1))
