"""Courses with dated versions and modules, and policy records: dated rules of a place."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import EnumText, Identified, Model
from trainer.models.resources import EquipmentType
from trainer.models.skills import Occupation, OccupationStandard


class ModuleKind(StrEnum):
    """Whether a module is taught at desks or at workstations."""

    THEORY = "theory"
    PRACTICE = "practice"


class Course(Identified, Model):
    """The teaching plan for an occupation and level; its content stands in versions."""

    __tablename__ = "course"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    occupation: Mapped[Occupation] = relationship()
    versions: Mapped[list[CourseVersion]] = relationship(back_populates="course", order_by="CourseVersion.number")


class CourseVersion(Identified, Model):
    """One dated version of a course; a cohort keeps the version it began with."""

    __tablename__ = "course_version"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    standard_id: Mapped[str] = mapped_column(ForeignKey("occupation_standard.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    course: Mapped[Course] = relationship(back_populates="versions")
    standard: Mapped[OccupationStandard] = relationship()
    modules: Mapped[list[CourseModule]] = relationship(order_by="CourseModule.position", cascade="all, delete-orphan")

    @property
    def total_periods(self) -> int:
        """Periods of 45 minutes over all modules."""
        return sum(module.lessons * module.periods for module in self.modules)


class CourseModule(Identified, Model):
    """A part of a course: so many lessons of so many periods, with the equipment they need."""

    __tablename__ = "course_module"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("course_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    kind: Mapped[ModuleKind] = mapped_column(EnumText(ModuleKind))
    lessons: Mapped[int]
    periods: Mapped[int]
    equipment_type_id: Mapped[str | None] = mapped_column(ForeignKey("equipment_type.id"))
    trainees_per_workstation: Mapped[int] = mapped_column(default=1)
    instructor_level: Mapped[int]
    after_position: Mapped[int | None]
    min_days_between: Mapped[int] = mapped_column(default=0)
    max_days_between: Mapped[int | None]
    one_instructor: Mapped[bool] = mapped_column(default=False)
    equipment_type: Mapped[EquipmentType | None] = relationship()


class PolicyRecord(Identified, Model):
    """A dated rule of a place: `value` holds what `key` needs, `document` says where it is written."""

    __tablename__ = "policy_record"
    __table_args__ = (Index("ix_policy_record_key", "key", "region_code", "valid_from"),)

    key: Mapped[str] = mapped_column(String(60))
    region_code: Mapped[str] = mapped_column(String(6))
    value: Mapped[Any] = mapped_column(JSON)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(String(300), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
