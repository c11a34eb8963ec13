"""Attended hours against the minimum: pure arithmetic on periods of 45 minutes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Hours:
    """A trainee's periods so far, what is still to come, and whether the minimum can be reached."""

    attended: int
    missed: int
    total: int
    minimum: int
    can_still_miss: int

    @property
    def to_come(self) -> int:
        """Periods that nobody has marked yet."""
        return self.total - self.attended - self.missed

    @property
    def is_met(self) -> bool:
        """Whether the minimum is reached already."""
        return self.attended >= self.minimum

    @property
    def is_reachable(self) -> bool:
        """Whether the minimum is reached when nothing more is missed."""
        return self.attended + self.to_come >= self.minimum

    @property
    def percent(self) -> int:
        """Attended periods in per cent of all."""
        return 100 * self.attended // self.total if self.total else 0


def reckon(lessons: Mapping[str, int], marks: Mapping[str, int], minimum_share: float) -> Hours:
    """The hours of one trainee.

    `lessons` gives the periods of every lesson of the cohort, `marks` the counted periods of those that are marked
    (0 for a missed one), `minimum_share` the least share of all periods (0 to 1) from the policy record.
    """
    total = sum(lessons.values())
    attended = sum(marks.values())
    missed = sum(lessons[lesson] - counted for lesson, counted in marks.items())
    # The share of a whole number of periods is rounded up; the tiny term keeps 0.8 * 120 from becoming 97.
    minimum = math.ceil(total * minimum_share - 1e-9)
    to_come = [periods for lesson, periods in lessons.items() if lesson not in marks]
    return Hours(attended, missed, total, minimum, _spare_lessons(to_come, attended + sum(to_come) - minimum))


def _spare_lessons(to_come: Sequence[int], spare_periods: int) -> int:
    """How many of the coming lessons may be missed, whichever they are: the longest count first."""
    longest_first = accumulate(sorted(to_come, reverse=True))
    return sum(1 for lost in longest_first if lost <= spare_periods)
