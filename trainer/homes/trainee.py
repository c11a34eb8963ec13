"""A trainee's first page: the next lesson, hours against the minimum, what changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from trainer.accounts import queries as accounts
from trainer.certification import queries as certification
from trainer.delivery import queries as delivery
from trainer.kit import clock
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import EnrolmentState
from trainer.models.scheduling import Booking
from trainer.scheduling.day_grid import end_time, start_time


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows; nothing of other people."""
    enrolments = delivery.own_enrolments(session, viewer.person_id)
    running = next((row for row in enrolments if row.state is EnrolmentState.ENROLLED), next(iter(enrolments), None))
    return {
        "next_lesson": next_lesson(session, viewer.person_id),
        "enrolment": running,
        "hours": delivery.hours_of(session, running) if running else None,
        "notices": [notice for notice in accounts.notices_of(session, viewer.person_id, limit=3) if not notice.read_at],
        "certificates": certification.my_certificates(session, viewer=viewer),
    }


def next_lesson(session: Session, person_id: str) -> dict[str, Any] | None:
    """The lesson that runs now or comes next within four weeks, with its clock times."""
    today = clock.today()
    coming = delivery.lessons_attended_by(session, person_id, today, today + timedelta(weeks=4))
    booking = next((booking for booking in coming if not is_over(booking)), None)
    if booking is None:
        return None
    start, end = start_time(booking.first_period), end_time(booking.first_period, booking.periods)
    return {"booking": booking, "start": start, "end": end, "is_today": booking.day == today}


def is_over(booking: Booking) -> bool:
    """Whether a lesson of today has ended on the bases' clock."""
    if booking.day > clock.today():
        return False
    return end_time(booking.first_period, booking.periods) < f"{clock.local(clock.now()):%H:%M}"
