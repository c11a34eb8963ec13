"""Reading JSON data with every fault and its path, so that a data file is mended in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg


@dataclass(frozen=True)
class Fault:
    """What is wrong at a path such as `courses[2].modules[0].periods`."""

    path: str
    message: Message

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class BadData(BadInput):
    """Data with faults: nothing of it was taken."""

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        message = msg(
            "The data has %(n)s faults; the first is at %(path)s: %(fault)s",
            n=len(faults),
            path=first.path,
            fault=first.message,
        )
        super().__init__(message, field=first.path)
        self.faults = faults


@dataclass
class Node:
    """A JSON value with its path; whatever it cannot give is noted in `faults` and replaced by a harmless value."""

    value: Any
    path: str = "$"
    faults: list[Fault] = field(default_factory=list)

    def fault(self, key: str, message: Message) -> None:
        """Note a fault of the field `key` (empty: of this value)."""
        self.faults.append(Fault(f"{self.path}.{key}" if key else self.path, message))

    def items(self, key: str, *, some: bool = False) -> list[Node]:
        """The elements of the list `key`; with `some` an empty list is a fault."""
        found = self._get(key, list, msg("must be a list"))
        if some and found == []:
            self.fault(key, msg("must not be empty"))
        place = f"{self.path}.{key}"
        return [Node(value, f"{place}[{index}]", self.faults) for index, value in enumerate(found or [])]

    def text(self, key: str, *, longest: int = 200, default: str | None = None) -> str:
        """The text `key`, at most `longest` characters; absent gives `default`, or a fault without one."""
        if default is not None and self._absent(key):
            return default
        found = self._get(key, str, msg("must be a text"))
        if found is not None and default is None and not found.strip():
            self.fault(key, msg("must not be empty"))
        if found is not None and len(found) > longest:
            self.fault(key, msg("may have at most %(n)s characters", n=longest))
        return found or ""

    def whole(self, key: str, lowest: int, highest: int, *, default: int | None = None) -> int:
        """The whole number `key` between two bounds, both included."""
        if default is not None and self._absent(key):
            return default
        found = self._get(key, int, msg("must be a whole number"))
        if found is None:
            return lowest
        if isinstance(found, bool) or not lowest <= found <= highest:
            bounds = msg("must be a whole number from %(low)s to %(high)s", low=lowest, high=highest)
            self.fault(key, bounds)
            return lowest
        return int(found)

    def optional_whole(self, key: str, lowest: int, highest: int) -> int | None:
        """As `whole`; None when absent or null."""
        return None if self._absent(key) else self.whole(key, lowest, highest)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """The truth value `key`."""
        return default if self._absent(key) else bool(self._get(key, bool, msg("must be true or false")))

    def day(self, key: str) -> date:
        """The day `key`, written YYYY-MM-DD."""
        found = self._get(key, str, msg("must be a day written YYYY-MM-DD"))
        try:
            return date.fromisoformat(found) if found is not None else date.min
        except ValueError:
            self.fault(key, msg("must be a day written YYYY-MM-DD"))
            return date.min

    def optional_day(self, key: str) -> date | None:
        """As `day`; None when absent or null."""
        return None if self._absent(key) else self.day(key)

    def validity(self) -> tuple[date, date | None]:
        """`valid_from` and `valid_to` in their order."""
        first, last = self.day("valid_from"), self.optional_day("valid_to")
        if last is not None and last < first:
            self.fault("valid_to", msg("must not lie before the first day"))
        return first, last

    def one_of(self, key: str, allowed: Mapping[str, Any] | set[str] | tuple[str, ...]) -> str:
        """The text `key`, one of the allowed ones; the first of them stands in for a bad one."""
        found = self._get(key, str, msg("must be a text"))
        if found is not None and found not in allowed:
            self.fault(key, msg("must be one of %(allowed)s", allowed=", ".join(sorted(allowed))))
        return found if found in allowed else next(iter(sorted(allowed)))

    def raise_faults(self) -> None:
        """Raise BadData when anything was noted here or below."""
        if self.faults:
            raise BadData(self.faults)

    def _absent(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and self.value.get(key) is None

    def _get(self, key: str, kind: type, wanted: Message) -> Any:
        if not isinstance(self.value, Mapping):
            self._note_once("", msg("must be an object"))
            return None
        if key not in self.value:
            self.fault(key, msg("is missing"))
            return None
        if not isinstance(self.value[key], kind):
            self.fault(key, wanted)
            return None
        return self.value[key]

    def _note_once(self, key: str, message: Message) -> None:
        if all(fault.path != self.path for fault in self.faults):
            self.fault(key, message)
