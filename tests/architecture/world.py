"""Two tenants with one of everything, so that the access matrix can try every route on own, foreign and absent rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.certification.payloads import make_payload, seal_payload, seal_pdf
from trainer.certification.pdf import CertificateData
from trainer.kit import clock
from trainer.kit.db import vault_of
from trainer.kit.ids import new_id, new_token
from trainer.kit.tables import Job
from trainer.models.assessment import Assessor, AssessorScope, Candidate, PanelMember, Sitting
from trainer.models.certification import BodyAuthority, BodyScope, Certificate, CertificateState
from trainer.models.enrolment import RosterRow, RosterRowState, RosterUpload
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Membership, Person, Role
from trainer.models.production import ProductionLine
from trainer.models.programmes import Agreement, AgreementVersion, Cohort, OrderState
from trainer.models.proposals import ChangeProposal
from trainer.models.repairs import IncidentKind, TimetableRepair
from trainer.models.resources import (
    Absence,
    Base,
    Closure,
    Instructor,
    InstructorQualification,
    ResourceKind,
    Workshop,
)
from trainer.models.scheduling import Booking, RunKind, Scenario, SolverRun, Timetable
from trainer.models.skills import Occupation

FIRST_DAY = date(2026, 11, 18)
KINDS = {
    Role.SCHEDULER: OrganisationKind.BASE,
    Role.ENTERPRISE_OFFICER: OrganisationKind.ENTERPRISE,
    Role.SCHOOL_OFFICER: OrganisationKind.SCHOOL,
    Role.CERTIFICATION_OFFICER: OrganisationKind.EVALUATING_BODY,
    Role.BUREAU_OFFICER: OrganisationKind.BUREAU,
}


@dataclass
class Tenant:
    """One base with its partners: ids by the name that routes give them, and a person for every role."""

    region: str
    ids: dict[str, str] = field(default_factory=dict)
    people: dict[Role, Person] = field(default_factory=dict)
    organisations: dict[OrganisationKind, Organisation] = field(default_factory=dict)


def a_tenant(session: Session, region: str, prefix: str) -> Tenant:
    """Build a tenant in a region of its own."""
    tenant = Tenant(region)
    for role, kind in KINDS.items():
        organisation = factories.an_organisation(session, kind, region_code=region)
        tenant.organisations[kind] = organisation
        tenant.people[role] = factories.a_member(session, role, organisation)
    for key, value in (
        ("attendance.minimum_share", 0.6),
        ("assessment.pass_mark", 60),
        ("assessment.panel_minimum", 3),
    ):
        factories.a_policy(session, key, value, region_code=region)
    base, workshop, instructor = _places(session, tenant)
    cohort = _contract(session, tenant, base, workshop)
    _invitation(session, tenant)
    _people(session, tenant, cohort)
    _timetable(session, tenant, cohort, workshop, instructor)
    _assessment(session, tenant, cohort, workshop)
    _certificate(session, tenant, cohort, prefix)
    return tenant


def _places(session: Session, tenant: Tenant) -> tuple[Base, Workshop, Instructor]:
    organisation = tenant.organisations[OrganisationKind.BASE]
    base = factories.a_base(session, organisation, region_code=tenant.region)
    workshop = factories.a_workshop(session, base, equipment=factories.an_equipment_type(session))
    occupation = factories.an_occupation(session)
    instructor = factories.an_instructor(session, base, occupation)
    session.add(Membership(person_id=instructor.person_id, organisation_id=organisation.id, role=Role.INSTRUCTOR))
    tenant.people[Role.INSTRUCTOR] = instructor.person
    day = date(2027, 1, 4)
    away = Absence(resource_kind=ResourceKind.INSTRUCTOR, resource_id=instructor.id, starts_on=day, ends_on=day)
    shut = Absence(resource_kind=ResourceKind.WORKSHOP, resource_id=workshop.id, starts_on=day, ends_on=day)
    closure = Closure(base_id=base.id, starts_on=day, ends_on=day)
    session.add_all([away, shut, closure])
    session.flush()
    mine = select(InstructorQualification).where(InstructorQualification.instructor_id == instructor.id)
    tenant.ids |= {
        "base_id": base.id,
        "workshop_id": workshop.id,
        "instructor_id": instructor.id,
        "occupation_id": occupation.id,
        "instructor_absence_id": away.id,
        "workshop_absence_id": shut.id,
        "closure_id": closure.id,
        "qualification_id": session.scalars(mine).one().id,
    }
    return base, workshop, instructor


def _contract(session: Session, tenant: Tenant, base: Base, workshop: Workshop) -> Cohort:
    occupation = session.get_one(Occupation, tenant.ids["occupation_id"])
    version = factories.a_course_version(session, occupation, equipment=workshop.workstations[0].equipment_type)
    order = factories.an_order(
        session,
        enterprise=tenant.organisations[OrganisationKind.ENTERPRISE],
        base=tenant.organisations[OrganisationKind.BASE],
        occupation=occupation,
        state=OrderState.ACCEPTED,
        school_id=tenant.organisations[OrganisationKind.SCHOOL].id,
    )
    cohort = factories.a_cohort(session, order=order, version=version, base=base, starts_on=FIRST_DAY)
    cohort.programme.school_id = order.school_id
    agreement = Agreement(order_id=order.id, number=f"XY-{order.number}")
    session.add(agreement)
    session.flush()
    clauses = [{"key": "goal", "title": "目标", "title_en": "Goal", "text": "培养"}]
    written_by = tenant.people[Role.SCHEDULER].id
    for number in (1, 2):
        text = AgreementVersion(
            agreement_id=agreement.id, number=number, clauses=clauses, sha256="0" * 64, written_by_id=written_by
        )
        session.add(text)
    session.flush()
    proposal = ChangeProposal(
        order_id=order.id,
        cohort_id=cohort.id,
        changes=[{"field": "ends_on", "old": cohort.ends_on.isoformat(), "new": "2027-06-30"}],
        version_number=3,
        clause={**clauses[0], "key": "change-3", "text_en": "Goal"},
        sha256="0" * 64,
        proposed_by_id=written_by,
        expires_at=clock.now() + timedelta(hours=1),
    )
    session.add(proposal)
    session.flush()
    tenant.ids |= {"order_id": order.id, "agreement_id": agreement.id, "cohort_id": cohort.id}
    tenant.ids["proposal_id"] = proposal.id
    return cohort


def _invitation(session: Session, tenant: Tenant) -> None:
    """A joint class to which the tenant's enterprise is invited together with another one."""
    base = tenant.organisations[OrganisationKind.BASE]
    occupation = session.get_one(Occupation, tenant.ids["occupation_id"])
    other = factories.an_organisation(session, region_code=tenant.region)
    orders = [
        factories.an_order(session, enterprise=enterprise, base=base, occupation=occupation)
        for enterprise in (tenant.organisations[OrganisationKind.ENTERPRISE], other)
    ]
    tenant.ids |= {"joint_class_id": factories.a_joint_class(session, orders).id}


def _people(session: Session, tenant: Tenant, cohort: Cohort) -> None:
    enrolment = factories.an_enrolment(session, cohort)
    tenant.people[Role.TRAINEE] = enrolment.person
    officer = tenant.people[Role.ENTERPRISE_OFFICER]
    upload = RosterUpload(
        cohort_id=cohort.id,
        enterprise_id=tenant.organisations[OrganisationKind.ENTERPRISE].id,
        uploaded_by_id=officer.id,
        file_name="roster.xlsx",
        sha256="0" * 64,
    )
    session.add(upload)
    session.flush()
    row = RosterRow(id=new_id(), upload_id=upload.id, row_number=2, state=RosterRowState.BAD, cells_sealed=b"")
    row.cells_sealed = vault_of(session).seal("{}", f"roster_row.cells:{row.id}")
    session.add(row)
    session.flush()
    line = ProductionLine(enterprise_id=upload.enterprise_id, name=f"line {tenant.region}", most_away=1)
    session.add(line)
    session.flush()
    tenant.ids |= {"line_id": line.id}
    tenant.ids |= {"enrolment_id": enrolment.id, "upload_id": upload.id, "person_id": enrolment.person_id}


def _timetable(session: Session, tenant: Tenant, cohort: Cohort, workshop: Workshop, instructor: Instructor) -> None:
    organisation_id = tenant.organisations[OrganisationKind.BASE].id
    published = factories.a_published_timetable(session, cohort, instructor, workshop, first_day=FIRST_DAY)
    run = SolverRun(
        organisation_id=organisation_id,
        params={"aim": "balanced", "seconds": 5, "workers": 1},
        problem="{}",
        problem_sha256="0" * 64,
    )
    scenario = Scenario(organisation_id=organisation_id, name="S", changes=[])
    plan = SolverRun(
        organisation_id=organisation_id, kind=RunKind.PLAN, group_id=new_id(), params=run.params, problem="{}"
    )
    session.add_all([run, scenario, plan])
    session.flush()
    draft = Timetable(organisation_id=organisation_id, number=published.number + 1, run_id=run.id)
    session.add(draft)
    session.flush()
    first = session.scalars(select(Booking).where(Booking.timetable_id == published.id).order_by(Booking.day)).first()
    assert first is not None
    repair = TimetableRepair(
        organisation_id=organisation_id,
        kind=IncidentKind.INSTRUCTOR_AWAY,
        subject_id=instructor.id,
        starts_on=FIRST_DAY,
        ends_on=FIRST_DAY,
        based_on_id=published.id,
        revision_seen=1,
    )
    session.add(repair)
    session.flush()
    tenant.ids |= {
        "repair_id": repair.id,
        "run_id": run.id,
        "scenario_id": scenario.id,
        "group_id": plan.group_id or "",
        "timetable_id": draft.id,
        "lesson_id": first.lesson_id,
        "booking_id": first.id,
    }


def _assessment(session: Session, tenant: Tenant, cohort: Cohort, workshop: Workshop) -> None:
    body = tenant.organisations[OrganisationKind.EVALUATING_BODY]
    occupation_id = tenant.ids["occupation_id"]
    sitting = Sitting(
        cohort_id=cohort.id, body_id=body.id, workshop_id=workshop.id, day=clock.today(), first_period=5, periods=4
    )
    session.add(sitting)
    session.flush()
    for position in (1, 2, 3):
        person = factories.a_member(session, Role.ASSESSOR, body)
        tenant.people[Role.ASSESSOR] = person
        assessor = Assessor(person_id=person.id, body_id=body.id, card_number=f"K{position}", valid_from=FIRST_DAY)
        assessor.scopes.append(AssessorScope(occupation_id=occupation_id, level=1))
        session.add(assessor)
        session.flush()
        session.add(PanelMember(sitting_id=sitting.id, assessor_id=assessor.id, position=position))
    candidate = Candidate(sitting_id=sitting.id, enrolment_id=tenant.ids["enrolment_id"], workstation_number=1)
    session.add(candidate)
    session.flush()
    tenant.ids |= {"sitting_id": sitting.id, "candidate_id": candidate.id}


def _certificate(session: Session, tenant: Tenant, cohort: Cohort, prefix: str) -> None:
    body = tenant.organisations[OrganisationKind.EVALUATING_BODY]
    authority = BodyAuthority(organisation_id=body.id, number_prefix=prefix, filed_name=body.name)
    authority.scopes = [BodyScope(occupation_id=tenant.ids["occupation_id"], level=3, valid_from=FIRST_DAY)]
    certificate = Certificate(
        id=new_id(),
        number=f"{prefix}263{'1'.zfill(6)}",
        token=new_token(),
        layout="level",
        state=CertificateState.ISSUED,
        person_id=tenant.ids["person_id"],
        cohort_id=cohort.id,
        body_id=body.id,
        occupation_id=tenant.ids["occupation_id"],
        level=3,
        issued_on=clock.today(),
    )
    data = CertificateData(
        number=certificate.number,
        holder_name="林一",
        id_number="310117199001011235",
        issuer=body.name,
        issued_on=clock.today(),
        qr_url="http://127.0.0.1/v/x",
        occupation="职业",
        occupation_en="Occupation",
        level_code=3,
    )
    seal_payload(session, certificate, make_payload("level", data))
    seal_pdf(session, certificate, b"%PDF-1.7")
    arguments = {"cohort_id": cohort.id, "layout": "level", "enrolment_ids": [tenant.ids["enrolment_id"]]}
    job = Job(kind="issue-certificates", organisation_id=body.id, arguments=arguments)
    session.add_all([authority, certificate, job])
    session.flush()
    tenant.ids |= {"certificate_id": certificate.id, "job_id": job.id}
