"""What a rule of a sitting is: its words, a plain check, and its part of the CP-SAT model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.sittings.domains import SittingDomains
from solver.sittings.reading import SittingReading
from solver.verdict import Violation, Worded

if TYPE_CHECKING:
    from solver.sittings.model import SittingModel


class SittingRule(Worded):
    """A hard rule. `check` is the definition; `narrow` and `encode` together must accept the same.

    `narrow` holds what a place, or a member at a place, decides alone; `encode` the rest.
    """

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        """Every breach of this rule, by plain comparison."""
        raise NotImplementedError

    def narrow(self, domains: SittingDomains) -> None:
        """Take away what this rule forbids by itself."""

    def encode(self, model: SittingModel) -> None:
        """Add what this rule asks of sittings together."""
