"""Reading certificates: who may see which, lists, one with its history, and the classes that wait for theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from trainer.catalogue.programme_types import strategy_of
from trainer.certification.kinds import KINDS, CertificateKind
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job
from trainer.models.assessment import Sitting, SittingState
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.certification import BodyAuthority, Certificate, CertificateEvent, CertificateState
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort, CohortState, Programme

ISSUE_JOB = "issue-certificates"
# Issued once, whatever happened to it since: what the public and the holder can see.
PUBLIC_STATES = (
    CertificateState.ISSUED,
    CertificateState.SUSPENDED,
    CertificateState.REVOKED,
    CertificateState.REPLACED,
)
UNFINISHED_STATES = (CertificateState.RESERVED, CertificateState.RECORDED)
_COHORT_PARTS = (
    joinedload(Cohort.programme).joinedload(Programme.base),
    joinedload(Cohort.course_version).options(
        selectinload(CourseVersion.modules), joinedload(CourseVersion.course).joinedload(Course.occupation)
    ),
)


@dataclass(frozen=True)
class CertificateFilter:
    """What a list of certificates is narrowed to; empty fields do not narrow."""

    cohort_id: str = ""
    state: str = ""
    number: str = ""


@dataclass(frozen=True)
class WaitingCohort:
    """A class whose certificates can be issued, with how many people have none yet."""

    cohort: Cohort
    layout: str
    people: int


def visible_certificates(viewer: Viewer) -> ColumnElement[bool]:
    """Which certificates an officer may read: the issuer's own, a base's cohorts', an enterprise's people's, and
    for the bureau everything in its region."""
    here = viewer.organisation_id
    # Aliases, so that a query around this condition may speak of cohorts and enrolments of its own.
    cohort, programme = aliased(Cohort), aliased(Programme)
    seat, place = aliased(Enrolment), aliased(Organisation)
    in_cohort = and_(programme.id == cohort.programme_id, cohort.id == Certificate.cohort_id)
    taken = and_(seat.cohort_id == Certificate.cohort_id, seat.person_id == Certificate.person_id)
    paid_by = func.coalesce(seat.enterprise_id, programme.enterprise_id)
    scopes = [
        Certificate.body_id == here,
        exists().where(in_cohort, programme.base_id == here),
        exists().where(in_cohort, taken, paid_by == here),
    ]
    if viewer.oversees:
        regional = place.region_code == viewer.region_code
        scopes.append(exists().where(in_cohort, place.id == programme.base_id, regional))
        scopes.append(exists().where(place.id == Certificate.body_id, regional))
    return or_(*scopes)


def get_certificate(session: Session, certificate_id: str, *, viewer: Viewer) -> Certificate:
    """A certificate with its events; raises NotFound when it is absent or not the viewer's to see."""
    own = select(Certificate).where(Certificate.id == certificate_id, visible_certificates(viewer))
    return _one(session, own)


def get_my_certificate(session: Session, certificate_id: str, *, viewer: Viewer) -> Certificate:
    """One of the viewer's own issued certificates; raises NotFound."""
    own = select(Certificate).where(
        Certificate.id == certificate_id,
        Certificate.person_id == viewer.person_id,
        Certificate.state.in_(PUBLIC_STATES),
    )
    return _one(session, own)


def my_certificates(session: Session, *, viewer: Viewer) -> Sequence[Certificate]:
    """The viewer's own issued certificates, newest first."""
    own = select(Certificate).where(Certificate.person_id == viewer.person_id, Certificate.state.in_(PUBLIC_STATES))
    newest = own.order_by(Certificate.issued_on.desc(), Certificate.number.desc())
    return session.scalars(newest.options(joinedload(Certificate.occupation), joinedload(Certificate.body))).all()


def list_certificates(
    session: Session, wanted: CertificateFilter, *, viewer: Viewer, limit: int | None = None, offset: int = 0
) -> Sequence[Certificate]:
    """Certificates that the viewer may see, newest first."""
    parts = (
        joinedload(Certificate.person),
        joinedload(Certificate.cohort),
        joinedload(Certificate.occupation),
        joinedload(Certificate.body),
    )
    newest = _filtered(select(Certificate), wanted, viewer).options(*parts)
    newest = newest.order_by(Certificate.issued_on.desc(), Certificate.number.desc())
    return session.scalars(newest.limit(limit).offset(offset)).unique().all()


def count_certificates(session: Session, wanted: CertificateFilter, *, viewer: Viewer) -> int:
    """How many certificates `list_certificates` would give without a limit."""
    return session.scalar(_filtered(select(func.count(Certificate.id)), wanted, viewer)) or 0


def cohorts_with_certificates(session: Session, *, viewer: Viewer) -> Sequence[Cohort]:
    """The classes that the filter offers, newest first."""
    ids = select(Certificate.cohort_id).where(visible_certificates(viewer))
    return session.scalars(select(Cohort).where(Cohort.id.in_(ids)).order_by(Cohort.ends_on.desc(), Cohort.name)).all()


def class_files(session: Session, cohort_id: str, *, viewer: Viewer) -> Sequence[Certificate]:
    """The issued certificates of a class with their sealed files, by number; raises NotFound when there are none."""
    wanted = CertificateFilter(cohort_id=cohort_id)
    issued = _filtered(select(Certificate), wanted, viewer).where(Certificate.state.in_(PUBLIC_STATES))
    parts = (
        undefer(Certificate.pdf_sealed),
        undefer(Certificate.payload_sealed),
        joinedload(Certificate.person),
        joinedload(Certificate.occupation),
        joinedload(Certificate.cohort),
    )
    found = session.scalars(issued.options(*parts).order_by(Certificate.number)).all()
    if not found:
        raise NotFound
    return found


def layouts_of_issuer(session: Session, cohort: Cohort, organisation_id: str, layouts: Sequence[str]) -> list[str]:
    """Which of the layouts an organisation issues for a class: level certificates are the assessing body's,
    training completions the base's."""
    issued = []
    if "level" in layouts and session.scalar(_sittings_of(cohort.id, organisation_id).limit(1)):
        issued.append("level")
    if "completion" in layouts and cohort.programme.base_id == organisation_id:
        issued.append("completion")
    return issued


def get_cohort(session: Session, cohort_id: str) -> Cohort:
    """A cohort with programme, base, course and occupation, for those whose right to it was proved; NotFound."""
    cohort = session.get(Cohort, cohort_id, options=_COHORT_PARTS)
    if cohort is None:
        raise NotFound
    return cohort


def kind_of(layout: str) -> CertificateKind:
    """The kind of a layout; raises NotFound for a name that there is not."""
    if layout not in KINDS:
        raise NotFound
    return KINDS[layout]


def authority_of(session: Session, organisation_id: str) -> BodyAuthority | None:
    """What the authority gave a body, or None."""
    own = select(BodyAuthority).where(BodyAuthority.organisation_id == organisation_id)
    return session.scalar(own.options(selectinload(BodyAuthority.scopes), joinedload(BodyAuthority.organisation)))


def waiting_cohorts(session: Session, *, viewer: Viewer) -> list[WaitingCohort]:
    """Classes of the viewer's organisation where somebody has no certificate yet: a body's with released sittings,
    a base's that have been taught."""
    here = viewer.organisation_id
    released = select(Sitting.cohort_id).where(Sitting.body_id == here, Sitting.state == SittingState.RELEASED)
    of_base = select(Programme.id).where(Programme.base_id == here)
    taught = Cohort.state.in_((CohortState.TAUGHT, CohortState.CLOSED))
    wanted = (
        ("level", Cohort.id.in_(released)),
        ("completion", and_(Cohort.programme_id.in_(of_base), taught)),
    )
    found = []
    for layout, condition in wanted:
        rows = session.execute(_without_certificate(layout).where(condition))
        found += [
            WaitingCohort(cohort, layout, people)
            for cohort, people in rows
            if layout in strategy_of(cohort.programme.type).certificate_layouts
        ]
    return found


def unfinished_certificates(session: Session) -> Sequence[str]:
    """The ids of certificates that were recorded but never drawn, oldest first."""
    left = select(Certificate.id).where(Certificate.state.in_(UNFINISHED_STATES)).order_by(Certificate.created_at)
    return session.scalars(left).all()


def get_issue_job(session: Session, job_id: str, *, viewer: Viewer) -> Job:
    """A job of the viewer's organisation that issues certificates; raises NotFound."""
    job = session.get(Job, job_id)
    if job is None or job.kind != ISSUE_JOB or job.organisation_id != viewer.organisation_id:
        raise NotFound
    return job


def certificates_of_enrolments(
    session: Session, cohort_id: str, layout: str, enrolment_ids: Sequence[str]
) -> Sequence[tuple[Enrolment, Certificate | None]]:
    """The trainees of an issuing run with the certificate that each has by now."""
    seat = and_(
        Certificate.cohort_id == cohort_id, Certificate.person_id == Enrolment.person_id, Certificate.layout == layout
    )
    rows = (
        select(Enrolment, Certificate)
        .outerjoin(Certificate, seat)
        .join(Enrolment.person)
        .where(Enrolment.id.in_(enrolment_ids))
        .options(joinedload(Enrolment.person))
        .order_by(Person.name, Enrolment.id)
    )
    return [(row[0], row[1]) for row in session.execute(rows)]


def _one(session: Session, statement: Select[Any]) -> Certificate:
    parts = (
        joinedload(Certificate.person),
        joinedload(Certificate.body),
        joinedload(Certificate.cohort),
        joinedload(Certificate.occupation),
        selectinload(Certificate.events).joinedload(CertificateEvent.person),
    )
    certificate: Certificate | None = session.scalar(statement.options(*parts))
    if certificate is None:
        raise NotFound
    return certificate


def _filtered(statement: Select[Any], wanted: CertificateFilter, viewer: Viewer) -> Select[Any]:
    statement = statement.where(visible_certificates(viewer))
    if wanted.cohort_id:
        statement = statement.where(Certificate.cohort_id == wanted.cohort_id)
    if wanted.state:
        statement = statement.where(Certificate.state == CertificateState(wanted.state))
    if wanted.number:
        statement = statement.where(Certificate.number.contains(wanted.number, autoescape=True))
    return statement


def _sittings_of(cohort_id: str, body_id: str) -> Select[Any]:
    return select(Sitting.id).where(
        Sitting.cohort_id == cohort_id, Sitting.body_id == body_id, Sitting.state != SittingState.CANCELLED
    )


def _without_certificate(layout: str) -> Select[Cohort, int]:
    has_one = exists().where(
        Certificate.cohort_id == Cohort.id, Certificate.person_id == Enrolment.person_id, Certificate.layout == layout
    )
    counted = select(Cohort, func.count(Enrolment.id)).join(Enrolment, Enrolment.cohort_id == Cohort.id)
    waiting = counted.where(Enrolment.state != EnrolmentState.WITHDRAWN, ~has_one).options(joinedload(Cohort.programme))
    return waiting.group_by(Cohort.id).order_by(Cohort.ends_on.desc())
