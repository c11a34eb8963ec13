"""A year is laid out as months of whole weeks, and days in a row with one name are one line."""

from datetime import date

from trainer.kit.calendar import WorkCalendar
from trainer.models.resources import CalendarDay, Closure
from trainer.resources.year import months_of, spans_of


def special(day: date, name: str, kind: str = "holiday") -> CalendarDay:
    return CalendarDay(day=day, kind=kind, name=name, name_en=name, source="notice", is_projected=False)


def test_every_day_of_the_year_stands_once_in_its_month() -> None:
    months = months_of(2028, WorkCalendar([]), [])
    days = [day.day for month in months for week in month.weeks for day in week if day is not None]
    assert len(days) == len(set(days)) == 366
    assert all(len(week) == 7 for month in months for week in month.weeks)


def test_a_closure_marks_its_days_and_no_other() -> None:
    closure = Closure(base_id="b", starts_on=date(2026, 1, 30), ends_on=date(2026, 2, 2), reason="x")
    months = months_of(2026, WorkCalendar([]), [closure])
    closed = [day.day for month in months for week in month.weeks for day in week if day is not None and day.closures]
    assert closed == [date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 2)]


def test_days_in_a_row_with_one_name_are_one_line() -> None:
    rows = [
        special(date(2026, 5, 1), "Labour Day"),
        special(date(2026, 5, 2), "Labour Day"),
        special(date(2026, 5, 4), "Labour Day"),
        special(date(2026, 5, 5), "make-up", "makeup"),
    ]
    assert [(span.first.day, span.last.day, span.name) for span in spans_of(rows)] == [
        (1, 2, "Labour Day"),
        (4, 4, "Labour Day"),
        (5, 5, "make-up"),
    ]
