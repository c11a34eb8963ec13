"""A board in memory as the kernel reads it, and the kernel's functions on it."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

import numpy as np

from solver.search.layout import ARRAYS, LONG_ARRAYS, NUMBERS, Ints, Longs
from solver.search.native import KERNEL


class _Struct(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in NUMBERS] + [(name, ctypes.c_void_p) for name in ARRAYS]


class Board:
    """The whole state of a search: constants of the problem, occupancy and counters; arrays by name.

    Calls hold no interpreter lock. A board is for one thread at a time.
    """

    def __init__(self, numbers: Mapping[str, int], arrays: Mapping[str, Ints | Longs]) -> None:
        self._kernel = KERNEL.library()
        self._arrays = {name: _as_kernel_reads(name, arrays[name]) for name in ARRAYS}
        pointers = {name: array.ctypes.data for name, array in self._arrays.items()}
        self._struct = _Struct(**{name: numbers[name] for name in NUMBERS}, **pointers)
        self._self = ctypes.byref(self._struct)

    def __getitem__(self, name: str) -> Ints:
        """An array by its name in `layout.ARRAYS`; changing it changes the board."""
        return self._arrays[name]

    def fits(self, piece: int, target: tuple[int, int, int]) -> bool:
        """Whether a piece that is not placed can stand at (choice, room, staff) without moving anything."""
        return bool(self._kernel.kernel_fits(self._self, piece, *target) & 0xFF)

    def cost_of(self, piece: int, target: tuple[int, int, int]) -> int:
        """By how much goals and penalties grow when a piece that is not placed is put there."""
        return int(self._kernel.kernel_cost_of(self._self, piece, *target))

    def add(self, piece: int, target: tuple[int, int, int]) -> None:
        """Place a piece where it fits."""
        self._kernel.kernel_add(self._self, piece, *target)

    def take(self, piece: int) -> None:
        """Take a placed piece away."""
        self._kernel.kernel_take(self._self, piece)

    def targets(self, stands: Ints) -> tuple[Ints, int]:
        """[stand] choice, room and staff, NONE where the calendars forbid it, and how many they allow."""
        found = np.empty((len(stands), 3), np.int32)
        count = self._kernel.kernel_targets(self._self, _pointer(stands), len(stands), _pointer(found))
        return found, int(count)

    def seat(self, stands: Ints) -> Ints:
        """Place pieces at (piece, slot, workshop, person) as far as they fit; returns the positions of the others."""
        left = np.empty(len(stands), np.int32)
        return left[: self._kernel.kernel_seat(self._self, _pointer(stands), len(stands), _pointer(left))]

    def load(self, state: Ints) -> None:
        """Take over choice, room and staff of every piece as they are."""
        self._kernel.kernel_load(self._self, _pointer(state))

    def changed(self, found: Ints) -> int:
        """Write the published pieces that stand elsewhere to `found`, which has room for all; returns how many."""
        return int(self._kernel.kernel_changed(self._self, _pointer(found)))

    def save_best(self) -> None:
        """Keep the state as the best one when it is."""
        self._kernel.kernel_save_best(self._self)

    def place(self, order: Ints) -> None:
        """Place the pieces of a list that fit somewhere, moving nothing."""
        self._kernel.kernel_place(self._self, _pointer(order), len(order))

    def construct(self, waiting: Ints, steps: int) -> None:
        """Work on the pieces that are not placed for so many steps; `waiting` has room for all pieces."""
        self._kernel.kernel_construct(self._self, _pointer(waiting), steps)

    def breaching(self, found: Ints) -> int:
        """Write the pieces that break rules kept by penalty to `found`, which has room for all; returns how many."""
        return int(self._kernel.kernel_breaching(self._self, _pointer(found)))

    def anneal(self, movable: Ints, moves: int, hot: float, cold: float, mix: Ints) -> None:
        """Try so many moves while the temperature falls from `hot` to `cold`."""
        self._kernel.kernel_anneal(
            self._self, _pointer(movable), len(movable),
            ctypes.c_int64(moves), ctypes.c_double(hot), ctypes.c_double(cold), _pointer(mix),
        )  # fmt: skip


def _as_kernel_reads(name: str, array: Ints | Longs) -> Ints:
    return np.ascontiguousarray(array, np.int64 if name in LONG_ARRAYS else np.int32)


def _pointer(array: Ints) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)
