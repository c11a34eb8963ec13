"""Reasons that people type for what they do: tidied, and refused when they say too little or too much."""

from __future__ import annotations

from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg

SHORTEST_REASON = 4
LONGEST_REASON = 300


def given_reason(reason: str, missing: Message, *, shortest: int = 2) -> str:
    """The reason, tidied; raises BadInput with the message `missing` when it says nothing."""
    said = reason.strip()
    if len(said) < shortest:
        raise BadInput(missing, field="reason")
    return said


def checked_reason(reason: str) -> str:
    """The reason, tidied; raises BadInput when it is shorter or longer than one that is kept for good."""
    said = reason.strip()
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        message = msg("Give the reason in %(least)s to %(most)s characters", least=SHORTEST_REASON, most=LONGEST_REASON)
        raise BadInput(message, field="reason")
    return said
