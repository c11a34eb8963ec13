"""Repair of a published timetable after an incident: few people touched, and proved so where that can be done."""

from solver.repair.changes import Change, changes_between, touched_by
from solver.repair.incidents import (
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    PlacesForbidden,
    TraineeWithdrawn,
    WorkshopClosed,
    after_incident,
)
from solver.repair.obstacles import Obstacle, Why, sentences_of_obstacle
from solver.repair.outcome import Phase, Repair, RepairLimits, RepairProgress, RepairResult
from solver.repair.repairing import repair

__all__ = [
    "Change",
    "CohortWithdrawn",
    "Incident",
    "InstructorAway",
    "LessonMoved",
    "Obstacle",
    "Phase",
    "PlacesForbidden",
    "Repair",
    "RepairLimits",
    "RepairProgress",
    "RepairResult",
    "TraineeWithdrawn",
    "Why",
    "WorkshopClosed",
    "after_incident",
    "changes_between",
    "repair",
    "sentences_of_obstacle",
    "touched_by",
]
