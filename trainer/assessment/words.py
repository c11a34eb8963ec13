"""Sittings as pages say them: states, standings before the gateway, and the names of the rules."""

from __future__ import annotations

from trainer.assessment.gateway import Standing
from trainer.kit.messages import msg
from trainer.models.assessment import Sitting, SittingState
from trainer.scheduling.day_grid import end_time, start_time

STATE_LABELS = {
    SittingState.PLANNED: msg("Planned"),
    SittingState.SCORING: msg("Being scored"),
    SittingState.RELEASED: msg("Released"),
    SittingState.CANCELLED: msg("Called off"),
}
STATE_CHIPS = {
    SittingState.PLANNED: "accent",
    SittingState.SCORING: "warn",
    SittingState.RELEASED: "ok",
    SittingState.CANCELLED: "neutral",
}
STANDING_LABELS = {
    Standing.READY: msg("May sit"),
    Standing.HOURS_MISSING: msg("Hours missing"),
    Standing.IN_SITTING: msg("In a sitting"),
    Standing.PASSED: msg("Has passed"),
}
STANDING_CHIPS = {
    Standing.READY: "ok",
    Standing.HOURS_MISSING: "bad",
    Standing.IN_SITTING: "accent",
    Standing.PASSED: "neutral",
}
RULE_LABELS = {
    "sitting-in-past": msg("Day"),
    "sitting-before-last-lesson": msg("After the last lesson"),
    "lessons-without-time": msg("After the last lesson"),
    "body-scope": msg("Authority of the body"),
    "workshop-closed": msg("Opening hours"),
    "workshop-taken": msg("Free workshop"),
    "workstations": msg("One candidate, one workstation"),
    "no-candidates": msg("Candidates"),
    "candidate-hours": msg("Minimum hours"),
    "candidate-in-sitting": msg("One sitting at a time"),
    "candidate-passed": msg("Not passed yet"),
    "candidate-busy": msg("Free candidates"),
    "panel-minimum": msg("Size of the panel"),
    "panel-odd": msg("Odd panel"),
    "candidates-per-assessor": msg("Candidates for each assessor"),
    "assessor-card": msg("Valid card"),
    "assessor-scope": msg("Scope of the card"),
    "assessor-busy": msg("Free assessors"),
    "own-trainees": msg("Never own trainees"),
    "own-enterprise": msg("Never own enterprise"),
    "own-assessment": msg("Never oneself"),
}


def time_of(sitting: Sitting) -> str:
    """When a sitting begins and ends on the clock."""
    return f"{start_time(sitting.first_period)}–{end_time(sitting.first_period, sitting.periods)}"
