"""The judge of sittings: every violation and every cost part of any bookings, by the plain checks alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from solver.objectives import CostPart
from solver.problem import Names
from solver.sittings.goals import SITTING_GOALS, SittingWeights
from solver.sittings.problem import SittingBooking, SittingProblem
from solver.sittings.reading import SittingReading
from solver.sittings.rules import SITTING_RULES
from solver.verdict import Violation


@dataclass(frozen=True, slots=True)
class SittingJudgement:
    """All violations and cost parts of the sittings that are placed, and the ids of those that are not."""

    violations: tuple[Violation, ...]
    parts: tuple[CostPart, ...]
    objective: int
    unplaced: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations


def check_sittings(
    problem: SittingProblem, bookings: Iterable[SittingBooking], weights: SittingWeights | None = None
) -> SittingJudgement:
    """Judge bookings against their problem; knows nothing of how they were made."""
    weights = weights or SittingWeights()
    reading = SittingReading(problem, bookings)
    violations = tuple(violation for rule in SITTING_RULES for violation in rule.check(reading))
    parts = tuple(goal.cost(reading, weights.of(goal.id)) for goal in SITTING_GOALS)
    return SittingJudgement(violations, parts, sum(part.weight * part.cost for part in parts), reading.unplaced)


def sentence_of_breach(violation: Violation, names: Names, language: str) -> str:
    """The violation in words, in "en" or "zh"."""
    rule = next(rule for rule in SITTING_RULES if rule.id == violation.rule)
    return rule.sentence(violation, names, language)
