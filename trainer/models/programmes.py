"""The contract side: orders, answers, agreements with signatures, programmes, cohorts, lessons and placements."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.catalogue import CourseModule, CourseVersion
from trainer.models.organisations import Organisation
from trainer.models.people import Person
from trainer.models.skills import Occupation

if TYPE_CHECKING:
    from trainer.models.joint_classes import JointPlace


class ProgrammeType(StrEnum):
    """Kinds of programme; each has one strategy file in catalogue/programme_types."""

    ORDER_CLASS = "order_class"
    NAMED_CLASS = "named_class"


class OrderState(StrEnum):
    """Where an order stands; the strategy of its programme type says which moves are allowed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SIGNED = "signed"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Order(Identified, Dated, Model):
    """What an enterprise asks of a base: who, what level, how many, when, within which limits, for how much."""

    __tablename__ = "training_order"
    __table_args__ = (CheckConstraint("heads > 0", name="heads"), UniqueConstraint("base_id", "number"))

    number: Mapped[str] = mapped_column(String(20))
    programme_type: Mapped[ProgrammeType] = mapped_column(EnumText(ProgrammeType))
    state: Mapped[OrderState] = mapped_column(EnumText(OrderState), default=OrderState.DRAFT)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    heads: Mapped[int]
    window_start: Mapped[date]
    window_end: Mapped[date]
    weekdays: Mapped[list[Any]] = mapped_column(default=lambda: [1, 2, 3, 4, 5])
    half_days: Mapped[list[Any]] = mapped_column(default=lambda: ["morning", "afternoon"])
    night_rest_hours: Mapped[int | None]
    budget_yuan: Mapped[int | None]
    class_name: Mapped[str] = mapped_column(String(60), default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Which parts of the form were filled in; before that heads and window only hold a place.
    filled_steps: Mapped[list[str]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    state_since: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=1)
    enterprise: Mapped[Organisation] = relationship(foreign_keys=enterprise_id)
    base: Mapped[Organisation] = relationship(foreign_keys=base_id)
    school: Mapped[Organisation | None] = relationship(foreign_keys=school_id)
    occupation: Mapped[Occupation] = relationship()
    events: Mapped[list[OrderEvent]] = relationship(order_by="OrderEvent.id", back_populates="order")
    answers: Mapped[list[OrderAnswer]] = relationship(order_by="OrderAnswer.id", back_populates="order")
    # The place in a joint class that binds the order, if there is one.
    place: Mapped[JointPlace | None] = relationship(primaryjoin="Order.id == JointPlace.held_order_id", viewonly=True)
    __mapper_args__ = {"version_id_col": revision}


class OrderEvent(Model):
    """One step of an order: who moved it from where to where, and why."""

    __tablename__ = "order_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("training_order.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    from_state: Mapped[str] = mapped_column(String(16))
    to_state: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text, default="")
    order: Mapped[Order] = relationship(back_populates="events")
    person: Mapped[Person | None] = relationship()


class AnswerDecision(StrEnum):
    """What a base answers to an order."""

    ACCEPT = "accept"
    COUNTER = "counter"
    DECLINE = "decline"


class OrderAnswer(Model):
    """A base's answer: the course version, school, dates, heads and price it offers, or why it declines."""

    __tablename__ = "order_answer"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("training_order.id"), index=True)
    at: Mapped[datetime]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    decision: Mapped[AnswerDecision] = mapped_column(EnumText(AnswerDecision))
    course_version_id: Mapped[str | None] = mapped_column(ForeignKey("course_version.id"))
    school_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    heads: Mapped[int | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    price_yuan: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    order: Mapped[Order] = relationship(back_populates="answers")
    course_version: Mapped[CourseVersion | None] = relationship()
    school: Mapped[Organisation | None] = relationship()


class Agreement(Identified, Dated, Model):
    """The paper between enterprise, base and school over one order; its text stands in versions."""

    __tablename__ = "agreement"

    order_id: Mapped[str] = mapped_column(ForeignKey("training_order.id"), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    order: Mapped[Order] = relationship()
    versions: Mapped[list[AgreementVersion]] = relationship(order_by="AgreementVersion.number")


class AgreementVersion(Identified, Dated, Model):
    """One text of an agreement: an ordered list of {key, title, title_en, text}; never changed once made."""

    __tablename__ = "agreement_version"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    agreement_id: Mapped[str] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    clauses: Mapped[list[Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    written_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    signatures: Mapped[list[AgreementSignature]] = relationship(order_by="AgreementSignature.signed_at")
    written_by: Mapped[Person] = relationship()


class AgreementSignature(Identified, Model):
    """A party's signature under exactly one version, with the hash of the text that was signed."""

    __tablename__ = "agreement_signature"
    __table_args__ = (UniqueConstraint("version_id", "organisation_id"),)

    version_id: Mapped[str] = mapped_column(ForeignKey("agreement_version.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64))
    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class Programme(Identified, Dated, Model):
    """One running undertaking of a base; an order class or named class rests on an order."""

    __tablename__ = "programme"

    type: Mapped[ProgrammeType] = mapped_column(EnumText(ProgrammeType))
    title: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(160), default="")
    base_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    enterprise_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    school_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    order_id: Mapped[str | None] = mapped_column(ForeignKey("training_order.id"), unique=True)
    order: Mapped[Order | None] = relationship()
    enterprise: Mapped[Organisation | None] = relationship(foreign_keys=enterprise_id)
    base: Mapped[Organisation] = relationship(foreign_keys=base_id)
    cohorts: Mapped[list[Cohort]] = relationship(back_populates="programme", order_by="Cohort.code")


class CohortState(StrEnum):
    """Where a cohort stands."""

    ENROLLING = "enrolling"
    SCHEDULED = "scheduled"
    RUNNING = "running"
    TAUGHT = "taught"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Cohort(Identified, Dated, Model):
    """The group of trainees that moves together through one version of a course."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        UniqueConstraint("programme_id", "code"),
    )

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), index=True)
    code: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    course_version_id: Mapped[str] = mapped_column(ForeignKey("course_version.id"))
    home_base_id: Mapped[str | None] = mapped_column(ForeignKey("base.id"))
    state: Mapped[CohortState] = mapped_column(EnumText(CohortState), default=CohortState.ENROLLING)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    min_size: Mapped[int] = mapped_column(default=1)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    weekdays: Mapped[list[Any]]
    half_days: Mapped[list[Any]]
    max_periods_day: Mapped[int]
    max_periods_week: Mapped[int]
    night_rest_hours: Mapped[int | None]
    programme: Mapped[Programme] = relationship(back_populates="cohorts")
    course_version: Mapped[CourseVersion] = relationship()
    lessons: Mapped[list[Lesson]] = relationship(back_populates="cohort", order_by="Lesson.position")


class Lesson(Identified, Model):
    """One taught block of a cohort's module; when and where it happens stands in a timetable's booking."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("cohort_id", "position"),)

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[str] = mapped_column(ForeignKey("course_module.id"))
    position: Mapped[int]
    number_in_module: Mapped[int]
    periods: Mapped[int]
    cohort: Mapped[Cohort] = relationship(back_populates="lessons")
    module: Mapped[CourseModule] = relationship()


class Placement(Identified, Dated, Model):
    """A trainee hired by an enterprise after the programme: the last link of ordered, trained, certified, hired."""

    __tablename__ = "placement"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), Index("ix_placement_enterprise", "enterprise_id"))

    cohort_id: Mapped[str] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    hired_on: Mapped[date]
    post: Mapped[str] = mapped_column(String(80), default="")
