"""Joint classes: an invitation to several enterprises, each order's place in it, and the programme that it became."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, EnumText, Identified, Model
from trainer.models.catalogue import CourseVersion
from trainer.models.organisations import Organisation
from trainer.models.programmes import Order, Programme
from trainer.models.skills import Occupation


class JointClassState(StrEnum):
    """Where an invitation stands; only an open one can be answered or taken back."""

    INVITING = "inviting"
    FILLED = "filled"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class PlaceAnswer(StrEnum):
    """What an enterprise said to its place; given up is one that it left after the class had filled."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    GIVEN_UP = "given_up"


class JointClass(Identified, Dated, Model):
    """One class that a base offers to the orders of several enterprises, on the same terms for all, until a day."""

    __tablename__ = "joint_class"
    __table_args__ = (
        CheckConstraint("least > 0 AND least <= most", name="sizes"),
        CheckConstraint("starts_on < ends_on", name="window"),
        CheckConstraint("fixed_yuan >= 0 AND head_yuan >= 0", name="costs"),
        UniqueConstraint("base_id", "number"),
    )

    number: Mapped[str] = mapped_column(String(20))
    base_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    school_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    occupation_id: Mapped[str] = mapped_column(ForeignKey("occupation.id"))
    level: Mapped[int]
    course_version_id: Mapped[str] = mapped_column(ForeignKey("course_version.id"))
    weekdays: Mapped[list[Any]]
    half_days: Mapped[list[Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    least: Mapped[int]
    most: Mapped[int]
    # The cost of the class is shared by heads; the other is paid for each head.
    fixed_yuan: Mapped[int]
    head_yuan: Mapped[int]
    # The last day on which it can be accepted.
    lapses_on: Mapped[date]
    state: Mapped[JointClassState] = mapped_column(EnumText(JointClassState), default=JointClassState.INVITING)
    state_since: Mapped[datetime]
    invited_by_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300), default="")
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"), unique=True)
    base: Mapped[Organisation] = relationship(foreign_keys=base_id)
    school: Mapped[Organisation] = relationship(foreign_keys=school_id)
    occupation: Mapped[Occupation] = relationship()
    course_version: Mapped[CourseVersion] = relationship()
    programme: Mapped[Programme | None] = relationship()
    places: Mapped[list[JointPlace]] = relationship(back_populates="joint_class", order_by="JointPlace.position")


class JointPlace(Model):
    """The seats of one order in a joint class, the enterprise's answer, and what it pays once the class has filled.

    `held_order_id` is the order while the place binds it: unique, so no order is in two joint classes at once.
    """

    __tablename__ = "joint_place"
    __table_args__ = (CheckConstraint("heads > 0", name="heads"),)

    joint_class_id: Mapped[str] = mapped_column(ForeignKey("joint_class.id"), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("training_order.id"), primary_key=True, index=True)
    held_order_id: Mapped[str | None] = mapped_column(ForeignKey("training_order.id"), unique=True)
    position: Mapped[int]
    heads: Mapped[int]
    answer: Mapped[PlaceAnswer] = mapped_column(EnumText(PlaceAnswer), default=PlaceAnswer.WAITING)
    answered_by_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    price_yuan: Mapped[int | None]
    joint_class: Mapped[JointClass] = relationship(back_populates="places")
    order: Mapped[Order] = relationship(foreign_keys=order_id)
