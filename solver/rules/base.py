"""What a hard rule is: a sentence, a plain check, and its part of the CP-SAT sub-model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from solver.domains import Domains
from solver.problem import Names
from solver.reading import Reading
from solver.verdict import Violation, fill

if TYPE_CHECKING:
    from solver.model.submodel import SubModel


class Rule:
    """A hard rule. `check` is the definition; `narrow` and `encode` together must accept the same.

    `narrow` holds what a lesson's own start, workshop or instructor decides; `encode` the rest.
    """

    id: ClassVar[str]
    statement_en: ClassVar[str]
    statement_zh: ClassVar[str]
    message_en: ClassVar[str]
    message_zh: ClassVar[str]

    def check(self, reading: Reading) -> Iterator[Violation]:
        """Every breach of this rule in the timetable, by plain comparison."""
        raise NotImplementedError

    def narrow(self, domains: Domains) -> None:
        """Take away what this rule forbids a lesson by itself."""

    def encode(self, model: SubModel) -> None:
        """Add what this rule asks of lessons together."""

    def sentence(self, violation: Violation, names: Names, language: str) -> str:
        """The violation in words, with display names, in "en" or "zh"."""
        template = self.message_zh if language == "zh" else self.message_en
        facts = {"day": violation.day, "period": violation.period, **violation.facts}
        return fill(template, violation.subjects, facts, names, language)
