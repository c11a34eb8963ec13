"""What the worker looks after every minute: invitations to joint classes whose last day has passed."""

from __future__ import annotations

import logging

from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import TrainerError
from trainer.programmes import queries, services

log = logging.getLogger(__name__)


def settle_joint_classes(database: Database) -> int:
    """Let every overdue invitation fill or lapse, each in a transaction of its own; gives how many it settled.

    One that cannot be settled is logged and does not hold up the others.
    """
    with database.reading() as session:
        overdue = queries.overdue_joint_classes(session, clock.today())
    settled = 0
    for joint_class_id in overdue:
        try:
            with database.transaction() as session:
                settled += services.settle_overdue(session, joint_class_id)
        except TrainerError:
            log.exception("joint class %s cannot be settled", joint_class_id)
    return settled
