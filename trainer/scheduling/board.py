"""One week of a timetable, by workshop, instructor, cohort or enterprise: the board, and its equal the table."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Text, cast, func, select
from sqlalchemy.orm import Session

from trainer.catalogue.programme_types import strategy_of
from trainer.kit import clock
from trainer.kit.calendar import DayKind, SpecialDay, WorkCalendar
from trainer.kit.db import batches
from trainer.kit.messages import Message, bilingual, msg, name_in_both
from trainer.kit.permissions import Viewer
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort, Programme
from trainer.models.resources import HalfDay, Workshop
from trainer.models.scheduling import Booking, LessonLock, Timetable, TimetableState
from trainer.resources.queries import instructors_of, work_calendar, workshops_of
from trainer.scheduling.day_grid import half_day_of
from trainer.scheduling.judge import Verdict, judge_timetable
from trainer.scheduling.open_days import days_between, is_open, monday_of
from trainer.scheduling.queries import bookings_of, published_bookings
from trainer.scheduling.situation import SCHEDULABLE

Words = str | Message
Habit = tuple[Sequence[int], Sequence[str]]


class By(StrEnum):
    """What the rows of the board are."""

    WORKSHOP = "workshop"
    INSTRUCTOR = "instructor"
    COHORT = "cohort"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Row:
    """One resource or group of people, with the half-days that are drawn for it."""

    id: str
    title: Words
    detail: Words = ""
    note: Words = ""
    halves: tuple[HalfDay, ...] = (HalfDay.MORNING, HalfDay.AFTERNOON)


@dataclass(frozen=True)
class BoardLesson:
    """One lesson on the board: its row, two lines of text, and what the side strip says about it."""

    booking: Booking
    row: str
    kind: str
    title: Words
    detail: Words
    heads: int
    is_locked: bool
    is_over: bool
    conflict: Message | None

    @property
    def half(self) -> HalfDay:
        """The half-day that it stands in."""
        return half_day_of(self.booking.first_period)


@dataclass(frozen=True)
class BoardDay:
    """A day that is drawn, with the holiday or make-up workday that it is."""

    day: date
    special: SpecialDay | None


@dataclass(frozen=True)
class Board:
    """A week: days, rows, lessons, and the breaches that touch the week (drafts only)."""

    timetable: Timetable | None
    by: By
    monday: date
    days: Sequence[BoardDay]
    rows: Sequence[Row]
    lessons: Sequence[BoardLesson]
    verdict: Verdict | None

    @cached_property
    def conflicts(self) -> list[tuple[Message, str]]:
        """(sentence, lesson) for every breach that names a lesson of this week."""
        if self.verdict is None:
            return []
        shown = {lesson.booking.lesson_id for lesson in self.lessons}
        found: list[tuple[Message, str]] = []
        for violation in self.verdict.judgement.violations:
            lesson = next((id_ for id_ in violation.ids("lesson") if id_ in shown), None)
            if lesson is not None:
                found.append((self.verdict.names.sentence(violation), lesson))
        return found

    @property
    def is_editable(self) -> bool:
        """Whether lessons may be moved: in a draft."""
        return self.timetable is not None and self.timetable.state is TimetableState.DRAFT


def load_board(
    session: Session,
    *,
    viewer: Viewer,
    timetable: Timetable | None,
    by: By,
    monday: date,
    travel_minutes: int,
) -> Board:
    """The week of `monday` as the viewer may see it: of a version of the own base, or of what is published."""
    sunday = monday + timedelta(days=6)
    if timetable is not None:
        bookings = bookings_of(session, timetable, first_day=monday, last_day=sunday)
    else:
        bookings = published_bookings(session, first_day=monday, last_day=sunday, viewer=viewer)
    is_draft = timetable is not None and timetable.state is TimetableState.DRAFT
    verdict = judge_timetable(session, timetable, travel_minutes=travel_minutes) if timetable and is_draft else None
    lessons = _lessons(session, bookings, by, verdict)
    habits = _habits(session, timetable) if timetable and is_draft else []
    evenings = any(HalfDay.EVENING in half_days for _weekdays, half_days in habits)
    return Board(
        timetable=timetable,
        by=by,
        monday=monday,
        days=_days(work_calendar(session), monday, {booking.day for booking in bookings}, _weekdays(habits)),
        rows=_with_halves(_rows(session, timetable, by, bookings), lessons, evenings),
        lessons=lessons,
        verdict=verdict,
    )


@dataclass(frozen=True)
class Frame:
    """What stands around the lessons of a draft's week: its days and its rows."""

    days: Sequence[BoardDay]
    rows: Sequence[Row]


def load_frame(session: Session, booking: Booking, *, by: By, monday: date) -> Frame:
    """The days of a draft's week and the rows to which a lesson can be moved, without judging the draft."""
    timetable = booking.timetable
    week = Booking.day.between(monday, monday + timedelta(days=6))
    busy = select(Booking.day).where(Booking.timetable_id == timetable.id, week).distinct()
    days = _days(work_calendar(session), monday, set(session.scalars(busy)), _weekdays(_habits(session, timetable)))
    rows = _rows(session, timetable, by, ())
    return Frame(days, rows or [_row(booking, by)])


def first_week(session: Session, *, viewer: Viewer, timetable: Timetable | None) -> date:
    """The Monday to open the board at: this week's, or the next one that has a lesson."""
    today = clock.today()
    if timetable is not None:
        bookings: Sequence[Booking] = bookings_of(session, timetable, first_day=monday_of(today))
    else:
        bookings = published_bookings(session, first_day=monday_of(today), viewer=viewer)
    return monday_of(bookings[0].day if bookings else today)


def heads_of(session: Session, cohort_ids: Iterable[str]) -> Mapping[str, int]:
    """How many people sit in each cohort."""
    found: dict[str, int] = defaultdict(int)
    for batch in batches(sorted(set(cohort_ids))):
        counted = select(Enrolment.cohort_id, func.count()).where(
            Enrolment.cohort_id.in_(batch), Enrolment.state != EnrolmentState.WITHDRAWN
        )
        found.update({row[0]: row[1] for row in session.execute(counted.group_by(Enrolment.cohort_id))})
    return found


def locked_lessons(session: Session, lesson_ids: Sequence[str]) -> set[str]:
    """Which of these lessons are locked."""
    found: set[str] = set()
    for batch in batches(lesson_ids):
        found.update(session.scalars(select(LessonLock.lesson_id).where(LessonLock.lesson_id.in_(batch))))
    return found


def _lessons(session: Session, bookings: Sequence[Booking], by: By, verdict: Verdict | None) -> list[BoardLesson]:
    heads = heads_of(session, (booking.lesson.cohort_id for booking in bookings))
    locked = locked_lessons(session, [booking.lesson_id for booking in bookings])
    breaches = verdict.by_lesson if verdict is not None else {}
    today = clock.today()
    return [
        BoardLesson(
            booking=booking,
            row=row_of(booking, by),
            kind=strategy_of(booking.lesson.cohort.programme.type).mark,
            title=name_in_both(booking.lesson.cohort),
            detail=_detail(booking, by, heads.get(booking.lesson.cohort_id, 0)),
            heads=heads.get(booking.lesson.cohort_id, 0),
            is_locked=booking.lesson_id in locked,
            is_over=booking.day <= today,
            conflict=breaches.get(booking.lesson_id),
        )
        for booking in bookings
    ]


def row_of(booking: Booking, by: By) -> str:
    """The id of the row in which a booking is drawn."""
    rows: Mapping[By, Callable[[], str]] = {
        By.WORKSHOP: lambda: booking.workshop_id,
        By.INSTRUCTOR: lambda: booking.instructor_id,
        By.COHORT: lambda: booking.lesson.cohort_id,
        By.ENTERPRISE: lambda: _orderer(booking.lesson.cohort.programme)[0],
    }
    return rows[by]()


def _detail(booking: Booking, by: By, heads: int) -> Message:
    """The two facts that the rows do not give."""
    if by is By.WORKSHOP:
        return msg("%(who)s · %(n)s people", who=booking.instructor.person.name, n=heads)
    if by is By.INSTRUCTOR:
        return msg("%(who)s · %(n)s people", who=booking.workshop.code, n=heads)
    if by is By.COHORT:
        return msg("%(one)s · %(other)s", one=name_in_both(booking.lesson.module), other=booking.workshop.code)
    return msg("%(one)s · %(other)s", one=booking.workshop.code, other=booking.instructor.person.name)


def _rows(session: Session, timetable: Timetable | None, by: By, bookings: Sequence[Booking]) -> list[Row]:
    """All workshops or instructors of the base where lessons can be moved to, else the rows that have a lesson."""
    if timetable is not None and by is By.WORKSHOP:
        return [_workshop_row(workshop) for workshop in workshops_of(session, timetable.organisation_id)]
    if timetable is not None and by is By.INSTRUCTOR:
        return [Row(row.id, row.person.name) for row in instructors_of(session, timetable.organisation_id)]
    rows = {row_of(booking, by): _row(booking, by) for booking in bookings}
    return sorted(rows.values(), key=lambda row: (str(row.title), row.id))


def _row(booking: Booking, by: By) -> Row:
    programme = booking.lesson.cohort.programme
    if by is By.WORKSHOP:
        return _workshop_row(booking.workshop)
    if by is By.INSTRUCTOR:
        return Row(booking.instructor_id, booking.instructor.person.name)
    orderer_id, orderer = _orderer(programme)
    if by is By.COHORT:
        return Row(booking.lesson.cohort_id, name_in_both(booking.lesson.cohort), orderer)
    return Row(orderer_id, orderer)


def _orderer(programme: Programme) -> tuple[str, Message]:
    """Who ordered a programme: its enterprise, or the programme itself where several share it."""
    if programme.enterprise is not None:
        return programme.enterprise.id, name_in_both(programme.enterprise)
    return programme.id, bilingual(programme.title_en or programme.title, programme.title)


def _workshop_row(workshop: Workshop) -> Row:
    stations = sum(group.count for group in workshop.workstations)
    note = msg("%(n)s workstations", n=stations) if stations else msg("%(n)s desks", n=workshop.seats)
    return Row(workshop.id, workshop.code, name_in_both(workshop), note)


def _with_halves(rows: Sequence[Row], lessons: Sequence[BoardLesson], evenings: bool) -> list[Row]:
    late = {lesson.row for lesson in lessons if lesson.half is HalfDay.EVENING}
    return [replace(row, halves=tuple(HalfDay)) if evenings or row.id in late else row for row in rows]


def _habits(session: Session, timetable: Timetable) -> list[Habit]:
    """The different (weekdays, half-days) at which the cohorts that are not over can be taught."""
    # As text, because PostgreSQL does not compare JSON values.
    own = select(cast(Cohort.weekdays, Text), cast(Cohort.half_days, Text)).distinct().join(Cohort.programme)
    rows = session.execute(own.where(Programme.base_id == timetable.organisation_id, Cohort.state.in_(SCHEDULABLE)))
    return [(json.loads(row[0]), json.loads(row[1])) for row in rows]


def _weekdays(habits: Iterable[Habit]) -> set[int]:
    return {day for weekdays, _half_days in habits for day in weekdays}


def _days(calendar: WorkCalendar, monday: date, busy: set[date], weekdays: set[int]) -> list[BoardDay]:
    """Monday to Friday, and the days of the weekend that have lessons, could have them, or are worked."""
    found = []
    for day in days_between(monday, monday + timedelta(days=6)):
        special = calendar.special(day)
        is_worked = special is not None and special.kind is DayKind.MAKEUP
        usable = day.isoweekday() in weekdays and is_open(calendar, day)
        if day.isoweekday() <= 5 or day in busy or is_worked or usable:
            found.append(BoardDay(day, special))
    return found
