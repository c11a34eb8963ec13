"""Lessons and marks as pages say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import url_for

from trainer.catalogue.programme_types import STRATEGIES
from trainer.kit import clock
from trainer.kit.messages import msg
from trainer.models.delivery import AttendanceMark, LessonRecord
from trainer.models.scheduling import Booking
from trainer.scheduling.day_grid import end_time, start_time
from trainer.web.language import gettext, name_of

MARK_LABELS = {
    AttendanceMark.PRESENT: msg("Present"),
    AttendanceMark.LATE: msg("Late"),
    AttendanceMark.EXCUSED: msg("Excused"),
    AttendanceMark.ABSENT: msg("Absent"),
}


def booking_title(booking: Booking) -> str:
    """The module of a lesson and its number in the cohort."""
    return gettext("%(module)s · lesson %(n)s", module=name_of(booking.lesson.module), n=booking.lesson.position)


def lesson_items(
    bookings: Sequence[Booking], *, link: str = "", records: Mapping[str, LessonRecord] | None = None
) -> list[dict[str, Any]]:
    """Days with their lessons, in the form that the day list draws."""
    days = groupby(bookings, key=lambda booking: booking.day)
    return [{"day": day, "items": [_item(booking, link, records or {}) for booking in part]} for day, part in days]


def _item(booking: Booking, link: str, records: Mapping[str, LessonRecord]) -> dict[str, Any]:
    cohort = booking.lesson.cohort
    start, end = start_time(booking.first_period), end_time(booking.first_period, booking.periods)
    now = f"{clock.local(clock.now()):%H:%M}"
    workshop = f"{name_of(booking.workshop.base)} {booking.workshop.code}"
    record = records.get(booking.lesson_id)
    return {
        "start": start,
        "end": end,
        "kind": STRATEGIES[cohort.programme.type].mark,
        "title": booking_title(booking),
        "detail": f"{name_of(cohort)} · {workshop} · {booking.instructor.person.name}",
        "now": booking.day == clock.today() and start <= now <= end,
        "url": url_for(link, lesson_id=booking.lesson_id) if link else "",
        "is_closed": record is not None and record.confirmed_at is not None,
    }
