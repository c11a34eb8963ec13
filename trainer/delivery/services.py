"""Marking attendance, closing lesson records, and warning as soon as the minimum can no longer be reached."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.accounts.queries import people_with_role
from trainer.accounts.services import notify
from trainer.delivery import queries
from trainer.delivery.hours import Hours
from trainer.delivery.queries import LessonSheet
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, RuleBroken
from trainer.kit.messages import msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.kit.reasons import SHORTEST_REASON, given_reason
from trainer.models.delivery import Attendance, AttendanceMark, LessonRecord
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.people import Role
from trainer.models.programmes import Cohort, Lesson
from trainer.programmes.services import mark_running, mark_taught

COUNTED = frozenset({AttendanceMark.PRESENT, AttendanceMark.LATE})


def mark_attendance(
    session: Session, sheet: LessonSheet, marks: Mapping[str, AttendanceMark], *, viewer: Viewer, reason: str = ""
) -> int:
    """Write the marks (by enrolment) that differ from what stands; returns how many changed.

    Raises RuleBroken for a lesson in the future, and BadInput when the record is closed and no reason is given.
    """
    _refuse_future(sheet)
    changed = {key: mark for key, mark in marks.items() if _stands(sheet, key) is not mark}
    if sheet.is_confirmed and changed:
        missing = msg("The record is closed: say why the attendance changes")
        reason = given_reason(reason, missing, shortest=SHORTEST_REASON)
    if not changed:
        return 0
    cohort = sheet.booking.lesson.cohort
    hours_before = queries.hours_of_cohort(session, cohort)
    _leave_trace(session, sheet, changed, viewer, reason)
    for row in sheet.roster:
        if row.id in changed:
            _write(session, sheet, row, changed[row.id], viewer)
    session.flush()
    mark_running(session, [cohort.id])
    _warn_the_unreachable(session, cohort, hours_before)
    return len(changed)


def keep_content(session: Session, sheet: LessonSheet, content: str) -> None:
    """Keep what was written about a lesson whose record is open; a closed one changes by `confirm_lesson` alone."""
    if content.strip() and not sheet.is_confirmed:
        _write_record(session, sheet, content)


def confirm_lesson(session: Session, sheet: LessonSheet, content: str, *, viewer: Viewer) -> LessonRecord:
    """Close a lesson's record; the last one of a cohort ends its teaching.

    Raises BadInput without a content, and RuleBroken while somebody has no mark.
    """
    _refuse_future(sheet)
    if not content.strip():
        raise BadInput(msg("Say in a sentence what was taught"), field="content")
    if sheet.unmarked:
        raise RuleBroken(
            "attendance-incomplete",
            msg(
                "%(n)s trainees have no mark yet, first %(name)s",
                n=len(sheet.unmarked),
                name=sheet.unmarked[0].person.name,
            ),
            msg("Mark everybody, then close the record"),
        )
    record = _write_record(session, sheet, content)
    record.confirmed_by_id, record.confirmed_at = viewer.person_id, clock.now()
    session.flush()
    _audit(session, sheet, "lesson.confirm", viewer, {})
    cohort = sheet.booking.lesson.cohort
    if _all_confirmed(session, cohort.id):
        mark_taught(session, [cohort.id])
        _complete_who_met_the_minimum(session, cohort)
    return record


def _write_record(session: Session, sheet: LessonSheet, content: str) -> LessonRecord:
    record = sheet.record or LessonRecord(lesson_id=sheet.booking.lesson_id)
    record.content = content.strip()
    session.add(record)
    session.flush()
    return record


def _refuse_future(sheet: LessonSheet) -> None:
    if sheet.booking.day > clock.today():
        raise RuleBroken(
            "lesson-in-future",
            msg("This lesson is on %(day)s; attendance opens that day", day=sheet.booking.day.isoformat()),
            msg("Come back on the day of the lesson"),
        )


def _stands(sheet: LessonSheet, enrolment_id: str) -> AttendanceMark | None:
    mark = sheet.marks.get(enrolment_id)
    return mark.mark if mark else None


def _write(session: Session, sheet: LessonSheet, row: Enrolment, mark: AttendanceMark, viewer: Viewer) -> None:
    lesson = sheet.booking.lesson
    attendance = sheet.marks.get(row.id) or Attendance(lesson_id=lesson.id, enrolment_id=row.id)
    attendance.mark = mark
    attendance.periods = lesson.periods if mark in COUNTED else 0
    attendance.marked_by_id, attendance.marked_at = viewer.person_id, clock.now()
    session.add(attendance)


def _leave_trace(
    session: Session, sheet: LessonSheet, changed: Mapping[str, AttendanceMark], viewer: Viewer, reason: str
) -> None:
    steps = {key: [str(_stands(sheet, key) or ""), mark.value] for key, mark in changed.items()}
    _audit(session, sheet, "attendance.mark", viewer, {"before_after": steps, "reason": reason.strip()})


def _audit(session: Session, sheet: LessonSheet, act: str, viewer: Viewer, detail: Mapping[str, object]) -> None:
    subject = f"lesson:{sheet.booking.lesson_id}"
    chain = sheet.booking.lesson.cohort.programme.base_id
    audit.record(session, act, subject, actor=viewer.person_id, chain=chain, detail=detail)


def _warn_the_unreachable(session: Session, cohort: Cohort, before: Mapping[str, Hours]) -> None:
    """Tell trainee, enterprise and base at the mark that makes the minimum unreachable, and only then."""
    after = queries.hours_of_cohort(session, cohort)
    for enrolment_id, hours in after.items():
        was = before.get(enrolment_id)
        if was is not None and was.is_reachable and not hours.is_reachable:
            row = session.get_one(Enrolment, enrolment_id)
            _warn(session, cohort, row, hours)


def _warn(session: Session, cohort: Cohort, row: Enrolment, hours: Hours) -> None:
    subject = msg(
        "%(name)s can no longer reach the minimum hours of %(cohort)s",
        name=row.person.name,
        cohort=name_in_both(cohort),
    )
    body = [msg("%(missed)s periods missed, at least %(minimum)s of %(total)s are needed",
                missed=hours.missed, minimum=hours.minimum, total=hours.total)]  # fmt: skip
    officers = people_with_role(session, row.enterprise_id, Role.ENTERPRISE_OFFICER) if row.enterprise_id else []
    schedulers = people_with_role(session, cohort.programme.base_id, Role.SCHEDULER)
    notify(session, [row.person_id], subject, body, url="/my/hours")
    staff = [person.id for person in (*officers, *schedulers)]
    notify(session, staff, subject, body, url=f"/cohorts/{cohort.id}/attendance")


def _complete_who_met_the_minimum(session: Session, cohort: Cohort) -> None:
    for enrolment_id, hours in queries.hours_of_cohort(session, cohort).items():
        if hours.is_met:
            session.get_one(Enrolment, enrolment_id).state = EnrolmentState.COMPLETED
    session.flush()


def _all_confirmed(session: Session, cohort_id: str) -> bool:
    lessons = session.scalar(select(func.count(Lesson.id)).where(Lesson.cohort_id == cohort_id))
    closed = (
        select(func.count(LessonRecord.lesson_id))
        .join(Lesson, Lesson.id == LessonRecord.lesson_id)
        .where(Lesson.cohort_id == cohort_id, LessonRecord.confirmed_at.is_not(None))
    )
    return lessons == session.scalar(closed)
