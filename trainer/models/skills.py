"""Occupations, the editions of their standards, the paths to a level, and who holds what."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, Identified, Model


class Occupation(Identified, Model):
    """An occupation of one edition of the classification; the same code may name another one in another edition."""

    __tablename__ = "occupation"
    __table_args__ = (UniqueConstraint("edition", "code"),)

    edition: Mapped[str] = mapped_column(String(8))
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120), default="")


class OccupationStandard(Identified, Model):
    """A dated edition of an occupation's national standard and the template of its entry conditions.

    `related` holds the ids of occupations whose work, titles and certificates count as this one's (相关职业).
    """

    __tablename__ = "occupation_standard"
    __table_args__ = (UniqueConstraint("occupation_id", "edition"),)

    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    edition: Mapped[str] = mapped_column(String(16))
    template: Mapped[str] = mapped_column(String(16))
    levels: Mapped[list[Any]]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(120), default="")
    related: Mapped[list[str]] = mapped_column(default=list)
    occupation: Mapped[Occupation] = relationship()


class EligibilityPath(Identified, Model):
    """One alternative way to apply for a level; `conditions` is data that the eligibility engine reads."""

    __tablename__ = "eligibility_path"
    __table_args__ = (UniqueConstraint("template", "code"),)

    template: Mapped[str] = mapped_column(String(16))
    level: Mapped[int]
    code: Mapped[str] = mapped_column(String(8))
    position: Mapped[int]
    conditions: Mapped[list[Any]]
    sentence: Mapped[str] = mapped_column(String(400))
    sentence_en: Mapped[str] = mapped_column(String(400))
    source: Mapped[str] = mapped_column(String(200), default="")


class SkillHolding(Identified, Dated, Model):
    """The fact that a person holds a level of an occupation since a day; the document is the certificate."""

    __tablename__ = "skill_holding"
    __table_args__ = (Index("ix_skill_holding_person", "person_id", "occupation_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    held_since: Mapped[date]
    ended_on: Mapped[date | None]
    certificate_number: Mapped[str] = mapped_column(String(40), default="")
    issuer: Mapped[str] = mapped_column(String(120), default="")
