"""Proposes the sittings of several cohorts at once: placed by the solver, each judged again by the rules here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from trainer.assessment.facts import AssessorFacts, Occasion, PlanFacts
from trainer.assessment.proposal import Choice
from trainer.assessment.rules import judge_plan, panel_needed
from trainer.assessment.situation import SittingPlan, look_at, organisations_of, panel_facts, workstations_for
from trainer.kit import clock
from trainer.kit.errors import RuleBroken
from trainer.kit.messages import Message, msg, name_in_both
from trainer.models.assessment import Assessor, PanelMember, Sitting, SittingState
from trainer.models.organisations import Organisation
from trainer.scheduling.queries import published_bookings
from trainer.scheduling.sitting_bridge import (
    CardHeld,
    KnownAssessor,
    ProposedSitting,
    WantedSitting,
    place_sittings,
)

# More cohorts than this come in the next round, so that a request stays short.
MOST_AT_ONCE = 12
# Sittings of so many days before count as load, and their panels as having sat together.
LOOKING_BACK = timedelta(days=180)


@dataclass(frozen=True)
class Ground:
    """Why one assessor is independent: where the person belongs, beside that nothing ties them to the candidates."""

    assessor: Assessor
    organisations: Sequence[Organisation]


@dataclass(frozen=True)
class Proposal:
    """A sitting that could be planned as it stands, and what makes its panel independent."""

    plan: SittingPlan
    facts: PlanFacts
    enterprises: Sequence[Organisation]
    grounds: Sequence[Ground]


@dataclass(frozen=True)
class Proposals:
    """What could be planned now, why the rest could not, and how many cohorts wait for the next round."""

    proposed: Sequence[Proposal]
    reasons: Sequence[Message]
    waiting: int
    is_best: bool


def propose_sittings(session: Session, choices: Sequence[Choice], *, travel_minutes: int) -> Proposals:
    """Propose a sitting for each choice whose cohort has somebody ready; nothing is planned.

    A choice whose lessons have no time yet is left out, as is one whose region has no policy for panels: the reasons
    say so.
    """
    ready = [choice for choice in choices if any(row.is_ready for row in choice.rows)]
    now, later = ready[:MOST_AT_ONCE], ready[MOST_AT_ONCE:]
    wanted: dict[str, WantedSitting] = {}
    reasons: list[Message] = []
    for choice in now:
        try:
            wanted[choice.cohort.id] = _wanted(session, choice)
        except RuleBroken as error:
            reasons.append(msg("%(cohort)s: %(reason)s", cohort=name_in_both(choice.cohort), reason=error.message))
    chosen = {choice.cohort.id: choice for choice in now if choice.cohort.id in wanted}
    places = place_sittings(
        session, list(wanted.values()), _assessors(session, list(chosen.values())), travel_minutes=travel_minutes
    )
    proposed = []
    for place in places.proposed:
        proposal, broken = _judged(session, chosen[place.cohort_id], place)
        if broken:
            cohort = name_in_both(chosen[place.cohort_id].cohort)
            reasons.append(msg("%(cohort)s: %(reason)s", cohort=cohort, reason=broken[0].message))
        else:
            proposed.append(proposal)
    return Proposals(proposed, [*reasons, *places.reasons], len(later), places.is_best)


def _wanted(session: Session, choice: Choice) -> WantedSitting:
    """What the solver must know of a cohort; raises RuleBroken where its lessons or its region stand against it."""
    cohort = choice.cohort
    lessons = published_bookings(session, cohort_id=cohort.id)
    missing = len(cohort.lessons) - len(lessons)
    if missing or not lessons:
        message = msg("%(n)s lessons of the cohort are in no published timetable", n=missing)
        raise RuleBroken("lessons-without-time", message, msg("Publish the timetable of the cohort first"))
    first_day = max([clock.today(), *(lesson.day for lesson in lessons)]) + timedelta(days=1)
    ready = [row for row in choice.rows if row.is_ready]
    workshop = choice.workshops[0] if choice.workshops else None
    if workshop is None:
        raise RuleBroken("no-workshop", msg("The base has no workshop yet"))
    plan = SittingPlan(cohort, choice.body, workshop, Occasion(first_day, 1, 1), [], ready)
    facts = panel_facts(session, plan, [])
    places = {row.id: workstations_for(cohort, row) for row in choice.workshops}
    return WantedSitting(
        cohort_id=cohort.id,
        name=name_in_both(cohort),
        organisation_id=cohort.programme.base_id,
        subject=_subject(choice.body.id, cohort.course_version.course.occupation_id),
        level=cohort.course_version.course.level,
        people=tuple(sorted(row.enrolment.person_id for row in ready)),
        enterprises=frozenset(row.enterprise_id for row in facts.candidates if row.enterprise_id),
        places=places,
        first_day=first_day,
        panel_size=panel_needed(facts),
    )


def _subject(body_id: str, occupation_id: str) -> str:
    """What a card is for: nobody sits for another body than the one that holds the card."""
    return f"{body_id}/{occupation_id}"


def _assessors(session: Session, choices: Sequence[Choice]) -> list[KnownAssessor]:
    """Everybody who holds a card of one of the bodies, each person once with all cards."""
    cards: dict[str, list[Assessor]] = defaultdict(list)
    for assessor in {row.id: row for choice in choices for row in choice.assessors}.values():
        cards[assessor.person_id].append(assessor)
    today = clock.today()
    organisations = organisations_of(session, list(cards), today)
    taught = _taught(session, choices)
    panels = _panels(session, list(cards), today)
    return [
        KnownAssessor(
            person_id=person_id,
            name=held[0].person.name,
            cards=tuple(card for assessor in held for card in _cards(assessor)),
            organisations=frozenset(organisations[person_id]),
            taught_cohorts=frozenset(taught[person_id]),
            sittings_before=len(panels[person_id]),
            sat_with=_latest_colleagues(panels[person_id], person_id),
        )
        for person_id, held in sorted(cards.items())
    ]


def _cards(assessor: Assessor) -> list[CardHeld]:
    return [
        CardHeld(_subject(assessor.body_id, scope.occupation_id), scope.level, assessor.valid_from, assessor.valid_to)
        for scope in assessor.scopes
    ]


def _taught(session: Session, choices: Sequence[Choice]) -> Mapping[str, set[str]]:
    """The cohorts in which each person taught, among those that are to be assessed."""
    found: dict[str, set[str]] = defaultdict(set)
    for choice in choices:
        for lesson in published_bookings(session, cohort_id=choice.cohort.id):
            found[lesson.instructor.person_id].add(choice.cohort.id)
    return found


def _panels(session: Session, person_ids: Sequence[str], today: date) -> Mapping[str, list[Sitting]]:
    """The late sittings of each person, the latest first."""
    recent = (
        select(Sitting)
        .join(Sitting.panel)
        .join(PanelMember.assessor)
        .where(Assessor.person_id.in_(person_ids), Sitting.day >= today - LOOKING_BACK)
        .where(Sitting.state != SittingState.CANCELLED)
        .options(selectinload(Sitting.panel).selectinload(PanelMember.assessor))
        .order_by(Sitting.day.desc(), Sitting.first_period.desc(), Sitting.id)
    )
    found: dict[str, list[Sitting]] = defaultdict(list)
    for sitting in session.scalars(recent).unique():
        for member in sitting.panel:
            found[member.assessor.person_id].append(sitting)
    return found


def _latest_colleagues(sittings: Sequence[Sitting], person_id: str) -> tuple[str, ...]:
    people = {member.assessor.person_id for member in sittings[0].panel} if sittings else set()
    return tuple(sorted(people - {person_id}))


def _judged(session: Session, choice: Choice, place: ProposedSitting) -> tuple[Proposal, Sequence[RuleBroken]]:
    """A place as a plan with its grounds, and the rules that it breaks all the same."""
    by_person = {assessor.person_id: assessor for assessor in choice.assessors}
    plan = SittingPlan(
        cohort=choice.cohort,
        body=choice.body,
        workshop=next(row for row in choice.workshops if row.id == place.workshop_id),
        occasion=Occasion(place.day, place.first_period, place.periods),
        assessors=[by_person[person_id] for person_id in place.person_ids],
        candidates=[row for row in choice.rows if row.is_ready],
    )
    facts = look_at(session, plan)
    enterprises = _organisations(session, {row.enterprise_id for row in facts.panel.candidates if row.enterprise_id})
    return Proposal(plan, facts, enterprises, _grounds(session, plan, facts.panel.panel)), judge_plan(facts)


def _grounds(session: Session, plan: SittingPlan, panel: Sequence[AssessorFacts]) -> list[Ground]:
    return [
        Ground(assessor, _organisations(session, seen.organisations))
        for assessor, seen in zip(plan.assessors, panel, strict=True)
    ]


def _organisations(session: Session, ids: Collection[str]) -> list[Organisation]:
    """Organisations by name."""
    found = select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.name, Organisation.id)
    return list(session.scalars(found))
