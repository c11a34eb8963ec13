"""Issuing certificates as a certification authority does, changing their state, and judging a file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from trainer.accounts.services import notify
from trainer.catalogue.programme_types import strategy_of
from trainer.certification import checklist, payloads, queries
from trainer.certification.evidence import Standing
from trainer.certification.findings import SCHEDULER, CohortCheck, Finding
from trainer.certification.kinds import Issuance
from trainer.certification.numbers import reserve_serial
from trainer.certification.pdf_reading import MAGIC, numbers_in
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, Conflict, NotAllowed, NotFound, RuleBroken
from trainer.kit.identifiers import normalise
from trainer.kit.ids import new_id, new_token
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import checked_reason
from trainer.models.certification import Certificate, CertificateEvent, CertificateState
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation
from trainer.models.programmes import Cohort
from trainer.models.skills import SkillHolding

State = CertificateState

STATE_LABELS = {
    State.RESERVED: msg("Being drawn"),
    State.RECORDED: msg("Being drawn"),
    State.ISSUED: msg("Valid"),
    State.SUSPENDED: msg("Suspended"),
    State.REVOKED: msg("Revoked"),
    State.REPLACED: msg("Replaced"),
}


@dataclass(frozen=True)
class IssueOrder:
    """What was decided on the page: plain values, so that a job can carry it and be delivered again."""

    cohort_id: str
    layout: str
    issuer_id: str
    issued_on: date
    public_url: str
    actor_id: str


@dataclass(frozen=True)
class IssueOutcome:
    """The certificates that exist now, and by enrolment what still stands in the way of the others."""

    certificates: Sequence[Certificate]
    refused: dict[str, list[Finding]]


@dataclass(frozen=True)
class FileVerdict:
    """What a file is: `code` is valid, suspended, revoked, replaced, altered, unknown or unreadable."""

    code: str
    message: Message
    number: str = ""

    @property
    def exit_status(self) -> int:
        """0 for an unchanged, valid certificate, 2 for what is no readable file, else 1."""
        return {"valid": 0, "unreadable": 2}.get(self.code, 1)


def order_issue(
    session: Session, cohort_id: str, layout: str, *, viewer: Viewer, public_url: str, issued_on: date | None = None
) -> IssueOrder:
    """An order for a class that the viewer's organisation issues; raises NotAllowed, or NotFound for other classes."""
    viewer.must(Permission.CERTIFICATE_ISSUE)
    cohort = queries.get_cohort(session, cohort_id)
    layouts = strategy_of(cohort.programme.type).certificate_layouts
    if layout not in queries.layouts_of_issuer(session, cohort, viewer.organisation_id, layouts):
        raise NotFound
    day = issued_on or clock.today()
    return IssueOrder(cohort_id, layout, viewer.organisation_id, day, public_url, viewer.person_id)


def check_order(session: Session, order: IssueOrder, only: Collection[str] | None = None) -> CohortCheck:
    """The check list for an order, over the class or over some enrolments."""
    return checklist.check_cohort(session, queries.kind_of(order.layout), _issuance(session, order), only)


def issue_certificates(
    session: Session,
    cohort: Cohort,
    enrolment_ids: Sequence[str],
    viewer: Viewer,
    *,
    public_url: str,
    layout: str = "level",
    issued_on: date | None = None,
) -> IssueOutcome:
    """Issue certificates to these trainees in the caller's transaction; asking again changes nothing.

    Raises NotFound or NotAllowed when the class is not the viewer's to certify, RuleBroken when an item that concerns
    everybody is red. Trainees with red items of their own are refused, the others get theirs.
    """
    order = order_issue(session, cohort.id, layout, viewer=viewer, public_url=public_url, issued_on=issued_on)
    certificates: list[Certificate] = []
    refused: dict[str, list[Finding]] = {}
    for enrolment_id in enrolment_ids:
        found = record_certificate(session, order, enrolment_id)
        if isinstance(found, Certificate):
            issue_drawn(session, found.id, draw_recorded(session, found))
            certificates.append(found)
        else:
            refused[enrolment_id] = found
    return IssueOutcome(certificates, refused)


def record_certificate(session: Session, order: IssueOrder, enrolment_id: str) -> Certificate | list[Finding]:
    """Check one trainee, reserve the number and record exactly what will be drawn, in one transaction.

    Gives the certificate that exists already, or the red items when there are any. Raises RuleBroken when an item
    that concerns the whole class is red.
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.cohort_id != order.cohort_id:
        raise NotFound
    if (existing := _existing(session, order, enrolment.person_id)) is not None:
        return existing
    issuance = _issuance(session, order)
    check = checklist.check_cohort(session, queries.kind_of(order.layout), issuance, [enrolment_id])
    if not check.people:
        return [Finding("withdrawn", False, msg("The trainee has withdrawn from the class"), SCHEDULER)]
    person = check.people[0]
    if check.blocked:
        first = next(finding for finding in check.common if not finding.ok)
        raise RuleBroken(f"certificate-{first.code}", first.message)
    return person.red or _record(session, order, issuance, person.standing)


def draw_recorded(session: Session, certificate: Certificate) -> bytes:
    """The PDF from the recorded payload alone; a certificate that is issued already gives its frozen bytes."""
    if certificate.state not in queries.UNFINISHED_STATES:
        return payloads.open_pdf(session, certificate)
    return payloads.draw(certificate.layout, payloads.open_payload(session, certificate))


def issue_drawn(session: Session, certificate_id: str, pdf: bytes) -> bool:
    """Freeze the drawn bytes and issue: state, event, audit, holding and notice; False when it was issued before."""
    certificate = _locked(session, certificate_id)
    if certificate.state not in queries.UNFINISHED_STATES:
        return False
    actor_id = _recorded_by(session, certificate)
    payloads.seal_pdf(session, certificate, pdf)
    certificate.state = State.ISSUED
    _log(session, certificate, actor_id, "certificate.issue", "", {"pdf_sha256": certificate.pdf_sha256})
    data = payloads.open_payload(session, certificate)
    if queries.kind_of(certificate.layout).gives_holding:
        session.add(
            SkillHolding(
                person_id=certificate.person_id,
                occupation_id=certificate.occupation_id,
                level=certificate.level,
                held_since=certificate.issued_on,
                certificate_number=certificate.number,
                issuer=data.issuer,
            )
        )
    subject = msg("Your certificate %(number)s is ready", number=certificate.number)
    _tell_holder(session, certificate, subject, msg("You can download it as a PDF"))
    session.flush()
    return True


def revoke_certificate(session: Session, certificate: Certificate, reason: str, typed: str, *, viewer: Viewer) -> None:
    """Withdraw a certificate for good; the number must be typed. The public page changes at once, the holding ends."""
    if normalise(typed) != normalise(certificate.number):
        raise BadInput(msg("This is not the number of the certificate"), field="typed")
    changed = _change(
        session, certificate, (State.ISSUED, State.SUSPENDED), State.REVOKED, "certificate.revoke", reason, viewer
    )
    own = select(SkillHolding).where(
        SkillHolding.person_id == changed.person_id,
        SkillHolding.certificate_number == changed.number,
        SkillHolding.ended_on.is_(None),
    )
    for holding in session.scalars(own):
        holding.ended_on = clock.today()
    subject = msg("Your certificate %(number)s was revoked", number=changed.number)
    _tell_holder(session, changed, subject, msg("Reason: %(reason)s", reason=reason.strip()))


def suspend_certificate(session: Session, certificate: Certificate, reason: str, *, viewer: Viewer) -> None:
    """Stop a certificate while something is looked into."""
    changed = _change(session, certificate, (State.ISSUED,), State.SUSPENDED, "certificate.suspend", reason, viewer)
    subject = msg("Your certificate %(number)s is suspended", number=changed.number)
    lines = msg("Reason: %(reason)s", reason=reason.strip()), msg("This is not proof of any fault of yours")
    _tell_holder(session, changed, subject, *lines)


def reinstate_certificate(session: Session, certificate: Certificate, reason: str, *, viewer: Viewer) -> None:
    """Make a suspended certificate valid again."""
    changed = _change(session, certificate, (State.SUSPENDED,), State.ISSUED, "certificate.reinstate", reason, viewer)
    subject = msg("Your certificate %(number)s is valid again", number=changed.number)
    _tell_holder(session, changed, subject, msg("Reason: %(reason)s", reason=reason.strip()))


def verify_file(session: Session, content: bytes) -> FileVerdict:
    """Judge a file by its bytes and the database alone; nothing is stored."""
    digest = hashlib.sha256(content).hexdigest()
    own = select(Certificate).where(Certificate.pdf_sha256 == digest, Certificate.state.in_(queries.PUBLIC_STATES))
    certificate = session.scalar(own)
    if certificate is not None:
        return _verdict_of(certificate)
    named = numbers_in(content)
    known = select(Certificate.number).where(Certificate.number.in_(named)).order_by(Certificate.number)
    if (number := session.scalar(known.limit(1))) is not None:
        message = msg("The file is not the one that was issued as %(number)s: it was changed", number=number)
        return FileVerdict("altered", message, number)
    if not content.startswith(MAGIC):
        return FileVerdict("unreadable", msg("This is not a PDF file"))
    return FileVerdict("unknown", msg("No certificate of this system has this file"), named[0] if named else "")


def _verdict_of(certificate: Certificate) -> FileVerdict:
    number = certificate.number
    match certificate.state:
        case State.ISSUED:
            return FileVerdict("valid", msg("Certificate %(number)s is genuine and valid", number=number), number)
        case State.SUSPENDED:
            message = msg("Certificate %(number)s is genuine but suspended", number=number)
        case State.REPLACED:
            message = msg("Certificate %(number)s is genuine but was replaced", number=number)
        case _:
            message = msg("Certificate %(number)s is genuine but was revoked", number=number)
    return FileVerdict(certificate.state.value, message, number)


def _issuance(session: Session, order: IssueOrder) -> Issuance:
    issuer = session.get(Organisation, order.issuer_id)
    if issuer is None:
        raise NotFound
    cohort = queries.get_cohort(session, order.cohort_id)
    authority = queries.authority_of(session, order.issuer_id)
    return Issuance(cohort, issuer, authority, order.issued_on, order.public_url)


def _record(session: Session, order: IssueOrder, issuance: Issuance, standing: Standing) -> Certificate:
    kind = queries.kind_of(order.layout)
    try:
        # The number goes back with the savepoint when somebody else was faster.
        with session.begin_nested():
            series = kind.series(session, issuance)
            number = kind.number(series, issuance, reserve_serial(session, series))
            certificate = _new_certificate(order, issuance, standing.enrolment, number)
            data = kind.data(session, issuance, standing, number, certificate.token)
            payloads.seal_payload(session, certificate, payloads.make_payload(order.layout, data))
            session.add(certificate)
            session.flush()
    except IntegrityError:
        existing = _existing(session, order, standing.enrolment.person_id)
        if existing is None:
            raise
        return existing
    detail = {"number": number, "payload_sha256": certificate.payload_sha256}
    _log(session, certificate, order.actor_id, "certificate.record", "", detail)
    return certificate


def _new_certificate(order: IssueOrder, issuance: Issuance, enrolment: Enrolment, number: str) -> Certificate:
    return Certificate(
        id=new_id(),
        number=number,
        token=new_token(),
        layout=order.layout,
        state=State.RECORDED,
        person_id=enrolment.person_id,
        cohort_id=order.cohort_id,
        body_id=order.issuer_id,
        occupation_id=issuance.occupation.id,
        level=issuance.level,
        issued_on=order.issued_on,
    )


def _existing(session: Session, order: IssueOrder, person_id: str) -> Certificate | None:
    same = select(Certificate).where(
        Certificate.cohort_id == order.cohort_id,
        Certificate.person_id == person_id,
        Certificate.layout == order.layout,
    )
    return session.scalar(same)


def _locked(session: Session, certificate_id: str) -> Certificate:
    certificate = session.get(Certificate, certificate_id, with_for_update=True, populate_existing=True)
    if certificate is None:
        raise NotFound
    return certificate


def _recorded_by(session: Session, certificate: Certificate) -> str:
    first = select(CertificateEvent.person_id).where(CertificateEvent.certificate_id == certificate.id)
    return session.scalar(first.order_by(CertificateEvent.id).limit(1)) or audit.PLATFORM


def _change(
    session: Session,
    certificate: Certificate,
    sources: tuple[State, ...],
    target: State,
    act: str,
    reason: str,
    viewer: Viewer,
) -> Certificate:
    viewer.must(Permission.CERTIFICATE_REVOKE)
    if certificate.body_id != viewer.organisation_id:
        raise NotAllowed(msg("Only the issuer can change the state of a certificate"))
    said = checked_reason(reason)
    locked = _locked(session, certificate.id)
    if locked.state not in sources:
        raise Conflict(
            msg("The certificate is in another state now: %(state)s", state=STATE_LABELS[locked.state]),
            msg("Look at the present state and try again"),
        )
    locked.state = target
    _log(session, locked, viewer.person_id, act, said, {})
    return locked


def _log(
    session: Session, certificate: Certificate, actor_id: str, act: str, reason: str, detail: Mapping[str, str | None]
) -> None:
    person_id = None if actor_id == audit.PLATFORM else actor_id
    session.add(
        CertificateEvent(
            certificate_id=certificate.id,
            at=clock.now(),
            person_id=person_id,
            state=certificate.state,
            reason=reason,
            detail=detail,
        )
    )
    subject = f"certificate:{certificate.id}"
    written = {**detail, "number": certificate.number, "state": certificate.state.value}
    audit.record(session, act, subject, actor=actor_id, chain=certificate.body_id, detail=written)


def _tell_holder(session: Session, certificate: Certificate, subject: Message, *lines: Message) -> None:
    notify(session, [certificate.person_id], subject, lines, f"/my/certificates/{certificate.id}")
