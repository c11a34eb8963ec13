"""What lessons use of a workshop at one time, as rows of capacity that never say too much."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from solver.domains import Domains
from solver.index import Index


class Rows:
    """One row for each workshop and pool that lessons draw on; where no two fit together it holds one lesson."""

    def __init__(self, index: Index, domains: Domains, cell: list[int]) -> None:
        self.index = index
        self._users = self._find_users(domains)
        self._row: dict[tuple[int, str], tuple[int, bool]] = {}
        self._uses: dict[tuple[int, str, int, bool], list[tuple[int, int]]] = {}
        capacity: list[npt.NDArray[np.int64]] = []
        for workshop, users in sorted(self._users.items()):
            for pool in self._pools(workshop, users):
                is_single = self._is_single(workshop, pool, users)
                self._row[workshop, pool] = len(capacity), is_single
                capacity.append(self._capacity(workshop, pool, cell, is_single))
        self.capacity = np.array(capacity, np.int64).reshape(len(capacity), cell[-1] + 1)

    def _find_users(self, domains: Domains) -> dict[int, set[tuple[str, int, bool]]]:
        """Workshop → (pool, need, whether it shares) of the lessons that may come there."""
        index = self.index
        found: dict[int, set[tuple[str, int, bool]]] = defaultdict(set)
        for lesson in range(index.lesson_count):
            for workshop in domains.places[lesson]:
                found[workshop].add((index.pool[lesson], index.need[lesson], index.shares[lesson]))
        return found

    def _pools(self, workshop: int, users: set[tuple[str, int, bool]]) -> list[str]:
        """The pools that lessons draw on, without those whose row another one implies."""
        pools = sorted({pool for pool, _, _ in users})
        return [pool for pool in pools if any(shares and drawn == pool for drawn, _, shares in users)] or pools[:1]

    def _amount(self, workshop: int, pool: str, user: tuple[str, int, bool]) -> int:
        """As in the rule: who wants the workshop alone takes all of each pool, and one lesson alone always fits."""
        drawn, need, shares = user
        owned = max(self.index.pools[workshop].get(pool, 0), 1)
        if not shares:
            return owned
        return min(need, owned) if drawn == pool else 0

    def _is_single(self, workshop: int, pool: str, users: set[tuple[str, int, bool]]) -> bool:
        amounts = [amount for user in users if (amount := self._amount(workshop, pool, user))]
        return 2 * min(amounts, default=0) > max(self.index.pools[workshop].get(pool, 0), 1)

    def _capacity(self, workshop: int, pool: str, cell: list[int], is_single: bool) -> npt.NDArray[np.int64]:
        """For each cell what there is at its most open period, less commitments where several lessons fit."""
        cells = cell[-1] + 1
        if is_single:
            return np.ones(cells, np.int64)
        owned = max(self.index.pools[workshop].get(pool, 0), 1)
        committed = self.index.committed_units.get((workshop, pool), {})
        found = np.zeros(cells, np.int64)
        for slot in range(self.index.grid.slots):
            found[cell[slot]] = max(found[cell[slot]], owned - committed.get(slot, 0))
        return found

    def uses(self, lesson: int, workshop: int) -> list[tuple[int, int]]:
        """(row, amount) of a lesson in a workshop."""
        user = self.index.pool[lesson], self.index.need[lesson], self.index.shares[lesson]
        key = (workshop, *user)
        if key not in self._uses:
            found = []
            for pool in self._pools(workshop, self._users[workshop]):
                row, is_single = self._row[workshop, pool]
                amount = self._amount(workshop, pool, user)
                if amount:
                    found.append((row, 1 if is_single else amount))
            self._uses[key] = found
        return self._uses[key]
