"""What the worker looks after every minute: invitations and proposals whose time to answer is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import TrainerError
from trainer.programmes import queries, services

log = logging.getLogger(__name__)


def settle_joint_classes(database: Database) -> int:
    """Let every overdue invitation to a joint class fill or lapse; gives how many it settled."""
    with database.reading() as session:
        overdue = queries.overdue_joint_classes(session, clock.today())
    return _settle_each(database, overdue, services.settle_overdue)


def lapse_proposals(database: Database) -> int:
    """Let every proposal lapse that was not answered in time; gives how many it ended."""
    with database.reading() as session:
        overdue = queries.overdue_proposals(session)
    return _settle_each(database, overdue, services.lapse_overdue_change)


def _settle_each(database: Database, ids: Iterable[str], settle: Callable[[Session, str], bool]) -> int:
    """Settle each in a transaction of its own; one that cannot be settled is logged and holds up no other."""
    settled = 0
    for id_ in ids:
        try:
            with database.transaction() as session:
                settled += settle(session, id_)
        except TrainerError:
            log.exception("%s cannot be settled", id_)
    return settled
