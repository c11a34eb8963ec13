"""Rate limits count every attempt, also a refused one, and open again with the next window."""

from datetime import timedelta

import pytest

from trainer.kit import clock, limits
from trainer.kit.db import Database
from trainer.kit.errors import TooManyRequests


def test_the_attempt_after_the_last_allowed_one_is_refused_until_the_next_window(database: Database) -> None:
    for _attempt in range(3):
        limits.hit(database, [("key", 3, 60)])
    with pytest.raises(TooManyRequests) as refused:
        limits.hit(database, [("key", 3, 60)])
    assert 0 < refused.value.retry_after_seconds <= 60
    with clock.frozen(clock.now() + timedelta(seconds=60)):
        limits.hit(database, [("key", 3, 60)])


def test_another_key_is_not_touched(database: Database) -> None:
    limits.hit(database, [("a", 1, 60)])
    limits.hit(database, [("b", 1, 60)])
    with pytest.raises(TooManyRequests):
        limits.hit(database, [("a", 1, 60)])
