"""What a hard rule is: its words, a plain check, and its part of the CP-SAT sub-model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.domains import Domains
from solver.reading import Reading
from solver.verdict import Violation, Worded

if TYPE_CHECKING:
    from solver.model.submodel import SubModel


class Rule(Worded):
    """A hard rule. `check` is the definition; `narrow` and `encode` together must accept the same.

    `narrow` holds what a lesson's own start, workshop or instructor decides; `encode` the rest.
    """

    def check(self, reading: Reading) -> Iterator[Violation]:
        """Every breach of this rule in the timetable, by plain comparison."""
        raise NotImplementedError

    def narrow(self, domains: Domains) -> None:
        """Take away what this rule forbids a lesson by itself."""

    def encode(self, model: SubModel) -> None:
        """Add what this rule asks of lessons together."""
