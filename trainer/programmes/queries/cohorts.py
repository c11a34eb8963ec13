"""Reading cohorts as far as the viewer may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.assessment import Sitting
from trainer.models.catalogue import Course, CourseVersion
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.organisations import Organisation
from trainer.models.people import Role
from trainer.models.programmes import Cohort, CohortState, Lesson, Programme
from trainer.programmes.queries.joint_classes import rests_on, takes_part

_FACTS = (
    selectinload(Cohort.programme).options(
        selectinload(Programme.enterprise), selectinload(Programme.base), selectinload(Programme.order)
    ),
    selectinload(Cohort.course_version).selectinload(CourseVersion.course).selectinload(Course.occupation),
)
_WHOLE = (
    *_FACTS,
    selectinload(Cohort.course_version).selectinload(CourseVersion.modules),
    selectinload(Cohort.course_version).selectinload(CourseVersion.standard),
    selectinload(Cohort.lessons).selectinload(Lesson.module),
)


@dataclass(frozen=True)
class SeatShare:
    """How many seats of a cohort an enterprise's people take (None: people of no enterprise)."""

    organisation: Organisation | None
    taken: int


def visible_cohorts(viewer: Viewer) -> Select[Any]:
    """The ids of the cohorts that the viewer may see, for `Cohort.id.in_(...)` in any query."""
    return select(Cohort.id).join(Cohort.programme).where(_scope(viewer))


def get_cohort(session: Session, cohort_id: str, *, viewer: Viewer) -> Cohort:
    """A cohort with programme, course version and lessons; raises NotFound when it is absent or foreign."""
    mine = Cohort.id.in_(visible_cohorts(viewer))
    cohort = session.scalar(select(Cohort).where(Cohort.id == cohort_id, mine).options(*_WHOLE))
    if cohort is None:
        raise NotFound
    return cohort


def cohorts_for(
    session: Session, viewer: Viewer, *, states: frozenset[CohortState] = frozenset(), text: str = ""
) -> Sequence[Cohort]:
    """The viewer's cohorts, by start and name; narrowed to states and to a text in cohort or programme."""
    found = select(Cohort).join(Cohort.programme).where(_scope(viewer)).options(*_FACTS)
    if states:
        found = found.where(Cohort.state.in_(states))
    if text:
        columns = (Cohort.name, Cohort.name_en, Programme.title, Programme.title_en)
        found = found.where(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return session.scalars(found.order_by(Cohort.starts_on.desc(), Cohort.name, Cohort.code)).all()


def cohorts_of_order(session: Session, order_id: str) -> Sequence[Cohort]:
    """The cohorts of an order that the caller has already loaded with its viewer, by code."""
    mine = select(Cohort).join(Cohort.programme).where(rests_on(order_id))
    return session.scalars(mine.options(*_FACTS).order_by(Cohort.code)).all()


def seats_by_enterprise(session: Session, cohort: Cohort) -> list[SeatShare]:
    """Who takes the seats of a cohort, the largest share first."""
    sitting = Enrolment.state != EnrolmentState.WITHDRAWN
    counted = (
        select(Enrolment.enterprise_id, func.count(Enrolment.id))
        .where(Enrolment.cohort_id == cohort.id, sitting)
        .group_by(Enrolment.enterprise_id)
    )
    rows = session.execute(counted).all()
    ids = [enterprise_id for enterprise_id, _count in rows if enterprise_id]
    names = {found.id: found for found in session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    shares = [SeatShare(names.get(enterprise_id or ""), count) for enterprise_id, count in rows]
    return sorted(shares, key=lambda share: (-share.taken, share.organisation.name if share.organisation else ""))


def _scope(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on Cohort joined with Programme that holds for exactly the viewer's cohorts."""
    here = viewer.organisation_id
    grounds: list[ColumnElement[bool]] = []
    if Role.SCHEDULER in viewer.roles:
        grounds.append(Programme.base_id == here)
    if Role.ENTERPRISE_OFFICER in viewer.roles:
        grounds.append(takes_part(here))
    if Role.SCHOOL_OFFICER in viewer.roles:
        grounds.append(Programme.school_id == here)
    if viewer.roles & {Role.CERTIFICATION_OFFICER, Role.ASSESSOR}:
        grounds.append(Cohort.id.in_(select(Sitting.cohort_id).where(Sitting.body_id == here)))
    if Role.TRAINEE in viewer.roles:
        grounds.append(Cohort.id.in_(_own_seats(viewer)))
    if viewer.oversees:
        region = select(Organisation.id).where(Organisation.region_code == viewer.region_code)
        grounds.append(Programme.base_id.in_(region))
    return or_(false(), *grounds)


def _own_seats(viewer: Viewer) -> Select[Any]:
    return select(Enrolment.cohort_id).where(
        Enrolment.person_id == viewer.person_id, Enrolment.state != EnrolmentState.WITHDRAWN
    )
