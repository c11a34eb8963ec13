"""Curriculum-based course timetabling of ITC-2007: instances (`.ctt`) as problems, solutions line by line.

Format: Di Gaspero, McCollum, Schaerf, "The Second International Timetabling Competition (ITC-2007):
Curriculum-based Course Timetabling (Track 3)", 2007. A curriculum becomes a cohort, a course a module with
its students as heads, a lecture a lesson of one period, a room a workshop with seats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from solver.formats.ctt_text import Course, Ctt, numbers_in, read_ctt
from solver.params import Weights
from solver.problem import (
    THEORY,
    Availability,
    Base,
    Closure,
    Cohort,
    Day,
    Fault,
    Instructor,
    Lesson,
    Module,
    Period,
    Problem,
    ProblemFaults,
    Qualification,
    Workshop,
)
from solver.timetable import Booking, Timetable

FIRST_DAY = date(2026, 9, 7)
_OFF = dict.fromkeys(Weights.__dataclass_fields__, 0)
WEIGHTS = Weights(**{**_OFF, "seats_missing": 1, "least_days": 5, "lone_lessons": 2, "workshop_changes": 1})
"""The competition's objective: room capacity, minimum working days, curriculum compactness, room stability."""


def problem_from_ctt(text: str) -> Problem:
    """The problem in the text of an instance; its objective is that of `WEIGHTS`.

    Raises `ProblemFaults` that lists every fault with its line.
    """
    given = read_ctt(text)
    dates = [(FIRST_DAY + timedelta(days=day)).isoformat() for day in range(given.days)]
    attended = _attended(given)
    own = [cohort for course in given.courses if (cohort := _own_cohort(course)) in attended[course.id]]
    return Problem(
        name=given.name,
        periods=_periods(given.periods_per_day),
        days=tuple(Day(day, min(date.fromisoformat(day).isoweekday(), 5)) for day in dates),
        bases=(Base("base"),),
        workshops=tuple(Workshop(room, "base", seats) for room, seats in given.rooms),
        instructors=_instructors(given.courses),
        cohorts=(
            *(Cohort(curriculum.id, 1, dates[0], dates[-1]) for curriculum in given.curricula),
            # Compactness is asked of curricula alone.
            *(Cohort(id_, 1, dates[0], dates[-1], minds_lone_lessons=False) for id_ in own),
        ),
        modules=tuple(_module(course, attended[course.id], given, dates) for course in given.courses),
        lessons=tuple(
            Lesson(f"{course.id}-{number}", course.id, number, 1)
            for course in given.courses
            for number in range(1, course.lectures + 1)
        ),
    )


def _periods(count: int) -> tuple[Period, ...]:
    """Periods without a gap, all in one half-day, so that neighbours by number are neighbours in time."""
    minutes = min(45, 960 // count)
    starts = [480 + minutes * at for at in range(count)]
    return tuple(Period(at + 1, "morning", start, start + minutes) for at, start in enumerate(starts))


def _attended(given: Ctt) -> dict[str, list[str]]:
    """The cohorts of each course; a course without a curriculum has one of its own."""
    found: dict[str, list[str]] = defaultdict(list)
    for curriculum in given.curricula:
        for course in curriculum.courses:
            found[course].append(curriculum.id)
    return {course.id: found[course.id] or [_own_cohort(course)] for course in given.courses}


def _own_cohort(course: Course) -> str:
    # No id in a file has a space, so this cannot be a curriculum's.
    return f"course {course.id}"


def _instructors(courses: Iterable[Course]) -> tuple[Instructor, ...]:
    taught: dict[str, list[str]] = defaultdict(list)
    for course in courses:
        taught[course.teacher].append(course.id)
    return tuple(
        Instructor(teacher, tuple(Qualification(subject) for subject in subjects))
        for teacher, subjects in taught.items()
    )


def _module(course: Course, cohorts: list[str], given: Ctt, dates: list[str]) -> Module:
    closed: dict[int, list[int]] = defaultdict(list)
    for day, period in sorted(given.unavailable[course.id]):
        closed[day].append(period + 1)
    closures = tuple(Closure(dates[day], dates[day], tuple(periods)) for day, periods in closed.items())
    return Module(
        course.id,
        cohorts[0],
        course.id,
        THEORY,
        shares_workshop=False,
        also=tuple(cohorts[1:]),
        heads=course.students,
        may_overfill=True,
        least_days=course.least_days or None,
        availability=Availability((), closures),
    )


def timetable_to_lines(problem: Problem, timetable: Timetable) -> str:
    """One line for each lecture: course, room, day and period, both counted from 0."""
    module_of = {lesson.id: lesson.module for lesson in problem.lessons}
    day_at = {day.date: at for at, day in enumerate(problem.days)}
    rows = [
        (module_of[booking.lesson], booking.workshop, day_at[booking.day], booking.first_period - 1)
        for booking in sorted(timetable.bookings, key=lambda b: (b.day, b.first_period))
    ]
    order = {module.id: at for at, module in enumerate(problem.modules)}
    rows.sort(key=lambda row: order[row[0]])
    return "".join(f"{course} {room} {day} {period}\n" for course, room, day, period in rows)


def timetable_from_lines(problem: Problem, text: str) -> Timetable:
    """Any program's solution; a course's lectures are numbered in the order of time.

    A course with too many lines has its last lecture booked again, which the judge reports. Raises
    `ProblemFaults` that lists every line that cannot be read.
    """
    reader = _Solution(problem)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            reader.read(number, line.split())
    if reader.faults:
        raise ProblemFaults(reader.faults)
    return reader.timetable()


@dataclass(frozen=True, slots=True)
class _Lecture:
    day: int
    period: int
    room: str


class _Solution:
    """Collects the lines of a solution by course."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.rooms = {workshop.id for workshop in problem.workshops}
        self.lectures: dict[str, list[_Lecture]] = {module.id: [] for module in problem.modules}
        self.faults: list[Fault] = []

    def read(self, number: int, fields: list[str]) -> None:
        path = f"line {number}"
        if len(fields) != 4:
            self.faults.append(Fault(path, f"has {len(fields)} fields, must have 4: course, room, day, period"))
            return
        course, room, *when = fields
        faults = []
        if course not in self.lectures:
            faults.append(Fault(path, f"unknown course '{course}'"))
        if room not in self.rooms:
            faults.append(Fault(path, f"unknown room '{room}'"))
        limits = (("day", len(self.problem.days)), ("period", len(self.problem.periods)))
        times = numbers_in(path, when, limits, faults)
        self.faults += faults
        if not faults:
            self.lectures[course].append(_Lecture(times[0], times[1], room))

    def timetable(self) -> Timetable:
        lessons: dict[str, list[str]] = defaultdict(list)
        for lesson in sorted(self.problem.lessons, key=lambda lesson: lesson.number):
            lessons[lesson.module].append(lesson.id)
        teacher = {held.subject: person.id for person in self.problem.instructors for held in person.qualifications}
        bookings = []
        for course, lectures in self.lectures.items():
            for at, lecture in enumerate(sorted(lectures, key=lambda found: (found.day, found.period))):
                booked = lessons[course][min(at, len(lessons[course]) - 1)]
                day = self.problem.days[lecture.day].date
                bookings.append(Booking(booked, day, lecture.period + 1, lecture.room, teacher[course]))
        return Timetable(tuple(sorted(bookings)))
