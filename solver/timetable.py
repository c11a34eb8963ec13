"""A timetable: the bookings of lessons, by the ids of the problem they belong to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Booking:
    """One lesson on one day (ISO date) from `first_period` on, in a workshop with an instructor."""

    lesson: str
    day: str
    first_period: int
    workshop: str
    instructor: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """Bookings of some or all lessons of a problem, in any order."""

    bookings: tuple[Booking, ...] = ()
