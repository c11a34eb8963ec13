"""Repairs of the timetable in force: what happened, what was found, and what came of it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.resources import HalfDay


class IncidentKind(StrEnum):
    """What can happen to a timetable that is in force."""

    INSTRUCTOR_AWAY = "instructor_away"
    WORKSHOP_CLOSED = "workshop_closed"
    LESSON_MOVED = "lesson_moved"
    COHORT_WITHDRAWN = "cohort_withdrawn"
    TRAINEE_WITHDRAWN = "trainee_withdrawn"


class RepairState(StrEnum):
    """Where a repair stands; what was proved stands in its outcome."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    PUBLISHED = "published"


class TimetableRepair(Identified, Dated, Model):
    """One incident with the search for ways to go on, and the version that came of it.

    `subject_id` names the instructor, workshop, lesson, cohort or enrolment of the incident, `absence_id` the row of
    resources that keeps it. `wanted` is where a lesson has to go, or which time it leaves. `attempt` counts the
    searches: a job of an earlier one is too late. `revision_seen` is the revision of what was in force when the problem
    was made.
    """

    __tablename__ = "timetable_repair"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    reported_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[IncidentKind] = mapped_column(EnumText(IncidentKind))
    subject_id: Mapped[str] = mapped_column(String(26))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    half_day: Mapped[HalfDay | None] = mapped_column(EnumText(HalfDay))
    reason: Mapped[str] = mapped_column(String(200), default="")
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    absence_id: Mapped[str | None] = mapped_column(String(26))
    most_touched: Mapped[int | None]
    refused: Mapped[list[Any]] = mapped_column(default=list)
    state: Mapped[RepairState] = mapped_column(EnumText(RepairState), default=RepairState.WAITING)
    attempt: Mapped[int] = mapped_column(default=1)
    based_on_id: Mapped[str] = mapped_column(ForeignKey("timetable.id"))
    revision_seen: Mapped[int]
    problem: Mapped[str] = mapped_column(Text, default="", deferred=True)
    weary: Mapped[list[Any]] = mapped_column(default=list)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    published_timetable_id: Mapped[str | None] = mapped_column(ForeignKey("timetable.id"))
    job_id: Mapped[str | None] = mapped_column(String(26))
