"""The judge: every violation and every cost of any timetable, by the plain checks alone."""

from __future__ import annotations

from dataclasses import dataclass

from solver.collection import collection_paused
from solver.objectives import OBJECTIVES, CostPart
from solver.params import Weights
from solver.problem import Names, Problem
from solver.reading import Reading
from solver.rules import RULES
from solver.timetable import Timetable
from solver.verdict import Violation


@dataclass(frozen=True, slots=True)
class Judgement:
    """All violations (rule by rule) and all cost parts; the objective is their weighted sum."""

    violations: tuple[Violation, ...]
    parts: tuple[CostPart, ...]
    objective: int

    @property
    def is_clean(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations


def check(problem: Problem, timetable: Timetable, weights: Weights | None = None) -> Judgement:
    """Judge a timetable against its problem; knows nothing of how it was made."""
    weights = weights or Weights()
    with collection_paused():
        reading = Reading(problem, timetable)
        violations = tuple(violation for rule in RULES for violation in rule.check(reading))
        parts = tuple(goal.cost(reading, weights.of(goal.id)) for goal in OBJECTIVES)
    return Judgement(violations, parts, sum(part.weight * part.cost for part in parts))


def sentence_of_violation(violation: Violation, names: Names, language: str) -> str:
    """The violation in words, in "en" or "zh"."""
    rule = next(rule for rule in RULES if rule.id == violation.rule)
    return rule.sentence(violation, names, language)
