"""Why there is no timetable, what would make one, and why a lesson stands where it does."""

from solver.explain.explaining import ExplainLimits, explain
from solver.explain.explanation import Explanation, Shortage, Verdict, sentence_of_shortage, sentences_of
from solver.explain.fact import Fact, Key, sentence_of_fact

__all__ = [
    "ExplainLimits",
    "Explanation",
    "Fact",
    "Key",
    "Shortage",
    "Verdict",
    "explain",
    "sentence_of_fact",
    "sentence_of_shortage",
    "sentences_of",
]
