"""One's own lessons as an iCalendar file that any phone can read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time

from icalendar import Calendar, Event

from trainer.kit import clock
from trainer.models.scheduling import Booking
from trainer.scheduling.day_grid import end_time, start_time


def lessons_as_calendar(bookings: Sequence[Booking], product: str, title: Callable[[Booking], str]) -> bytes:
    """The bookings as events; a lesson keeps its UID when it moves, so that calendars move it too."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{product}//lessons//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", product)
    for booking in bookings:
        calendar.add_component(_event(booking, title(booking)))
    return bytes(calendar.to_ical())


def _event(booking: Booking, title: str) -> Event:
    event = Event()
    event.add("uid", f"lesson-{booking.lesson_id}@trainer")
    event.add("dtstamp", clock.now())
    event.add("dtstart", _moment(booking, start_time(booking.first_period)))
    event.add("dtend", _moment(booking, end_time(booking.first_period, booking.periods)))
    event.add("summary", title)
    event.add("location", f"{booking.workshop.base.name} {booking.workshop.code} {booking.workshop.name}")
    return event


def _moment(booking: Booking, wall_clock: str) -> datetime:
    local = datetime.combine(booking.day, time.fromisoformat(wall_clock), tzinfo=clock.LOCAL)
    return local.astimezone(clock.now().tzinfo)
