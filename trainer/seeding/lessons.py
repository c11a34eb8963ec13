"""Lessons that were held: marked by their instructors at the end, and their records closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.delivery import queries, services
from trainer.models.delivery import AttendanceMark
from trainer.models.people import Role
from trainer.models.programmes import Lesson
from trainer.models.resources import Instructor
from trainer.scheduling.day_grid import end_time
from trainer.scheduling.drafts import Placed
from trainer.seeding.acting import viewer_for
from trainer.seeding.district import District
from trainer.seeding.story import at

# How often an ordinary trainee comes, and one who hardly comes any more.
FAITHFUL = (
    (AttendanceMark.PRESENT, 93),
    (AttendanceMark.LATE, 4),
    (AttendanceMark.EXCUSED, 2),
    (AttendanceMark.ABSENT, 1),
)
TRUANT = ((AttendanceMark.PRESENT, 55), (AttendanceMark.EXCUSED, 15), (AttendanceMark.ABSENT, 30))


def add_lessons(district: District, row: Mapping[str, Any], places: Sequence[Placed]) -> None:
    """Put the marking of each lesson, at its end, into the story; lessons to come are never told."""
    ends = [at(place.day, end_time(place.first_period, place.periods)) for place in places]
    held = [place for place, end in zip(places, ends, strict=True) if end <= district.story.now]
    for place, end in zip(places, ends, strict=True):
        is_open = bool(row.get("leaves_last_record_open")) and bool(held) and place is held[-1]
        district.story.add(end, _marking(district, row, place, is_open=is_open))


def _marking(district: District, row: Mapping[str, Any], place: Placed, *, is_open: bool) -> Any:
    def mark() -> None:
        session = district.session
        instructor = session.get_one(Instructor, place.instructor_id)
        employer = next(found for found in district.organisations.values() if found.id == instructor.organisation_id)
        viewer = viewer_for(session, instructor.person, employer)
        assert Role.INSTRUCTOR.value in viewer.roles
        sheet = queries.get_sheet(session, place.lesson_id, viewer=viewer)
        truants = {enrolment.id for enrolment in sheet.roster[len(sheet.roster) - row.get("truants", 0) :]}
        marks = {
            enrolment.id: _drawn(district, TRUANT if enrolment.id in truants else FAITHFUL)
            for enrolment in sheet.roster
        }
        services.mark_attendance(session, sheet, marks, viewer=viewer)
        if not is_open:
            sheet = queries.get_sheet(session, place.lesson_id, viewer=viewer)
            services.confirm_lesson(session, sheet, _content(sheet.booking.lesson), viewer=viewer)

    return mark


def _drawn(district: District, chances: Sequence[tuple[AttendanceMark, int]]) -> AttendanceMark:
    return district.rng.choices([mark for mark, _share in chances], [share for _mark, share in chances])[0]


def _content(lesson: Lesson) -> str:
    return f"{lesson.module.name}：第 {lesson.number_in_module} 次课，按教学计划完成。"
