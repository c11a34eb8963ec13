"""An assessor's first page: sittings to accept and to score."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.assessment import queries as assessment
from trainer.kit import clock
from trainer.kit.permissions import Viewer
from trainer.models.assessment import SittingState


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's own sittings, the next one first."""
    mine = assessment.sittings_of_assessor(session, viewer=viewer)
    open_ones = [sitting for sitting in mine if sitting.state in (SittingState.PLANNED, SittingState.SCORING)]
    return {
        "sittings": sorted(open_ones, key=lambda sitting: (sitting.day, sitting.first_period)),
        "done": sum(sitting.state is SittingState.RELEASED for sitting in mine),
        "today": clock.today(),
    }
