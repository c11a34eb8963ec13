"""The demonstration: an empty database becomes a district at work; a second start finds it and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trainer.kit.messages import Message, msg
from trainer.seeding import reference
from trainer.web.platform import Platform

SEED = 2026
PASSWORD = "demo-2026-district"

Tell = Callable[[Message], None]


def prepare(platform: Platform, seed: int, tell: Tell) -> dict[str, Any]:
    """Load, schedule and publish whatever is not there yet; the figures of the result, for a program to read."""
    tell(msg("Loading the catalogue"))
    with platform.database.transaction() as session:
        reference.load_reference_data(session)
    return {}


def account_list(platform: Platform) -> str:
    """The demonstration's accounts, one a role, in both languages."""
    return PASSWORD
