"""Orders that could be pooled, the terms of a course, and the visible rule by which a class's cost is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """So many heads of one enterprise want a course that starts between two days (ISO, both included).

    `budget_per_head` (money, whole units such as fen) is the most that the owner pays for a head; None is no limit.
    """

    id: str
    owner: str
    course: str
    heads: int
    earliest_day: str
    latest_day: str
    budget_per_head: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """Sizes of a class of a course, and its cost: `fixed_cost` once and `cost_per_head` for each head."""

    least_size: int
    most_size: int
    fixed_cost: int
    cost_per_head: int = 0

    def heads_for(self, budget_per_head: int | None) -> int | None:
        """The fewest heads with which a head costs no more than the budget; None when that is never so.

        Sharing whole units never makes an order pay more than its heads times the budget then.
        """
        if budget_per_head is None or (self.fixed_cost == 0 and budget_per_head >= self.cost_per_head):
            return 1
        left = budget_per_head - self.cost_per_head
        return -(-self.fixed_cost // left) if left > 0 else None


def earliest_start(orders: Sequence[Order]) -> str:
    """The first day on which all of them can start."""
    return max(order.earliest_day for order in orders)


def cost_shares(orders: Sequence[Order], terms: Terms) -> list[int]:
    """What each order pays: its heads times the cost per head, and the fixed cost shared by heads.

    Whole units that do not divide go one each to the orders with the largest remainders, earlier ones first.
    """
    heads = sum(order.heads for order in orders)
    exact = [divmod(terms.fixed_cost * order.heads, heads) for order in orders]
    missing = terms.fixed_cost - sum(whole for whole, _ in exact)
    by_remainder = sorted(range(len(orders)), key=lambda at: (-exact[at][1], at))
    rounded_up = set(by_remainder[:missing])
    return [terms.cost_per_head * order.heads + exact[at][0] + (at in rounded_up) for at, order in enumerate(orders)]
