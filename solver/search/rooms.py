"""Who uses which workshop when, and for each kind of lesson the slots at which it no longer fits."""

from __future__ import annotations

from solver.index import Index

Level = tuple[str, int, bool]
"""Pool, units and whether the lesson shares: lessons of one level fit or fail alike."""


class Rooms:
    """Occupancy of workshops with blocked slots per level, kept current by `add` and `remove`."""

    def __init__(self, index: Index, possible: list[set[int]]) -> None:
        """`possible[lesson]` names the workshops that a lesson may use at all."""
        self.index = index
        self.users: list[list[list[int]]] = [[[] for _ in range(index.grid.slots)] for _ in index.problem.workshops]
        self.level: list[Level] = [
            (index.pool[lesson], index.need[lesson], index.shares[lesson]) for lesson in range(index.lesson_count)
        ]
        levels: list[set[Level]] = [set() for _ in index.problem.workshops]
        for lesson, workshops in enumerate(possible):
            for workshop in workshops:
                levels[workshop].add(self.level[lesson])
        self.blocked: list[dict[Level, int]] = [dict.fromkeys(sorted(found), 0) for found in levels]

    def add(self, lesson: int, workshop: int, slot: int) -> None:
        """Seat the lesson."""
        for at in range(slot, slot + self.index.periods[lesson]):
            self.users[workshop][at].append(lesson)
            self._refresh(workshop, at)

    def remove(self, lesson: int, workshop: int, slot: int) -> None:
        """Take the lesson out."""
        for at in range(slot, slot + self.index.periods[lesson]):
            self.users[workshop][at].remove(lesson)
            self._refresh(workshop, at)

    def _refresh(self, workshop: int, slot: int) -> None:
        bit = 1 << slot
        users = self.users[workshop][slot]
        blocked = self.blocked[workshop]
        for level in blocked:
            if self._is_blocked(workshop, slot, level, users):
                blocked[level] |= bit
            else:
                blocked[level] &= ~bit

    def _is_blocked(self, workshop: int, slot: int, level: Level, users: list[int]) -> bool:
        if not users:
            return False
        pool, units, shares = level
        if not shares or not self.index.shares[users[0]]:
            return True
        return units > self._left(workshop, slot, pool, users)

    def _left(self, workshop: int, slot: int, pool: str, users: list[int]) -> int:
        taken = sum(self.index.need[user] for user in users if self.index.pool[user] == pool)
        committed = self.index.committed_units.get((workshop, pool), {}).get(slot, 0)
        return self.index.pools[workshop].get(pool, 0) - taken - committed

    def in_the_way(self, lesson: int, workshop: int, slot: int, weights: list[float]) -> set[int]:
        """The users to eject so that the lesson fits; the lightest go first."""
        found: set[int] = set()
        pool, units, shares = self.level[lesson]
        for at in range(slot, slot + self.index.periods[lesson]):
            users = [user for user in self.users[workshop][at] if user not in found and user != lesson]
            if users and (not shares or not self.index.shares[users[0]]):
                found.update(users)
                continue
            rivals = sorted((weights[user], user) for user in users if self.index.pool[user] == pool)
            left = self._left(workshop, at, pool, users)
            for _, user in rivals:
                if units <= left:
                    break
                found.add(user)
                left += self.index.need[user]
        return found
