"""Sectioning: requests of people into open cohorts, and small orders of several enterprises into joint classes."""

from solver.sectioning.check import Costs, check_sectioning, costs_of
from solver.sectioning.data import (
    Meeting,
    Offer,
    Request,
    SectioningProblem,
    SectioningWeights,
    WeeklyHalfDay,
)
from solver.sectioning.explain import Alternative, Explainer, Explanation, Move, explain
from solver.sectioning.generate import generate_sectioning
from solver.sectioning.lone import LoneOrder, sentence_of_lone_order
from solver.sectioning.orders import Order, Terms
from solver.sectioning.outcome import Limits, Sectioning, Unplaced
from solver.sectioning.pooling import JointClass, Pooling, Share, propose_joint_classes
from solver.sectioning.sentences import sentence_of_sectioning
from solver.sectioning.solve import section

__all__ = [
    "Alternative",
    "Costs",
    "Explainer",
    "Explanation",
    "JointClass",
    "Limits",
    "LoneOrder",
    "Meeting",
    "Move",
    "Offer",
    "Order",
    "Pooling",
    "Request",
    "Sectioning",
    "SectioningProblem",
    "SectioningWeights",
    "Share",
    "Terms",
    "Unplaced",
    "WeeklyHalfDay",
    "check_sectioning",
    "costs_of",
    "explain",
    "generate_sectioning",
    "propose_joint_classes",
    "section",
    "sentence_of_lone_order",
    "sentence_of_sectioning",
]
