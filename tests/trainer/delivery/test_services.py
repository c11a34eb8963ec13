"""Attendance: who may mark, when, what a closed record asks for, and who is warned at the last feasible moment."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import factories
from tests.trainer.delivery.scenes import RunningClass, a_running_class
from trainer.delivery import queries, services
from trainer.kit import clock
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.permissions import Viewer
from trainer.kit.tables import AuditEntry
from trainer.models.delivery import AttendanceMark
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Membership, Notice, Role
from trainer.models.programmes import CohortState

MakeViewer = Callable[..., Viewer]
PRESENT, ABSENT = AttendanceMark.PRESENT, AttendanceMark.ABSENT


def instructor_viewer(session: Session, scene: RunningClass, viewer_for: MakeViewer) -> Viewer:
    membership = Membership(person_id=scene.instructor.person_id, organisation_id=scene.base.id, role=Role.INSTRUCTOR)
    session.add(membership)
    session.flush()
    return viewer_for(scene.instructor.person)


def mark_all(session: Session, scene: RunningClass, viewer: Viewer, lesson: int, mark: AttendanceMark) -> None:
    sheet = queries.get_sheet(session, scene.bookings[lesson].lesson_id, viewer=viewer)
    services.mark_attendance(session, sheet, {row.id: mark for row in scene.enrolments}, viewer=viewer)


def test_the_instructor_of_a_lesson_marks_it_and_the_cohort_runs(session: Session, viewer_for: MakeViewer) -> None:
    scene = a_running_class(session)
    viewer = instructor_viewer(session, scene, viewer_for)
    mark_all(session, scene, viewer, 0, PRESENT)
    hours = queries.hours_of(session, scene.enrolments[0])
    assert (hours.attended, hours.total, hours.minimum) == (4, 20, 12)
    assert scene.cohort.state is CohortState.RUNNING


def test_another_instructor_of_the_same_base_does_not_find_the_lesson(session: Session, viewer_for: MakeViewer) -> None:
    scene = a_running_class(session)
    stranger = viewer_for(Role.INSTRUCTOR, scene.base)
    with pytest.raises(NotFound):
        queries.get_sheet(session, scene.bookings[0].lesson_id, viewer=stranger)


def test_a_scheduler_of_another_base_does_not_find_the_lesson(session: Session, viewer_for: MakeViewer) -> None:
    scene = a_running_class(session)
    with pytest.raises(NotFound):
        queries.get_sheet(session, scene.bookings[0].lesson_id, viewer=viewer_for(Role.SCHEDULER))


def test_a_lesson_in_the_future_cannot_be_marked(session: Session, viewer_for: MakeViewer) -> None:
    scene = a_running_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    mark_all(session, scene, viewer, 2, PRESENT)
    with pytest.raises(RuleBroken, match="attendance opens that day"):
        mark_all(session, scene, viewer, 3, PRESENT)


def test_a_record_closes_only_when_everybody_is_marked_and_something_was_taught(
    session: Session, viewer_for: MakeViewer
) -> None:
    scene = a_running_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    lesson_id = scene.bookings[0].lesson_id
    with pytest.raises(RuleBroken, match="3 trainees have no mark"):
        services.confirm_lesson(session, queries.get_sheet(session, lesson_id, viewer=viewer), "x", viewer=viewer)
    mark_all(session, scene, viewer, 0, PRESENT)
    with pytest.raises(BadInput, match="what was taught"):
        services.confirm_lesson(session, queries.get_sheet(session, lesson_id, viewer=viewer), " ", viewer=viewer)
    services.confirm_lesson(session, queries.get_sheet(session, lesson_id, viewer=viewer), "Safety", viewer=viewer)
    assert queries.get_sheet(session, lesson_id, viewer=viewer).is_confirmed


def test_a_change_after_closing_needs_a_reason_and_leaves_before_and_after(
    session: Session, viewer_for: MakeViewer
) -> None:
    scene = a_running_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    lesson_id = scene.bookings[0].lesson_id
    mark_all(session, scene, viewer, 0, PRESENT)
    services.confirm_lesson(session, queries.get_sheet(session, lesson_id, viewer=viewer), "Safety", viewer=viewer)
    sheet = queries.get_sheet(session, lesson_id, viewer=viewer)
    first = scene.enrolments[0].id
    with pytest.raises(BadInput, match="say why"):
        services.mark_attendance(session, sheet, {first: ABSENT}, viewer=viewer)
    assert queries.marks_of(session, first)[lesson_id].mark is PRESENT
    services.mark_attendance(session, sheet, {first: ABSENT}, viewer=viewer, reason="left after ten minutes")
    marks = select(AuditEntry).where(AuditEntry.act == "attendance.mark").order_by(AuditEntry.sequence)
    entries = session.scalars(marks).all()
    assert entries[-1].detail == {"before_after": {first: ["present", "absent"]}, "reason": "left after ten minutes"}


def test_the_warning_comes_at_the_mark_that_makes_the_minimum_unreachable_and_once(
    session: Session, viewer_for: MakeViewer
) -> None:
    scene = a_running_class(session)
    officer = factories.a_member(session, Role.ENTERPRISE_OFFICER, scene.enterprise)
    viewer = viewer_for(Role.SCHEDULER, scene.base)

    def told() -> int:
        return len(session.scalars(select(Notice).where(Notice.person_id == officer.id)).all())

    for lesson, expected in ((0, 0), (1, 0), (2, 3)):
        mark_all(session, scene, viewer, lesson, ABSENT)
        session.flush()
        assert told() == expected
    hours = queries.hours_of(session, scene.enrolments[0])
    assert not hours.is_reachable


def test_marking_the_same_again_changes_nothing(session: Session, viewer_for: MakeViewer) -> None:
    scene = a_running_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    mark_all(session, scene, viewer, 0, PRESENT)
    sheet = queries.get_sheet(session, scene.bookings[0].lesson_id, viewer=viewer)
    same = {row.id: PRESENT for row in scene.enrolments}
    assert services.mark_attendance(session, sheet, same, viewer=viewer) == 0


def test_the_last_record_ends_the_teaching_and_completes_whoever_met_the_minimum(
    session: Session, viewer_for: MakeViewer
) -> None:
    scene = a_running_class(session)
    viewer = viewer_for(Role.SCHEDULER, scene.base)
    idle = scene.enrolments[0].id
    with clock.frozen(clock.now() + timedelta(days=7)):
        for booking in scene.bookings:
            sheet = queries.get_sheet(session, booking.lesson_id, viewer=viewer)
            marks = {row.id: ABSENT if row.id == idle else PRESENT for row in scene.enrolments}
            services.mark_attendance(session, sheet, marks, viewer=viewer)
            sheet = queries.get_sheet(session, booking.lesson_id, viewer=viewer)
            services.confirm_lesson(session, sheet, "Taught", viewer=viewer)
    assert scene.cohort.state is CohortState.TAUGHT
    states = [session.get_one(Enrolment, row.id).state for row in scene.enrolments]
    assert states == [EnrolmentState.ENROLLED, EnrolmentState.COMPLETED, EnrolmentState.COMPLETED]
