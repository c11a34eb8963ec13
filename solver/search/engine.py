"""The search as an object: a board, and the steps that construct, improve and read it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import numpy as np

from solver.domains import Domains
from solver.index import Index, Placement
from solver.params import Weights
from solver.search.board import NO_COST, BoardBuilder
from solver.search.layout import NONE, Candidate, Choice, Class, Ints, Option, Piece, Total

HOT, COLD = 8.0, 0.1
MENDING_HOT, MENDING_COLD = 25.0, 5.0
SHAKE_EVERY = 8


class Engine:
    """Owns a board; nobody else changes it."""

    def __init__(self, index: Index, domains: Domains, weights: Weights, seed: int) -> None:
        self.index = index
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
        pieces, board = self.board["pieces"][: self.pieces], self.board
        placed = np.flatnonzero((pieces[:, Piece.OLD_OPTION] != NONE) & (pieces[:, Piece.CHOICE] != NONE))
        rows = pieces[placed]
        options = board["choices"][rows[:, Piece.CHOICE], Choice.OPTION]
        rooms = board["candidates"][rows[:, Piece.ROOM], Candidate.RESOURCE]
        staff = board["candidates"][rows[:, Piece.STAFF], Candidate.RESOURCE]
        is_same = (
            (options == rows[:, Piece.OLD_OPTION])
            & (rooms == rows[:, Piece.OLD_ROOM])
            & (staff == rows[:, Piece.OLD_STAFF])
        )
        found: Ints = placed[~is_same].astype(np.int32)
        return found

    def mend(self, moves: int) -> bool:
        """Move what breaks rules that are kept by penalty, and what is in its way; whether none is broken any more."""
        found = self._waiting[: self.board.breaching(self._waiting)].copy()
        self._mendings += 1
        if len(found) and not self.unplaced:
            # Now and then everything may move: what is broken can be hemmed in by pieces that have no part in it.
            begun_by = None if self._mendings % SHAKE_EVERY == 0 else found
            self.anneal(moves, MENDING_HOT, MENDING_COLD, begun_by)
        return not self.unplaced and not self.breaches

    def anneal(self, moves: int, hot: float, cold: float, begun_by: Ints | None = None) -> None:
        """Improve a complete state by so many moves between two temperatures; the pieces in `begun_by` begin them."""
        movable = begun_by
        if movable is None:
            movable = np.flatnonzero(self.board["pieces"][: self.pieces, Piece.IS_FIXED] == 0).astype(np.int32)
        if len(movable):
            self.board.anneal(movable, moves, hot, cold, self._mix)

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
        moved = np.flatnonzero((self.state != state).any(axis=1)).tolist()
        for piece in moved:
            if self.board["pieces"][piece, Piece.CHOICE] >= 0:
                self.board.take(piece)
        for piece in moved:
            if state[piece, 0] >= 0:
                self.board.add(piece, tuple(state[piece].tolist()))
        self.board.save_best()

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
        left = []
        pieces = self.board["pieces"]
        for lesson, placement in sorted(placements.items()):
            piece = self.lesson_piece[lesson]
            target = self.target_of(piece, placement)
            is_placed = pieces[piece, Piece.CHOICE] >= 0
            if target is not None and not is_placed and self.board.fits(piece, target):
                self.board.add(piece, target)
            else:
                left.append(lesson)
        self.board.save_best()
        return left

    def load_placements(self, placements: Mapping[int, Placement]) -> None:
        """Take over a complete timetable as it is; the state stays as it was when it is not, or cannot stand so."""
        state = self.state
        for lesson, placement in placements.items():
            target = self.target_of(self.lesson_piece[lesson], placement)
            if target is None:
                return
            state[self.lesson_piece[lesson]] = target
        if len(placements) == self.pieces:
            self.load(state)

    def target_of(self, piece: int, placement: Placement) -> tuple[int, int, int] | None:
        """Choice and candidates of a placement; None when the calendars do not allow it."""
        board = self.board
        cls = int(board["pieces"][piece, Piece.CLASS])
        row = board["classes"][cls]
        choices = board["choices"][row[Class.CHOICES] : row[Class.CHOICES_END], Choice.OPTION]
        slots = board["options"][choices, Option.FIRST_SLOT]
        choice = np.flatnonzero(slots == placement.slot)
        rooms = board["candidates"][row[Class.ROOMS] : row[Class.ROOMS_END], Candidate.RESOURCE]
        room = np.flatnonzero(rooms == placement.workshop)
        staffs = board["candidates"][row[Class.STAFFS] : row[Class.STAFFS_END], Candidate.RESOURCE]
        staff = np.flatnonzero(staffs == self.cohort_count + placement.instructor)
        if not (len(choice) and len(room) and len(staff)):
            return None
        return (
            int(row[Class.CHOICES] + choice[0]),
            int(row[Class.ROOMS] + room[0]),
            int(row[Class.STAFFS] + staff[0]),
        )

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
