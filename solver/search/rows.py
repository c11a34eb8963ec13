"""Growing tables of whole numbers, and lists laid end to end: what the kernel's arrays are made from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from solver.search.layout import Ints


class Rows:
    """Rows of a fixed number of columns."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._values: list[int] = []

    def __len__(self) -> int:
        return len(self._values) // self.columns

    def add(self, *values: int) -> int:
        """Append a row and return its number."""
        if len(values) != self.columns:
            raise ValueError(f"a row has {self.columns} columns, not {len(values)}")
        self._values += values
        return len(self) - 1

    def array(self) -> Ints:
        """All rows; a table without any has one of zeros, which nothing refers to."""
        values = self._values or [0] * self.columns
        return np.array(values, np.int32).reshape(-1, self.columns)


class RowLists:
    """Lists of numbers one after another."""

    def __init__(self) -> None:
        self._values: list[int] = []

    def add(self, values: Iterable[int]) -> tuple[int, int]:
        """Append a list and return where it begins and ends."""
        first = len(self._values)
        self._values += values
        return first, len(self._values)

    def array(self) -> Ints:
        """All lists."""
        return np.array(self._values or [0], np.int32)
