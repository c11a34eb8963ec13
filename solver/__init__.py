"""The scheduling engine as a library: problem and timetable in, a judged result out."""

from solver.check import Judgement, check
from solver.finding import Finding
from solver.formats.own_json import problem_from_json, problem_to_json, timetable_from_json, timetable_to_json
from solver.generate import generate
from solver.objectives import OBJECTIVES, CostPart, Share
from solver.params import SolveParams, Weights
from solver.presolve import presolve
from solver.problem import (
    After,
    Allowance,
    Availability,
    Base,
    Closure,
    Cohort,
    Commitment,
    Day,
    Duty,
    Fault,
    Forbidden,
    Instructor,
    Lesson,
    Line,
    LineShare,
    Lock,
    Module,
    Pattern,
    Period,
    Problem,
    ProblemFaults,
    Qualification,
    Quota,
    Reservation,
    Stations,
    Travel,
    Wish,
    Workshop,
)
from solver.result import Progress, Result, Status
from solver.rules import RULES
from solver.sentences import sentence_of
from solver.solve import solve
from solver.timetable import Booking, Timetable
from solver.verdict import Subject, Violation

__all__ = [
    "OBJECTIVES",
    "RULES",
    "After",
    "Allowance",
    "Availability",
    "Base",
    "Booking",
    "Closure",
    "Cohort",
    "Commitment",
    "CostPart",
    "Day",
    "Duty",
    "Fault",
    "Finding",
    "Forbidden",
    "Instructor",
    "Judgement",
    "Lesson",
    "Line",
    "LineShare",
    "Lock",
    "Module",
    "Pattern",
    "Period",
    "Problem",
    "ProblemFaults",
    "Progress",
    "Qualification",
    "Quota",
    "Reservation",
    "Result",
    "Share",
    "SolveParams",
    "Stations",
    "Status",
    "Subject",
    "Timetable",
    "Travel",
    "Violation",
    "Weights",
    "Wish",
    "Workshop",
    "check",
    "generate",
    "presolve",
    "problem_from_json",
    "problem_to_json",
    "sentence_of",
    "solve",
    "timetable_from_json",
    "timetable_to_json",
]
