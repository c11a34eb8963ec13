"""What happened in the lessons: attendance and the instructor's record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.kit.orm import EnumText, Model


class AttendanceMark(StrEnum):
    """How a trainee stood to a lesson; only present and late count as attended periods."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"
    ABSENT = "absent"


class Attendance(Model):
    """One trainee's mark in one lesson."""

    __tablename__ = "attendance"

    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
    mark: Mapped[AttendanceMark] = mapped_column(EnumText(AttendanceMark))
    periods: Mapped[int]
    marked_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")


class LessonRecord(Model):
    """What was taught in a lesson; once confirmed, attendance changes need a reason."""

    __tablename__ = "lesson_record"

    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text, default="")
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
