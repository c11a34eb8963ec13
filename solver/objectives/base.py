"""What a soft goal is: a sentence, a plain cost with the people it falls on, and its encoding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from solver.model.submodel import SubModel
from solver.reading import Reading


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a cost that falls on one cohort, instructor or module."""

    kind: str
    id: str
    cost: int


@dataclass(frozen=True, slots=True)
class CostPart:
    """What one soft goal costs, unweighted, and on whom; weighted it is `weight * cost`."""

    objective: str
    weight: int
    cost: int
    shares: tuple[Share, ...]


class Objective:
    """A soft goal. The cost is the sum of its shares; `encode` must penalise exactly the same."""

    id: ClassVar[str]
    statement_en: ClassVar[str]
    statement_zh: ClassVar[str]

    def shares(self, reading: Reading) -> Iterator[Share]:
        """The costs above 0, by whom they fall on."""
        raise NotImplementedError

    def encode(self, model: SubModel, weight: int) -> None:
        """Penalise the same in the sub-model."""
        raise NotImplementedError

    def cost(self, reading: Reading, weight: int) -> CostPart:
        """All shares and their sum."""
        shares = tuple(share for share in self.shares(reading) if share.cost)
        return CostPart(self.id, weight, sum(share.cost for share in shares), shares)
