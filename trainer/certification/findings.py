"""The check list before issuing: what was looked at, what it found, and who must act where it is red."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.certification.evidence import Standing
from trainer.kit.messages import Message, msg
from trainer.models.certification import Certificate
from trainer.models.enrolment import Enrolment

OFFICER = msg("Certification officer")
SCHEDULER = msg("Scheduler")
ENTERPRISE = msg("Training officer")
ADMINISTRATOR = msg("Administrator")


@dataclass(frozen=True)
class Finding:
    """One item: met or not, in words; `who` must act when it is not, at the page `endpoint` about `subject_id`."""

    code: str
    ok: bool
    message: Message
    who: Message | None = None
    endpoint: str = ""
    subject_id: str = ""


@dataclass(frozen=True)
class PersonCheck:
    """A trainee's items; `certificate` is the one that exists already."""

    standing: Standing
    findings: Sequence[Finding]
    certificate: Certificate | None = None

    @property
    def enrolment(self) -> Enrolment:
        """Whose items they are."""
        return self.standing.enrolment

    @property
    def red(self) -> list[Finding]:
        """What stands in the way."""
        return [finding for finding in self.findings if not finding.ok]

    @property
    def is_ready(self) -> bool:
        """Whether a certificate can be issued now."""
        return self.certificate is None and not self.red


@dataclass(frozen=True)
class CohortCheck:
    """The items of a whole class: those that concern everybody, and each trainee's."""

    common: Sequence[Finding]
    people: Sequence[PersonCheck]

    @property
    def blocked(self) -> bool:
        """Whether an item that concerns everybody is red, so that nobody's certificate can be issued."""
        return any(not finding.ok for finding in self.common)

    @property
    def ready(self) -> list[PersonCheck]:
        """Who can have a certificate now."""
        return [] if self.blocked else [person for person in self.people if person.is_ready]

    @property
    def held(self) -> list[PersonCheck]:
        """Who has to wait, and for what."""
        return [person for person in self.people if person.certificate is None and not person.is_ready]

    @property
    def done(self) -> list[PersonCheck]:
        """Who has a certificate already."""
        return [person for person in self.people if person.certificate is not None]
