"""Working days of the official year 2026 and the projected year 2027."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.kit.calendar import DayKind, WorkCalendar, read_year

FOLDER = Path(__file__).parents[3] / "seeds" / "calendar"


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar(row for year in (2026, 2027) for row in read_year((FOLDER / f"{year}.json").read_text("utf-8")))


def test_the_year_2026_has_248_workdays_month_by_month(calendar: WorkCalendar) -> None:
    months = Counter(day.month for day in calendar.workdays(date(2026, 1, 1), date(2026, 12, 31)))
    assert [months[month] for month in range(1, 13)] == [21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]
    assert months.total() == 248


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 10, 12), -5, date(2026, 9, 29)),
        (date(2026, 9, 28), 5, date(2026, 10, 10)),
        (date(2026, 2, 24), -5, date(2026, 2, 10)),
        (date(2026, 7, 6), 0, date(2026, 7, 6)),
    ],
)
def test_working_days_are_counted_around_the_holidays(
    calendar: WorkCalendar, start: date, count: int, end: date
) -> None:
    assert calendar.add_workdays(start, count) == end


def test_make_up_workdays_are_worked_and_bridged_weekdays_are_not(calendar: WorkCalendar) -> None:
    assert calendar.is_workday(date(2026, 2, 28))
    assert not calendar.is_workday(date(2026, 2, 23))
    makeup = [day for day in (date(2026, 1, 1) + timedelta(n) for n in range(365)) if _is_makeup(calendar, day)]
    assert makeup == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_a_deadline_in_a_projected_or_unknown_year_is_not_certain(calendar: WorkCalendar) -> None:
    assert calendar.is_certain(2026)
    assert not calendar.is_certain(2027)
    assert not calendar.is_certain(2030)
    assert calendar.deadline(date(2026, 11, 2), 5).is_certain
    assert not calendar.deadline(date(2026, 12, 30), 5).is_certain
    assert not calendar.deadline(date(2030, 5, 6), 1).is_certain


def test_the_projected_year_has_the_statutory_days_alone(calendar: WorkCalendar) -> None:
    special = [day for day in (date(2027, 1, 1) + timedelta(n) for n in range(365)) if calendar.special(day)]
    assert len(special) == 13
    assert all(row.is_projected for day in special if (row := calendar.special(day)))
    assert calendar.is_workday(date(2027, 2, 9))


@given(start=st.dates(date(2026, 1, 1), date(2027, 6, 30)), count=st.integers(-60, 60))
def test_counting_there_and_back_returns_to_a_workday(start: date, count: int) -> None:
    calendar = WorkCalendar(read_year((FOLDER / "2026.json").read_text("utf-8")))
    begin = calendar.add_workdays(start, 1)
    assert calendar.add_workdays(calendar.add_workdays(begin, count), -count) == begin


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        ([{"day": "2025-12-31", "kind": "holiday"}], "is not in 2026"),
        ([{"day": "2026-01-01", "kind": "holiday"}, {"day": "2026-01-01", "kind": "holiday"}], "listed twice"),
        ([{"day": "2026-01-05", "kind": "makeup"}], "no weekend day"),
        ([{"first": "2026-01-05", "last": "2026-01-04", "kind": "holiday"}], "lies before"),
        ([{"day": "2026-01-05", "kind": "feast"}], "feast"),
    ],
)
def test_a_faulty_calendar_file_is_refused(days: list[dict[str, str]], complaint: str) -> None:
    entries = [{"name": "x", "name_en": "x", **entry} for entry in days]
    text = json.dumps({"year": 2026, "status": "official", "source": "x", "days": entries})
    with pytest.raises(ValueError, match=complaint):
        read_year(text)


def test_a_calendar_file_without_a_known_status_is_refused() -> None:
    with pytest.raises(ValueError, match="official or projected"):
        read_year(json.dumps({"year": 2026, "status": "rumour", "source": "x", "days": []}))


def _is_makeup(calendar: WorkCalendar, day: date) -> bool:
    special = calendar.special(day)
    return special is not None and special.kind is DayKind.MAKEUP
