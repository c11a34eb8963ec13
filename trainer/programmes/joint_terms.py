"""What a joint class costs each order: the cost of the class shared by heads, and the cost of each head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class JointTerms:
    """The sizes between which a joint class is held, and its cost in yuan: once, and for each head."""

    least: int
    most: int
    fixed_yuan: int
    head_yuan: int

    def shares(self, heads: Sequence[int]) -> list[int]:
        """What each order pays, in whole yuan that add up; the proposal of the pool shares by the same rule.

        Yuan that do not divide go one each to the orders with the largest remainders, earlier ones first.
        """
        together = sum(heads)
        exact = [divmod(self.fixed_yuan * own, together) for own in heads]
        missing = self.fixed_yuan - sum(whole for whole, _left in exact)
        by_remainder = sorted(range(len(heads)), key=lambda at: (-exact[at][1], at))
        rounded_up = set(by_remainder[:missing])
        return [self.head_yuan * own + exact[at][0] + (at in rounded_up) for at, own in enumerate(heads)]

    def at_most(self, heads: int) -> int:
        """What an order pays when no more seats are taken than the class needs."""
        return self.head_yuan * heads + -(-self.fixed_yuan * heads // max(self.least, heads))

    def least_for(self, heads: int, budget_yuan: int | None) -> int | None:
        """The fewest seats of a class in which an order never pays more than its budget; None when there is none."""
        if budget_yuan is None:
            return 1
        left = budget_yuan - self.head_yuan * heads
        if left < 0 or (left == 0 and self.fixed_yuan):
            return None
        return max(1, -(-self.fixed_yuan * heads // left)) if left else 1
