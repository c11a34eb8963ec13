"""The kinds of certificate: who issues one, what must be met before, how it is numbered and what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from sqlalchemy.orm import Session

from trainer.assessment.results import PaperResult, Result
from trainer.catalogue.programme_types import strategy_of
from trainer.certification import numbers
from trainer.certification.evidence import Standing
from trainer.certification.findings import ADMINISTRATOR, OFFICER, SCHEDULER, Finding
from trainer.certification.pdf import CertificateData
from trainer.certification.pdf.wording import ID_TYPES
from trainer.kit.db import vault_of
from trainer.kit.messages import Message, msg
from trainer.kit.wording import in_chinese
from trainer.models.assessment import Paper
from trainer.models.catalogue import ModuleKind
from trainer.models.certification import BodyAuthority
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort, CohortState
from trainer.models.skills import Occupation

PAPERS = {
    Paper.THEORY: msg("Theory"),
    Paper.PRACTICE: msg("Practice"),
    Paper.REVIEW: msg("Comprehensive review"),
}


@dataclass(frozen=True)
class Issuance:
    """Certificates of one kind for one class by one issuer on one day."""

    cohort: Cohort
    issuer: Organisation
    authority: BodyAuthority | None
    issued_on: date
    public_url: str

    @property
    def occupation(self) -> Occupation:
        """The occupation that the class learned."""
        return self.cohort.course_version.course.occupation

    @property
    def level(self) -> int:
        """The level that the class aims at."""
        return self.cohort.course_version.course.level

    def qr_url(self, token: str) -> str:
        """Where the QR code leads."""
        return f"{self.public_url.rstrip('/')}/v/{token}"


class CertificateKind(Protocol):
    """What one layout means."""

    layout: str
    label: Message
    gives_holding: bool

    def scoring_body(self, issuance: Issuance) -> str | None:
        """Whose sittings count: an evaluating body's id, or None for any body's."""

    def series(self, session: Session, issuance: Issuance) -> str:
        """The number series; raises BadInput when the issuer cannot number."""

    def number(self, series: str, issuance: Issuance, serial: int) -> str:
        """The number with a serial of the series."""

    def common_findings(self, session: Session, issuance: Issuance) -> list[Finding]:
        """Items that concern everybody in the class."""

    def personal_findings(self, issuance: Issuance, standing: Standing) -> list[Finding]:
        """Items of one trainee, without identity and drawing, which are the same for all kinds."""

    def data(
        self, session: Session, issuance: Issuance, standing: Standing, number: str, token: str
    ) -> CertificateData:
        """Exactly what the certificate says."""


class LevelCertificate:
    """The vocational skill level certificate: an evaluating body's, for a passed assessment."""

    layout = "level"
    label = msg("Certificate of vocational skill level")
    gives_holding = True

    def scoring_body(self, issuance: Issuance) -> str | None:
        """Only the issuer's own sittings."""
        return issuance.issuer.id

    def series(self, session: Session, issuance: Issuance) -> str:
        """Authority, year and level."""
        assert issuance.authority is not None
        return numbers.level_series(issuance.authority, issuance.issued_on, issuance.level)

    def number(self, series: str, issuance: Issuance, serial: int) -> str:
        """The 22 characters."""
        assert issuance.authority is not None
        return numbers.level_number(issuance.authority, issuance.issued_on, issuance.level, serial)

    def common_findings(self, session: Session, issuance: Issuance) -> list[Finding]:
        """The body's scope that day, and its number prefix."""
        return [_scope(issuance), _prefix(issuance)]

    def personal_findings(self, issuance: Issuance, standing: Standing) -> list[Finding]:
        """Hours, a released sitting, every paper, and the order of the days."""
        found = [_hours(standing, issuance)]
        result = standing.result
        if result is None:
            message = msg("No released scores from this evaluating body")
            return [*found, Finding("scores", False, message, OFFICER, "assessment.list_sittings")]
        if result.is_absent:
            message = msg("Absent from the sitting of %(day)s", day=result.day)
            return [*found, Finding("scores", False, message, OFFICER, "assessment.show_sitting", result.sitting_id)]
        return [*found, *(_paper(paper, result) for paper in result.papers), _after_sitting(issuance, result)]

    def data(
        self, session: Session, issuance: Issuance, standing: Standing, number: str, token: str
    ) -> CertificateData:
        """The items of the supervision rules; the issuer's name is the filed one."""
        assert issuance.authority is not None
        person = standing.enrolment.person
        return CertificateData(
            number=number,
            holder_name=person.name.strip(),
            holder_name_latin=person.name_latin.strip(),
            id_type=ID_TYPES[person.id_type.value],
            id_number=person.id_number(vault_of(session)),
            photo=person.photo,
            issuer=issuance.authority.filed_name,
            issuer_en=issuance.authority.filed_name_en,
            issued_on=issuance.issued_on,
            qr_url=issuance.qr_url(token),
            lookup_lines=tuple(issuance.authority.lookup_lines),
            occupation=issuance.occupation.name,
            occupation_en=issuance.occupation.name_en,
            level_code=issuance.level,
        )


class CompletionCertificate:
    """The training completion: the base's, for the hours; it speaks of an assessment only where one was passed."""

    layout = "completion"
    label = msg("Certificate of training completion")
    gives_holding = False

    def scoring_body(self, issuance: Issuance) -> str | None:
        """Whoever assessed the class."""
        return None

    def series(self, session: Session, issuance: Issuance) -> str:
        """The base's own series of the year."""
        return numbers.completion_series(session, issuance.issuer, issuance.issued_on)

    def number(self, series: str, issuance: Issuance, serial: int) -> str:
        """The series and a serial."""
        return numbers.completion_number(series, serial)

    def common_findings(self, session: Session, issuance: Issuance) -> list[Finding]:
        """The class has been taught to its end."""
        cohort = issuance.cohort
        over = cohort.state in (CohortState.TAUGHT, CohortState.CLOSED) or issuance.issued_on >= cohort.ends_on
        message = msg("The class has been taught") if over else msg("The class runs until %(day)s", day=cohort.ends_on)
        return [Finding("taught", over, message, SCHEDULER, "programmes.show_cohort", cohort.id)]

    def personal_findings(self, issuance: Issuance, standing: Standing) -> list[Finding]:
        """The hours."""
        return [_hours(standing, issuance)]

    def data(
        self, session: Session, issuance: Issuance, standing: Standing, number: str, token: str
    ) -> CertificateData:
        """The items that a province may unify: serial, name, identity, project, dates, body, day of issue."""
        person, cohort, base = standing.enrolment.person, issuance.cohort, issuance.cohort.programme.base
        modules = cohort.course_version.modules
        practice = sum(module.lessons * module.periods for module in modules if module.kind == ModuleKind.PRACTICE)
        points = _passed_points(standing.result)
        return CertificateData(
            number=number,
            holder_name=person.name.strip(),
            holder_name_latin=person.name_latin.strip(),
            id_type=ID_TYPES[person.id_type.value],
            id_number=person.id_number(vault_of(session)),
            issuer=base.name,
            issuer_en=base.name_en,
            issued_on=issuance.issued_on,
            qr_url=issuance.qr_url(token),
            lookup_lines=(issuance.public_url.rstrip("/").partition("://")[2] + "/v",),
            programme=cohort.programme.title,
            programme_en=cohort.programme.title_en or f"{issuance.occupation.name_en}, Level {issuance.level}",
            programme_type=in_chinese(strategy_of(cohort.programme.type).label),
            starts_on=cohort.starts_on,
            ends_on=min(cohort.ends_on, issuance.issued_on),
            hours=cohort.course_version.total_periods,
            practical_hours=practice,
            theory_score=points.get(Paper.THEORY),
            practical_score=points.get(Paper.PRACTICE),
            training_body=base.name,
        )


KINDS: Mapping[str, CertificateKind] = {"level": LevelCertificate(), "completion": CompletionCertificate()}


def identity_finding(session: Session, enrolment: Enrolment) -> Finding:
    """Whether the name and the identity number that will be printed are there."""
    person: Person = enrolment.person
    place = ("enrolment.show_trainee", enrolment.id)
    if not person.name.strip():
        return Finding("identity", False, msg("The name is missing"), SCHEDULER, *place)
    if not person.id_number(vault_of(session)):
        return Finding("identity", False, msg("The identity number is missing"), SCHEDULER, *place)
    return Finding("identity", True, msg("Name and identity number are there"))


def _scope(issuance: Issuance) -> Finding:
    level, day = issuance.level, issuance.issued_on
    scopes = issuance.authority.scopes if issuance.authority else []
    fits = any(
        scope.occupation_id == issuance.occupation.id
        and scope.level == level
        and scope.valid_from <= day
        and (scope.valid_to is None or scope.valid_to >= day)
        for scope in scopes
    )
    if fits:
        return Finding("scope", True, msg("The body may certify this occupation and level on %(day)s", day=day))
    message = msg("The body has no authority for this occupation and level on %(day)s", day=day)
    return Finding("scope", False, message, ADMINISTRATOR)


def _prefix(issuance: Issuance) -> Finding:
    fault = numbers.authority_fault(issuance.authority)
    if fault is not None or issuance.authority is None:
        return Finding("prefix", False, fault or msg("No number prefix is recorded"), ADMINISTRATOR)
    prefix = issuance.authority.number_prefix
    return Finding("prefix", True, msg("Numbers begin with %(prefix)s", prefix=prefix))


def _hours(standing: Standing, issuance: Issuance) -> Finding:
    place = ("delivery.show_cohort_attendance", issuance.cohort.id)
    if standing.hours is None:
        return Finding("hours", False, msg("No attendance is recorded"), SCHEDULER, *place)
    attended, minimum = standing.hours.attended, standing.hours.minimum
    message = msg("%(attended)s periods attended, at least %(minimum)s needed", attended=attended, minimum=minimum)
    return Finding("hours", attended >= minimum, message, SCHEDULER, *place)


def _paper(paper: PaperResult, result: Result) -> Finding:
    label = PAPERS[paper.paper]
    if paper.points is None:
        message = msg("%(paper)s: not scored", paper=label)
    else:
        message = msg(
            "%(paper)s: %(points)s points, %(needed)s to pass", paper=label, points=paper.points, needed=paper.needed
        )
    return Finding(f"paper-{paper.paper}", paper.passed, message, OFFICER, "assessment.show_sitting", result.sitting_id)


def _after_sitting(issuance: Issuance, result: Result) -> Finding:
    ok = issuance.issued_on >= result.day
    message = msg("The day of issue is not before the sitting of %(day)s", day=result.day)
    if not ok:
        message = msg("The day of issue lies before the sitting of %(day)s", day=result.day)
    return Finding("after-sitting", ok, message, OFFICER)


def _passed_points(result: Result | None) -> Mapping[Paper, int]:
    if result is None or not result.passed:
        return {}
    return {paper.paper: paper.points for paper in result.papers if paper.points is not None}
