"""An instructor's first page: today's lessons, the week against the cap, records that are still open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts import queries as accounts
from trainer.delivery import queries as delivery
from trainer.delivery.words import booking_title, lesson_items
from trainer.kit import clock
from trainer.kit.permissions import Viewer
from trainer.models.resources import Instructor


def facts(session: Session, viewer: Viewer) -> dict[str, Any]:
    """What the page shows of the viewer's own teaching."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    week = delivery.lessons_taught_by(session, viewer.person_id, monday, monday + timedelta(days=6))
    coming = delivery.lessons_taught_by(session, viewer.person_id, today, today + timedelta(weeks=2))
    mine = select(Instructor).where(Instructor.person_id == viewer.person_id)
    here = session.scalar(mine.where(Instructor.organisation_id == viewer.organisation_id))
    return {
        "today": lesson_items([b for b in coming if b.day == today], link="delivery.take_attendance"),
        "coming": lesson_items([b for b in coming if b.day > today][:6]),
        "week_periods": sum(booking.periods for booking in week),
        "week_cap": here.max_periods_week if here else None,
        "open_lessons": delivery.unconfirmed_lessons(session, viewer.person_id),
        "notices": [notice for notice in accounts.notices_of(session, viewer.person_id, limit=3) if not notice.read_at],
        "booking_title": booking_title,
    }
