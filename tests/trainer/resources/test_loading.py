"""Calendar and equipment load from the seeds; faults are named and change nothing."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.trainer.seed_files import seed
from trainer.kit.checked_data import BadData
from trainer.models.resources import CalendarDay, EquipmentType
from trainer.resources import queries, services


def count(session: Session) -> int:
    return session.scalar(select(func.count(CalendarDay.day))) or 0


def test_loading_a_year_twice_gives_the_same_days(session: Session) -> None:
    services.load_calendar(session, seed("calendar/2026.json"))
    once = count(session)
    services.load_calendar(session, seed("calendar/2026.json"))
    assert count(session) == once == 39


def test_the_loaded_calendar_counts_working_days(session: Session) -> None:
    for year in (2026, 2027):
        services.load_calendar(session, seed(f"calendar/{year}.json"))
    calendar = queries.work_calendar(session)
    assert calendar.add_workdays(date(2026, 10, 12), -5) == date(2026, 9, 29)
    assert calendar.is_workday(date(2026, 10, 10))
    assert calendar.is_certain(2026)
    assert not calendar.is_certain(2027)


def test_an_official_notice_replaces_the_projection(session: Session) -> None:
    services.load_calendar(session, seed("calendar/2027.json"))
    official = {
        "year": 2027,
        "status": "official",
        "source": "notice",
        "days": [{"kind": "holiday", "name": "元旦", "name_en": "New Year", "day": "2027-01-01"}],
    }
    services.load_calendar(session, official)
    assert [row.day for row in queries.special_days_of(session, 2027)] == [date(2027, 1, 1)]
    assert queries.work_calendar(session).is_certain(2027)


FAULTY: dict[str, Any] = {
    "year": 2026,
    "status": "rumour",
    "source": "",
    "days": [
        {"kind": "party", "name": "x", "name_en": "x", "day": "2026-01-01"},
        {"kind": "holiday", "name": "x", "name_en": "x", "first": "2026-02-02", "last": "2026-02-01"},
        {"kind": "holiday", "name": "x", "name_en": "x"},
        "a day",
    ],
}


def test_a_faulty_year_is_answered_with_every_fault_and_the_old_one_stays(session: Session) -> None:
    services.load_calendar(session, seed("calendar/2026.json"))
    with pytest.raises(BadData) as caught:
        services.load_calendar(session, FAULTY)
    assert {fault.path for fault in caught.value.faults} == {
        "$.status",
        "$.source",
        "$.days[0].kind",
        "$.days[1].last",
        "$.days[2].first",
        "$.days[2].last",
        "$.days[3]",
    }
    assert count(session) == 39


def test_a_makeup_day_on_a_weekday_is_refused(session: Session) -> None:
    day = {"kind": "makeup", "name": "x", "name_en": "x", "day": "2026-01-05"}
    with pytest.raises(BadData):
        services.load_calendar(session, {"year": 2026, "status": "official", "source": "x", "days": [day]})
    assert count(session) == 0


def test_equipment_loads_twice_to_the_same_rows_with_new_names(session: Session) -> None:
    data = seed("equipment.json")
    services.load_equipment(session, data)
    data["equipment_types"][0]["name_en"] = "Robot"
    services.load_equipment(session, data)
    rows = session.scalars(select(EquipmentType)).all()
    assert len(rows) == len(data["equipment_types"])
    assert "Robot" in [row.name_en for row in rows]
