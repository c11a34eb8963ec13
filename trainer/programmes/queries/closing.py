"""What is still open before an order can be closed: one checklist, each item with its count and its cohort."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.catalogue.programme_types import strategy_of
from trainer.kit.messages import Message, msg
from trainer.models.assessment import Sitting, SittingState
from trainer.models.certification import Certificate, CertificateState
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort, CohortState, Order
from trainer.programmes.queries.cohorts import cohorts_of_order

TAUGHT = frozenset({CohortState.TAUGHT, CohortState.CLOSED, CohortState.CANCELLED})
FINISHED_SITTINGS = (SittingState.RELEASED, SittingState.CANCELLED)


@dataclass(frozen=True)
class ClosingItem:
    """A condition of closing: how many things stand against it (0: it is met)."""

    cohort: Cohort
    label: Message
    open_count: int


def closing_checks(session: Session, order: Order) -> list[ClosingItem]:
    """Every condition of every cohort of the order, met or not."""
    items = []
    for cohort in cohorts_of_order(session, order.id):
        items += [
            ClosingItem(cohort, msg("All lessons are taught"), int(cohort.state not in TAUGHT)),
            ClosingItem(cohort, msg("All scores are released"), _open_sittings(session, cohort)),
            ClosingItem(cohort, msg("Whoever completed has a certificate"), _without_certificate(session, cohort)),
        ]
    return items


def _open_sittings(session: Session, cohort: Cohort) -> int:
    running = select(func.count(Sitting.id)).where(
        Sitting.cohort_id == cohort.id, Sitting.state.not_in(FINISHED_SITTINGS)
    )
    return session.scalar(running) or 0


def _without_certificate(session: Session, cohort: Cohort) -> int:
    layouts = strategy_of(cohort.programme.type).certificate_layouts
    certified = select(Certificate.person_id).where(
        Certificate.cohort_id == cohort.id,
        Certificate.layout.in_(layouts),
        Certificate.state.not_in([CertificateState.RESERVED, CertificateState.RECORDED]),
    )
    waiting = select(func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort.id,
        Enrolment.state == EnrolmentState.COMPLETED,
        Enrolment.person_id.not_in(certified),
    )
    return session.scalar(waiting) or 0
