"""The district's past, told in order: every step happens at its own moment, with the clock held there."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count

from trainer.kit import clock

Step = Callable[[], None]


class Story:
    """Steps by moment; a step may add later ones. Steps after `now` are never told."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._steps: list[tuple[datetime, int, Step]] = []
        self._order = count()

    def add(self, moment: datetime, step: Step) -> None:
        """Tell `step` at `moment`; steps of the same moment are told in the order in which they were added."""
        heapq.heappush(self._steps, (moment, next(self._order), step))

    def tell(self) -> None:
        """Tell every step up to now."""
        while self._steps and self._steps[0][0] <= self.now:
            moment, _order, step = heapq.heappop(self._steps)
            with clock.frozen(moment):
                step()


def at(day: date, wall_clock: str) -> datetime:
    """A moment on a day by the bases' wall clock, written HH:MM."""
    return datetime.combine(day, time.fromisoformat(wall_clock), tzinfo=clock.LOCAL)
