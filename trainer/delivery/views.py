"""Pages of the lessons: an instructor's week, attendance, a cohort's grid, and a trainee's own timetable and hours."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.delivery import queries, services
from trainer.delivery.calendar_file import lessons_as_calendar
from trainer.delivery.forms import AttendanceForm, RecordForm, marks_from
from trainer.delivery.words import MARK_LABELS, booking_title, lesson_items
from trainer.enrolment import queries as enrolment
from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.delivery import AttendanceMark
from trainer.programmes import queries as programmes
from trainer.scheduling import queries as scheduling
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import send_file_bytes, send_workbook, workbook
from trainer.web.transaction import db

blueprint = Blueprint("delivery", __name__)


@blueprint.get("/teaching")
@requires(Permission.ATTENDANCE_MARK)
def list_my_lessons() -> ResponseReturnValue:
    """An instructor's week, and the records that are still open."""
    monday = week_asked_for()
    bookings = queries.lessons_taught_by(db(), viewer().person_id, monday, monday + timedelta(days=6))
    records = queries.records_by_lesson(db(), [booking.lesson_id for booking in bookings])
    return render_template(
        "delivery/list_my_lessons.html",
        monday=monday,
        days=lesson_items(bookings, link="delivery.take_attendance", records=records),
        periods=sum(booking.periods for booking in bookings),
        open_lessons=queries.unconfirmed_lessons(db(), viewer().person_id),
        booking_title=booking_title,
    )


@blueprint.get("/lessons/<lesson_id>/attendance")
@requires(Permission.ATTENDANCE_MARK)
def take_attendance(lesson_id: str) -> ResponseReturnValue:
    """The list of a lesson with its marks and its record."""
    sheet = queries.get_sheet(db(), lesson_id, viewer=viewer())
    content = sheet.record.content if sheet.record else ""
    return attendance_page(sheet, AttendanceForm(formdata=None), RecordForm(formdata=None, content=content))


@blueprint.post("/lessons/<lesson_id>/attendance")
@requires(Permission.ATTENDANCE_MARK)
def mark_attendance(lesson_id: str) -> ResponseReturnValue:
    """Keep the marks."""
    sheet = queries.get_sheet(db(), lesson_id, viewer=viewer())
    form, record_form = AttendanceForm(), RecordForm()
    if form.validate():
        try:
            changed = keep_marks(sheet, form)
            services.keep_content(db(), sheet, record_form.content.data or "")
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("%(n)s marks saved", n=changed), "success")
            return redirect(url_for("delivery.take_attendance", lesson_id=lesson_id))
    return attendance_page(sheet, form, record_form), 422


def keep_marks(sheet: queries.LessonSheet, form: AttendanceForm) -> int:
    """Write the marks that were sent; returns how many changed."""
    marks = marks_from(request.form, sheet.roster)
    if request.form.get("everybody") == "present":
        marks = {row.id: AttendanceMark.PRESENT for row in sheet.unmarked} | marks
    return services.mark_attendance(db(), sheet, marks, viewer=viewer(), reason=form.reason.data or "")


@blueprint.post("/lessons/<lesson_id>/record")
@requires(Permission.ATTENDANCE_MARK)
def confirm_lesson(lesson_id: str) -> ResponseReturnValue:
    """Keep the marks, then close the lesson's record."""
    sheet = queries.get_sheet(db(), lesson_id, viewer=viewer())
    form, marking = RecordForm(), AttendanceForm()
    if form.validate() and marking.validate():
        try:
            keep_marks(sheet, marking)
            marked = queries.get_sheet(db(), lesson_id, viewer=viewer())
            services.confirm_lesson(db(), marked, form.content.data or "", viewer=viewer())
        except TrainerError as error:
            (marking if getattr(error, "field", "") in marking else form).refuse(error)
        else:
            flash(gettext("The lesson record is closed"), "success")
            return redirect(url_for("delivery.take_attendance", lesson_id=lesson_id))
    return attendance_page(sheet, marking, form), 422


@blueprint.get("/cohorts/<cohort_id>/attendance")
@requires(Permission.ATTENDANCE_READ)
def show_cohort_attendance(cohort_id: str) -> ResponseReturnValue:
    """Trainees by lessons, with hours against the minimum; ?format=xlsx gives the same as a workbook."""
    stand_at("programmes.list_cohorts")
    cohort = programmes.get_cohort(db(), cohort_id, viewer=viewer())
    bookings = scheduling.published_bookings(db(), cohort_id=cohort.id)
    roster = enrolment.roster_of(db(), cohort.id, enrolment.own_people_of(db(), cohort, viewer()))
    hours = queries.hours_of_cohort(db(), cohort)
    marks = queries.marks_of_cohort(db(), cohort.id)
    if request.args.get("format") == "xlsx":
        head = [gettext("Name"), gettext("Attended periods"), gettext("Minimum"), gettext("Can still miss")]
        head += [f"{booking.day.isoformat()} {booking.lesson.position}" for booking in bookings]
        rows = [
            [row.person.name, hours[row.id].attended, hours[row.id].minimum, hours[row.id].can_still_miss]
            + [mark_text(marks.get((row.id, booking.lesson_id))) for booking in bookings]
            for row in roster
        ]
        return send_workbook(workbook(head, rows, {gettext("Cohort"): cohort.name}), f"attendance-{cohort.code}")
    return render_template(
        "delivery/show_cohort_attendance.html",
        cohort=cohort,
        bookings=bookings,
        roster=roster,
        hours=hours,
        marks=marks,
        labels=MARK_LABELS,
    )


@blueprint.get("/my/timetable")
@requires(Permission.TRAINING_FOLLOW)
def show_my_timetable() -> ResponseReturnValue:
    """A trainee's own lessons of a week."""
    monday = week_asked_for()
    bookings = queries.lessons_attended_by(db(), viewer().person_id, monday, monday + timedelta(days=6))
    return render_template("delivery/show_my_timetable.html", monday=monday, days=lesson_items(bookings))


@blueprint.get("/my/calendar.ics")
@requires(Permission.HOME_READ)
def download_my_calendar() -> ResponseReturnValue:
    """One's own lessons, taught or attended, as a calendar file."""
    attended = queries.lessons_attended_by(db(), viewer().person_id)
    taught = queries.lessons_taught_by(db(), viewer().person_id, date.min, date.max)
    content = lessons_as_calendar([*attended, *taught], platform().config.product_name, booking_title)
    return send_file_bytes(content, "lessons.ics", "text/calendar; charset=utf-8")


@blueprint.get("/my/hours")
@requires(Permission.TRAINING_FOLLOW)
def show_my_hours() -> ResponseReturnValue:
    """A trainee's hours against the minimum, with every mark."""
    rows = queries.own_enrolments(db(), viewer().person_id)
    sheets = [
        {
            "enrolment": row,
            "hours": queries.hours_of(db(), row),
            "marks": queries.marks_of(db(), row.id),
            "bookings": scheduling.published_bookings(db(), cohort_id=row.cohort_id, last_day=clock.today()),
        }
        for row in rows
    ]
    return render_template(
        "delivery/show_my_hours.html", sheets=sheets, labels=MARK_LABELS, booking_title=booking_title
    )


def attendance_page(sheet: queries.LessonSheet, form: AttendanceForm, record_form: RecordForm) -> str:
    """The attendance page with both of its forms, and the marks as they were sent."""
    stand_at("delivery.list_my_lessons")
    return render_template(
        "delivery/take_attendance.html",
        sheet=sheet,
        form=form,
        record_form=record_form,
        sent=request.form,
        labels=MARK_LABELS,
        is_open=sheet.booking.day <= clock.today(),
        booking_title=booking_title,
        item=lesson_items([sheet.booking])[0]["items"][0],
    )


def mark_text(mark: object) -> str:
    """A mark as the workbook writes it, empty where nobody has marked."""
    found = getattr(mark, "mark", None)
    return say(MARK_LABELS[found]) if found else ""


def week_asked_for() -> date:
    """The Monday of ?week=YYYY-MM-DD; anything unreadable is the present week."""
    try:
        day = clock.read_day(request.args.get("week", ""))
    except ValueError:
        day = clock.today()
    return day - timedelta(days=day.weekday())
