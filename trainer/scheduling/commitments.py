"""What already holds people and workshops: lessons taught this week, published elsewhere, and planned sittings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

import solver
from trainer.kit.db import batches
from trainer.models.assessment import OPEN_STATES, Assessor, Candidate, PanelMember, Sitting
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Lesson
from trainer.models.resources import Instructor
from trainer.models.scheduling import Booking, PublishedTimetable
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.situation import Situation, trainees_by_cohort


@dataclass(frozen=True)
class People:
    """Who the human beings behind the problem's instructors and trainees are."""

    instructor_by_person: Mapping[str, str]
    trainees: frozenset[str]

    @property
    def persons(self) -> list[str]:
        """Everybody's person id."""
        return sorted({*self.instructor_by_person, *self.trainees})


def people_of(situation: Situation) -> People:
    """The people of a situation: each instructor by person, and every trainee of a cohort with lessons to come."""
    trainees = (person.id for cohort in situation.waiting_cohorts for person in situation.trainees.get(cohort.id, ()))
    return People({row.person_id: row.id for row in situation.instructors}, frozenset(trainees))


def taught_this_week(situation: Situation) -> tuple[solver.Commitment, ...]:
    """This week's lessons up to today, which count against the weekly caps."""
    since = monday_of(situation.today)
    waiting = {cohort.id: cohort for cohort in situation.waiting_cohorts}
    cohort_of = {lesson.id: cohort.id for cohort in waiting.values() for lesson in cohort.lessons}
    instructors = {row.id for row in situation.instructors}
    return tuple(
        solver.Commitment(
            id=f"taught/{lesson_id}",
            day=booking.day.isoformat(),
            first_period=booking.first_period,
            periods=booking.periods,
            instructors=(booking.instructor_id,) if booking.instructor_id in instructors else (),
            cohorts=(cohort_of[lesson_id],) if lesson_id in cohort_of else (),
        )
        for lesson_id, booking in sorted(situation.taught.items())
        if booking.day >= since
    )


def published_elsewhere(session: Session, situation: Situation) -> list[tuple[Booking, solver.Commitment]]:
    """Lessons to come of other organisations that hold one of our instructors or trainees, with what they take."""
    people = people_of(situation)
    found = []
    bookings = _bookings_elsewhere(session, situation, people)
    attending = _attending(session, bookings)
    for booking in bookings:
        there = {booking.instructor.person_id, *attending.get(booking.lesson.cohort_id, ())}
        found.append((booking, _commitment(booking, there, people)))
    return found


def planned_sittings(session: Session, situation: Situation) -> list[tuple[Sitting, solver.Commitment]]:
    """Sittings to come in one of our workshops, or with one of our people as assessor or candidate."""
    people = people_of(situation)
    workshops = {workshop.id for workshop in situation.workshops}
    sittings = sittings_to_come(session, situation.today, workshops, people.persons)
    return [(sitting, _sitting_commitment(sitting, workshops, people)) for sitting in sittings]


def _sitting_commitment(sitting: Sitting, workshops: Collection[str], people: People) -> solver.Commitment:
    assessors = {member.assessor.person_id for member in sitting.panel}
    candidates = {candidate.enrolment.person_id for candidate in sitting.candidates}
    instructors = (assessors | candidates) & people.instructor_by_person.keys()
    return solver.Commitment(
        id=sitting_key(sitting.id),
        day=sitting.day.isoformat(),
        first_period=sitting.first_period,
        periods=sitting.periods,
        base=sitting.workshop.base_id,
        workshop=sitting.workshop_id if sitting.workshop_id in workshops else None,
        instructors=tuple(sorted(people.instructor_by_person[person] for person in instructors)),
        trainees=tuple(sorted((assessors | candidates) & people.trainees)),
    )


def sitting_key(sitting_id: str) -> str:
    """The solver's name for what a sitting takes."""
    return f"sitting/{sitting_id}"


def sittings_to_come(
    session: Session, after: date, workshops: Collection[str], persons: Sequence[str]
) -> list[Sitting]:
    """The open sittings after a day in one of the workshops, or with one of the people on the panel or before it."""
    wanted: list[ColumnElement[bool]] = [Sitting.workshop_id.in_(batch) for batch in batches(sorted(workshops))]
    for batch in batches(persons):
        on_panel = select(PanelMember.sitting_id).join(PanelMember.assessor).where(Assessor.person_id.in_(batch))
        seated = select(Candidate.sitting_id).join(Candidate.enrolment).where(Enrolment.person_id.in_(batch))
        wanted += [Sitting.id.in_(on_panel), Sitting.id.in_(seated)]
    whole = (
        selectinload(Sitting.workshop),
        selectinload(Sitting.panel).selectinload(PanelMember.assessor),
        selectinload(Sitting.candidates).selectinload(Candidate.enrolment),
    )
    found: dict[str, Sitting] = {}
    for condition in wanted:
        to_come = select(Sitting).where(Sitting.state.in_(OPEN_STATES), Sitting.day > after, condition)
        found.update({sitting.id: sitting for sitting in session.scalars(to_come.options(*whole))})
    return [found[sitting_id] for sitting_id in sorted(found)]


def _commitment(booking: Booking, there: Iterable[str], people: People) -> solver.Commitment:
    persons = set(there)
    instructors = (people.instructor_by_person[person] for person in persons & people.instructor_by_person.keys())
    return solver.Commitment(
        id=f"elsewhere/{booking.lesson_id}",
        day=booking.day.isoformat(),
        first_period=booking.first_period,
        periods=booking.periods,
        base=booking.workshop.base_id,
        instructors=tuple(sorted(instructors)),
        trainees=tuple(sorted(persons & people.trainees)),
    )


def _bookings_elsewhere(session: Session, situation: Situation, people: People) -> list[Booking]:
    foreign = select(PublishedTimetable.timetable_id).where(
        PublishedTimetable.organisation_id != situation.organisation.id
    )
    found: dict[str, Booking] = {}
    for batch in batches(people.persons):
        teaching = select(Instructor.id).where(Instructor.person_id.in_(batch))
        seated = select(Enrolment.cohort_id).where(
            Enrolment.person_id.in_(batch), Enrolment.state == EnrolmentState.ENROLLED
        )
        touching = (
            select(Booking)
            .join(Booking.lesson)
            .where(Booking.timetable_id.in_(foreign), Booking.day > situation.today)
            .where(Booking.instructor_id.in_(teaching) | Lesson.cohort_id.in_(seated))
            .options(selectinload(Booking.instructor), selectinload(Booking.workshop), selectinload(Booking.lesson))
        )
        found.update({booking.lesson_id: booking for booking in session.scalars(touching)})
    return [found[lesson_id] for lesson_id in sorted(found)]


def _attending(session: Session, bookings: Sequence[Booking]) -> Mapping[str, Sequence[str]]:
    cohorts = sorted({booking.lesson.cohort_id for booking in bookings})
    ids: dict[str, list[str]] = defaultdict(list)
    for cohort_id, people in trainees_by_cohort(session, cohorts).items():
        ids[cohort_id] = [person.id for person in people]
    return ids
