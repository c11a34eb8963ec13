"""Rate limits that count in the database, so that they hold over every process and host."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text

from trainer.kit import clock
from trainer.kit.db import Database
from trainer.kit.errors import TooManyRequests

# (key, how many, in how many seconds)
Limit = tuple[str, int, int]

_COUNT = text(
    "INSERT INTO rate_window (key, window_start, hits) VALUES (:key, :start, 1) "
    "ON CONFLICT (key, window_start) DO UPDATE SET hits = rate_window.hits + 1 RETURNING hits"
)
_FORGET = text("DELETE FROM rate_window WHERE key = :key AND window_start < :start")


def hit(database: Database, limits: Sequence[Limit]) -> None:
    """Count one attempt against each fixed window; raises TooManyRequests at the first that is full.

    Runs in a transaction of its own, so that a refused attempt stays counted when the request rolls back.
    """
    moment = int(clock.now().timestamp())
    waits = []
    with database.transaction() as session:
        for key, allowed, seconds in limits:
            start = moment - moment % seconds
            session.execute(_FORGET, {"key": f"{key}/{seconds}", "start": start})
            hits = session.execute(_COUNT, {"key": f"{key}/{seconds}", "start": start}).scalar_one()
            if hits > allowed:
                waits.append(start + seconds - moment)
    if waits:
        raise TooManyRequests(max(waits))
