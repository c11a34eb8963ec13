"""Builders of small problems for the tests of the engine: one sound default for everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from solver import (
    Base,
    Booking,
    Cohort,
    Day,
    Instructor,
    Lesson,
    Module,
    Problem,
    Qualification,
    Stations,
    Timetable,
    Travel,
    Workshop,
)
from solver.generate import standard_periods

MONDAY = "2026-11-23"
TUESDAY = "2026-11-24"
WEDNESDAY = "2026-11-25"
SATURDAY = "2026-11-28"
NEXT_MONDAY = "2026-11-30"


def open_days(weeks: int = 2) -> tuple[Day, ...]:
    """Monday to Friday of so many weeks from `MONDAY` on."""
    first = date.fromisoformat(MONDAY)
    return tuple(
        Day((first + timedelta(days=7 * week + at)).isoformat(), at + 1) for week in range(weeks) for at in range(5)
    )


def days_with_saturday(works_as: int = 6) -> tuple[Day, ...]:
    """Two weeks with a Saturday between them that is open, as itself or standing in for another weekday."""
    days = open_days()
    return (*days[:5], Day(SATURDAY, works_as), *days[5:])


def a_cohort(id_: str = "c1", **changes: Any) -> Cohort:
    return replace(Cohort(id_, size=10, first_day=MONDAY, last_day="2026-12-04"), **changes)


def a_module(id_: str = "m1", cohort: str = "c1", **changes: Any) -> Module:
    return replace(Module(id_, cohort, "welding", "practice", equipment="bench"), **changes)


def an_instructor(id_: str = "i1", **changes: Any) -> Instructor:
    return replace(Instructor(id_, (Qualification("welding"),)), **changes)


def a_workshop(id_: str = "w1", base: str = "b1", **changes: Any) -> Workshop:
    return replace(Workshop(id_, base, seats=30, stations=(Stations("bench", 20),)), **changes)


def a_problem(**changes: Any) -> Problem:
    """Two cohorts of ten, two instructors, two workshops at two bases 60 minutes apart, two lessons each."""
    fields: dict[str, Any] = {
        "name": "small",
        "periods": standard_periods(),
        "days": open_days(),
        "bases": (Base("b1"), Base("b2")),
        "workshops": (a_workshop(), a_workshop("w2", "b2")),
        "instructors": (an_instructor(), an_instructor("i2")),
        "cohorts": (a_cohort(), a_cohort("c2")),
        "modules": (a_module(), a_module("m2", "c2")),
        "lessons": (
            Lesson("l1", "m1", 1, 2),
            Lesson("l2", "m1", 2, 2),
            Lesson("k1", "m2", 1, 2),
            Lesson("k2", "m2", 2, 2),
        ),
        "travel": (Travel("b1", "b2", 60),),
    }
    return Problem(**{**fields, **changes})


def a_booking(lesson: str, day: str = MONDAY, first: int = 1, workshop: str = "w1", instructor: str = "i1") -> Booking:
    return Booking(lesson, day, first, workshop, instructor)


CLEAN = Timetable(
    (
        a_booking("l1"),
        a_booking("l2", TUESDAY),
        a_booking("k1", MONDAY, 5, instructor="i2"),
        a_booking("k2", TUESDAY, 5, instructor="i2"),
    )
)
"""A timetable of `a_problem()` that breaks nothing."""


def with_bookings(*changed: Booking, base: Timetable = CLEAN) -> Timetable:
    """The clean timetable with the bookings of some lessons replaced."""
    lessons = {booking.lesson for booking in changed}
    kept = tuple(booking for booking in base.bookings if booking.lesson not in lessons)
    return Timetable((*kept, *changed))
