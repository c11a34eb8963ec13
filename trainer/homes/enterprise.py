"""An enterprise's first page: whose turn it is, its people and certificates, orders with timelines, people at risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from trainer.delivery import queries as delivery
from trainer.delivery.hours import Hours
from trainer.enrolment import queries as enrolment
from trainer.homes.orders import order_lines, to_do
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment
from trainer.models.programmes import Cohort, CohortState
from trainer.programmes import queries as programmes
from trainer.programmes.queries import PlacementCount
from trainer.programmes.views.proposals import proposal_said

LIVE = frozenset({CohortState.RUNNING, CohortState.TAUGHT})


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's enterprise."""
    lines = order_lines(session, viewer)
    cohorts = programmes.cohorts_for(session, viewer)
    nobody = PlacementCount(0, 0, 0, 0, 0)
    return {
        "lines": lines,
        "mine": to_do(lines),
        "proposals": [proposal_said(found) for found in programmes.proposals_waiting_for(session, viewer=viewer)],
        "cohorts": cohorts,
        "count": sum((programmes.placement_count(session, cohort) for cohort in cohorts), nobody),
        "in_training": sum(cohort.taken for cohort in cohorts if cohort.state in LIVE),
        "at_risk": people_at_risk(session, cohorts),
    }


def people_at_risk(session: Session, cohorts: Sequence[Cohort]) -> list[tuple[Cohort, Enrolment, Hours]]:
    """Trainees of running cohorts who may miss nothing more, the worst first."""
    found = []
    for cohort in cohorts:
        if cohort.state is CohortState.RUNNING:
            hours = delivery.hours_of_cohort(session, cohort)
            roster = {row.id: row for row in enrolment.roster_of(session, cohort.id)}
            found += [
                (cohort, roster[key], had) for key, had in hours.items() if had.missed and had.can_still_miss == 0
            ]
    return sorted(found, key=lambda entry: (entry[2].is_reachable, entry[2].percent))
