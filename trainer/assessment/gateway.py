"""The gateway list: who of a cohort may sit, what the others lack, and who must act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.assessment import queries
from trainer.delivery import queries as delivery
from trainer.delivery.hours import Hours
from trainer.enrolment.queries import roster_of
from trainer.kit import clock
from trainer.kit.messages import Message, msg
from trainer.models.assessment import OPEN_STATES, Candidate, Sitting
from trainer.models.enrolment import Enrolment
from trainer.models.programmes import Cohort
from trainer.scheduling.queries import published_bookings


class Standing(StrEnum):
    """How a trainee stands to the next sitting."""

    READY = "ready"
    HOURS_MISSING = "hours_missing"
    IN_SITTING = "in_sitting"
    PASSED = "passed"


@dataclass(frozen=True)
class GatewayRow:
    """One trainee: hours, standing, and in words what is missing and who must act (None when nothing is)."""

    enrolment: Enrolment
    hours: Hours
    standing: Standing
    missing: Message | None = None
    who: Message | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the trainee may be a candidate now."""
        return self.standing is Standing.READY


def gateway_of(session: Session, cohort: Cohort, *, without_sitting: str = "") -> list[GatewayRow]:
    """Everybody on the roster, by seat; a sitting that is left out holds nobody. Raises RuleBroken without a policy."""
    roster = roster_of(session, cohort.id)
    hours = delivery.hours_of_cohort(session, cohort)
    passed = queries.pass_list(session, cohort)
    held = _held_in_sittings(session, cohort, without_sitting)
    unmarked = _unmarked_lessons(session, cohort, roster)
    return [_row(enrolment, hours[enrolment.id], passed, held, unmarked[enrolment.id]) for enrolment in roster]


def _row(
    enrolment: Enrolment, hours: Hours, passed: Collection[str], held: Mapping[str, Sitting], unmarked: int
) -> GatewayRow:
    if enrolment.id in passed:
        return GatewayRow(enrolment, hours, Standing.PASSED, msg("Has passed every paper already"))
    if enrolment.id in held:
        missing = msg("Is a candidate of the sitting on %(day)s", day=held[enrolment.id].day.isoformat())
        return GatewayRow(enrolment, hours, Standing.IN_SITTING, missing)
    if hours.is_met:
        return GatewayRow(enrolment, hours, Standing.READY)
    missing = msg(
        "%(missing)s periods missing: %(attended)s attended, at least %(minimum)s are needed",
        missing=hours.minimum - hours.attended,
        attended=hours.attended,
        minimum=hours.minimum,
    )
    return GatewayRow(enrolment, hours, Standing.HOURS_MISSING, missing, _who_must_act(hours, unmarked))


def _who_must_act(hours: Hours, unmarked: int) -> Message:
    if unmarked:
        return msg("Instructor: %(n)s past lessons have no mark", n=unmarked)
    if hours.is_reachable:
        return msg("Trainee: attend the lessons to come")
    return msg("Base: the minimum can no longer be reached in this cohort, offer the next one")


def _held_in_sittings(session: Session, cohort: Cohort, without_sitting: str) -> dict[str, Sitting]:
    running = (
        select(Candidate.enrolment_id, Sitting)
        .join(Candidate.sitting)
        .where(Sitting.cohort_id == cohort.id, Sitting.state.in_(OPEN_STATES), Sitting.id != without_sitting)
        .order_by(Sitting.day.desc())
    )
    return {row.enrolment_id: row.Sitting for row in session.execute(running)}


def _unmarked_lessons(session: Session, cohort: Cohort, roster: Sequence[Enrolment]) -> dict[str, int]:
    past = [row.lesson_id for row in published_bookings(session, cohort_id=cohort.id, last_day=clock.today())]
    marks = delivery.marks_of_cohort(session, cohort.id)
    return {row.id: sum((row.id, lesson_id) not in marks for lesson_id in past) for row in roster}
