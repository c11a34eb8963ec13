"""What exactly a certificate says: recorded as canonical JSON before it is drawn, sealed to its row."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from trainer.certification.pdf import (
    BadPhoto,
    BadValue,
    CertificateData,
    CertificateDrawingError,
    FontMissing,
    GlyphMissing,
    MissingValue,
    TextTooLong,
    check,
    render,
)
from trainer.kit.db import vault_of
from trainer.kit.errors import RuleBroken
from trainer.kit.ids import new_token
from trainer.kit.messages import Message, msg
from trainer.models.certification import Certificate

FORMAT = 1
_DAYS = frozenset({"issued_on", "starts_on", "ends_on"})

ATTRIBUTES = {
    "holder_name": msg("Name"),
    "id_number": msg("ID number"),
    "occupation": msg("Occupation"),
    "occupation_en": msg("English name of the occupation"),
    "issuer": msg("Evaluating body"),
    "programme": msg("Programme"),
    "programme_en": msg("English title of the programme"),
    "training_body": msg("Training body"),
    "level_code": msg("Level"),
    "hours": msg("Class hours"),
}


class PayloadChanged(Exception):
    """A recorded payload does not have the hash that was recorded with it; nothing may be drawn from it."""


@dataclass(frozen=True)
class Payload:
    """The recorded content of a certificate: canonical JSON and its hash."""

    text: str

    @property
    def sha256(self) -> str:
        """Hash of the canonical JSON."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def make_payload(layout: str, data: CertificateData) -> Payload:
    """Write the data down; a random salt keeps the stored hash from telling the identity number."""
    values = {field.name: _plain(getattr(data, field.name)) for field in fields(CertificateData)}
    body = {"format": FORMAT, "layout": layout, "salt": new_token(), "data": values}
    return Payload(json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def read_payload(text: str) -> CertificateData:
    """The data that `make_payload` wrote down."""
    values: dict[str, Any] = json.loads(text)["data"]
    for name in _DAYS:
        values[name] = values[name] and date.fromisoformat(values[name])
    values["photo"] = values["photo"] and base64.b64decode(values["photo"])
    values["lookup_lines"] = tuple(values["lookup_lines"])
    return CertificateData(**values)


def seal_payload(session: Session, certificate: Certificate, payload: Payload) -> None:
    """Put the payload into the row, which must have its id."""
    certificate.payload_sealed = vault_of(session).seal(payload.text, _payload_place(certificate))
    certificate.payload_sha256 = payload.sha256


def open_payload(session: Session, certificate: Certificate) -> CertificateData:
    """The recorded data; raises Tampered or PayloadChanged when the row was changed from outside."""
    text = vault_of(session).open(certificate.payload_sealed, _payload_place(certificate))
    if hashlib.sha256(text.encode()).hexdigest() != certificate.payload_sha256:
        raise PayloadChanged(certificate.id)
    return read_payload(text)


def seal_pdf(session: Session, certificate: Certificate, pdf: bytes) -> None:
    """Freeze the drawn bytes in the row, with their hash."""
    certificate.pdf_sealed = vault_of(session).seal_bytes(pdf, _pdf_place(certificate))
    certificate.pdf_sha256 = hashlib.sha256(pdf).hexdigest()


def open_pdf(session: Session, certificate: Certificate) -> bytes:
    """The frozen bytes; raises RuleBroken while the certificate is not issued, Tampered for a changed row."""
    if certificate.pdf_sealed is None:
        raise RuleBroken(
            "not-issued",
            msg("Certificate %(number)s is not drawn yet", number=certificate.number),
            msg("Please try again in a minute"),
        )
    return vault_of(session).open_bytes(certificate.pdf_sealed, _pdf_place(certificate))


def draw(layout: str, data: CertificateData) -> bytes:
    """The PDF; raises RuleBroken in words for people when it cannot be drawn whole."""
    try:
        return render(layout, data)
    except CertificateDrawingError as error:
        raise RuleBroken("cannot-be-drawn", _said(error)) from error


def drawing_fault(layout: str, data: CertificateData) -> Message | None:
    """Why these data could not be drawn, tried before a number is reserved; None when they can."""
    try:
        check(layout, data)
    except CertificateDrawingError as error:
        return _said(error)
    return None


def _said(error: CertificateDrawingError) -> Message:
    match error:
        case GlyphMissing():
            codes = ", ".join(f"U+{ord(character):04X}" for character in error.characters)
            return msg("No certificate font has %(codes)s, needed for %(what)s", codes=codes, what=error.text)
        case TextTooLong():
            return msg("This text is too long for the certificate: %(what)s", what=error.text)
        case MissingValue():
            return msg("The certificate needs a value: %(what)s", what=_attribute(error.attributes[0]))
        case BadValue():
            return msg("%(what)s cannot be %(value)s", what=_attribute(error.attribute), value=str(error.value))
        case BadPhoto():
            return msg("The photo is no readable JPEG or PNG picture")
        case FontMissing():
            return msg("The certificate font %(name)s is not installed on the server", name=error.name)
        case _:
            return msg("The certificate cannot be drawn")


def _attribute(name: str) -> Message | str:
    return ATTRIBUTES.get(name, name)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return list(value) if isinstance(value, tuple) else value


def _payload_place(certificate: Certificate) -> str:
    return f"certificate.payload:{certificate.id}"


def _pdf_place(certificate: Certificate) -> str:
    return f"certificate.pdf:{certificate.id}"
