"""Repair of a published timetable after an incident: few people touched, and proved so where that can be done."""

from solver.repair.changes import Change, changes_between, touched_by
from solver.repair.incidents import (
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    WorkshopClosed,
    after_incident,
)
from solver.repair.repairing import Repair, RepairLimits, RepairResult, repair

__all__ = [
    "Change",
    "CohortWithdrawn",
    "Incident",
    "InstructorAway",
    "LessonMoved",
    "Repair",
    "RepairLimits",
    "RepairResult",
    "WorkshopClosed",
    "after_incident",
    "changes_between",
    "repair",
    "touched_by",
]
