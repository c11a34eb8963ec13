"""Who or what a module may choose among: its own members at the cohort's base, then the strangers of other bases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


class Masks:
    """Sets of slots as rows of bytes, each different set once."""

    def __init__(self, slots: int) -> None:
        self.slots = slots
        self.sets: list[int] = []
        self._at: dict[int, int] = {}

    def at(self, mask: int) -> int:
        """The row of a set."""
        if mask not in self._at:
            self._at[mask] = len(self.sets)
            self.sets.append(mask)
        return self._at[mask]

    def table(self) -> Bytes:
        """All rows, one byte a slot."""
        width = (self.slots + 7) // 8
        raw = b"".join((mask & ((1 << self.slots) - 1)).to_bytes(width, "little") for mask in self.sets)
        packed = np.frombuffer(raw, np.uint8).reshape(len(self.sets), width)
        return np.ascontiguousarray(np.unpackbits(packed, axis=1, bitorder="little")[:, : self.slots])


@dataclass
class Arrays:
    """Flat lists by the names in `native`, while they are gathered."""

    values: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *values: int) -> None:
        """Append to one list."""
        self.values[name].extend(values)


@dataclass
class Markets:
    """Different choices of instructors or of workshops, each once: members with the starts at which they are free."""

    arrays: Arrays
    masks: Masks
    names: tuple[str, str, str, str]
    """The names of the lists: first entries, counts of own members, members, masks."""
    _at: dict[Hashable, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.arrays.add(self.names[0], 0)

    def at(
        self,
        key: Hashable,
        free: Callable[[], Mapping[int, int]],
        is_own: Callable[[int], bool],
        on_member: Callable[[int], None],
    ) -> int:
        """The position of a market; when it is new its members are added, and told in the order of their entries."""
        if key not in self._at:
            self._at[key] = len(self._at)
            entries, own, members, masks = self.names
            found = sorted(free().items(), key=lambda item: (not is_own(item[0]), item[0]))
            for one, mask in found:
                self.arrays.add(members, one)
                self.arrays.add(masks, self.masks.at(mask))
                on_member(one)
            self.arrays.add(own, sum(is_own(one) for one, _ in found))
            self.arrays.add(entries, len(self.arrays.values[members]))
        return self._at[key]

    def __len__(self) -> int:
        return len(self._at)
