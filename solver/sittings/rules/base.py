"""What a rule of a sitting is: a sentence, a plain check, and its part of the CP-SAT model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from solver.problem import Names
from solver.sittings.domains import SittingDomains
from solver.sittings.reading import SittingReading
from solver.verdict import Violation, fill

if TYPE_CHECKING:
    from solver.sittings.model import SittingModel


class SittingRule:
    """A hard rule. `check` is the definition; `narrow` and `encode` together must accept the same.

    `narrow` holds what a place, or a member at a place, decides alone; `encode` the rest.
    """

    id: ClassVar[str]
    statement_en: ClassVar[str]
    statement_zh: ClassVar[str]
    message_en: ClassVar[str]
    message_zh: ClassVar[str]

    def check(self, reading: SittingReading) -> Iterator[Violation]:
        """Every breach of this rule, by plain comparison."""
        raise NotImplementedError

    def narrow(self, domains: SittingDomains) -> None:
        """Take away what this rule forbids by itself."""

    def encode(self, model: SittingModel) -> None:
        """Add what this rule asks of sittings together."""

    def sentence(self, violation: Violation, names: Names, language: str) -> str:
        """The violation in words, with display names, in "en" or "zh"."""
        template = self.message_zh if language == "zh" else self.message_en
        facts = {"day": violation.day, "period": violation.period, **violation.facts}
        return fill(template, violation.subjects, facts, names, language)
