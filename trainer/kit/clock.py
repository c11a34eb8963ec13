"""The one place that reads the clock; tests and the demo freeze it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)
_travelled = {"by": timedelta(0)}


def now() -> datetime:
    """The present moment in UTC, with its zone."""
    return _frozen.get() or datetime.now(UTC) + _travelled["by"]


def today() -> date:
    """The present day where the bases are."""
    return now().astimezone(LOCAL).date()


def read_day(text: str) -> date:
    """The day that YYYY-MM-DD names; raises ValueError for none, and for one at the edge of what can be counted."""
    day = date.fromisoformat(text)
    if not 1900 <= day.year <= 2999:
        raise ValueError(text)
    return day


def local(moment: datetime) -> datetime:
    """`moment` as the bases' wall clock shows it."""
    return moment.astimezone(LOCAL)


def travel(by: timedelta) -> None:
    """Move the running clock of the whole process, all threads; for tests that live through a programme's weeks."""
    _travelled["by"] = by


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment` (which must carry a zone) inside the block."""
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
