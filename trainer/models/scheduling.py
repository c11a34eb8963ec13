"""Solver runs, scenarios, versions of the timetable, locks, and the slot claims that forbid double booking."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, PrimaryKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.programmes import Lesson
from trainer.models.resources import Instructor, Workshop


class RunState(StrEnum):
    """Where a solver run stands; its outcome is told by the proof status, not by this."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class RunKind(StrEnum):
    """What a run is for; only the first leaves a draft by itself, a plan when it is chosen."""

    TIMETABLE = "timetable"
    PLAN = "plan"
    SCENARIO = "scenario"
    REPEAT = "repeat"


class Scenario(Identified, Dated, Model):
    """What if: a named list of changes (`scheduling.scenario_changes`) to the problem of a base, never to its data."""

    __tablename__ = "scenario"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    # The version that was copied: where the search starts from.
    timetable_id: Mapped[str | None] = mapped_column(String(26))
    changes: Mapped[list[Any]] = mapped_column(default=list)


class SolverRun(Identified, Dated, Model):
    """One attempt to make a timetable: sealed inputs with their hash, seed, curve, bound and outcome.

    `start` is the timetable that the search began with and `result` the one it found, both as the solver's JSON.
    `moves` counts what each worker did: given as limit of work, a repeat does as much.
    """

    __tablename__ = "solver_run"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    started_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[RunKind] = mapped_column(EnumText(RunKind), default=RunKind.TIMETABLE)
    origin_id: Mapped[str | None] = mapped_column(ForeignKey("solver_run.id"), index=True)
    scenario_id: Mapped[str | None] = mapped_column(ForeignKey("scenario.id"), index=True)
    # Plans that were asked for together share it.
    group_id: Mapped[str | None] = mapped_column(String(26), index=True)
    state: Mapped[RunState] = mapped_column(EnumText(RunState), default=RunState.WAITING)
    params: Mapped[dict[str, Any]] = mapped_column(default=dict)
    problem: Mapped[str] = mapped_column(Text, default="", deferred=True)
    problem_sha256: Mapped[str] = mapped_column(String(64), default="")
    start: Mapped[str | None] = mapped_column(Text, deferred=True)
    engine: Mapped[str] = mapped_column(String(60), default="")
    seed: Mapped[int] = mapped_column(default=0)
    moves: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[str | None] = mapped_column(Text, deferred=True)
    result_sha256: Mapped[str] = mapped_column(String(64), default="")
    curve: Mapped[list[Any]] = mapped_column(default=list)
    placed: Mapped[int] = mapped_column(default=0)
    lessons: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(16), default="")
    objective: Mapped[float | None]
    bound: Mapped[float | None]
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    stop_requested: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    timetable_id: Mapped[str | None] = mapped_column(String(26))
    job_id: Mapped[str | None] = mapped_column(String(26))


class RunReason(Dated, Model):
    """Why a run placed no timetable and what would do; `outcome` is empty until the job has something to say."""

    __tablename__ = "run_reason"

    run_id: Mapped[str] = mapped_column(ForeignKey("solver_run.id"), primary_key=True)
    asked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    job_id: Mapped[str] = mapped_column(String(26))
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    finished_at: Mapped[datetime | None]


class TimetableState(StrEnum):
    """A timetable is a draft, the published one, or one that was published before."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


class Timetable(Identified, Dated, Model):
    """One version of the set of bookings of a base organisation."""

    __tablename__ = "timetable"
    __table_args__ = (UniqueConstraint("organisation_id", "number"),)

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    number: Mapped[int]
    state: Mapped[TimetableState] = mapped_column(EnumText(TimetableState), default=TimetableState.DRAFT)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("solver_run.id"))
    based_on_id: Mapped[str | None] = mapped_column(ForeignKey("timetable.id"))
    made_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    note: Mapped[str] = mapped_column(String(200), default="")
    # Moves by hand, oldest first: {lesson, by, at, before: {day, first_period, workshop_id, instructor_id}}.
    edits: Mapped[list[Any]] = mapped_column(default=list)
    revision: Mapped[int] = mapped_column(default=1)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    bookings: Mapped[list[Booking]] = relationship(back_populates="timetable", cascade="all, delete-orphan")
    run: Mapped[SolverRun | None] = relationship(foreign_keys=run_id)
    __mapper_args__ = {"version_id_col": revision}


class PublishedTimetable(Model):
    """Which timetable of an organisation is in force; publishing is the swap of this row and of the slot claims."""

    __tablename__ = "published_timetable"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    timetable_id: Mapped[str] = mapped_column(ForeignKey("timetable.id"))
    revision: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": revision}


class Booking(Identified, Model):
    """Where and when a lesson stands in one timetable (period 1 is the first of the day)."""

    __tablename__ = "booking"
    __table_args__ = (
        UniqueConstraint("timetable_id", "lesson_id"),
        Index("ix_booking_timetable_day", "timetable_id", "day"),
        Index("ix_booking_instructor", "instructor_id", "day"),
    )

    timetable_id: Mapped[str] = mapped_column(ForeignKey("timetable.id", ondelete="CASCADE"))
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"), index=True)
    day: Mapped[date]
    first_period: Mapped[int]
    periods: Mapped[int]
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    instructor_id: Mapped[str] = mapped_column(ForeignKey("instructor.id"))
    timetable: Mapped[Timetable] = relationship(back_populates="bookings")
    lesson: Mapped[Lesson] = relationship()
    workshop: Mapped[Workshop] = relationship()
    instructor: Mapped[Instructor] = relationship()

    @property
    def last_period(self) -> int:
        """The number of its last period."""
        return self.first_period + self.periods - 1

    @property
    def covered(self) -> range:
        """The numbers of all its periods."""
        return range(self.first_period, self.last_period + 1)


class LessonLock(Model):
    """A lesson that no run may move from where it stands."""

    __tablename__ = "lesson_lock"

    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    day: Mapped[date]
    first_period: Mapped[int]
    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    instructor_id: Mapped[str] = mapped_column(ForeignKey("instructor.id"))
    locked_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    locked_at: Mapped[datetime]


class SlotClaim(Model):
    """One unit of one resource held for one period of a day: the row that makes double booking impossible.

    `resource` is "instructor:ID", "cohort:ID", "person:ID", "workstation:GROUP-ID" or "seat:WORKSHOP-ID";
    units count from 1 and are 1 for everything that exists once. An instructor claims as "person:ID" of the human
    being, so that one person who teaches for two bases cannot be booked twice either.
    """

    __tablename__ = "slot_claim"
    __table_args__ = (
        PrimaryKeyConstraint("resource", "day", "period", "unit"),
        Index("ix_slot_claim_booking", "booking_id"),
    )

    resource: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    period: Mapped[int]
    unit: Mapped[int] = mapped_column(default=1)
    booking_id: Mapped[str] = mapped_column(ForeignKey("booking.id", ondelete="CASCADE"))
