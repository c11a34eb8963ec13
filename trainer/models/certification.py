"""Evaluating bodies' rights, number series, and certificates whose bytes are frozen when they are issued."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort
from trainer.models.skills import Occupation


class BodyAuthority(Identified, Model):
    """What the authority gave an evaluating body: the first 13 characters of its numbers and its filed name."""

    __tablename__ = "body_authority"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), unique=True)
    number_prefix: Mapped[str] = mapped_column(String(13))
    filed_name: Mapped[str] = mapped_column(String(120))
    filed_name_en: Mapped[str] = mapped_column(String(160), default="")
    lookup_lines: Mapped[list[str]] = mapped_column(default=list)
    organisation: Mapped[Organisation] = relationship()
    scopes: Mapped[list[BodyScope]] = relationship(cascade="all, delete-orphan")


class BodyScope(Model):
    """An occupation and level that a body may certify between two days."""

    __tablename__ = "body_scope"

    authority_id: Mapped[str] = mapped_column(ForeignKey("body_authority.id"), primary_key=True)
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class NumberSeries(Model):
    """The last serial given under a 16-character prefix (authority, year, level)."""

    __tablename__ = "number_series"

    prefix: Mapped[str] = mapped_column(String(16), primary_key=True)
    last_serial: Mapped[int]


class CertificateState(StrEnum):
    """The life of a certificate: reserved, recorded (payload stored), issued (bytes frozen), and after that."""

    RESERVED = "reserved"
    RECORDED = "recorded"
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"


class Certificate(Identified, Dated, Model):
    """A document about a person: payload, PDF bytes and hash are stored once and never made again.

    Both hold the identity number, so both are sealed to the row; the hashes are those of the clear bytes.
    """

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id", "layout"),)

    number: Mapped[str] = mapped_column(String(40), unique=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    layout: Mapped[str] = mapped_column(String(32))
    state: Mapped[CertificateState] = mapped_column(EnumText(CertificateState))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"), index=True)
    body_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    issued_on: Mapped[date]
    payload_sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    payload_sha256: Mapped[str] = mapped_column(String(64))
    pdf_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    replaced_by_id: Mapped[str | None] = mapped_column(ForeignKey("certificate.id"))
    person: Mapped[Person] = relationship()
    body: Mapped[Organisation] = relationship()
    cohort: Mapped[Cohort] = relationship()
    occupation: Mapped[Occupation] = relationship()
    replaced_by: Mapped[Certificate | None] = relationship(remote_side="Certificate.id")
    events: Mapped[list[CertificateEvent]] = relationship(order_by="CertificateEvent.id")


class CertificateEvent(Model):
    """One step in a certificate's life, with its reason."""

    __tablename__ = "certificate_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    state: Mapped[CertificateState] = mapped_column(EnumText(CertificateState))
    reason: Mapped[str] = mapped_column(String(300), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person: Mapped[Person | None] = relationship()
