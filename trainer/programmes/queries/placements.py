"""How an order ended: people ordered, trained, certified and hired, each number with the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, selectinload

from trainer.catalogue.programme_types import strategy_of
from trainer.catalogue.queries import find_policy
from trainer.models.certification import Certificate, CertificateState
from trainer.models.delivery import Attendance
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Person
from trainer.models.programmes import Cohort, Lesson, Placement
from trainer.programmes.queries.joint_classes import Part


@dataclass(frozen=True)
class PlacementRow:
    """One trainee of a cohort on the way from seat to post."""

    person: Person
    enrolment: Enrolment
    attended_periods: int
    is_trained: bool
    certificate: Certificate | None
    placement: Placement | None


@dataclass(frozen=True)
class PlacementCount:
    """The four numbers of a cohort."""

    ordered: int
    enrolled: int
    trained: int
    certified: int
    hired: int

    def __add__(self, other: PlacementCount) -> PlacementCount:
        """The numbers of two cohorts together."""
        return PlacementCount(
            self.ordered + other.ordered,
            self.enrolled + other.enrolled,
            self.trained + other.trained,
            self.certified + other.certified,
            self.hired + other.hired,
        )


def placement_count(session: Session, cohort: Cohort, part: Part | None = None) -> PlacementCount:
    """Seats ordered; people enrolled, trained, certified and hired: of the cohort or of a part of it."""
    return count_rows(cohort, placement_rows(session, cohort, part), part)


def count_rows(cohort: Cohort, rows: Sequence[PlacementRow], part: Part | None = None) -> PlacementCount:
    """The numbers that the rows give."""
    return PlacementCount(
        ordered=part.seats if part else cohort.capacity,
        enrolled=len(rows),
        trained=sum(row.is_trained for row in rows),
        certified=sum(row.certificate is not None for row in rows),
        hired=sum(row.placement is not None for row in rows),
    )


def placement_rows(session: Session, cohort: Cohort, part: Part | None = None) -> list[PlacementRow]:
    """Every trainee of the cohort or part who holds a seat, by seat.

    Trained means completed, or present for the share that policy asks.
    """
    enrolments = session.scalars(
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state != EnrolmentState.WITHDRAWN)
        .where(Enrolment.enterprise_id == part.enterprise_id if part else true())
        .options(selectinload(Enrolment.person))
        .order_by(Enrolment.seat_number, Enrolment.id)
    ).all()
    attended = _attended_periods(session, cohort)
    needed = _needed_periods(session, cohort)
    certificates = _certificates(session, cohort)
    placed = session.scalars(select(Placement).where(Placement.cohort_id == cohort.id))
    placements = {placement.person_id: placement for placement in placed}
    return [
        PlacementRow(
            person=enrolment.person,
            enrolment=enrolment,
            attended_periods=attended.get(enrolment.id, 0),
            is_trained=enrolment.state is EnrolmentState.COMPLETED
            or (needed is not None and attended.get(enrolment.id, 0) >= needed),
            certificate=certificates.get(enrolment.person_id),
            placement=placements.get(enrolment.person_id),
        )
        for enrolment in enrolments
    ]


def _attended_periods(session: Session, cohort: Cohort) -> Mapping[str, int]:
    summed = (
        select(Attendance.enrolment_id, func.sum(Attendance.periods))
        .join(Lesson, Lesson.id == Attendance.lesson_id)
        .where(Lesson.cohort_id == cohort.id)
        .group_by(Attendance.enrolment_id)
    )
    return {enrolment_id: int(periods) for enrolment_id, periods in session.execute(summed)}


def _needed_periods(session: Session, cohort: Cohort) -> float | None:
    """Periods that count as trained, or None while no policy says so or the cohort has no lessons."""
    programme = cohort.programme
    key = strategy_of(programme.type).completion.attendance_policy
    policy = find_policy(session, key, programme.base.region_code, cohort.starts_on)
    total = session.scalar(select(func.sum(Lesson.periods)).where(Lesson.cohort_id == cohort.id))
    return None if policy is None or not total else float(policy.value) * total


def _certificates(session: Session, cohort: Cohort) -> Mapping[str, Certificate]:
    """The valid certificate of the level, by person; the first layout of the type is the level's."""
    layout = strategy_of(cohort.programme.type).certificate_layouts[0]
    issued = select(Certificate).where(
        Certificate.cohort_id == cohort.id,
        Certificate.layout == layout,
        Certificate.state == CertificateState.ISSUED,
    )
    return {certificate.person_id: certificate for certificate in session.scalars(issued)}
