"""One door to the words of any verdict: violations and findings alike."""

from __future__ import annotations

from solver.check import sentence_of_violation
from solver.finding import Finding, sentence_of_finding
from solver.problem import Names
from solver.verdict import Violation


def sentence_of(verdict: Violation | Finding, names: Names, language: str) -> str:
    """The verdict in words, in "en" or "zh"; `names(kind, id)` gives display names."""
    if isinstance(verdict, Finding):
        return sentence_of_finding(verdict, names, language)
    return sentence_of_violation(verdict, names, language)
