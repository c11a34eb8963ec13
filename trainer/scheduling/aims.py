"""What a run should favour among timetables that keep every rule: named sets of weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import solver
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg


@dataclass(frozen=True)
class Aim:
    """A choice in words with the weights behind it."""

    key: str
    label: Message
    hint: Message
    weights: solver.Weights


_CHOICES = (
    Aim("balanced", msg("Balanced"), msg("A bit of everything"), solver.Weights()),
    Aim(
        "cheap",
        msg("Cheap"),
        msg("Little travel, little evening pay, no subsidy lost"),
        solver.Weights(evenings_weekends=6, travel=8, compactness=4, subsidy_lost=5, instructor_changes=2),
    ),
    Aim(
        "few_evenings",
        msg("Few evenings"),
        msg("Evenings and weekends only where nothing else fits"),
        solver.Weights(evenings_weekends=12),
    ),
    Aim(
        "few_journeys",
        msg("Few journeys"),
        msg("People change base and workshop as seldom as possible"),
        solver.Weights(travel=8, workshop_changes=6),
    ),
)
AIMS: Mapping[str, Aim] = {aim.key: aim for aim in _CHOICES}
DEFAULT_AIM = "balanced"
# The aims of the three plans that are made side by side.
PLAN_AIMS = ("balanced", "cheap", "few_evenings")


def aim_of(key: str) -> Aim:
    """The aim with this key; raises BadInput naming the field."""
    if key not in AIMS:
        raise BadInput(msg("There is no such aim"), field="aim")
    return AIMS[key]
