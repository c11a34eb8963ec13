"""Organisations: bases, enterprises, schools, evaluating bodies and bureaus; one may be several."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model


class OrganisationKind(StrEnum):
    """What an organisation does here."""

    BASE = "base"
    ENTERPRISE = "enterprise"
    SCHOOL = "school"
    EVALUATING_BODY = "evaluating_body"
    BUREAU = "bureau"


class Organisation(Identified, Dated, Model):
    """A legal body, told apart by its unified social credit code."""

    __tablename__ = "organisation"

    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    uscc: Mapped[str] = mapped_column(String(18), unique=True)
    region_code: Mapped[str] = mapped_column(String(6))
    kinds: Mapped[list[OrganisationKindRow]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    def is_a(self, kind: OrganisationKind) -> bool:
        """Whether the organisation acts as `kind`."""
        return any(row.kind == kind for row in self.kinds)


class OrganisationKindRow(Model):
    """One thing that an organisation is."""

    __tablename__ = "organisation_kind"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(EnumText(OrganisationKind), primary_key=True)


class OrganisationLink(Model):
    """A standing relation, such as the bureau that oversees a base or the school that a base belongs to."""

    __tablename__ = "organisation_link"
    __table_args__ = (UniqueConstraint("from_id", "to_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    from_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    to_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(32))
