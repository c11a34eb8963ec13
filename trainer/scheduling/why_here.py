"""Why a lesson stands where it does, and what other days of its week would break or cost: the solver's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from solver.explain import Alternative, Reasons
from trainer.kit.messages import Message
from trainer.models.resources import HalfDay
from trainer.scheduling.moves import COST, NO, OK, Trial
from trainer.scheduling.wording import Names

VERDICTS = {"free": OK, "costs": COST, "breaks": NO}
# How many different obstacles are told of a day.
OBSTACLES_A_DAY = 3


@dataclass(frozen=True)
class Obstacle:
    """A rule that closes half-days: how many of them, and one of its sentences with names and dates."""

    rule: Message
    half_days: int
    example: Message


@dataclass(frozen=True)
class DayAnswer:
    """The best that one day offers; where it offers nothing, what stands against it."""

    day: date
    verdict: str
    half: HalfDay
    workshop_id: str
    obstacles: Sequence[Message]
    goals: Mapping[str, int]


@dataclass(frozen=True)
class WhyHere:
    """How many other half-days there are, are open and would cost less, and what closes the rest."""

    half_days: int
    usable: int
    cheaper: int
    obstacles: Sequence[Obstacle]
    days: Sequence[DayAnswer]


def why_here(trial: Trial, days: Sequence[date]) -> WhyHere:
    """Sum up the best place of every other half-day of `days`."""
    found = trial.why_here(days)
    usable = [alternative for alternative in found.alternatives if not alternative.breaches]
    return WhyHere(
        half_days=len(found.alternatives),
        usable=len(usable),
        cheaper=sum(alternative.points < 0 for alternative in usable),
        obstacles=_obstacles(found, trial.names),
        days=[_answer(day, own, trial.names) for day in days if (own := _on(day, found.alternatives))],
    )


def _obstacles(found: Reasons, names: Names) -> list[Obstacle]:
    return [
        Obstacle(names.of("rule", reason.id), reason.half_days, names.sentence(reason.example))
        for reason in found.reasons
        if reason.example is not None
    ]


def _on(day: date, alternatives: Sequence[Alternative]) -> list[Alternative]:
    return [alternative for alternative in alternatives if alternative.booking.day == day.isoformat()]


def _answer(day: date, alternatives: Sequence[Alternative], names: Names) -> DayAnswer:
    best = min(alternatives, key=lambda found: (bool(found.breaches), found.points))
    breaches = {breach.rule: breach for found in reversed(alternatives) for breach in found.breaches}
    obstacles = [names.sentence(breach) for breach in reversed(breaches.values())] if best.breaches else []
    verdict = VERDICTS[best.verdict]
    goals = best.costs if verdict == COST else {}
    return DayAnswer(day, verdict, HalfDay(best.half_day), best.booking.workshop, obstacles[:OBSTACLES_A_DAY], goals)
