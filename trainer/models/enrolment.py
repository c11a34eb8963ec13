"""Rosters as uploaded, enrolments with their verdicts, and shift duties."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.people import Person
from trainer.models.programmes import Cohort


class RosterRowState(StrEnum):
    """What became of one row of an uploaded roster."""

    BAD = "bad"
    NOT_ELIGIBLE = "not_eligible"
    READY = "ready"
    ENROLLED = "enrolled"
    WAITING = "waiting"


class RosterUpload(Identified, Dated, Model):
    """One uploaded roster file for a cohort."""

    __tablename__ = "roster_upload"

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"), index=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    uploaded_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    # The file's columns in its order: [{"index": from 0, "key", "head": as written there}].
    columns: Mapped[list[Any]] = mapped_column(default=list)
    rows: Mapped[list[RosterRow]] = relationship(order_by="RosterRow.row_number", cascade="all, delete-orphan")
    cohort: Mapped[Cohort] = relationship()


class RosterRow(Identified, Model):
    """A row as it was read: the cells sealed to this row, the faults per cell, the verdict, and what became of it."""

    __tablename__ = "roster_row"
    __table_args__ = (UniqueConstraint("upload_id", "row_number"),)

    upload_id: Mapped[str] = mapped_column(ForeignKey("roster_upload.id"))
    row_number: Mapped[int]
    cells_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[RosterRowState] = mapped_column(EnumText(RosterRowState))
    faults: Mapped[list[Any]] = mapped_column(default=list)
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship()


class EnrolmentState(StrEnum):
    """Where a trainee stands in a cohort."""

    ENROLLED = "enrolled"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"


class Enrolment(Identified, Dated, Model):
    """A person's seat in a cohort; the database lets nobody sit twice and no seat be given twice."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        UniqueConstraint("cohort_id", "seat_number"),
        UniqueConstraint("idempotency_key"),
    )

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[EnrolmentState] = mapped_column(EnumText(EnrolmentState), default=EnrolmentState.ENROLLED)
    seat_number: Mapped[int | None]
    idempotency_key: Mapped[str] = mapped_column(String(80))
    team: Mapped[str] = mapped_column(String(40), default="")
    verdict: Mapped[dict[str, Any]] = mapped_column(default=dict)
    withdrawn_at: Mapped[datetime | None]
    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()


class ShiftDuty(Identified, Model):
    """A shift that a person works for an enterprise; a night shift runs past midnight (end after 24:00)."""

    __tablename__ = "shift_duty"
    __table_args__ = (Index("ix_shift_duty_person_day", "person_id", "day"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    day: Mapped[date]
    start_minute: Mapped[int]
    end_minute: Mapped[int]
