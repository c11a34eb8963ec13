"""Shifts that trainees work at their enterprises while their class runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.models.enrolment import ShiftDuty
from trainer.seeding.classes import ClassFile
from trainer.seeding.district import District

HOUR = 60


def add_duties(district: District, shifts: Sequence[Mapping[str, Any]], files: Sequence[ClassFile]) -> None:
    """Record the shifts of the first trainees of each class that the data name."""
    by_key = {str(file.row["key"]): file for file in files}
    for row in shifts:
        file = by_key[row["class"]]
        weeks = range(row["first_week"], row["first_week"] + row["weeks"], row["every"])
        days = [district.week(week, weekday) for week in weeks for weekday in row["weekdays"]]
        district.session.add_all(
            ShiftDuty(
                person_id=enrolment.person_id,
                enterprise_id=file.organisation("enterprise").id,
                day=day,
                start_minute=_minute(row["start"]),
                end_minute=_minute(row["end"]),
            )
            for enrolment in file.enrolments[: row["trainees"]]
            for day in days
        )
    district.session.flush()


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * HOUR + int(minutes)
