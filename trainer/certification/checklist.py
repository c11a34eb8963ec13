"""Runs the check list over a class: gathers evidence once, then judges everybody."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from trainer.assessment.queries import results_of_cohort
from trainer.certification import payloads
from trainer.certification.evidence import Standing
from trainer.certification.findings import ADMINISTRATOR, OFFICER, CohortCheck, Finding, PersonCheck
from trainer.certification.kinds import CertificateKind, Issuance, identity_finding
from trainer.delivery.queries import hours_of_cohort
from trainer.kit import clock
from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.models.certification import Certificate
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Person

# Stands in for the number and the token, which are reserved only after the trial drawing.
_TRIAL_NUMBER = "0" * 22
_TRIAL_TOKEN = "0" * 32


def check_cohort(
    session: Session, kind: CertificateKind, issuance: Issuance, only: Collection[str] | None = None
) -> CohortCheck:
    """The check list of a class, or of some of its enrolments."""
    existing = _existing(session, kind, issuance)
    common = [_day(issuance), *kind.common_findings(session, issuance)]
    if all(finding.ok for finding in common):
        common.append(_order_of_days(session, kind, issuance))
    people = []
    can_draw = all(finding.ok for finding in common)
    for standing in standings(session, kind, issuance, only):
        certificate = existing.get(standing.enrolment.person_id)
        found = [] if certificate else _judge(session, kind, issuance, standing, can_draw=can_draw)
        people.append(PersonCheck(standing, found, certificate))
    return CohortCheck(common, people)


def standings(
    session: Session, kind: CertificateKind, issuance: Issuance, only: Collection[str] | None = None
) -> Sequence[Standing]:
    """Everybody who has not withdrawn, by name, with the evidence."""
    cohort = issuance.cohort
    seated = select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.state != EnrolmentState.WITHDRAWN)
    if only is not None:
        seated = seated.where(Enrolment.id.in_(only))
    whole = joinedload(Enrolment.person).options(undefer(Person.photo))
    enrolments = session.scalars(seated.join(Enrolment.person).options(whole).order_by(Person.name, Enrolment.id))
    hours = hours_of_cohort(session, cohort)
    results = results_of_cohort(session, cohort, kind.scoring_body(issuance))
    return [Standing(found, hours.get(found.id), results.get(found.id)) for found in enrolments]


def _judge(
    session: Session, kind: CertificateKind, issuance: Issuance, standing: Standing, *, can_draw: bool
) -> list[Finding]:
    identity = identity_finding(session, standing.enrolment)
    found = [identity, *kind.personal_findings(issuance, standing)]
    if identity.ok and can_draw:
        data = kind.data(session, issuance, standing, _TRIAL_NUMBER, _TRIAL_TOKEN)
        if fault := payloads.drawing_fault(kind.layout, data):
            place = ("enrolment.show_trainee", standing.enrolment.id)
            found.append(Finding("drawing", False, fault, ADMINISTRATOR, *place))
        else:
            found.append(Finding("drawing", True, msg("Everything fits on the certificate")))
    return found


def _existing(session: Session, kind: CertificateKind, issuance: Issuance) -> Mapping[str, Certificate]:
    own = select(Certificate).where(Certificate.cohort_id == issuance.cohort.id, Certificate.layout == kind.layout)
    return {certificate.person_id: certificate for certificate in session.scalars(own)}


def _day(issuance: Issuance) -> Finding:
    if issuance.issued_on > clock.today():
        return Finding("day", False, msg("The day of issue lies in the future"), OFFICER)
    return Finding("day", True, msg("Day of issue: %(day)s", day=issuance.issued_on))


def _order_of_days(session: Session, kind: CertificateKind, issuance: Issuance) -> Finding:
    try:
        series = kind.series(session, issuance)
    except BadInput as error:
        return Finding("series", False, error.message, ADMINISTRATOR)
    numbered = select(func.max(Certificate.issued_on)).where(Certificate.number.startswith(series, autoescape=True))
    last = session.scalar(numbered)
    if last is None or last <= issuance.issued_on:
        return Finding("series", True, msg("The day of issue fits the order of the numbers"))
    return Finding("series", False, msg("The last certificate of this series is dated %(day)s", day=last), OFFICER)
