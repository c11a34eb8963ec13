"""What stands against a time: lessons and sittings that hold people or a workshop, and hours when it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from trainer.assessment.facts import Occasion
from trainer.kit.db import batches
from trainer.kit.messages import Message, msg
from trainer.models.assessment import OPEN_STATES, Assessor, Candidate, PanelMember, Sitting
from trainer.models.enrolment import Enrolment
from trainer.models.resources import HalfDay, ResourceKind, Workshop
from trainer.models.scheduling import SlotClaim
from trainer.resources import queries as resources
from trainer.scheduling.day_grid import half_day_of, start_time
from trainer.scheduling.open_days import is_open, works_as

HALF_DAY_WORDS = {
    HalfDay.MORNING: msg("in the morning"),
    HalfDay.AFTERNOON: msg("in the afternoon"),
    HalfDay.EVENING: msg("in the evening"),
}


@dataclass(frozen=True)
class WorkshopTimes:
    """Why a workshop is closed at a time, and what else is in it."""

    closed: tuple[Message, ...]
    taken: tuple[Message, ...]


def engagements_of(session: Session, person_ids: Sequence[str], occasion: Occasion) -> dict[str, list[Message]]:
    """What holds each of these people at the time: published lessons, taught or attended, and other sittings."""
    found: dict[str, list[Message]] = defaultdict(list)
    for part in batches(person_ids):
        claims = _first_claims(session, [f"person:{person_id}" for person_id in part], occasion)
        for resource, period in claims.items():
            message = msg("has a lesson at %(time)s that day", time=start_time(period))
            found[resource.removeprefix("person:")].append(message)
        for person_id, sitting in _sittings_with(session, part, occasion):
            message = msg("is in another sitting at %(time)s that day", time=start_time(sitting.first_period))
            found[person_id].append(message)
    return found


def times_of_workshop(session: Session, workshop: Workshop, occasion: Occasion) -> WorkshopTimes:
    """Whether a workshop can be had: its week, absences, closures and holidays, and who is in it."""
    return WorkshopTimes(tuple(_closed(session, workshop, occasion)), tuple(_taken(session, workshop, occasion)))


def _first_claims(session: Session, names: Sequence[str], occasion: Occasion) -> dict[str, int]:
    held = select(SlotClaim.resource, SlotClaim.period).where(
        SlotClaim.resource.in_(names),
        SlotClaim.day == occasion.day,
        SlotClaim.period.between(occasion.first_period, occasion.last_period),
    )
    found: dict[str, int] = {}
    for resource, period in session.execute(held.order_by(SlotClaim.period)):
        found.setdefault(resource, period)
    return found


def _at_the_time(occasion: Occasion) -> list[ColumnElement[bool]]:
    return [
        Sitting.id != occasion.sitting_id,
        Sitting.state.in_(OPEN_STATES),
        Sitting.day == occasion.day,
        Sitting.first_period <= occasion.last_period,
        Sitting.first_period + Sitting.periods > occasion.first_period,
    ]


def _sittings_with(session: Session, person_ids: Sequence[str], occasion: Occasion) -> Iterator[tuple[str, Sitting]]:
    on_panel = (
        select(Assessor.person_id, Sitting)
        .join(PanelMember, PanelMember.assessor_id == Assessor.id)
        .join(Sitting, Sitting.id == PanelMember.sitting_id)
        .where(Assessor.person_id.in_(person_ids), *_at_the_time(occasion))
    )
    as_candidate = (
        select(Enrolment.person_id, Sitting)
        .join(Candidate, Candidate.enrolment_id == Enrolment.id)
        .join(Sitting, Sitting.id == Candidate.sitting_id)
        .where(Enrolment.person_id.in_(person_ids), *_at_the_time(occasion))
    )
    for wanted in (on_panel, as_candidate):
        for row in session.execute(wanted.order_by(Sitting.first_period, Sitting.id)):
            yield row.person_id, row.Sitting


def _taken(session: Session, workshop: Workshop, occasion: Occasion) -> Iterator[Message]:
    names = [f"seat:{workshop.id}", *(f"workstation:{group.id}" for group in workshop.workstations)]
    claims = _first_claims(session, names, occasion)
    if claims:
        time = start_time(min(claims.values()))
        yield msg("%(workshop)s holds a published lesson at %(time)s that day", workshop=workshop.name, time=time)
    there = select(Sitting).where(Sitting.workshop_id == workshop.id, *_at_the_time(occasion))
    for sitting in session.scalars(there.order_by(Sitting.first_period, Sitting.id)):
        time = start_time(sitting.first_period)
        yield msg("%(workshop)s holds another sitting at %(time)s that day", workshop=workshop.name, time=time)


def _closed(session: Session, workshop: Workshop, occasion: Occasion) -> Iterator[Message]:
    day = occasion.day
    calendar = resources.work_calendar(session)
    if not is_open(calendar, day):
        yield msg("%(day)s is a public holiday", day=day.isoformat())
        return
    for closure in resources.closures_of(session, [workshop.base_id]):
        if closure.starts_on <= day <= closure.ends_on:
            yield msg("%(base)s is closed on %(day)s", base=workshop.base.name, day=day.isoformat())
    halves = dict.fromkeys(half_day_of(n) for n in range(occasion.first_period, occasion.last_period + 1))
    openings = resources.openings_of(session, ResourceKind.WORKSHOP, [workshop.id])
    open_halves = {opening.half_day for opening in openings if opening.weekday == works_as(calendar, day)}
    absences = resources.absences_of(session, ResourceKind.WORKSHOP, [workshop.id])
    away = [row.half_day for row in absences if row.starts_on <= day <= row.ends_on]
    for half in halves:
        if half not in open_halves or half in away or None in away:
            values = {"workshop": workshop.name, "day": day.isoformat(), "half": HALF_DAY_WORDS[half]}
            yield msg("%(workshop)s is closed on %(day)s %(half)s", **values)
