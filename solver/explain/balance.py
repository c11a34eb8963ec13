"""The loads of a whole timetable, for the judge of one lesson that sees only a part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Balance:
    """How many periods each instructor has in all, and the even share above which points are counted."""

    fair: int
    loads: Mapping[str, int]

    def change(self, periods: int, before: str, after: str) -> int:
        """How the goal `load_balance` changes when so many periods go from one instructor to another."""
        if before == after:
            return 0
        given, taken = self.loads.get(before, 0), self.loads.get(after, 0)
        return self._over(given - periods) - self._over(given) + self._over(taken + periods) - self._over(taken)

    def _over(self, load: int) -> int:
        return max(load - self.fair, 0)
