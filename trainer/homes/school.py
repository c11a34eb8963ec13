"""A school officer's first page: agreements that wait for the school's signature, and its cohorts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from trainer.homes.orders import order_lines, to_do
from trainer.kit.permissions import Viewer
from trainer.programmes import queries as programmes


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the school's agreements."""
    lines = order_lines(session, viewer)
    return {"lines": lines, "mine": to_do(lines), "cohorts": programmes.cohorts_for(session, viewer)}
