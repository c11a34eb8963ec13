"""What a certificate says: one frozen record of plain values, the only input of the drawing code."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CertificateData:
    """The values on one certificate. Names come in Chinese and, with `_en`, in English.

    `level_code` runs from 5 (lowest) to 1 (highest). `photo` is a JPEG or PNG file. `lookup_lines` are the
    addresses printed beside the QR code, which itself holds `qr_url`. Hours are class hours of 45 minutes.
    The attributes from `programme` on are for the training completion; `fields.py` says what each layout needs.
    """

    number: str
    holder_name: str
    id_number: str
    issuer: str
    issued_on: date
    qr_url: str
    holder_name_latin: str = ""
    id_type: str = "居民身份证"
    photo: bytes | None = None
    issuer_en: str = ""
    lookup_lines: tuple[str, ...] = ()
    occupation: str = ""
    occupation_en: str = ""
    direction: str = ""
    level_code: int | None = None
    programme: str = ""
    programme_en: str = ""
    programme_type: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    hours: int | None = None
    practical_hours: int | None = None
    theory_score: Decimal | int | None = None
    practical_score: Decimal | int | None = None
    training_body: str = ""
