"""The public check: what anybody may learn about a certificate, by its token or by number and name."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, undefer

from trainer.certification import payloads
from trainer.certification.pdf import CertificateData
from trainer.certification.queries import PUBLIC_STATES
from trainer.kit import clock
from trainer.kit.db import vault_of
from trainer.kit.identifiers import mask_name, normalise
from trainer.models.certification import Certificate, CertificateState

# Between the parts of a name, written in many ways.
_BETWEEN_NAMES = str.maketrans("", "", " \u00b7\u2022\u2027\u30fb\uff65\u318d.'\u2019-")
_DECOY_PLACE = "certificate.payload:decoy"


@dataclass(frozen=True)
class PublicRecord:
    """What the public may see; names of occupation and issuer are those printed on the certificate.

    `status` is valid, suspended, revoked, replaced or none; with none everything else is empty.
    """

    status: str
    checked_at: datetime
    number: str = ""
    layout: str = ""
    masked_name: str = ""
    occupation: str = ""
    occupation_en: str = ""
    level: int = 0
    issuer: str = ""
    issuer_en: str = ""
    issued_on: date | None = None
    since: date | None = None
    reason: str = ""
    replaced_by: str = ""


def look_up_token(session: Session, token: str) -> PublicRecord:
    """The certificate behind a QR code."""
    certificate = _find(session, Certificate.token == token)
    if certificate is None:
        return _nothing()
    return _public(certificate, payloads.open_payload(session, certificate))


def look_up_number(session: Session, number: str, name: str) -> PublicRecord:
    """The certificate with this number, if the name is its holder's as printed.

    An unknown number and a wrong name take the same steps (one query, one unsealing, two comparisons) and give the
    same answer, so that numbers cannot be collected.
    """
    certificate = _find(session, Certificate.number == normalise(number))
    data = payloads.open_payload(session, certificate) if certificate else _decoy(session)
    wanted = _comparable(name)
    by_name = hmac.compare_digest(wanted, _comparable(data.holder_name))
    by_latin_name = hmac.compare_digest(wanted, _comparable(data.holder_name_latin or data.holder_name))
    if certificate is None or not wanted or not (by_name or by_latin_name):
        return _nothing()
    return _public(certificate, data)


def public_record(session: Session, number: str) -> PublicRecord:
    """What the public may see of a certificate whose file was shown."""
    certificate = _find(session, Certificate.number == number)
    return _public(certificate, payloads.open_payload(session, certificate)) if certificate else _nothing()


def _find(session: Session, condition: ColumnElement[bool]) -> Certificate | None:
    # Events are read only for an answer: a wrong name must not cost more statements than an unknown number.
    shown = select(Certificate).where(condition, Certificate.state.in_(PUBLIC_STATES))
    return session.scalar(shown.options(undefer(Certificate.payload_sealed)))


def _public(certificate: Certificate, data: CertificateData) -> PublicRecord:
    last = certificate.events[-1]
    changed = certificate.state != CertificateState.ISSUED
    status = "valid" if certificate.state == CertificateState.ISSUED else certificate.state.value
    return PublicRecord(
        status=status,
        checked_at=clock.now(),
        number=certificate.number,
        layout=certificate.layout,
        masked_name=mask_name(data.holder_name),
        occupation=data.occupation or data.programme,
        occupation_en=data.occupation_en or data.programme_en,
        level=data.level_code or 0,
        issuer=data.issuer,
        issuer_en=data.issuer_en,
        issued_on=data.issued_on,
        since=clock.local(last.at).date() if changed else None,
        reason=last.reason if changed else "",
        replaced_by=certificate.replaced_by.number if certificate.replaced_by else "",
    )


def _nothing() -> PublicRecord:
    return PublicRecord("none", clock.now())


def _decoy(session: Session) -> CertificateData:
    """A payload of nobody, unsealed and read as a real one is."""
    vault = vault_of(session)
    nobody = CertificateData(
        number="", holder_name="Nobody", id_number="", issuer="", issued_on=clock.today(), qr_url=""
    )
    sealed = vault.seal(payloads.make_payload("level", nobody).text, _DECOY_PLACE)
    return payloads.read_payload(vault.open(sealed, _DECOY_PLACE))


def _comparable(name: str) -> bytes:
    """A name without the differences that people do not mean: width, case, spaces and dots between its parts."""
    return unicodedata.normalize("NFKC", name).casefold().translate(_BETWEEN_NAMES).encode()
