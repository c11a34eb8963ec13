"""Plans for the tests of planning: the whole class in its own workshop, changed by what a test cares about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from tests.trainer.assessment.scenes import SITTING_DAY, TaughtClass
from trainer.assessment.facts import Occasion
from trainer.assessment.gateway import gateway_of
from trainer.assessment.rules import judge_plan
from trainer.assessment.situation import SittingPlan, look_at
from trainer.models.assessment import Sitting
from trainer.models.programmes import Cohort


def a_plan(session: Session, scene: TaughtClass, **values: Any) -> SittingPlan:
    """Everybody of the class, three assessors, the Monday after the last lesson in the morning."""
    cohort = session.get_one(Cohort, scene.cohort.id)
    session.refresh(cohort, ["lessons"])
    occasion = Occasion(SITTING_DAY, 1, 4)
    rows = gateway_of(session, cohort)
    whole = SittingPlan(cohort, scene.body, scene.workshop, occasion, scene.assessors[:3], rows)
    return replace(whole, **values)


def refused(session: Session, plan: SittingPlan) -> list[str]:
    """The names of the rules that a plan breaks."""
    return [broken.rule for broken in judge_plan(look_at(session, plan))]


def workstations_of(sitting: Sitting) -> dict[str, int]:
    """Enrolment id to workstation number."""
    return {candidate.enrolment_id: candidate.workstation_number for candidate in sitting.candidates}
