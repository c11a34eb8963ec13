"""What the rules of a sitting look at: plain values, read by the situation and judged without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.scheduling.day_grid import PERIODS, end_time

_END_OF_DAY = end_time(len(PERIODS), 1)


@dataclass(frozen=True)
class Occasion:
    """When a sitting is: so many periods of 45 minutes from `first_period` on (1 = the first of the day).

    `sitting_id` names the sitting itself once it exists, so that it never stands in its own way. Raises BadInput
    (field "periods") for a time that the day does not have.
    """

    day: date
    first_period: int
    periods: int
    sitting_id: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.first_period <= self.last_period <= len(PERIODS):
            message = msg("The day ends with period %(last)s at %(time)s", last=len(PERIODS), time=_END_OF_DAY)
            raise BadInput(message, field="periods")

    @property
    def last_period(self) -> int:
        """The number of the last period that is covered."""
        return self.first_period + self.periods - 1


@dataclass(frozen=True)
class AssessorFacts:
    """An assessor as the rules see one; `levels` are the codes on the card for the occupation of the sitting.

    `organisations` are the ids of those that the person belongs to or works for on the day, `engagements` say what
    holds the person at the time.
    """

    assessor_id: str
    person_id: str
    name: str
    valid_from: date
    valid_to: date | None
    levels: tuple[int, ...]
    has_taught: bool = False
    organisations: frozenset[str] = frozenset()
    engagements: tuple[Message, ...] = ()


@dataclass(frozen=True)
class CandidateFacts:
    """A trainee who is to sit; `obstacle` says why the gateway holds the person back, with `rule` as its name."""

    enrolment_id: str
    person_id: str
    name: str
    enterprise_id: str | None
    enterprise: str
    rule: str = ""
    obstacle: Message | None = None
    engagements: tuple[Message, ...] = ()


@dataclass(frozen=True)
class PanelFacts:
    """A panel with everybody whom it would assess, and what the region asks of panels."""

    occupation: str
    level: int
    day: date
    panel: Sequence[AssessorFacts]
    candidates: Sequence[CandidateFacts]
    panel_minimum: int
    candidates_per_assessor: int


@dataclass(frozen=True)
class PlaceFacts:
    """Where and when: the last lesson as (day, last period), and what stands against the workshop at the time."""

    occasion: Occasion
    today: date
    last_lesson: tuple[date, int] | None
    lessons_without_time: int
    body: str
    body_may_certify: bool
    workshop: str
    workstations: int
    closed: tuple[Message, ...] = ()
    taken: tuple[Message, ...] = ()


@dataclass(frozen=True)
class PlanFacts:
    """A whole plan of a sitting."""

    panel: PanelFacts
    place: PlaceFacts
