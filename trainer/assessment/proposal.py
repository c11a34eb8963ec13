"""The plan that a planner starts from: the first free morning or afternoon, an independent panel, everybody ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from trainer.assessment.engagements import times_of_workshop
from trainer.assessment.facts import Occasion
from trainer.assessment.gateway import GatewayRow
from trainer.assessment.rules import judge_assessor, panel_needed
from trainer.assessment.situation import SittingPlan, panel_facts, workstations_for
from trainer.kit import clock
from trainer.models.assessment import Assessor
from trainer.models.organisations import Organisation
from trainer.models.programmes import Cohort
from trainer.models.resources import HalfDay, Workshop
from trainer.resources.queries import work_calendar
from trainer.scheduling.day_grid import first_period_of, periods_of
from trainer.scheduling.queries import published_bookings

WORKDAYS_AHEAD = 15


@dataclass(frozen=True)
class Choice:
    """What can be chosen from for the sitting of a cohort by one body."""

    cohort: Cohort
    body: Organisation
    workshops: Sequence[Workshop]
    assessors: Sequence[Assessor]
    rows: Sequence[GatewayRow]


def propose(session: Session, choice: Choice) -> SittingPlan | None:
    """A plan that keeps as many rules as can be had without asking; None when the base has no workshop."""
    ready = [row for row in choice.rows if row.is_ready]
    by_size = sorted(choice.workshops, key=lambda row: workstations_for(choice.cohort, row))
    large = [row for row in by_size if workstations_for(choice.cohort, row) >= len(ready)] or by_size[-1:]
    if not large:
        return None
    workshop, occasion = _first_free(session, choice.cohort, large)
    plan = SittingPlan(choice.cohort, choice.body, workshop, occasion, [], ready)
    return replace(plan, assessors=_independent(session, plan, choice.assessors))


def _independent(session: Session, plan: SittingPlan, assessors: Sequence[Assessor]) -> list[Assessor]:
    facts = panel_facts(session, plan, assessors)
    fit = [row for row, seen in zip(assessors, facts.panel, strict=True) if not judge_assessor(seen, facts)]
    return fit[: panel_needed(facts)]


def _first_free(session: Session, cohort: Cohort, workshops: Sequence[Workshop]) -> tuple[Workshop, Occasion]:
    """The first workshop and half-day that are free after the last lesson, else the first of all."""
    occasions = list(_occasions(session, cohort))
    for occasion in occasions:
        for workshop in workshops:
            times = times_of_workshop(session, workshop, occasion)
            if not times.closed and not times.taken:
                return workshop, occasion
    return workshops[0], occasions[0]


def _occasions(session: Session, cohort: Cohort) -> Iterator[Occasion]:
    lessons = published_bookings(session, cohort_id=cohort.id)
    after = max([clock.today(), *(lesson.day for lesson in lessons)])
    calendar = work_calendar(session)
    year_later: date = after + timedelta(days=366)
    for day in islice(calendar.workdays(after + timedelta(days=1), year_later), WORKDAYS_AHEAD):
        for half in (HalfDay.MORNING, HalfDay.AFTERNOON):
            yield Occasion(day, first_period_of(half), len(periods_of(half)))
