"""What the checks rest on: each trainee's hours, and the scores that an evaluating body released."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.queries import policy_value
from trainer.delivery.hours import Hours
from trainer.models.assessment import Candidate, Paper, Sitting, SittingState
from trainer.models.enrolment import Enrolment
from trainer.models.programmes import Cohort


@dataclass(frozen=True)
class PaperResult:
    """The points in one paper, None when nothing was scored, and the points that pass it."""

    paper: Paper
    points: int | None
    needed: int

    @property
    def passed(self) -> bool:
        """Every paper is passed for itself; nothing is averaged."""
        return self.points is not None and self.points >= self.needed


@dataclass(frozen=True)
class Result:
    """What a trainee reached in a released sitting."""

    sitting_id: str
    day: date
    is_absent: bool
    papers: tuple[PaperResult, ...]

    @property
    def passed(self) -> bool:
        """Whether the trainee was there and passed every paper of the level."""
        return not self.is_absent and all(paper.passed for paper in self.papers)


@dataclass(frozen=True)
class Standing:
    """A trainee with the evidence that speaks for a certificate."""

    enrolment: Enrolment
    hours: Hours | None
    result: Result | None


def results_of_cohort(session: Session, cohort: Cohort, body_id: str | None = None) -> Mapping[str, Result]:
    """Enrolment id to the result of the last released sitting (of one evaluating body, or of any)."""
    strategy = strategy_of(cohort.programme.type)
    region = cohort.programme.base.region_code
    papers = strategy.papers(cohort.course_version.course.level)
    released = select(Sitting).where(Sitting.cohort_id == cohort.id, Sitting.state == SittingState.RELEASED)
    if body_id is not None:
        released = released.where(Sitting.body_id == body_id)
    parts = selectinload(Sitting.candidates).selectinload(Candidate.scores)
    found: dict[str, Result] = {}
    for sitting in session.scalars(released.options(parts).order_by(Sitting.day, Sitting.id)):
        needed = int(policy_value(session, strategy.completion.mark_policy, region, sitting.day))
        for candidate in sitting.candidates:
            points = {score.paper: score.points for score in candidate.scores}
            results = tuple(PaperResult(paper, points.get(paper), needed) for paper in papers)
            found[candidate.enrolment_id] = Result(sitting.id, sitting.day, candidate.is_absent, results)
    return found
