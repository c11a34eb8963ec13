"""The times as such: every start of every length of lesson that may be used."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from solver.domains import Domains
from solver.grid import bits
from solver.index import Index
from solver.search.classes import PieceClass
from solver.search.layout import Chunk, Ints, Option
from solver.search.rows import Rows

Flags = npt.NDArray[np.uint8]


class Options:
    """Numbers the options of all classes; those of a class are always in the order of their numbers."""

    def __init__(self, index: Index, domains: Domains, classes: list[PieceClass]) -> None:
        self.index, self.domains = index, domains
        self.width = index.grid.periods_a_day
        self.rows, self.chunks = Rows(len(Option)), Rows(len(Chunk))
        self._unpacked: dict[int, Flags] = {}
        self._starts: dict[int, Ints] = {}
        self._single = {periods: self._number_starts(periods, classes) for periods in index.lengths}
        self.evening_points = self.slot_sums(np.array(index.slot_costs, np.int32))

    def _number_starts(self, periods: int, classes: list[PieceClass]) -> Ints:
        """The option of each start slot for lessons of a length; 0 for slots that nobody may use."""
        starts = 0
        for item in classes:
            if item.periods == periods:
                starts |= self.domains.times[item.sample]
        found = np.zeros(self.index.grid.slots, np.int32)
        run = (1 << periods) - 1
        for slot in bits(starts):
            found[slot] = self._add(slot, run << slot % self.width)
        return found

    def _add(self, slot: int, mask: int) -> int:
        """An option with one chunk; the kernel also takes options with several, at which a piece is taught together."""
        day = slot // self.width
        chunk = self.chunks.add(day, mask, day // 7)
        slots = [day * self.width + period for period in bits(mask)]
        evening = any(self.index.slot_costs[one] for one in slots)
        return self.rows.add(chunk, chunk + 1, slot, slots[-1], day, day, int(evening))

    def of(self, item: PieceClass) -> Ints:
        """The options of a class, in the order of their numbers."""
        return self._single[item.periods][self.starts_of(item)]

    def option_at(self, lesson: int, slot: int) -> int | None:
        """The option at which a lesson begins in a slot; None when that is not among its times."""
        is_its = self.domains.times[lesson] >> slot & 1
        return int(self._single[self.index.periods[lesson]][slot]) if is_its else None

    def starts_of(self, item: PieceClass) -> Ints:
        """The start slots of a class."""
        mask = self.domains.times[item.sample]
        if mask not in self._starts:
            self._starts[mask] = np.flatnonzero(self.unpacked(mask)).astype(np.int32)
        return self._starts[mask]

    def unpacked(self, mask: int) -> Flags:
        """The bits of a set of slots as an array."""
        if mask not in self._unpacked:
            size = math.ceil(self.index.grid.slots / 8)
            data = np.frombuffer((mask & self.index.grid.everything).to_bytes(size, "little"), np.uint8)
            self._unpacked[mask] = np.unpackbits(data, bitorder="little")
        return self._unpacked[mask]

    def slot_sums(self, by_slot: Ints) -> Ints:
        """For each option the sum of a figure over its slots."""
        chunks = self.chunks.array()
        taken = (chunks[:, Chunk.MASK, None] >> np.arange(self.width)) & 1
        return self._sums((by_slot.reshape(-1, self.width)[chunks[:, Chunk.DAY]] * taken).sum(axis=1))

    def sums(self, by_day: Ints) -> Ints:
        """For each option the sum of a figure over the days of its lessons."""
        return self._sums(by_day[self.chunks.array()[:, Chunk.DAY]])

    def _sums(self, by_chunk: Ints) -> Ints:
        rows, totals = self.rows.array(), np.concatenate([[0], np.cumsum(by_chunk)])
        found: Ints = (totals[rows[:, Option.CHUNKS_END]] - totals[rows[:, Option.CHUNKS]]).astype(np.int32)
        return found
