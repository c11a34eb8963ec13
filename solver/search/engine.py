"""The search as an object: a board, and the steps that construct, improve and read it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from solver.collection import collection_paused
from solver.domains import Domains
from solver.index import Index, Placement
from solver.params import Weights
from solver.search.board import NO_COST, BoardBuilder
from solver.search.layout import Candidate, Choice, Class, Ints, Option, Piece, Total

HOT, COLD = 8.0, 0.1
MENDING_HOT, MENDING_COLD = 25.0, 5.0
SHAKE_EVERY = 8


class Engine:
    """Owns a board; nobody else changes it."""

    def __init__(self, index: Index, domains: Domains, weights: Weights, seed: int) -> None:
        self.index = index
        with collection_paused():
            builder = BoardBuilder(index, domains, weights, seed)
        self.classes, self.board, self.lesson_piece = builder.classes, builder.board, builder.lesson_piece
        self.cohort_count = len(index.problem.cohorts)
        self.pieces = len(self.lesson_piece) and len(self.board["heat"])
        self._waiting = np.zeros(max(self.pieces, 1), np.int32)
        self._mix = self._moves_mix()
        self._mendings = 0

    def _moves_mix(self) -> Ints:
        """Shares of the moves; changes of what has no alternative are left out."""
        spans = self.board["classes"]
        has_staff = bool((spans[:, Class.STAFFS_END] - spans[:, Class.STAFFS] > 1).any())
        has_rooms = bool((spans[:, Class.ROOMS_END] - spans[:, Class.ROOMS] > 1).any())
        changes = 17 * has_staff + 17 * has_rooms
        shifts = (100 - changes) * 47 // 100
        return np.array([shifts, 100 - changes, 100 - 17 * has_rooms], np.int32)

    @property
    def cost(self) -> int:
        """Weighted cost of the present state, penalties included."""
        return int(self.board["totals"][Total.COST])

    @property
    def best_cost(self) -> int | None:
        """Cost of the best complete state without breaches; None before there is one."""
        cost = int(self.board["totals"][Total.BEST_COST])
        return None if cost == NO_COST else cost

    @property
    def unplaced(self) -> int:
        """How many pieces are not placed."""
        return int(self.board["totals"][Total.UNPLACED])

    @property
    def breaches(self) -> int:
        """By how many units the rules kept by penalty are broken."""
        return int(self.board["totals"][Total.BREACHES])

    @property
    def steps(self) -> int:
        """Construction steps and moves so far."""
        return int(self.board["totals"][Total.STEPS])

    def place_in_order(self) -> None:
        """Place what fits, in the order of the courses."""
        order = np.argsort(self.board["pieces"][: self.pieces, Piece.IDEAL_DAY], kind="stable").astype(np.int32)
        self.board.place(order)

    def construct(self, steps: int) -> bool:
        """Work on what is not placed; whether everything is."""
        self.board.construct(self._waiting, steps)
        return self.unplaced == 0

    def fix(self, pieces: Ints | None) -> None:
        """Hold these pieces where they are, and let all others move."""
        self.board["pieces"][:, Piece.IS_FIXED] = 0
        if pieces is not None:
            self.board["pieces"][pieces, Piece.IS_FIXED] = 1

    def changed(self) -> Ints:
        """The published pieces that stand elsewhere now."""
        return self._waiting[: self.board.changed(self._waiting)].copy()

    def mend(self, moves: int) -> bool:
        """Move what breaks rules that are kept by penalty, and what is in its way; whether none is broken any more."""
        found = self._waiting[: self.board.breaching(self._waiting)].copy()
        self._mendings += 1
        if len(found) and not self.unplaced:
            # Now and then everything may move: what is broken can be hemmed in by pieces that have no part in it.
            begun_by = None if self._mendings % SHAKE_EVERY == 0 else found
            self.anneal(moves, MENDING_HOT, MENDING_COLD, begun_by)
        return not self.unplaced and not self.breaches

    def anneal(self, moves: int, hot: float, cold: float, begun_by: Ints | None = None) -> int:
        """Improve a complete state by so many moves between two temperatures; the pieces in `begun_by` begin them.

        Returns how many were tried: none when nothing may move.
        """
        movable = begun_by
        if movable is None:
            movable = np.flatnonzero(self.board["pieces"][: self.pieces, Piece.IS_FIXED] == 0).astype(np.int32)
        if not len(movable):
            return 0
        self.board.anneal(movable, moves, hot, cold, self._mix)
        return moves

    @property
    def state(self) -> Ints:
        """[piece] choice, room and staff of the present state, NONE where it is not placed; a copy."""
        return self.board["pieces"][: self.pieces, Piece.CHOICE : Piece.STAFF + 1].copy()

    @property
    def best_state(self) -> Ints:
        """The same of the best complete state; only when there is one."""
        return self.board["best"][: self.pieces, :3].copy()

    def load(self, state: Ints) -> None:
        """Take over a state of the same problem as it is; what it holds must fit together."""
        self.board.load(np.ascontiguousarray(state, np.int32))

    def reseed(self, *numbers: int) -> None:
        """Begin a new series of random numbers that hangs on these numbers alone."""
        digest = hashlib.sha256(repr(numbers).encode()).digest()
        self.board["totals"][Total.RANDOM] = int.from_bytes(digest[:8], "little", signed=True)

    def forget(self) -> None:
        """Forget what was in the way and what was best: all that a state alone does not say."""
        self.board["heat"][:] = 0
        self.board["held"][:] = 0
        self.board["totals"][Total.BEST_COST] = NO_COST
        self.board.save_best()

    def seat(self, placements: Mapping[int, Placement]) -> list[int]:
        """Place single lessons where they stood, as far as they fit together; returns the lessons that do not."""
        lessons = sorted(placements)
        left = self.board.seat(self._stands(lessons, placements))
        return [lessons[at] for at in left.tolist()]

    def load_placements(self, placements: Mapping[int, Placement]) -> None:
        """Take over a complete timetable as it is; the state stays as it was when it is not, or cannot stand so."""
        if len(placements) != self.pieces:
            return
        lessons = sorted(placements)
        targets, found = self.board.targets(self._stands(lessons, placements))
        if found == self.pieces:
            state = self.state
            state[[self.lesson_piece[lesson] for lesson in lessons]] = targets
            self.load(state)

    def _stands(self, lessons: list[int], placements: Mapping[int, Placement]) -> Ints:
        """[lesson] piece, slot, workshop and the instructor's row, as the kernel reads them."""
        rows = []
        for lesson in lessons:
            stand = placements[lesson]
            rows.append((self.lesson_piece[lesson], stand.slot, stand.workshop, self.cohort_count + stand.instructor))
        return np.array(rows, np.int32).reshape(-1, 4)

    def placements(self, state: Ints | None = None) -> dict[int, Placement]:
        """Where the lessons of a state (the present one) stand; those of a class are numbered in the order of time."""
        columns = self.state if state is None else state
        found: dict[int, Placement] = {}
        piece = 0
        for item in self.classes:
            stands = [columns[at] for at in range(piece, piece + len(item.lessons)) if columns[at, 0] >= 0]
            piece += len(item.lessons)
            stands.sort(key=self._first_slot)
            for lesson, row in zip(item.lessons, stands, strict=False):
                found[lesson] = self._placement(row)
        return found

    def _first_slot(self, row: Ints) -> int:
        option = self.board["choices"][row[0], Choice.OPTION]
        return int(self.board["options"][option, Option.FIRST_SLOT])

    def _placement(self, row: Ints) -> Placement:
        room = int(self.board["candidates"][row[1], Candidate.RESOURCE])
        staff = int(self.board["candidates"][row[2], Candidate.RESOURCE]) - self.cohort_count
        return Placement(self._first_slot(row), room, staff)
