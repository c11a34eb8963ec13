"""Reading the seed data of resources: types of workstation and the working calendar."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.kit.calendar import DayKind, SpecialDay, read_year
from trainer.kit.checked_data import Node
from trainer.kit.messages import msg
from trainer.models.resources import CalendarDay, EquipmentType
from trainer.resources.queries import special_days_of

_STATUSES = ("official", "projected")
_KINDS = tuple(kind.value for kind in DayKind)


def load_equipment(session: Session, data: Any) -> int:
    """Take `{"equipment_types": [{code, name, name_en}]}`; loading again changes only names.

    Raises BadData with every fault.
    """
    root = Node(data)
    rows = [
        {
            "code": item.text("code", longest=32),
            "name": item.text("name", longest=60),
            "name_en": item.text("name_en", longest=120, default=""),
        }
        for item in root.items("equipment_types")
    ]
    root.raise_faults()
    for row in rows:
        found = session.scalar(select(EquipmentType).where(EquipmentType.code == row["code"])) or EquipmentType()
        for key, value in row.items():
            setattr(found, key, value)
        session.add(found)
        session.flush()
    return len(rows)


def load_calendar(session: Session, data: Any) -> int:
    """Take one year: `{year, status, source, days: [{kind, name, name_en, day | first and last}]}`.

    The year's rows become exactly what the data says, so that an official notice replaces a projection. Raises
    BadData with every fault; then the year stays as it was.
    """
    days = {special.day: special for special in _read(Node(data), data)}
    standing = {row.day: row for row in special_days_of(session, data["year"])}
    for day, row in standing.items():
        if day not in days:
            session.delete(row)
    for day, special in days.items():
        row = standing.get(day) or CalendarDay(day=day)
        row.kind, row.name, row.name_en = special.kind.value, special.name, special.name_en
        row.source, row.is_projected = special.source, special.is_projected
        session.add(row)
    session.flush()
    return len(days)


def _read(root: Node, data: Any) -> list[SpecialDay]:
    root.whole("year", 2000, 2100)
    root.one_of("status", _STATUSES)
    root.text("source", longest=160)
    for item in root.items("days"):
        item.one_of("kind", _KINDS)
        item.text("name", longest=40)
        item.text("name_en", longest=60)
        _check_days(item)
    root.raise_faults()
    try:
        return read_year(json.dumps(data))
    except ValueError as error:
        root.fault("days", msg("cannot be read: %(reason)s", reason=str(error)))
        root.raise_faults()
        raise


def _check_days(item: Node) -> None:
    if isinstance(item.value, dict) and item.value.get("day") is not None:
        item.day("day")
        return
    first, last = item.day("first"), item.day("last")
    if last < first:
        item.fault("last", msg("must not lie before the first day"))
