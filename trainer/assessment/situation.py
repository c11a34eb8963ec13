"""Reads what the rules of a sitting look at: people with their ties and engagements, the place and its time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.assessment.engagements import engagements_of, times_of_workshop
from trainer.assessment.facts import AssessorFacts, CandidateFacts, Occasion, PanelFacts, PlaceFacts, PlanFacts
from trainer.assessment.gateway import GatewayRow, Standing, gateway_of
from trainer.catalogue.queries import policy_value
from trainer.kit import clock
from trainer.models.assessment import Assessor, Sitting
from trainer.models.catalogue import ModuleKind
from trainer.models.certification import BodyAuthority, BodyScope
from trainer.models.enrolment import ShiftDuty
from trainer.models.organisations import Organisation
from trainer.models.people import Membership, PersonRecord, RecordKind
from trainer.models.programmes import Cohort
from trainer.models.resources import Workshop
from trainer.scheduling.queries import published_bookings

# The name of the rule that a standing before the gateway breaks.
GATEWAY_RULES: Mapping[Standing, str] = {
    Standing.HOURS_MISSING: "candidate-hours",
    Standing.IN_SITTING: "candidate-in-sitting",
    Standing.PASSED: "candidate-passed",
}


@dataclass(frozen=True)
class SittingPlan:
    """A sitting as somebody wants it; everything in it was loaded for the person who wants it."""

    cohort: Cohort
    body: Organisation
    workshop: Workshop
    occasion: Occasion
    assessors: Sequence[Assessor]
    candidates: Sequence[GatewayRow]


def plan_of(session: Session, sitting: Sitting) -> SittingPlan:
    """A sitting that exists, as the plan that it is now."""
    occasion = Occasion(sitting.day, sitting.first_period, sitting.periods, sitting.id)
    seated = {candidate.enrolment_id for candidate in sitting.candidates}
    rows = [
        row for row in gateway_of(session, sitting.cohort, without_sitting=sitting.id) if row.enrolment.id in seated
    ]
    panel = [member.assessor for member in sitting.panel]
    return SittingPlan(sitting.cohort, sitting.body, sitting.workshop, occasion, panel, rows)


def look_at(session: Session, plan: SittingPlan) -> PlanFacts:
    """Everything that the rules judge; raises RuleBroken "policy-missing" where the region has no rule."""
    return PlanFacts(panel_facts(session, plan, plan.assessors), _place_facts(session, plan))


def panel_facts(session: Session, plan: SittingPlan, assessors: Sequence[Assessor]) -> PanelFacts:
    """The candidates of a plan before any set of assessors."""
    course = plan.cohort.course_version.course
    region, day = plan.cohort.programme.base.region_code, plan.occasion.day
    return PanelFacts(
        occupation=course.occupation.name,
        level=course.level,
        day=day,
        panel=assessor_facts(session, plan, assessors),
        candidates=_candidate_facts(session, plan),
        panel_minimum=int(policy_value(session, "assessment.panel_minimum", region, day)),
        candidates_per_assessor=int(policy_value(session, "assessment.candidates_per_assessor", region, day)),
    )


def assessor_facts(session: Session, plan: SittingPlan, assessors: Sequence[Assessor]) -> list[AssessorFacts]:
    """The assessors with what ties them to the cohort and what holds them at the time, in the order given."""
    people = [assessor.person_id for assessor in assessors]
    taught = {row.instructor.person_id for row in published_bookings(session, cohort_id=plan.cohort.id)}
    organisations = organisations_of(session, people, plan.occasion.day)
    engaged = engagements_of(session, people, plan.occasion)
    occupation_id = plan.cohort.course_version.course.occupation_id
    return [
        AssessorFacts(
            assessor_id=assessor.id,
            person_id=assessor.person_id,
            name=assessor.person.name,
            valid_from=assessor.valid_from,
            valid_to=assessor.valid_to,
            levels=tuple(scope.level for scope in assessor.scopes if scope.occupation_id == occupation_id),
            has_taught=assessor.person_id in taught,
            organisations=frozenset(organisations[assessor.person_id]),
            engagements=tuple(engaged[assessor.person_id]),
        )
        for assessor in assessors
    ]


def organisations_of(session: Session, person_ids: Collection[str], on: date) -> dict[str, set[str]]:
    """The organisations to which people belong on a day: memberships, employment records and shifts worked.

    An employment record names its enterprise as `organisation_id` in its detail.
    """
    found: dict[str, set[str]] = defaultdict(set)
    member = select(Membership.person_id, Membership.organisation_id).where(
        Membership.person_id.in_(person_ids), or_(Membership.ended_on.is_(None), Membership.ended_on >= on)
    )
    duties = select(ShiftDuty.person_id, ShiftDuty.enterprise_id).where(ShiftDuty.person_id.in_(person_ids)).distinct()
    for person_id, organisation_id in [*session.execute(member), *session.execute(duties)]:
        found[person_id].add(organisation_id)
    employed = select(PersonRecord).where(
        PersonRecord.person_id.in_(person_ids),
        PersonRecord.kind == RecordKind.EMPLOYMENT,
        or_(PersonRecord.ends_on.is_(None), PersonRecord.ends_on >= on),
    )
    for record in session.scalars(employed):
        if "organisation_id" in record.detail:
            found[record.person_id].add(str(record.detail["organisation_id"]))
    return found


def workstations_for(cohort: Cohort, workshop: Workshop) -> int:
    """How many candidates can sit in a workshop: its workstations of the kinds that the course's practice needs.

    A course without equipment is assessed at the seats.
    """
    practice = [module for module in cohort.course_version.modules if module.kind is ModuleKind.PRACTICE]
    kinds = {module.equipment_type_id for module in practice if module.equipment_type_id is not None}
    if not kinds:
        return workshop.seats
    return sum(group.count for group in workshop.workstations if group.equipment_type_id in kinds)


def bodies_for(session: Session, cohort: Cohort, on: date) -> list[Organisation]:
    """The evaluating bodies whose authority covers the cohort's occupation and level on a day, by name."""
    course = cohort.course_version.course
    covers = (
        select(BodyAuthority.organisation_id)
        .join(BodyAuthority.scopes)
        .where(
            BodyScope.occupation_id == course.occupation_id,
            BodyScope.level == course.level,
            BodyScope.valid_from <= on,
            or_(BodyScope.valid_to.is_(None), BodyScope.valid_to >= on),
        )
    )
    found = select(Organisation).where(Organisation.id.in_(covers)).order_by(Organisation.name, Organisation.id)
    return list(session.scalars(found))


def assessors_of(session: Session, body_id: str) -> list[Assessor]:
    """The assessors of an evaluating body with their cards, by name."""
    own = select(Assessor).join(Assessor.person).where(Assessor.body_id == body_id)
    whole = own.options(selectinload(Assessor.person), selectinload(Assessor.scopes))
    return sorted(session.scalars(whole), key=lambda assessor: (assessor.person.name, assessor.id))


def _candidate_facts(session: Session, plan: SittingPlan) -> list[CandidateFacts]:
    people = [row.enrolment.person_id for row in plan.candidates]
    engaged = engagements_of(session, people, plan.occasion)
    enterprises = _enterprises(session, plan)
    found = []
    for row in plan.candidates:
        enterprise_id = row.enrolment.enterprise_id or plan.cohort.programme.enterprise_id
        facts = CandidateFacts(
            enrolment_id=row.enrolment.id,
            person_id=row.enrolment.person_id,
            name=row.enrolment.person.name,
            enterprise_id=enterprise_id,
            enterprise=enterprises.get(enterprise_id or "", ""),
            rule=GATEWAY_RULES.get(row.standing, ""),
            obstacle=None if row.is_ready else row.missing,
            engagements=tuple(engaged[row.enrolment.person_id]),
        )
        found.append(facts)
    return found


def _enterprises(session: Session, plan: SittingPlan) -> dict[str, str]:
    ids = {row.enrolment.enterprise_id for row in plan.candidates} | {plan.cohort.programme.enterprise_id}
    found = select(Organisation).where(Organisation.id.in_([id_ for id_ in ids if id_]))
    return {organisation.id: organisation.name for organisation in session.scalars(found)}


def _place_facts(session: Session, plan: SittingPlan) -> PlaceFacts:
    bookings = published_bookings(session, cohort_id=plan.cohort.id)
    ends = [(booking.day, booking.last_period) for booking in bookings]
    times = times_of_workshop(session, plan.workshop, plan.occasion)
    return PlaceFacts(
        occasion=plan.occasion,
        today=clock.today(),
        last_lesson=max(ends, default=None),
        lessons_without_time=len(plan.cohort.lessons) - len(bookings),
        body=plan.body.name,
        body_may_certify=any(body.id == plan.body.id for body in bodies_for(session, plan.cohort, plan.occasion.day)),
        workshop=plan.workshop.name,
        workstations=workstations_for(plan.cohort, plan.workshop),
        closed=times.closed,
        taken=times.taken,
    )
