"""A school officer's first page: proposals and agreements that wait for the school's word, and its cohorts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.homes.orders import order_lines, to_do
from trainer.kit.permissions import Viewer
from trainer.programmes import queries as programmes
from trainer.programmes.views.proposals import proposal_said


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the school's agreements."""
    lines = order_lines(session, viewer)
    waiting = programmes.proposals_waiting_for(session, viewer=viewer)
    return {
        "lines": lines,
        "mine": to_do(lines),
        "proposals": [proposal_said(found) for found in waiting],
        "cohorts": programmes.cohorts_for(session, viewer),
    }
