"""What the checks rest on: a trainee's hours from delivery, and the scores that an evaluating body released."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.assessment.results import Result
from trainer.delivery.hours import Hours
from trainer.models.enrolment import Enrolment


@dataclass(frozen=True)
class Standing:
    """A trainee with the evidence that speaks for a certificate."""

    enrolment: Enrolment
    hours: Hours | None
    result: Result | None
