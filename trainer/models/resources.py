"""Bases, workshops, counted workstations, instructors, and when they can be used."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import EnumText, Identified, Model
from trainer.models.people import Person
from trainer.models.skills import Occupation


class HalfDay(StrEnum):
    """The three parts of a day; a lesson stays inside one."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class EquipmentType(Identified, Model):
    """A kind of workstation, such as an industrial robot cell."""

    __tablename__ = "equipment_type"

    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(120), default="")


class Base(Identified, Model):
    """A site 基地 of an organisation that is a training base."""

    __tablename__ = "base"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    region_code: Mapped[str] = mapped_column(String(6))
    address: Mapped[str] = mapped_column(String(200), default="")
    workshops: Mapped[list[Workshop]] = relationship(back_populates="base", order_by="Workshop.code")


class TravelTime(Model):
    """Minutes from one base to another; absent pairs use the setting's default."""

    __tablename__ = "travel_time"

    from_base_id: Mapped[str] = mapped_column(ForeignKey("base.id"), primary_key=True)
    to_base_id: Mapped[str] = mapped_column(ForeignKey("base.id"), primary_key=True)
    minutes: Mapped[int]


class Workshop(Identified, Model):
    """A room 实训室 with seats for theory and workstations for practice."""

    __tablename__ = "workshop"
    __table_args__ = (UniqueConstraint("base_id", "code"), CheckConstraint("seats >= 0", name="seats"))

    base_id: Mapped[str] = mapped_column(ForeignKey("base.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    seats: Mapped[int] = mapped_column(default=0)
    base: Mapped[Base] = relationship(back_populates="workshops")
    workstations: Mapped[list[WorkstationGroup]] = relationship(
        back_populates="workshop", cascade="all, delete-orphan", order_by="WorkstationGroup.equipment_type_id"
    )


class WorkstationGroup(Identified, Model):
    """So many workstations 工位 of one type in a workshop."""

    __tablename__ = "workstation_group"
    __table_args__ = (UniqueConstraint("workshop_id", "equipment_type_id"), CheckConstraint("count > 0", name="count"))

    workshop_id: Mapped[str] = mapped_column(ForeignKey("workshop.id"))
    equipment_type_id: Mapped[str] = mapped_column(ForeignKey("equipment_type.id"))
    count: Mapped[int]
    workshop: Mapped[Workshop] = relationship(back_populates="workstations")
    equipment_type: Mapped[EquipmentType] = relationship()


class Instructor(Identified, Model):
    """A person who teaches for a base organisation, with caps in periods."""

    __tablename__ = "instructor"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    home_base_id: Mapped[str] = mapped_column(ForeignKey("base.id"))
    max_periods_day: Mapped[int]
    max_periods_week: Mapped[int]
    person: Mapped[Person] = relationship()
    qualifications: Mapped[list[InstructorQualification]] = relationship(cascade="all, delete-orphan")


class InstructorQualification(Identified, Model):
    """What an instructor may teach: an occupation up to a level, theory or practice, between two days."""

    __tablename__ = "instructor_qualification"

    instructor_id: Mapped[str] = mapped_column(ForeignKey("instructor.id"), index=True)
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    theory: Mapped[bool] = mapped_column(default=True)
    practice: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    document: Mapped[str] = mapped_column(String(120), default="")
    occupation: Mapped[Occupation] = relationship()


class ResourceKind(StrEnum):
    """Whose time a rule is about."""

    WORKSHOP = "workshop"
    INSTRUCTOR = "instructor"


class WeeklyOpening(Identified, Model):
    """A half-day of the week in which a workshop is open or an instructor can teach (weekday 1 = Monday)."""

    __tablename__ = "weekly_opening"
    __table_args__ = (UniqueConstraint("resource_kind", "resource_id", "weekday", "half_day"),)

    resource_kind: Mapped[ResourceKind] = mapped_column(EnumText(ResourceKind))
    resource_id: Mapped[str] = mapped_column(String(26))
    weekday: Mapped[int]
    half_day: Mapped[HalfDay] = mapped_column(EnumText(HalfDay))


class Absence(Identified, Model):
    """Days (or one half-day of them) on which a workshop is closed or an instructor is away."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_resource", "resource_kind", "resource_id"),)

    resource_kind: Mapped[ResourceKind] = mapped_column(EnumText(ResourceKind))
    resource_id: Mapped[str] = mapped_column(String(26))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    half_day: Mapped[HalfDay | None] = mapped_column(EnumText(HalfDay))
    reason: Mapped[str] = mapped_column(String(200), default="")


class Closure(Identified, Model):
    """Days on which a whole base is closed."""

    __tablename__ = "closure"

    base_id: Mapped[str] = mapped_column(ForeignKey("base.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200), default="")


class CalendarDay(Model):
    """A public holiday or a make-up workday, from an official notice or projected."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    source: Mapped[str] = mapped_column(String(160))
    is_projected: Mapped[bool] = mapped_column(default=False)
