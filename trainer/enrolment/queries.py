"""Reading rosters, enrolments and published lessons; everything is loaded with its viewer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from trainer.kit import clock
from trainer.kit.db import batches
from trainer.kit.errors import NotFound
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.models.catalogue import CourseVersion
from trainer.models.enrolment import Enrolment, EnrolmentState, RosterRow, RosterRowState, RosterUpload
from trainer.models.programmes import Cohort, CohortState, Lesson, Programme
from trainer.models.scheduling import Booking, PublishedTimetable
from trainer.programmes import queries as programme_queries

OPEN_STATES = (CohortState.ENROLLING, CohortState.SCHEDULED)
# A person is bound by the lessons of these cohorts.
BINDING_STATES = (CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING)
Slot = tuple[date, int]


@dataclass(frozen=True)
class Clash:
    """Lessons of another cohort that lie at the same time, by day."""

    cohort: Cohort
    days: tuple[date, ...]


def get_cohort(session: Session, cohort_id: str, *, viewer: Viewer) -> Cohort:
    """A cohort whose roster the viewer may see, with its course; raises NotFound otherwise."""
    cohort = programme_queries.get_cohort(session, cohort_id, viewer=viewer)
    if not keeps_roster(session, cohort, viewer):
        raise NotFound
    return cohort


def keeps_roster(session: Session, cohort: Cohort, viewer: Viewer) -> bool:
    """Whether the viewer's organisation sends people into the cohort or holds it."""
    if viewer.organisation_id in (cohort.programme.enterprise_id, cohort.programme.base_id):
        return True
    return own_people_of(session, cohort, viewer) is not None


def own_people_of(session: Session, cohort: Cohort, viewer: Viewer) -> str | None:
    """The enterprise whose people alone the viewer sees in a joint class, or None where all may be seen."""
    part = programme_queries.part_of(session, cohort, viewer=viewer)
    return part.enterprise_id if part is not None else None


def cohorts_with_rosters(session: Session, *, viewer: Viewer) -> Sequence[Cohort]:
    """The cohorts whose rosters the viewer keeps: open ones first, then by their first day."""
    own = _own(viewer)
    found = session.scalars(
        select(Cohort)
        .join(Cohort.programme)
        .where(own, Cohort.state != CohortState.CANCELLED)
        .options(
            joinedload(Cohort.programme).joinedload(Programme.enterprise),
            joinedload(Cohort.course_version).joinedload(CourseVersion.course),
        )
        .order_by(Cohort.starts_on, Cohort.code)
    ).all()
    return sorted(found, key=lambda cohort: cohort.state not in OPEN_STATES)


def get_upload(session: Session, upload_id: str, *, viewer: Viewer) -> RosterUpload:
    """An uploaded roster with its cohort; raises NotFound for absent and foreign alike."""
    upload = session.get(RosterUpload, upload_id, options=[joinedload(RosterUpload.cohort)])
    if upload is None:
        raise NotFound
    _must_keep(session, upload, viewer)
    return upload


def get_row(session: Session, upload: RosterUpload, number: int) -> RosterRow:
    """A row of an uploaded roster by its number in the file; raises NotFound."""
    own = select(RosterRow).where(RosterRow.upload_id == upload.id, RosterRow.row_number == number)
    row = session.scalar(own)
    if row is None:
        raise NotFound
    return row


def same_upload(session: Session, cohort_id: str, sha256: str, enterprise_id: str) -> RosterUpload | None:
    """The earlier upload of the very same file for a cohort by the same sender, or None."""
    same = select(RosterUpload).where(
        RosterUpload.cohort_id == cohort_id,
        RosterUpload.sha256 == sha256,
        RosterUpload.enterprise_id == enterprise_id,
    )
    return session.scalars(same.order_by(RosterUpload.created_at).limit(1)).first()


def rows_of(session: Session, upload: RosterUpload, states: Iterable[RosterRowState] = ()) -> Sequence[RosterRow]:
    """The rows of an uploaded roster, all or those in the given states, in the file's order."""
    wanted = select(RosterRow).where(RosterRow.upload_id == upload.id).order_by(RosterRow.row_number)
    chosen = list(states)
    return session.scalars(wanted.where(RosterRow.state.in_(chosen)) if chosen else wanted).all()


def counts_of(session: Session, upload_ids: Sequence[str]) -> Mapping[str, Mapping[RosterRowState, int]]:
    """How many rows of each upload stand in each state."""
    counts: dict[str, dict[RosterRowState, int]] = defaultdict(lambda: dict.fromkeys(RosterRowState, 0))
    for part in batches(upload_ids):
        grouped = select(RosterRow.upload_id, RosterRow.state, func.count()).where(RosterRow.upload_id.in_(part))
        for upload_id, state, count in session.execute(grouped.group_by(RosterRow.upload_id, RosterRow.state)):
            counts[upload_id][state] = count
    return counts


def latest_uploads(session: Session, cohort_ids: Sequence[str], *, viewer: Viewer) -> Mapping[str, list[RosterUpload]]:
    """The uploads of each cohort that the viewer may see, newest first: all at the own base, else the own ones."""
    found: dict[str, list[RosterUpload]] = defaultdict(list)
    at_base = select(Cohort.id).join(Cohort.programme).where(Programme.base_id == viewer.organisation_id)
    mine = or_(RosterUpload.enterprise_id == viewer.organisation_id, RosterUpload.cohort_id.in_(at_base))
    for part in batches(cohort_ids):
        newest = select(RosterUpload).where(RosterUpload.cohort_id.in_(part), mine)
        for upload in session.scalars(newest.order_by(RosterUpload.created_at.desc(), RosterUpload.id.desc())):
            found[upload.cohort_id].append(upload)
    return found


def roster_of(session: Session, cohort_id: str, enterprise_id: str | None = None) -> Sequence[Enrolment]:
    """Everybody who sits in a cohort now or completed it, by seat: the list that lessons and sittings work with.

    With an enterprise only its own people.
    """
    rows = enrolments_of(session, cohort_id, enterprise_id)
    return [row for row in rows if row.state is not EnrolmentState.WITHDRAWN]


def enrolments_of(session: Session, cohort_id: str, enterprise_id: str | None = None) -> Sequence[Enrolment]:
    """All enrolments of a cohort (or of one enterprise in it) with their people: by seat, withdrawn ones last."""
    wanted = [Enrolment.cohort_id == cohort_id]
    if enterprise_id is not None:
        wanted.append(Enrolment.enterprise_id == enterprise_id)
    return session.scalars(
        select(Enrolment)
        .where(*wanted)
        .options(selectinload(Enrolment.person))
        .order_by(Enrolment.seat_number.is_(None), Enrolment.seat_number, Enrolment.created_at)
    ).all()


def enrolments_of_person(session: Session, person_id: str) -> Sequence[Enrolment]:
    """All enrolments of a person with their cohorts, newest first."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id)
        .options(selectinload(Enrolment.cohort).joinedload(Cohort.programme))
        .order_by(Enrolment.created_at.desc(), Enrolment.id)
    ).all()


def get_enrolment(session: Session, enrolment_id: str, *, viewer: Viewer) -> Enrolment:
    """An enrolment with its person and cohort, if the viewer keeps that cohort's roster; raises NotFound otherwise."""
    enrolment = session.get(Enrolment, enrolment_id, options=[joinedload(Enrolment.person)])
    if enrolment is None:
        raise NotFound
    _must_keep(session, enrolment, viewer)
    return enrolment


def alternatives_to(session: Session, cohort: Cohort, *, viewer: Viewer) -> Sequence[Cohort]:
    """Other open cohorts with free seats that the viewer may see: of the same programme first, then of the course."""
    course_id = select(CourseVersion.course_id).where(CourseVersion.id == cohort.course_version_id).scalar_subquery()
    own = _own(viewer)
    same = or_(Cohort.programme_id == cohort.programme_id, and_(own, CourseVersion.course_id == course_id))
    found = session.scalars(
        select(Cohort)
        .join(Cohort.programme)
        .join(Cohort.course_version)
        .where(same, own, Cohort.id != cohort.id, Cohort.state.in_(OPEN_STATES), Cohort.taken < Cohort.capacity)
        .order_by(Cohort.starts_on, Cohort.code)
    ).all()
    return sorted(found, key=lambda other: other.programme_id != cohort.programme_id)


def published_slots(session: Session, cohort_ids: Sequence[str]) -> Mapping[str, set[Slot]]:
    """The periods still to come of each cohort's published lessons: cohort id to (day, period)."""
    slots: dict[str, set[Slot]] = defaultdict(set)
    for booking, cohort_id in published_bookings_of(session, cohort_ids):
        slots[cohort_id] |= {(booking.day, period) for period in booking.covered}
    return slots


def published_bookings_of(session: Session, cohort_ids: Sequence[str]) -> list[tuple[Booking, str]]:
    """The bookings in force from today on of some cohorts, each with its cohort's id."""
    found: list[tuple[Booking, str]] = []
    for part in batches(sorted(cohort_ids)):
        in_force = select(Booking, Lesson.cohort_id).join(Booking.lesson).where(_in_force(), Lesson.cohort_id.in_(part))
        found += [(booking, cohort_id) for booking, cohort_id in session.execute(in_force)]
    return found


def clashes_of(session: Session, cohort: Cohort, person_ids: Sequence[str]) -> Mapping[str, Clash]:
    """Who of these people sits elsewhere during this cohort's published lessons, with the first such cohort."""
    wanted = published_slots(session, [cohort.id]).get(cohort.id, set())
    if not wanted or not person_ids:
        return {}
    elsewhere = _other_seats(session, cohort, person_ids)
    slots = published_slots(session, list({seat.cohort_id for seat in elsewhere}))
    clashes: dict[str, Clash] = {}
    for seat in elsewhere:
        days = sorted({day for day, _period in slots.get(seat.cohort_id, set()) & wanted})
        if days:
            clashes.setdefault(seat.person_id, Clash(seat.cohort, tuple(days)))
    return clashes


def clash_message(clash: Clash, viewer: Viewer) -> Message:
    """The clash in words; the other cohort is named only to those who hold or ordered it, others learn the days."""
    programme = clash.cohort.programme
    days = ", ".join(day.isoformat() for day in clash.days[:3]) + (" …" if len(clash.days) > 3 else "")
    if viewer.organisation_id in (programme.enterprise_id, programme.base_id):
        return msg("Sits in %(cohort)s at the same time: %(days)s", cohort=name_in_both(clash.cohort), days=days)
    return msg("Already enrolled elsewhere at the same time: %(days)s", days=days)


def _must_keep(session: Session, found: RosterUpload | Enrolment, viewer: Viewer) -> None:
    """Raise NotFound where the viewer does not keep the roster, or keeps another enterprise's part of it."""
    own = own_people_of(session, get_cohort(session, found.cohort_id, viewer=viewer), viewer)
    if own is not None and found.enterprise_id != own:
        raise NotFound


def _own(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on Programme that the viewer's organisation holds it or takes part in it."""
    return or_(programme_queries.takes_part(viewer.organisation_id), Programme.base_id == viewer.organisation_id)


def _other_seats(session: Session, cohort: Cohort, person_ids: Sequence[str]) -> list[Enrolment]:
    found: list[Enrolment] = []
    for part in batches(person_ids):
        seats = (
            select(Enrolment)
            .join(Enrolment.cohort)
            .where(
                Enrolment.person_id.in_(part),
                Enrolment.state == EnrolmentState.ENROLLED,
                Enrolment.cohort_id != cohort.id,
                Cohort.state.in_(BINDING_STATES),
            )
            .options(joinedload(Enrolment.cohort).joinedload(Cohort.programme))
            .order_by(Enrolment.created_at, Enrolment.id)
        )
        found += session.scalars(seats)
    return found


def _in_force() -> ColumnElement[bool]:
    published = select(PublishedTimetable.timetable_id)
    return and_(Booking.timetable_id.in_(published), Booking.day >= clock.today())
