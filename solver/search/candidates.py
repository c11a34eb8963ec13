"""Which workshops and instructors each class may have, and at which of its times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from solver.domains import Domains, Masks
from solver.index import Index
from solver.params import Weights
from solver.search.classes import PieceClass
from solver.search.layout import NONE, Candidate, Ints
from solver.search.options import Options
from solver.search.people import People
from solver.search.rooms import Rooms

WORD = 32


class Candidates:
    """Builds the rows class by class; classes with the same calendars share what is allowed."""

    def __init__(self, index: Index, domains: Domains, weights: Weights, tables: tuple[Options, People, Rooms]) -> None:
        self.index, self.domains, self.weights = index, domains, weights
        self.problem = index.problem
        self.options, self.people, self.rooms = tables
        self._rows: list[Ints] = []
        self._words: list[Ints] = []
        self._count = self._word_count = self.tally_count = 0
        self._tally: dict[tuple[int, bool], dict[int, int]] = {}
        self._allowed_of: dict[tuple[int, int, int], tuple[Ints, Ints, int]] = {}
        homes = [person.home_base for person in self.problem.instructors]
        self._staff_bases = [NONE if home is None else index.base_at[home] for home in homes]

    def array(self) -> Ints:
        """All rows."""
        return np.concatenate(self._rows or [np.zeros((1, len(Candidate)), np.int32)])

    def words(self) -> Ints:
        """The sets of allowed choices, 32 in a word."""
        return np.concatenate(self._words or [np.zeros(1, np.int32)])

    def add_rooms(self, item: PieceClass, lesson: int) -> tuple[int, int, int]:
        """The workshops of a class; returns where they begin, where those at home end, and where all end."""
        rooms, words, near = self._allowed(item, self.domains.places, self.index.base)
        rows = np.full((len(rooms), len(Candidate)), NONE, np.int32)
        pool = self.index.pool[lesson]
        rows[:, Candidate.POOL] = self.rooms.pool_rows(pool)[rooms]
        rows[:, Candidate.COST] = 0
        if self.problem.modules[item.module].may_overfill:
            owned = np.array([self.index.pools[room].get(pool, 0) for room in rooms.tolist()], np.int32)
            missing = np.maximum(self.index.need[lesson] - owned, 0)
            rows[:, Candidate.COST] = missing * self.weights.seats_missing
        first, end = self._add_candidates(rows, item, rooms, words, 0)
        return first, first + near, end

    def add_staff(self, item: PieceClass, lesson: int) -> tuple[int, int, int]:
        """The instructors of a class; returns where they begin, where those at home end, and where all end."""
        staff, words, near = self._allowed(item, self.domains.staff, self._staff_bases)
        rows = np.full((len(staff), len(Candidate)), NONE, np.int32)
        rows[:, Candidate.COST] = 0
        periods = item.periods
        for wished, points in self.people.wished_instructors(self.index.attending[lesson]):
            rows[:, Candidate.COST] += points * periods * (staff != self.index.instructor_at[wished])
        purpose = self.problem.modules[item.module].purpose
        for row, allowance in enumerate(self.problem.allowances):
            if allowance.purpose == purpose:
                is_theirs = staff == self.index.instructor_at[allowance.instructor]
                rows[is_theirs, Candidate.ALLOWANCE] = row
        first, end = self._add_candidates(rows, item, staff, words, len(self.problem.cohorts))
        return first, first + near, end

    def _add_candidates(
        self, rows: Ints, item: PieceClass, resources: Ints, words: Ints, first_row: int
    ) -> tuple[int, int]:
        """Complete the rows of a class's workshops (or instructors, whose rows are people) and append them."""
        rows[:, Candidate.RESOURCE] = resources + first_row
        rows[:, Candidate.ALLOWED] = words
        rows[:, Candidate.TALLY] = self._tallies(item.module, first_row > 0, resources)
        self._rows.append(rows)
        first, self._count = self._count, self._count + len(rows)
        return first, self._count

    def _tallies(self, module: int, is_staff: bool, resources: Ints) -> Ints:
        """A counter for each resource of a module, the same for all classes of the module."""
        key = (module, is_staff)
        if key not in self._tally:
            self._tally[key] = dict(zip(resources.tolist(), range(self.tally_count, 1 << 31), strict=False))
            self.tally_count += len(resources)
            return np.arange(self.tally_count - len(resources), self.tally_count, dtype=np.int32)
        known = self._tally[key]
        for resource in resources.tolist():
            if resource not in known:
                known[resource] = self.tally_count
                self.tally_count += 1
        return np.array([known[resource] for resource in resources.tolist()], np.int32)

    def _allowed(self, item: PieceClass, domain: Mapping[int, Masks], bases: Sequence[int]) -> tuple[Ints, Ints, int]:
        """Each workshop (or instructor) that the class may have, and where its allowed choices stand in words.

        Those at the cohort's own base come first, and their number last: the search draws them more often.
        """
        masks, times = domain[item.sample], self.domains.times[item.sample]
        home = self.problem.cohorts[self.index.module_cohort[item.module]].home_base
        base = NONE if home is None else self.index.base_at[home]
        # Domains share the masks of equal lessons and never change them in place.
        key = (id(masks), times, base)
        if key not in self._allowed_of:
            found = [(one, None if mask & times == times else mask) for one, mask in masks.items() if mask & times]
            found.sort(key=lambda pair: (bases[pair[0]] != base, pair[0]))
            near = sum(bases[one] == base for one, _ in found)
            self._allowed_of[key] = *self._listed(item, found), near
        return self._allowed_of[key]

    def _listed(self, item: PieceClass, pairs: Sequence[tuple[int, int | None]]) -> tuple[Ints, Ints]:
        resources = np.array([resource for resource, _ in pairs], np.int32)
        words = np.full(len(pairs), NONE, np.int32)
        masks = [(at, mask) for at, (_, mask) in enumerate(pairs) if mask is not None]
        if masks:
            words[[at for at, _ in masks]] = self._add_words(item, [mask for _, mask in masks])
        return resources, words

    def _add_words(self, item: PieceClass, masks: list[int]) -> Ints:
        """Store which choices of the class each mask allows as 32-bit words; returns where each begins."""
        unpacked = np.array([self.options.unpacked(mask) for mask in masks])
        flags = unpacked.take(self.options.starts_of(item), axis=1)
        padded = np.pad(flags, ((0, 0), (0, -flags.shape[1] % WORD)))
        packed = np.packbits(padded, axis=1, bitorder="little").view(np.int32)
        first, self._word_count = self._word_count, self._word_count + packed.size
        self._words.append(packed.reshape(-1))
        return np.arange(first, self._word_count, packed.shape[1], dtype=np.int32)
