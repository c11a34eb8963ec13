"""Publishing: judge afresh, swap every slot claim, move the pointer, tell the people; in the caller's transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from trainer.accounts.services import notify
from trainer.kit import audit, clock
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.models.scheduling import Booking, PublishedTimetable, Timetable, TimetableState
from trainer.programmes.services import mark_scheduled
from trainer.scheduling.changes import Audience, Change, Difference, Told, difference
from trainer.scheduling.claims import swap_claims
from trainer.scheduling.day_grid import start_time
from trainer.scheduling.judge import Verdict, judge_timetable, place_of
from trainer.scheduling.overtaken import known_to, lessons_undone
from trainer.scheduling.queries import bookings_of, published_timetable
from trainer.scheduling.wording import lesson_name

# A notice names so many changes and counts the rest.
NAMED_CHANGES = 12
HOME = "/"
TIMETABLE = "/timetable"


@dataclass(frozen=True)
class Publication:
    """What publishing a version would do: the verdict on it, the people who are told, and what is in force now.

    `undone` counts the lessons whose moves since the draft was begun, such as repairs, it does not have.
    """

    timetable: Timetable
    in_force: Timetable | None
    revision: int
    verdict: Verdict
    difference: Difference
    undone: int

    @property
    def to_come(self) -> Sequence[Booking]:
        """Its lessons after today."""
        return [booking for booking in self.verdict.bookings if booking.day > self.verdict.situation.today]

    @property
    def locks(self) -> int:
        """How many lessons to come are locked."""
        return sum(lock.day > self.verdict.situation.today for lock in self.verdict.situation.locks.values())


def prepare(
    session: Session, timetable: Timetable, *, travel_minutes: int, others_may_wait: bool = False
) -> Publication:
    """Judge a version (see `judge_timetable`) and compare it with the one in force; changes nothing."""
    verdict = judge_timetable(session, timetable, travel_minutes=travel_minutes, others_may_wait=others_may_wait)
    in_force = published_timetable(session, timetable.organisation_id)
    pointer = session.get(PublishedTimetable, timetable.organisation_id)
    old = bookings_of(session, in_force) if in_force is not None else ()
    today = verdict.situation.today
    return Publication(
        timetable=timetable,
        in_force=in_force,
        revision=pointer.revision if pointer is not None else 0,
        verdict=verdict,
        difference=difference(session, old, verdict.bookings, today),
        undone=lessons_undone(known_to(session, timetable, in_force), old, verdict.bookings, today),
    )


def publish(
    session: Session,
    timetable: Timetable,
    *,
    viewer: Viewer,
    travel_minutes: int,
    seen_revision: int | None,
    others_may_wait: bool = False,
) -> Publication:
    """Put a draft in force. Raises RuleBroken naming a breach, Conflict when somebody else was faster.

    `seen_revision` is the revision of what was in force when the person decided (`Publication.revision`).
    """
    if timetable.state is not TimetableState.DRAFT:
        raise RuleBroken(
            "timetable-is-draft", msg("Only a draft can be published; version %(n)s is not one", n=timetable.number)
        )
    pointer = _lock_pointer(session, timetable.organisation_id)
    publication = prepare(session, timetable, travel_minutes=travel_minutes, others_may_wait=others_may_wait)
    _refuse_breaches(publication.verdict)
    if seen_revision is not None and seen_revision != publication.revision:
        raise _overtaken()
    _point_at(session, pointer, timetable)
    today = publication.verdict.situation.today
    count = swap_claims(session, timetable.organisation_id, publication.to_come, today)
    _change_states(publication, viewer)
    mark_scheduled(session, sorted({row.lesson.cohort_id for row in publication.verdict.bookings}))
    tell(session, publication.difference.told)
    audit.record(
        session,
        "timetable.publish",
        f"timetable:{timetable.id}",
        actor=viewer.person_id,
        chain=timetable.organisation_id,
        detail={
            "number": timetable.number,
            "replaces": publication.in_force.number if publication.in_force is not None else None,
            "bookings": len(publication.verdict.bookings),
            "bookings_sha256": fingerprint(publication.verdict.bookings),
            "claims": count,
            "told": publication.difference.people,
        },
    )
    return publication


def hold_publications(session: Session) -> None:
    """Wait for publications that are under way, and keep others waiting until the transaction ends.

    Whoever takes people or workshops otherwise than by publishing holds this first, then looks at the claims.
    """
    pointers = select(PublishedTimetable.organisation_id).order_by(PublishedTimetable.organisation_id)
    session.execute(pointers.with_for_update()).all()


def fingerprint(bookings: Sequence[Booking]) -> str:
    """SHA-256 over every lesson's place, in the order of the lessons: the same timetable gives the same value."""
    places = sorted([booking.lesson_id, *map(str, place_of(booking))] for booking in bookings)
    return hashlib.sha256(json.dumps(places, separators=(",", ":")).encode()).hexdigest()


def tell(session: Session, told: Sequence[Told]) -> None:
    """One notice for each row of people, old and new place of every lesson."""
    for row in told:
        url = TIMETABLE if row.audience is Audience.ENTERPRISE else HOME
        notify(session, [person.id for person in row.people], _subject(row), _lines(row.changes), url)


def place_text(booking: Booking | None) -> str:
    """Day, start and workshop as both languages write them, such as "2026-12-04 13:00 A201"."""
    if booking is None:
        return ""
    return f"{booking.day.isoformat()} {start_time(booking.first_period)} {booking.workshop.code}"


def _refuse_breaches(verdict: Verdict) -> None:
    if verdict.is_clean:
        return
    raise RuleBroken(
        "timetable-is-sound",
        msg(
            "The independent check found %(n)s breaches. The first: %(first)s",
            n=verdict.count,
            first=verdict.sentences[0],
        ),
        msg("Mend them on the board, or start a new run"),
    )


def _lock_pointer(session: Session, organisation_id: str) -> PublishedTimetable | None:
    """What is in force, held until the transaction ends: a second publication waits here and then sees the first."""
    return session.get(PublishedTimetable, organisation_id, with_for_update=True)


def _point_at(session: Session, pointer: PublishedTimetable | None, timetable: Timetable) -> None:
    """Move the pointer; of two first publications of a base at the same moment the second one finds it there."""
    if pointer is None:
        session.add(PublishedTimetable(organisation_id=timetable.organisation_id, timetable_id=timetable.id))
    else:
        pointer.timetable_id = timetable.id
    try:
        session.flush()
    except (StaleDataError, IntegrityError) as error:
        raise _overtaken() from error


def _overtaken() -> Conflict:
    return Conflict(
        msg("Another version was published meanwhile; nothing of yours was changed"),
        msg("Look at the version in force, then decide again"),
    )


def _change_states(publication: Publication, viewer: Viewer) -> None:
    if publication.in_force is not None:
        publication.in_force.state = TimetableState.SUPERSEDED
    timetable = publication.timetable
    timetable.state = TimetableState.PUBLISHED
    timetable.published_at = clock.now()
    timetable.published_by_id = viewer.person_id


def _subject(row: Told) -> Message:
    count = len(row.changes)
    if row.audience is Audience.ENTERPRISE and row.cohort is not None:
        name = name_in_both(row.cohort)
        if row.is_new:
            return msg("The timetable of %(cohort)s is published: %(n)s lessons", cohort=name, n=count)
        return msg("%(n)s lessons of %(cohort)s changed", cohort=name, n=count)
    if row.is_new:
        first = row.changes[0].booking.day
        return msg("Your timetable is published: %(n)s lessons, the first on %(day)s", n=count, day=first)
    return msg("%(n)s of your lessons changed", n=count)


def _lines(changes: Sequence[Change]) -> list[Message]:
    lines = [_line(change) for change in changes[:NAMED_CHANGES]]
    if len(changes) > NAMED_CHANGES:
        lines.append(msg("and %(n)s more", n=len(changes) - NAMED_CHANGES))
    return lines


def _line(change: Change) -> Message:
    lesson = change.booking.lesson
    values = {
        "lesson": lesson_name(lesson.cohort, lesson.module, lesson),
        "old": place_text(change.old),
        "new": place_text(change.new),
    }
    if change.old is None:
        return msg("%(lesson)s: new on %(new)s", lesson=values["lesson"], new=values["new"])
    if change.new is None:
        return msg("%(lesson)s: cancelled, was on %(old)s", lesson=values["lesson"], old=values["old"])
    return msg("%(lesson)s: %(old)s → %(new)s", **values)
