"""What instructors wish for in the timetable: hours that they would rather have free, and a base."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from trainer.kit.orm import Model


class InstructorWish(Model):
    """The wishes of one instructor, who may change them at any time; they hold until they are changed.

    `avoid` has seven lists, Monday first, of the numbers of the periods that the instructor would rather have free.
    """

    __tablename__ = "instructor_wish"

    instructor_id: Mapped[str] = mapped_column(ForeignKey("instructor.id"), primary_key=True)
    avoid: Mapped[list[Any]] = mapped_column(default=lambda: [[] for _ in range(7)])
    base_id: Mapped[str | None] = mapped_column(ForeignKey("base.id"))
    stated_at: Mapped[datetime]
