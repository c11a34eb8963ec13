"""Counts the periods of one person a day and a week, and knows at once where a cap would be passed."""

from __future__ import annotations

from collections.abc import Iterable

from solver.grid import Grid


class Meter:
    """For each lesson length, the starts on days and in weeks that have no room left."""

    def __init__(self, grid: Grid, lengths: Iterable[int], caps: tuple[int | None, int | None]) -> None:
        self._grid = grid
        self._day_cap, self._week_cap = caps
        self._day_load = [0] * grid.days
        self._week_load = [0] * (grid.days // 7)
        self._lengths = tuple(lengths)
        self._full_days = dict.fromkeys(self._lengths, 0)
        self._full_weeks = dict.fromkeys(self._lengths, 0)
        for day in range(grid.days):
            self._refresh(day)

    def add(self, day: int, periods: int) -> None:
        """Count `periods` more (or fewer, if negative) on a day."""
        self._day_load[day] += periods
        self._week_load[day // 7] += periods
        self._refresh(day)

    def _refresh(self, day: int) -> None:
        week = day // 7
        for length in self._lengths:
            if self._day_cap is not None:
                mask = self._grid.day_masks[day]
                if self._day_load[day] + length > self._day_cap:
                    self._full_days[length] |= mask
                else:
                    self._full_days[length] &= ~mask
            if self._week_cap is not None:
                mask = self._grid.week_masks[week]
                if self._week_load[week] + length > self._week_cap:
                    self._full_weeks[length] |= mask
                else:
                    self._full_weeks[length] &= ~mask

    def full(self, length: int) -> int:
        """Starts on days or in weeks that a lesson of this length would overfill."""
        return self._full_days[length] | self._full_weeks[length]

    def over_day(self, day: int, periods: int) -> int:
        """By how much the day would be over its cap with so many more periods."""
        return 0 if self._day_cap is None else max(self._day_load[day] + periods - self._day_cap, 0)

    def over_week(self, day: int, periods: int) -> int:
        """By how much the day's week would be over its cap with so many more periods."""
        return 0 if self._week_cap is None else max(self._week_load[day // 7] + periods - self._week_cap, 0)
