"""Assessors and their scope, sittings with panels and candidates, and scores that lock on release."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.programmes import Cohort
from trainer.models.resources import Workshop


class Assessor(Identified, Model):
    """A person who may assess for an evaluating body, up to the validity of the card."""

    __tablename__ = "assessor"
    __table_args__ = (UniqueConstraint("person_id", "body_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    body_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    card_number: Mapped[str] = mapped_column(String(40))
    is_senior: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    person: Mapped[Person] = relationship()
    scopes: Mapped[list[AssessorScope]] = relationship(cascade="all, delete-orphan")


class AssessorScope(Model):
    """An occupation on an assessor's card, up to a level."""

    __tablename__ = "assessor_scope"

    assessor_id: Mapped[str] = mapped_column(ForeignKey("assessor.id"), primary_key=True)
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"), primary_key=True)
    level: Mapped[int]


class Paper(StrEnum):
    """The papers of a level examination; the comprehensive review exists at levels 2 and 1 only."""

    THEORY = "theory"
    PRACTICE = "practice"
    REVIEW = "review"


class SittingState(StrEnum):
    """A sitting is planned, being scored, or released (scores locked)."""

    PLANNED = "planned"
    SCORING = "scoring"
    RELEASED = "released"
    CANCELLED = "cancelled"


# A sitting in one of these states still holds its people and its workshop.
OPEN_STATES = (SittingState.PLANNED, SittingState.SCORING)


class Sitting(Identified, Dated, Model):
    """One assessment occasion of a cohort by an evaluating body."""

    __tablename__ = "sitting"

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"), index=True)
    body_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    day: Mapped[date]
    first_period: Mapped[int]
    periods: Mapped[int]
    state: Mapped[SittingState] = mapped_column(EnumText(SittingState), default=SittingState.PLANNED)
    # The seed of the lot that gave the candidates their workstations: whoever has it can draw again.
    lot_seed: Mapped[str] = mapped_column(String(32), default="")
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    revision: Mapped[int] = mapped_column(default=1)
    cohort: Mapped[Cohort] = relationship()
    body: Mapped[Organisation] = relationship()
    workshop: Mapped[Workshop] = relationship()
    panel: Mapped[list[PanelMember]] = relationship(cascade="all, delete-orphan", order_by="PanelMember.position")
    candidates: Mapped[list[Candidate]] = relationship(
        cascade="all, delete-orphan", order_by="Candidate.workstation_number", back_populates="sitting"
    )
    __mapper_args__ = {"version_id_col": revision}


class PanelMember(Model):
    """An assessor on the panel of a sitting; position 1 leads."""

    __tablename__ = "panel_member"

    sitting_id: Mapped[str] = mapped_column(ForeignKey("sitting.id"), primary_key=True)
    assessor_id: Mapped[str] = mapped_column(ForeignKey("assessor.id"), primary_key=True)
    position: Mapped[int]
    accepted_at: Mapped[datetime | None]
    assessor: Mapped[Assessor] = relationship()


class Candidate(Identified, Model):
    """A trainee in a sitting, at one workstation."""

    __tablename__ = "candidate"
    __table_args__ = (
        UniqueConstraint("sitting_id", "enrolment_id"),
        UniqueConstraint("sitting_id", "workstation_number"),
    )

    sitting_id: Mapped[str] = mapped_column(ForeignKey("sitting.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    workstation_number: Mapped[int]
    is_absent: Mapped[bool] = mapped_column(default=False)
    sitting: Mapped[Sitting] = relationship(back_populates="candidates")
    enrolment: Mapped[Enrolment] = relationship()
    scores: Mapped[list[Score]] = relationship(cascade="all, delete-orphan")


class Score(Model):
    """A candidate's score in one paper, 0 to 100."""

    __tablename__ = "score"
    __table_args__ = (CheckConstraint("points >= 0 AND points <= 100", name="points"),)

    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    paper: Mapped[Paper] = mapped_column(EnumText(Paper), primary_key=True)
    points: Mapped[int]
    scored_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    scored_at: Mapped[datetime]
