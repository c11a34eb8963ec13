"""A certification officer's first page: sittings to release, classes to certify, what was issued."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.assessment import queries as assessment
from trainer.certification import queries as certification
from trainer.certification.queries import CertificateFilter
from trainer.kit.permissions import Viewer
from trainer.models.assessment import SittingState


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's evaluating body."""
    sittings = assessment.list_sittings(session, viewer=viewer)
    open_states = (SittingState.PLANNED, SittingState.SCORING)
    return {
        "open_sittings": [sitting for sitting in sittings if sitting.state in open_states],
        "released": sum(sitting.state is SittingState.RELEASED for sitting in sittings),
        "waiting": certification.waiting_cohorts(session, viewer=viewer),
        "issued": certification.count_certificates(session, CertificateFilter(), viewer=viewer),
    }
