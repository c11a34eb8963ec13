"""Sittings with independent panels: placed around a timetable, judged by plain checks, explained where impossible."""

from solver.sittings.check import SittingJudgement, check_sittings, sentence_of_breach
from solver.sittings.goals import SITTING_GOALS, SittingGoal, SittingWeights
from solver.sittings.problem import (
    Assessor,
    Card,
    Engagement,
    PanelPolicy,
    Shift,
    Sitting,
    SittingBooking,
    SittingProblem,
)
from solver.sittings.reasons import SittingReason, sentence_of_reason, sitting_of
from solver.sittings.rules import INDEPENDENCE_RULES, SITTING_RULES, SittingRule
from solver.sittings.solve import SittingLimits, SittingResult, solve_sittings

__all__ = [
    "INDEPENDENCE_RULES",
    "SITTING_GOALS",
    "SITTING_RULES",
    "Assessor",
    "Card",
    "Engagement",
    "PanelPolicy",
    "Shift",
    "Sitting",
    "SittingBooking",
    "SittingGoal",
    "SittingJudgement",
    "SittingLimits",
    "SittingProblem",
    "SittingReason",
    "SittingResult",
    "SittingRule",
    "SittingWeights",
    "check_sittings",
    "sentence_of_breach",
    "sentence_of_reason",
    "sitting_of",
    "solve_sittings",
]
