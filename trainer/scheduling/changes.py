"""Who has to be told what when a timetable takes the place of another: exactly the people whose lessons change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.accounts.queries import people_with_role
from trainer.kit.db import batches
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort, Programme
from trainer.models.scheduling import Booking, SlotClaim
from trainer.programmes.queries import enterprises_in
from trainer.scheduling.situation import trainees_by_cohort

PERSON = "person:"


class Audience(StrEnum):
    """In which role somebody is told."""

    TRAINEE = "trainee"
    INSTRUCTOR = "instructor"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Change:
    """One lesson before and after; no `old` is a new lesson, no `new` one that is cancelled."""

    old: Booking | None
    new: Booking | None

    @property
    def booking(self) -> Booking:
        """The booking that tells which lesson it is."""
        found = self.new or self.old
        assert found is not None
        return found


@dataclass(frozen=True)
class Told:
    """People for whom the same changes: one row of the preview, one notice for each of them."""

    audience: Audience
    people: Sequence[Person]
    cohort: Cohort | None
    changes: Sequence[Change]

    @property
    def is_new(self) -> bool:
        """Whether these people had no lessons before."""
        return all(change.old is None for change in self.changes)


@dataclass(frozen=True)
class Difference:
    """Everything that publishing changes, and how many people it leaves alone."""

    told: Sequence[Told]
    changed_lessons: int
    undisturbed: int

    def count(self, audience: Audience) -> int:
        """How many people of an audience are told."""
        return len({person.id for row in self.told if row.audience is audience for person in row.people})

    @property
    def people(self) -> int:
        """How many people are told."""
        return len({person.id for row in self.told for person in row.people})


def difference(session: Session, old: Sequence[Booking], new: Sequence[Booking], after: date) -> Difference:
    """Compare two sets of bookings (old in force, new to publish) on the days after `after`."""
    before = {booking.lesson_id: booking for booking in old if booking.day > after}
    later = {booking.lesson_id: booking for booking in new if booking.day > after}
    changes = list(_changes(before, later))
    trainees = trainees_by_cohort(session, sorted({_cohort(row).id for row in (*before.values(), *later.values())}))
    told = [
        *_trainees(session, before, later, trainees),
        *_instructors(before, later),
        *_enterprises(session, changes),
    ]
    reached = {person.id for row in told for person in row.people}
    everybody = {person.id for people in trainees.values() for person in people}
    everybody |= {booking.instructor.person_id for booking in later.values()}
    return Difference(told, len(changes), len(everybody - reached))


def slot_of(booking: Booking | None) -> tuple[date, int, int, str] | None:
    """When and where a lesson is: what a trainee has to know."""
    return None if booking is None else (booking.day, booking.first_period, booking.periods, booking.workshop_id)


def _changes(before: Mapping[str, Booking], later: Mapping[str, Booking]) -> Iterator[Change]:
    """Lessons whose day, period or workshop differ, in the order of the days."""
    found = [
        Change(before.get(lesson), later.get(lesson))
        for lesson in before.keys() | later.keys()
        if slot_of(before.get(lesson)) != slot_of(later.get(lesson))
    ]
    yield from sorted(found, key=_order)


def _order(change: Change) -> tuple[date, int, str]:
    return change.booking.day, change.booking.first_period, change.booking.lesson_id


def _trainees(
    session: Session,
    before: Mapping[str, Booking],
    later: Mapping[str, Booking],
    trainees: Mapping[str, Sequence[Person]],
) -> Iterator[Told]:
    informed = _informed(session, before.values())
    for cohort in _cohorts((*before.values(), *later.values())):
        old = {key: row for key, row in before.items() if row.lesson.cohort_id == cohort.id}
        new = {key: row for key, row in later.items() if row.lesson.cohort_id == cohort.id}
        people = trainees.get(cohort.id, ())
        knowing = [person for person in people if (cohort.id, person.id) in informed]
        joined = [person for person in people if (cohort.id, person.id) not in informed]
        for group, changes in ((knowing, list(_changes(old, new))), (joined, list(_changes({}, new)))):
            if group and changes:
                yield Told(Audience.TRAINEE, group, cohort, changes)


def _informed(session: Session, bookings: Iterable[Booking]) -> set[tuple[str, str]]:
    """(cohort, person) of the trainees who sat in a cohort when its present lessons were published."""
    one_each = {booking.lesson.cohort_id: booking for booking in bookings}
    cohort_of = {booking.id: cohort_id for cohort_id, booking in one_each.items()}
    found = set()
    for batch in batches(list(cohort_of)):
        held = select(SlotClaim.booking_id, SlotClaim.resource).where(
            SlotClaim.booking_id.in_(batch), SlotClaim.resource.startswith(PERSON)
        )
        for booking_id, resource in session.execute(held.distinct()):
            found.add((cohort_of[booking_id], resource.removeprefix(PERSON)))
    return found


def _instructors(before: Mapping[str, Booking], later: Mapping[str, Booking]) -> Iterator[Told]:
    mine: dict[str, list[Change]] = defaultdict(list)
    people: dict[str, Person] = {}
    for lesson in before.keys() | later.keys():
        old, new = before.get(lesson), later.get(lesson)
        for booking in (old, new):
            if booking is not None:
                people[booking.instructor.person_id] = booking.instructor.person
        same_person = old is not None and new is not None and old.instructor.person_id == new.instructor.person_id
        pairs = [(old, new)] if same_person else [(old, None), (None, new)]
        for first, second in pairs:
            taught = second or first
            if taught is not None and slot_of(first) != slot_of(second):
                mine[taught.instructor.person_id].append(Change(first, second))
    for person_id in sorted(mine, key=lambda found: (people[found].name, found)):
        yield Told(Audience.INSTRUCTOR, [people[person_id]], None, sorted(mine[person_id], key=_order))


def _enterprises(session: Session, changes: Sequence[Change]) -> Iterator[Told]:
    by_cohort: dict[str, list[Change]] = defaultdict(list)
    cohorts = {cohort.id: cohort for cohort in _cohorts(change.booking for change in changes)}
    for change in changes:
        by_cohort[change.booking.lesson.cohort_id].append(change)
    for cohort_id, own in by_cohort.items():
        for enterprise_id in _enterprises_of(session, cohorts[cohort_id].programme):
            officers = people_with_role(session, enterprise_id, Role.ENTERPRISE_OFFICER)
            if officers:
                yield Told(Audience.ENTERPRISE, officers, cohorts[cohort_id], own)


def _enterprises_of(session: Session, programme: Programme) -> list[str]:
    """The enterprise that ordered a programme, or all that take part in a joint class."""
    if programme.enterprise_id is not None:
        return [programme.enterprise_id]
    return [found.id for found in enterprises_in(session, [programme.id]).get(programme.id, [])]


def _cohorts(bookings: Iterable[Booking]) -> list[Cohort]:
    found = {booking.lesson.cohort_id: booking.lesson.cohort for booking in bookings}
    return [found[cohort_id] for cohort_id in sorted(found, key=lambda key: (found[key].code, key))]


def _cohort(booking: Booking) -> Cohort:
    return booking.lesson.cohort
