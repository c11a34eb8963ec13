"""A ladder: one way out by amounts, more and more of the same; and the search for the least amount that does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from solver.explain.repair import Repair

STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Ladder:
    """One way out in amounts from 1 to `most`; `step` builds the repair of an amount.

    Where it `grows`, an amount permits whatever a lesser one permits; otherwise amounts number choices beside each
    other, the cheapest first.
    """

    most: int
    step: Callable[[int], Repair]
    grows: bool = True

    def least(self, does: Callable[[int], bool], first: int = 1) -> int | None:
        """The least amount from `first` on that does, or None.

        A ladder that grows is climbed in growing steps, and then closed in on; `does` may deny what it could not
        find out, so that the answer is the least amount that was shown to do.
        """
        if not self.grows:
            return next((amount for amount in range(first, self.most + 1) if does(amount)), None)
        too_little = first - 1
        enough = None
        for amount in growing(first, self.most):
            if does(amount):
                enough = amount
                break
            too_little = amount
        while enough is not None and enough - too_little > 1:
            middle = (too_little + enough) // 2
            if does(middle):
                enough = middle
            else:
                too_little = middle
        return enough


def growing(first: int, most: int) -> Iterator[int]:
    """From `first` on 1, 2, 5, 10, 20, 50 … more than the amount before it, and the most at last."""
    amount, scale = first, 1
    if first > most:
        return
    yield first
    while True:
        for step in STEPS:
            amount = first - 1 + step * scale
            if amount >= most:
                if first < most:
                    yield most
                return
            if amount > first:
                yield amount
        scale *= 10
