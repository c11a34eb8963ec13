"""Skill levels: code 5 is the lowest and 1 the highest, so ranks are compared and never codes."""

from __future__ import annotations

from trainer.kit.errors import BadInput
from trainer.kit.messages import msg

# From the lowest to the highest. Above 1 and below 5 stand appointments, which have no code (domain: eight levels).
EXAMINED_LEVELS = (5, 4, 3, 2, 1)
_LOWEST_EXAMINED_RANK = 2


def rank(level: int) -> int:
    """The rank of a level code among the eight levels: code 5 is rank 2, code 1 is rank 6.

    Raises BadInput (field "level") for a code that is not examined.
    """
    if level not in EXAMINED_LEVELS:
        raise BadInput(
            msg("There is no skill level %(level)s: levels are 5, 4, 3, 2 and 1", level=level), field="level"
        )
    return EXAMINED_LEVELS.index(level) + _LOWEST_EXAMINED_RANK


def reaches(held: int, wanted: int) -> bool:
    """Whether somebody at level `held` is at level `wanted` or above it."""
    return rank(held) >= rank(wanted)


def by_rank(levels: list[int]) -> list[int]:
    """Level codes from the lowest to the highest."""
    return sorted(levels, key=rank)
