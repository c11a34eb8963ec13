"""What publishing a draft would undo without anybody's wish: changes that came into force after it was begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.judge import place_of
from trainer.scheduling.queries import bookings_of


def known_to(session: Session, draft: Timetable, in_force: Timetable | None) -> Sequence[Booking]:
    """What was in force when a draft was begun; nothing when that is in force still, or nothing was.

    A draft of a run was begun when the run was asked for. Going back to an earlier version on purpose makes a new
    draft, which knows what is in force.
    """
    begun = draft.run.created_at if draft.run is not None else draft.created_at
    if in_force is None or in_force.published_at is None or in_force.published_at <= begun:
        return ()
    earlier = select(Timetable).where(
        Timetable.organisation_id == draft.organisation_id, Timetable.published_at <= begun
    )
    version = session.scalar(earlier.order_by(Timetable.published_at.desc(), Timetable.number.desc()).limit(1))
    return bookings_of(session, version) if version is not None else ()


def lessons_undone(known: Sequence[Booking], now: Sequence[Booking], own: Sequence[Booking], today: date) -> int:
    """How many lessons to come stand elsewhere `now` than a draft knew (`known_to`), and not so in its own bookings."""
    before = {booking.lesson_id: place_of(booking) for booking in known}
    wanted = {booking.lesson_id: place_of(booking) for booking in own}
    return sum(
        row.day > today
        and row.lesson_id in before
        and before[row.lesson_id] != place_of(row) != wanted.get(row.lesson_id)
        for row in now
    )
