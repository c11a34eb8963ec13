"""The rows of workshops and of their pools of seats and workstations, with what commitments take of them."""

from __future__ import annotations

import numpy as np

from solver.index import SEATS, Index
from solver.search.layout import Ints, Room
from solver.search.rows import Rows


class Rooms:
    """`rows` has the workshops, `pools` the capacities of all their pools."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.rows, self.pools = Rows(len(Room)), Rows(1)
        self._pool_at: dict[tuple[int, str], int] = {}
        self._rows_of: dict[str, Ints] = {}
        for room, pools in enumerate(index.pools):
            first = len(self.pools)
            for name, count in pools.items():
                # One lesson alone is never refused here, and a pool of none still holds one.
                self._pool_at[room, name] = self.pools.add(max(count, 1))
            self.rows.add(index.base[room], first, len(self.pools))

    def pool_rows(self, pool: str) -> Ints:
        """For each workshop the row of a pool, or of its seats where it has none such."""
        if pool not in self._rows_of:
            rows = (self._pool_at.get((room, pool), self._pool_at[room, SEATS]) for room in range(len(self.rows)))
            self._rows_of[pool] = np.fromiter(rows, np.int32)
        return self._rows_of[pool]

    def units(self) -> tuple[Ints, Ints]:
        """[pool, slot] units that commitments take, and [room, day] the periods at which any are, as bits."""
        grid = self.index.grid
        units = np.zeros((max(len(self.pools), 1), grid.slots), np.int32)
        mask = np.zeros((max(len(self.rows), 1), grid.days), np.int32)
        for (room, pool), slots in self.index.committed_units.items():
            for slot, used in slots.items():
                if (room, pool) in self._pool_at and used:
                    units[self._pool_at[room, pool], slot] += used
                    mask[room, slot // grid.periods_a_day] |= 1 << slot % grid.periods_a_day
        return units, mask
