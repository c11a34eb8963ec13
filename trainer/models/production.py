"""What an enterprise keeps running while people learn: production lines, who works on which, and its shifts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainer.kit.orm import Dated, Identified, Model
from trainer.models.people import Person


class ProductionLine(Identified, Dated, Model):
    """A production line of an enterprise; `most_away` people may be in lessons at a time (None: any number)."""

    __tablename__ = "production_line"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "name"),
        CheckConstraint("most_away IS NULL OR most_away >= 0", name="most_away"),
    )

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(60))
    most_away: Mapped[int | None]
    workers: Mapped[list[LineWorker]] = relationship(back_populates="line", cascade="all, delete-orphan")


class LineWorker(Model):
    """On which line of an enterprise a person works; on one at most."""

    __tablename__ = "line_worker"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    line_id: Mapped[str] = mapped_column(ForeignKey("production_line.id"), index=True)
    line: Mapped[ProductionLine] = relationship(back_populates="workers")
    person: Mapped[Person] = relationship()


class ShiftTimes(Model):
    """When an enterprise's shifts begin and end: code -> [first minute, last minute], past 24:00 into the next day."""

    __tablename__ = "shift_times"

    enterprise_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    times: Mapped[dict[str, Any]]
