"""Why there is no timetable, what would make one, and why a lesson stands where it does."""

from solver.explain.balance import Balance
from solver.explain.explaining import ExplainLimits, explain
from solver.explain.explanation import Explanation, Shortage, Verdict, sentence_of_shortage, sentences_of
from solver.explain.fact import Fact, Key, sentence_of_fact
from solver.explain.local import LocalJudge
from solver.explain.reasons import (
    Alternative,
    Reason,
    Reasons,
    sentence_of_reason,
    sentences_of_alternative,
    why_here,
    why_not,
)
from solver.explain.repair import Price, Repair, sentence_of_repair
from solver.explain.repairing import RepairLimits, repairs

__all__ = [
    "Alternative",
    "Balance",
    "ExplainLimits",
    "Explanation",
    "Fact",
    "Key",
    "LocalJudge",
    "Price",
    "Reason",
    "Reasons",
    "Repair",
    "RepairLimits",
    "Shortage",
    "Verdict",
    "explain",
    "repairs",
    "sentence_of_fact",
    "sentence_of_reason",
    "sentence_of_repair",
    "sentence_of_shortage",
    "sentences_of",
    "sentences_of_alternative",
    "why_here",
    "why_not",
]
