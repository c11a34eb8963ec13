"""Small worlds for scheduling tests: a base with workshops, instructors and cohorts that fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Person
from trainer.models.programmes import Cohort, Lesson
from trainer.models.resources import Base, EquipmentType, Instructor, Workshop
from trainer.models.scheduling import Timetable
from trainer.models.skills import Occupation
from trainer.scheduling.drafts import Placed, make_draft
from trainer.scheduling.situation import load_situation

# The clock of the tests stands on Friday 20 November 2026.
MONDAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Scene:
    """One base organisation with everything that a timetable needs."""

    organisation: Organisation
    base: Base
    equipment: EquipmentType
    occupation: Occupation
    workshops: Sequence[Workshop]
    instructors: Sequence[Instructor]
    cohorts: Sequence[Cohort]


def a_scene(session: Session, *, cohorts: int = 2, trainees: int = 3, region: str = "310117") -> Scene:
    """Two workshops, two instructors and some cohorts of five lessons each (two of theory, then three of practice)."""
    organisation = factories.an_organisation(session, OrganisationKind.BASE, region_code=region)
    base = factories.a_base(session, organisation)
    equipment = factories.an_equipment_type(session)
    occupation = factories.an_occupation(session)
    workshops = [factories.a_workshop(session, base, equipment=equipment) for _ in range(2)]
    instructors = [factories.an_instructor(session, base, occupation) for _ in range(2)]
    version = factories.a_course_version(session, occupation, equipment=equipment)
    made = []
    for _ in range(cohorts):
        order = factories.an_order(session, base=organisation, occupation=occupation, window_start=MONDAY)
        cohort = factories.a_cohort(session, order=order, version=version, base=base)
        seat(session, cohort, trainees)
        made.append(cohort)
    return Scene(organisation, base, equipment, occupation, workshops, instructors, made)


def seat(session: Session, cohort: Cohort, count: int, people: Sequence[Person] = ()) -> list[Person]:
    """Enrol people (new ones unless given) in a cohort."""
    seated = list(people) or [factories.a_person(session) for _ in range(count)]
    for person in seated:
        cohort.taken += 1
        session.add(
            Enrolment(
                cohort_id=cohort.id,
                person_id=person.id,
                enterprise_id=cohort.programme.enterprise_id,
                seat_number=cohort.taken,
                idempotency_key=f"{cohort.id}/{person.id}",
            )
        )
    session.flush()
    session.expire(cohort, ["lessons"])
    return seated


def places(scene: Scene, *, first_day: date = MONDAY, shift: int = 0) -> list[Placed]:
    """A sound plan: cohort k has its own workshop and instructor, one lesson a workday, in the morning.

    `shift` moves every lesson by so many weeks.
    """
    found = []
    for index, cohort in enumerate(scene.cohorts):
        day = first_day + timedelta(weeks=shift)
        for lesson in sorted(cohort.lessons, key=lambda row: row.position):
            found.append(place(scene, lesson, day, index))
            day += timedelta(days=3 if day.isoweekday() == 5 else 1)
    return found


def place(scene: Scene, lesson: Lesson, day: date, index: int = 0, first_period: int = 1) -> Placed:
    """One lesson with the index-th workshop and instructor."""
    return Placed(lesson.id, day, first_period, lesson.periods, scene.workshops[index].id, scene.instructors[index].id)


def a_draft(session: Session, scene: Scene, plan: Sequence[Placed] | None = None) -> Timetable:
    """A draft of the plan (a sound one unless given)."""
    situation = load_situation(session, scene.organisation.id)
    return make_draft(session, situation, places(scene) if plan is None else plan, made_by_id=None)


def people_by_cohort(session: Session) -> dict[str, list[str]]:
    """Who sits in each cohort."""
    found: dict[str, list[str]] = defaultdict(list)
    for enrolment in session.scalars(select(Enrolment)):
        found[enrolment.cohort_id].append(enrolment.person_id)
    return found
