"""Issuing for a class in the background, one short transaction a step, and finishing what a dead worker left."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any

from trainer.certification import queries, services
from trainer.certification.services import IssueOrder
from trainer.kit.audit import PLATFORM
from trainer.kit.db import Database
from trainer.kit.errors import TrainerError
from trainer.kit.jobs import JobContext
from trainer.kit.messages import msg
from trainer.models.certification import Certificate

log = logging.getLogger(__name__)


def arguments_of(order: IssueOrder, enrolment_ids: list[str]) -> dict[str, Any]:
    """The arguments that `issue_cohort` takes, as JSON."""
    return {
        "cohort_id": order.cohort_id,
        "layout": order.layout,
        "issuer_id": order.issuer_id,
        "issued_on": order.issued_on.isoformat(),
        "public_url": order.public_url,
        "enrolment_ids": enrolment_ids,
    }


def issue_cohort(
    context: JobContext,
    *,
    cohort_id: str,
    layout: str,
    issuer_id: str,
    issued_on: str,
    public_url: str,
    enrolment_ids: list[str],
) -> Mapping[str, Any]:
    """Issue certificates one by one; killed, stopped or delivered twice, it goes on where it was.

    Gives `refused`: by enrolment the messages of what stood in the way when its turn came.
    """
    actor_id = context.asked_by_id or PLATFORM
    order = IssueOrder(cohort_id, layout, issuer_id, date.fromisoformat(issued_on), public_url, actor_id)
    refused: dict[str, list[dict[str, Any]]] = {}
    for done, enrolment_id in enumerate(enrolment_ids):
        context.stop_if_asked()
        told = msg("%(done)s of %(total)s certificates", done=done, total=len(enrolment_ids))
        context.tell(100 * done // len(enrolment_ids), told)
        with context.transaction() as session:
            found = services.record_certificate(session, order, enrolment_id)
            if not isinstance(found, Certificate):
                refused[enrolment_id] = [finding.message.to_json() for finding in found]
                continue
            certificate_id = found.id
        finish_certificate(context.database, certificate_id)
    return {"refused": refused}


def finish_certificate(database: Database, certificate_id: str) -> None:
    """Draw a recorded certificate outside of any write lock, then freeze it; an issued one is left alone."""
    with database.reading() as session:
        certificate = session.get(Certificate, certificate_id)
        if certificate is None or certificate.state not in queries.UNFINISHED_STATES:
            return
        pdf = services.draw_recorded(session, certificate)
    with database.transaction() as session:
        services.issue_drawn(session, certificate_id, pdf)


def finish_left_over(database: Database) -> int:
    """Issue every certificate that was recorded and never drawn, from its payload alone; gives how many it finished.

    Runs in the worker every minute, the first time within a minute of its start. One that cannot be drawn is logged
    and does not hold up the others.
    """
    with database.reading() as session:
        certificate_ids = queries.unfinished_certificates(session)
    finished = 0
    for certificate_id in certificate_ids:
        try:
            finish_certificate(database, certificate_id)
        except TrainerError:
            log.exception("certificate %s cannot be finished", certificate_id)
        else:
            finished += 1
    return finished
