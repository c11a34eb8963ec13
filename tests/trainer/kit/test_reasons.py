"""Reasons that people type: tidied, and refused at their field when they say too little or too much."""

from __future__ import annotations

import pytest

from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.kit.reasons import LONGEST_REASON, SHORTEST_REASON, checked_reason, given_reason

MISSING = msg("Say in a few words why the order is withdrawn")


def test_a_reason_is_tidied() -> None:
    assert given_reason("  ill ", MISSING) == "ill"
    assert checked_reason("  misspelt name\n") == "misspelt name"


@pytest.mark.parametrize(("reason", "shortest"), [("", 2), (" x ", 2), ("   abc   ", 4)])
def test_a_reason_that_says_nothing_is_refused_in_the_caller_s_words(reason: str, shortest: int) -> None:
    with pytest.raises(BadInput) as refused:
        given_reason(reason, MISSING, shortest=shortest)
    assert (refused.value.field, refused.value.message) == ("reason", MISSING)


def test_a_reason_may_be_as_short_and_as_long_as_the_message_says() -> None:
    for length in (SHORTEST_REASON, LONGEST_REASON):
        assert len(checked_reason("x" * length)) == length
    for length in (SHORTEST_REASON - 1, LONGEST_REASON + 1):
        with pytest.raises(BadInput, match="4 to 300 characters") as refused:
            checked_reason("x" * length)
        assert refused.value.field == "reason"
