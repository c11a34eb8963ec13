"""What publishing a draft would undo without anybody's wish: changes that came into force after it was begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.models.scheduling import Booking, Timetable
from trainer.scheduling.judge import place_of
from trainer.scheduling.queries import bookings_of


def lessons_undone(
    session: Session, draft: Timetable, bookings: Sequence[Booking], in_force: Timetable | None, today: date
) -> int:
    """How many lessons to come were moved by versions published since the draft was begun and stand elsewhere in it.

    A draft of a run was begun when the run was asked for. `bookings` are those of the draft. Going back to an earlier
    version on purpose makes a new draft, so nothing counts there.
    """
    begun = draft.run.created_at if draft.run is not None else draft.created_at
    if in_force is None or in_force.published_at is None or in_force.published_at <= begun:
        return 0
    own = {booking.lesson_id: place_of(booking) for booking in bookings}
    known = {row.lesson_id: place_of(row) for row in _in_force_at(session, draft, begun)}
    return sum(
        row.day > today and row.lesson_id in known and known[row.lesson_id] != place_of(row) != own.get(row.lesson_id)
        for row in bookings_of(session, in_force)
    )


def _in_force_at(session: Session, draft: Timetable, moment: datetime) -> Sequence[Booking]:
    """The bookings of the version that was in force then; none before the first publication."""
    earlier = select(Timetable).where(
        Timetable.organisation_id == draft.organisation_id, Timetable.published_at <= moment
    )
    version = session.scalar(earlier.order_by(Timetable.published_at.desc(), Timetable.number.desc()).limit(1))
    return bookings_of(session, version) if version is not None else ()
