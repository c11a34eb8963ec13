"""An enterprise's first page: whose turn it is, its people and certificates, orders with timelines, people at risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from trainer.delivery import queries as delivery
from trainer.delivery.hours import Hours
from trainer.enrolment import queries as enrolment
from trainer.homes.orders import order_lines, to_do
from trainer.kit import clock
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment
from trainer.models.joint_classes import JointClass
from trainer.models.programmes import Cohort, CohortState
from trainer.programmes import queries as programmes
from trainer.programmes.joint_standing import cost_of, lapse_words
from trainer.programmes.queries import PlacementCount
from trainer.programmes.standing import is_invited
from trainer.programmes.views.proposals import proposal_said

LIVE = frozenset({CohortState.RUNNING, CohortState.TAUGHT})


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's enterprise."""
    lines = order_lines(session, viewer)
    cohorts = programmes.cohorts_for(session, viewer)
    invitations = programmes.invitations_to(session, clock.today(), viewer=viewer)
    nobody = PlacementCount(0, 0, 0, 0, 0)
    parts = {cohort.id: programmes.part_of(session, cohort, viewer=viewer) for cohort in cohorts}
    return {
        "lines": lines,
        "mine": [line for line in to_do(lines) if not is_invited(line.order)],
        "invitations": [invitation_of(joint, viewer) for joint in invitations],
        "proposals": [proposal_said(found) for found in programmes.proposals_waiting_for(session, viewer=viewer)],
        "cohorts": cohorts,
        "count": sum((programmes.placement_count(session, cohort, parts[cohort.id]) for cohort in cohorts), nobody),
        "in_training": sum((parts[cohort.id] or cohort).taken for cohort in cohorts if cohort.state in LIVE),
        "at_risk": people_at_risk(session, cohorts, viewer),
    }


def invitation_of(joint: JointClass, viewer: Viewer) -> dict[str, Any]:
    """An invitation to a joint class with the own seats, what they cost, and how long it waits."""
    own = programmes.own_places(joint, viewer)
    return {
        "joint": joint,
        "seats": sum(place.heads for place in own),
        "cost": cost_of(joint, own),
        "lapse": lapse_words(joint),
    }


def people_at_risk(
    session: Session, cohorts: Sequence[Cohort], viewer: Viewer
) -> list[tuple[Cohort, Enrolment, Hours]]:
    """Trainees of running cohorts who may miss nothing more, the worst first."""
    found = []
    for cohort in cohorts:
        if cohort.state is CohortState.RUNNING:
            hours = delivery.hours_of_cohort(session, cohort)
            own = enrolment.own_people_of(session, cohort, viewer)
            found += [
                (cohort, row, hours[row.id])
                for row in enrolment.roster_of(session, cohort.id, own)
                if hours[row.id].missed and hours[row.id].can_still_miss == 0
            ]
    return sorted(found, key=lambda entry: (entry[2].is_reachable, entry[2].percent))
