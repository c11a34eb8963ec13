"""People, their accounts, their places in organisations, and the facts recorded about them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.crypto import Vault
from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.organisations import Organisation


class IdType(StrEnum):
    """Kinds of identity document that a certificate may name."""

    RESIDENT_ID = "resident_id"
    HK_MACAO_PERMIT = "hk_macao_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    HK_MACAO_TAIWAN_RESIDENCE = "hk_macao_taiwan_residence"
    FOREIGN_RESIDENCE = "foreign_residence"
    PASSPORT = "passport"


class Role(StrEnum):
    """What a person does in an organisation."""

    SCHEDULER = "scheduler"
    ENTERPRISE_OFFICER = "enterprise_officer"
    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    ASSESSOR = "assessor"
    CERTIFICATION_OFFICER = "certification_officer"
    SCHOOL_OFFICER = "school_officer"
    BUREAU_OFFICER = "bureau_officer"
    ADMINISTRATOR = "administrator"


class Person(Identified, Dated, Model):
    """A human being; the identity number is sealed to this row and found through its blind index."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("id_type", "id_index"),)

    name: Mapped[str] = mapped_column(String(60))
    name_latin: Mapped[str] = mapped_column(String(120), default="")
    id_type: Mapped[IdType] = mapped_column(EnumText(IdType), default=IdType.RESIDENT_ID)
    id_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_index: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    birth_date: Mapped[date | None]
    sex: Mapped[str] = mapped_column(String(1), default="")
    phone_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    photo: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

    def set_id_number(self, vault: Vault, number: str) -> None:
        """Seal `number`; the row must already have its id."""
        self.id_sealed = vault.seal(number.strip().upper(), f"person.id_number:{self.id}")
        self.id_index = vault.index(number)

    def id_number(self, vault: Vault) -> str:
        """The number in clear: callers mask it, or record why it was shown."""
        return vault.open(self.id_sealed, f"person.id_number:{self.id}") if self.id_sealed else ""

    def set_phone(self, vault: Vault, phone: str) -> None:
        """Seal the phone number, or forget it when it is empty."""
        self.phone_sealed = vault.seal(phone.strip(), f"person.phone:{self.id}") if phone.strip() else None
        self.phone_index = vault.index(phone) if phone.strip() else None

    def phone(self, vault: Vault) -> str:
        """The phone number in clear, or an empty text."""
        return vault.open(self.phone_sealed, f"person.phone:{self.id}") if self.phone_sealed else ""


class Account(Identified, Dated, Model):
    """A person's way to sign in."""

    __tablename__ = "account"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), unique=True)
    login_name: Mapped[str] = mapped_column(String(64), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    current_organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    person: Mapped[Person] = relationship()


class SignIn(Identified, Dated, Model):
    """One signed-in browser: it can be ended from the server."""

    __tablename__ = "sign_in"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class Membership(Identified, Dated, Model):
    """A person's role in an organisation; one person may belong to several."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[Role] = mapped_column(EnumText(Role))
    ended_on: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class RecordKind(StrEnum):
    """Facts about a person that a rule may rest on."""

    EMPLOYMENT = "employment"
    EDUCATION = "education"
    TITLE = "title"
    SUBSIDY = "subsidy"
    APPRENTICESHIP = "apprenticeship"
    ENROLLED_STUDENT = "enrolled_student"
    RETIRED = "retired"


class PersonRecord(Identified, Dated, Model):
    """One dated fact: work in an occupation, a diploma, a title, a subsidy drawn, a running apprenticeship.

    `detail` holds what the kind needs: employment {}, education {"degree": "secondary" | "technical_school" |
    "senior_worker_class" | "associate" | "bachelor" | "technician_college", "major_matches": bool,
    "programme_evaluated": bool}, title {"title": "junior" | "intermediate" | "senior", "major_matches": bool},
    apprenticeship {"completed": bool}, subsidy {"number": str}. `document` names the evidence. An education record
    with an end is a course of study that ends then; one without is a diploma held since its first day.
    """

    __tablename__ = "person_record"
    __table_args__ = (Index("ix_person_record_person_kind", "person_id", "kind"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RecordKind] = mapped_column(EnumText(RecordKind))
    occupation_id: Mapped[str | None] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    document: Mapped[str] = mapped_column(String(120), default="")


class Notice(Identified, Dated, Model):
    """A real change that a person should know: old, new and why, as messages."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person_created", "person_id", "created_at"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[dict[str, Any]]
    body: Mapped[list[Any]] = mapped_column(default=list)
    url: Mapped[str] = mapped_column(String(200), default="")
    read_at: Mapped[datetime | None]
