"""A class that has come to its end: attended lessons, a released sitting, an evaluating body with its authority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests import factories
from trainer.kit import clock
from trainer.kit.permissions import Permission, Place, Viewer
from trainer.models.assessment import Candidate, Paper, Score, Sitting, SittingState
from trainer.models.certification import BodyAuthority, BodyScope
from trainer.models.delivery import Attendance, AttendanceMark
from trainer.models.enrolment import Enrolment
from trainer.models.organisations import Organisation, OrganisationKind
from trainer.models.people import Person, Role
from trainer.models.programmes import Cohort, CohortState

PUBLIC_URL = "https://base.example.cn"
PREFIX = "S000031000117"
SITTING_DAY = date(2026, 11, 10)
TODAY = date(2026, 11, 20)
PASSED = {Paper.THEORY: 78, Paper.PRACTICE: 85}


@dataclass
class FinishedClass:
    """The rows of a class whose certificates can be issued."""

    cohort: Cohort
    body: Organisation
    authority: BodyAuthority
    enrolments: list[Enrolment]
    officer: Person
    sitting: Sitting
    people: list[Person] = field(default_factory=list)

    @property
    def enrolment_ids(self) -> list[str]:
        return [enrolment.id for enrolment in self.enrolments]


def a_body(session: Session, **values: Any) -> tuple[Organisation, BodyAuthority]:
    """An evaluating body with a number prefix, still without scopes."""
    body = factories.an_organisation(session, OrganisationKind.EVALUATING_BODY)
    defaults = {
        "number_prefix": PREFIX,
        "filed_name": "G60 公共实训基地评价中心",
        "filed_name_en": "G60 Assessment Centre",
        "lookup_lines": ["www.osta.org.cn", "base.example.cn/v"],
    }
    authority = BodyAuthority(organisation_id=body.id, **{**defaults, **values})
    session.add(authority)
    session.flush()
    return body, authority


def a_finished_class(
    session: Session, names: Sequence[str] = ("林䶮", "高志成"), *, level: int = 3, photo: bytes | None = None
) -> FinishedClass:
    """A class that has been taught, whose people attended everything and passed every paper."""
    for key, value in (("attendance.minimum_share", 0.8), ("assessment.pass_mark", 60)):
        factories.a_policy(session, key, value)
    occupation = factories.an_occupation(session, name="工业机器人系统操作员", name_en="Industrial Robot Operator")
    version = factories.a_course_version(session, occupation, level=level)
    window = {"window_start": date(2026, 9, 1), "window_end": date(2026, 11, 6)}
    heads = max(12, len(names))
    order = factories.an_order(session, occupation=occupation, level=level, heads=heads, **window)
    site = factories.a_base(session, order.base)
    cohort = factories.a_cohort(session, order=order, version=version, base=site, state=CohortState.TAUGHT)
    body, authority = a_body(session)
    authority.scopes.append(BodyScope(occupation_id=occupation.id, level=level, valid_from=date(2020, 1, 1)))
    sitting = Sitting(
        cohort_id=cohort.id,
        body_id=body.id,
        workshop_id=factories.a_workshop(session, site).id,
        day=SITTING_DAY,
        first_period=1,
        periods=4,
        state=SittingState.RELEASED,
        released_at=clock.now() - timedelta(days=9),
    )
    session.add(sitting)
    session.flush()
    officer = factories.a_member(session, Role.CERTIFICATION_OFFICER, body)
    found = FinishedClass(cohort, body, authority, [], officer, sitting)
    for name in names:
        person = factories.a_person(session, name=name, name_latin="", photo=photo)
        add_trainee(session, found, person)
    return found


def add_trainee(
    session: Session, found: FinishedClass, person: Person, *, points: dict[Paper, int] | None = None, missed: int = 0
) -> Enrolment:
    """One more trainee, who missed so many lessons and got these points."""
    enrolment = factories.an_enrolment(session, found.cohort, person)
    attend(session, found, enrolment, missed)
    candidate = Candidate(enrolment_id=enrolment.id, workstation_number=len(found.enrolments) + 1)
    for paper, value in (PASSED if points is None else points).items():
        candidate.scores.append(Score(paper=paper, points=value, scored_by_id=found.officer.id, scored_at=clock.now()))
    found.sitting.candidates.append(candidate)
    session.flush()
    found.enrolments.append(enrolment)
    found.people.append(person)
    return enrolment


def attend(session: Session, found: FinishedClass, enrolment: Enrolment, missed: int) -> None:
    """Mark all lessons; the first `missed` ones as absent."""
    session.refresh(found.cohort, ["lessons"])
    for number, lesson in enumerate(found.cohort.lessons):
        there = number >= missed
        session.add(
            Attendance(
                lesson_id=lesson.id,
                enrolment_id=enrolment.id,
                mark=AttendanceMark.PRESENT if there else AttendanceMark.ABSENT,
                periods=lesson.periods if there else 0,
                marked_by_id=found.officer.id,
                marked_at=clock.now(),
            )
        )


def an_officer(person_id: str, body: Organisation) -> Viewer:
    """A certification officer without a sign-in, for tests that run in processes of their own."""
    place = Place(body.id, body.name, body.name_en, body.region_code)
    rights = frozenset(Permission)
    return Viewer(person_id, "", "", "", "en", place, frozenset({"certification_officer"}), (), rights)
