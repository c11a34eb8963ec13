"""A bureau officer's first page: what the district's bases do, each figure with the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from trainer.certification import queries as certification
from trainer.certification.queries import CertificateFilter
from trainer.homes.orders import order_lines
from trainer.kit.permissions import Viewer
from trainer.models.programmes import Cohort, CohortState
from trainer.programmes import queries as programmes

LIVE = (CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING, CohortState.TAUGHT)


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """Figures of the viewer's region, by base."""
    cohorts = programmes.cohorts_for(session, viewer)
    live = [cohort for cohort in cohorts if cohort.state in LIVE]
    lines = order_lines(session, viewer)
    return {
        "lines": sorted(lines, key=lambda line: (line.standing.waiting is None, -line.standing.days)),
        "live": live,
        "people": sum(cohort.taken for cohort in live),
        "seats": sum(cohort.capacity for cohort in live),
        "certificates": certification.count_certificates(session, CertificateFilter(), viewer=viewer),
        "by_base": _by_base(live),
    }


def _by_base(cohorts: Sequence[Cohort]) -> list[dict[str, Any]]:
    bases = {cohort.programme.base.id: cohort.programme.base for cohort in cohorts}
    people: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    for cohort in cohorts:
        base_id = cohort.programme.base.id
        people[base_id] += cohort.taken
        seats[base_id] += cohort.capacity
        classes[base_id] += 1
    return [
        {"base": bases[key], "cohorts": classes[key], "people": people[key], "seats": seats[key]}
        for key in sorted(bases, key=lambda key: -people[key])
    ]
