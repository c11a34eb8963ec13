"""Examples of the rules that a lesson can break by itself."""

from __future__ import annotations

from dataclasses import replace

from solver import Availability, Base, Closure, Duty, Lesson, Lock, Qualification, Reservation, Stations, Timetable
from tests.solver.builders import (
    CLEAN,
    MONDAY,
    NEXT_MONDAY,
    SATURDAY,
    TUESDAY,
    WEDNESDAY,
    a_booking,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
    days_with_saturday,
    open_days,
    with_bookings,
)
from tests.solver.rules.case import Case

# Periods 1 and 2 (morning) on working days only.
MORNINGS = Availability(weekly=((1, 2), (1, 2), (1, 2), (1, 2), (1, 2), (), ()))
MONDAY_SHUT = Availability(closures=(Closure(MONDAY, MONDAY),))
PERIOD_ONE_SHUT = Availability(closures=(Closure(MONDAY, MONDAY, (1,)),))
_DAYS = open_days()


def _lessons(locked: Lock) -> tuple[Lesson, ...]:
    first, *others = a_problem().lessons
    return (replace(first, locked=locked), *others)


ALONE_CASES = (
    Case(
        "known_ids",
        a_problem(),
        with_bookings(a_booking("l1", instructor="nobody")),
        names=("l1",),
    ),
    Case(
        "every_lesson_once",
        a_problem(),
        Timetable(CLEAN.bookings[1:]),
        names=("l1",),
        variant="missing",
    ),
    Case(
        "group_size",
        a_problem(cohorts=(a_cohort(most_size=9), a_cohort("c2", most_size=10))),
        CLEAN,
        beside=Timetable(CLEAN.bookings[2:]),
        names=("c1", "m1"),
        variant="too many",
    ),
    Case(
        "group_size",
        a_problem(cohorts=(a_cohort(), a_cohort("c2", least_size=11))),
        CLEAN,
        beside=Timetable(CLEAN.bookings[:2]),
        names=("c2", "m2"),
        variant="too few",
    ),
    Case(
        "group_size",
        a_problem(modules=(a_module(most_trainees=9), a_module("m2", "c2", most_trainees=10))),
        CLEAN,
        beside=Timetable(CLEAN.bookings[2:]),
        names=("c1", "m1"),
        variant="module",
    ),
    Case(
        "calendar_day",
        a_problem(),
        with_bookings(a_booking("l2", SATURDAY)),
        beside=with_bookings(a_booking("l2", "2026-11-27")),
        names=("l2",),
    ),
    Case(
        "calendar_day",
        a_problem(days=tuple(day for day in _DAYS if day.date != TUESDAY)),
        with_bookings(a_booking("k2", WEDNESDAY, 5, instructor="i2")),
        beside=with_bookings(a_booking("l2", WEDNESDAY), a_booking("k2", WEDNESDAY, 5, instructor="i2")),
        names=("l2",),
        variant="holiday",
    ),
    Case(
        "half_day",
        a_problem(),
        with_bookings(a_booking("l1", MONDAY, 4)),
        beside=with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1",),
        also=(),
    ),
    Case(
        "window",
        a_problem(cohorts=(a_cohort(last_day=TUESDAY), a_cohort("c2"))),
        with_bookings(a_booking("l2", WEDNESDAY)),
        names=("l2", "c1"),
    ),
    Case(
        "window",
        a_problem(modules=(a_module(first_day=TUESDAY), a_module("m2", "c2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", TUESDAY, 1), a_booking("l2", TUESDAY, 3)),
        names=("l1", "c1"),
        variant="module",
    ),
    Case(
        "locked_lesson",
        a_problem(lessons=_lessons(Lock(day=MONDAY, first_period=1, workshop="w1", instructor="i1"))),
        with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1",),
    ),
    Case(
        "locked_lesson",
        a_problem(lessons=_lessons(Lock(instructor="i2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", instructor="i2")),
        names=("l1",),
        variant="instructor",
    ),
    Case(
        "locked_lesson",
        a_problem(lessons=_lessons(Lock(workshop="w2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", workshop="w2")),
        names=("l1",),
        variant="workshop",
    ),
    Case(
        "allowed_base",
        a_problem(cohorts=(a_cohort(bases=("b1",)), a_cohort("c2"))),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "c1", "w2", "b2"),
    ),
    Case(
        "workshop_equipment",
        a_problem(workshops=(a_workshop(), a_workshop("w2", "b2", stations=(Stations("lathe", 20),)))),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "w2", "bench"),
    ),
    Case(
        "workshop_capacity",
        a_problem(workshops=(a_workshop(), a_workshop("w2", "b2", stations=(Stations("bench", 9),)))),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "c1", "w2"),
    ),
    Case(
        "workshop_capacity",
        a_problem(
            workshops=(a_workshop(seats=10), a_workshop("w2", "b2", seats=9)),
            modules=(a_module(kind="theory"), a_module("m2", "c2")),
        ),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "c1", "w2"),
        variant="seats",
    ),
    Case(
        "instructor_qualified",
        a_problem(instructors=(an_instructor(), an_instructor("i2", qualifications=(Qualification("milling"),)))),
        Timetable((CLEAN.bookings[0], a_booking("l2", TUESDAY, 5, instructor="i2"))),
        beside=Timetable(CLEAN.bookings[:2]),
        names=("l2", "i2", "welding"),
        also=("every_lesson_once",),
    ),
    Case(
        "instructor_qualified",
        a_problem(
            instructors=(
                an_instructor(qualifications=(Qualification("welding", last_day=MONDAY),)),
                an_instructor("i2"),
            )
        ),
        CLEAN,
        beside=with_bookings(a_booking("l2", TUESDAY, instructor="i2")),
        names=("l2", "i1", "welding"),
        variant="expired",
    ),
    Case(
        "instructor_qualified",
        a_problem(
            instructors=(an_instructor(qualifications=(Qualification("welding", "theory"),)), an_instructor("i2"))
        ),
        CLEAN,
        beside=with_bookings(a_booking("l1", instructor="i2"), a_booking("l2", TUESDAY, instructor="i2")),
        names=("i1", "welding"),
        variant="theory only",
    ),
    Case(
        "workshop_open",
        a_problem(workshops=(a_workshop(availability=PERIOD_ONE_SHUT), a_workshop("w2", "b2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 2)),
        names=("l1", "w1"),
    ),
    Case(
        "workshop_open",
        a_problem(bases=(Base("b1", MONDAY_SHUT), Base("b2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", WEDNESDAY), a_booking("k1", TUESDAY, 3, instructor="i2")),
        names=("l1", "w1"),
        also=("lesson_order",),
        variant="base",
    ),
    Case(
        "instructor_available",
        a_problem(instructors=(an_instructor(availability=MORNINGS), an_instructor("i2"))),
        with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1", "i1"),
    ),
    Case(
        "instructor_available",
        a_problem(
            days=days_with_saturday(works_as=1),
            instructors=(an_instructor(availability=Availability(((), *MORNINGS.weekly[1:]))), an_instructor("i2")),
        ),
        with_bookings(a_booking("l1", TUESDAY), a_booking("l2", SATURDAY)),
        beside=with_bookings(a_booking("l1", TUESDAY), a_booking("l2", "2026-11-27")),
        names=("l2", "i1"),
        variant="make-up Monday",
    ),
    Case(
        "cohort_available",
        a_problem(cohorts=(a_cohort(availability=MORNINGS), a_cohort("c2"))),
        with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1", "c1"),
    ),
    Case(
        "module_available",
        a_problem(modules=(a_module(availability=MORNINGS), a_module("m2", "c2"))),
        with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1", "m1"),
    ),
    Case(
        "module_available",
        a_problem(modules=(a_module(availability=PERIOD_ONE_SHUT), a_module("m2", "c2"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 2)),
        names=("l1", "m1"),
        variant="closure",
    ),
    Case(
        "rest_after_duty",
        a_problem(duties=(Duty("n1", "2026-11-23T22:00", "2026-11-24T06:00", 480, cohorts=("c1",)),)),
        CLEAN,
        # Rested at 14:00; the seventh period begins at 14:40.
        beside=with_bookings(a_booking("l2", TUESDAY, 7)),
        names=("l2", "c1", "n1"),
    ),
    Case(
        "rest_after_duty",
        a_problem(
            cohorts=(a_cohort(trainees=("t1", "t2")), a_cohort("c2", trainees=("t3",))),
            duties=(Duty("n1", "2026-11-29T22:00", "2026-11-30T06:00", 480, trainees=("t2", "t3")),),
        ),
        with_bookings(a_booking("l2", NEXT_MONDAY, 1)),
        beside=with_bookings(a_booking("l2", NEXT_MONDAY, 7)),
        names=("l2", "t2", "n1"),
        variant="one trainee",
    ),
    Case(
        "allowed_base",
        a_problem(
            cohorts=(a_cohort(), a_cohort("c2"), a_cohort("c3", bases=("b1",))),
            modules=(a_module(also=("c3",)), a_module("m2", "c2")),
        ),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "c3", "w2", "b2"),
        variant="joint",
    ),
    Case(
        "group_size",
        a_problem(
            cohorts=(a_cohort(), a_cohort("c2"), a_cohort("c3", size=3)),
            modules=(a_module(also=("c3",), most_trainees=12), a_module("m2", "c2")),
        ),
        CLEAN,
        beside=Timetable(CLEAN.bookings[2:]),
        names=("c1", "m1"),
        variant="joint",
    ),
    Case(
        "cohort_available",
        a_problem(
            cohorts=(a_cohort(), a_cohort("c2"), a_cohort("c3", availability=MORNINGS)),
            modules=(a_module(also=("c3",)), a_module("m2", "c2")),
        ),
        with_bookings(a_booking("l1", MONDAY, 3)),
        names=("l1", "c3"),
        variant="joint",
    ),
    Case(
        "rest_after_duty",
        a_problem(
            cohorts=(a_cohort(part_of="c3"), a_cohort("c2"), a_cohort("c3", size=20)),
            duties=(Duty("n1", "2026-11-23T22:00", "2026-11-24T06:00", 480, cohorts=("c3",)),),
        ),
        CLEAN,
        beside=with_bookings(a_booking("l2", TUESDAY, 7)),
        names=("l2", "c1", "n1"),
        variant="practice group",
    ),
    Case(
        "workshop_capacity",
        a_problem(
            workshops=(a_workshop(), a_workshop("w2", "b2", stations=(Stations("bench", 13),))),
            cohorts=(a_cohort(), a_cohort("c2"), a_cohort("c3", size=4)),
            modules=(a_module(also=("c3",)), a_module("m2", "c2")),
        ),
        with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "c1", "w2"),
        variant="joint",
    ),
    Case(
        "workshop_capacity",
        a_problem(
            workshops=(a_workshop(seats=10), a_workshop("w2", "b2", seats=9)),
            cohorts=(a_cohort(), a_cohort("c2"), a_cohort("c3")),
            modules=(
                a_module(kind="theory", also=("c3",), heads=10),
                a_module("m2", "c2", kind="theory", may_overfill=True),
            ),
        ),
        with_bookings(a_booking("l1", workshop="w2")),
        # Ten of the twenty come to l1, and k1 may stand.
        beside=with_bookings(a_booking("k1", MONDAY, 5, "w2", "i2"), a_booking("k2", TUESDAY, 5, "w2", "i2")),
        names=("l1", "c1", "w2"),
        variant="overfull",
    ),
    Case(
        "mentor_ratio",
        a_problem(instructors=(an_instructor(), an_instructor("i2", max_trainees=9))),
        CLEAN,
        beside=with_bookings(a_booking("k1", MONDAY, 5), a_booking("k2", TUESDAY, 5)),
        names=("k1", "i2"),
    ),
    Case(
        "reserved_periods",
        a_problem(
            cohorts=(a_cohort(owner="e1"), a_cohort("c2", owner="e2")),
            workshops=(a_workshop(reservations=(Reservation(("e2",), MORNINGS),)), a_workshop("w2", "b2")),
        ),
        with_bookings(a_booking("l1", MONDAY, 2), a_booking("l2", TUESDAY, 3)),
        beside=with_bookings(
            a_booking("l1", MONDAY, 3), a_booking("l2", TUESDAY, 3), a_booking("k1", MONDAY, 1, instructor="i2")
        ),
        names=("l1", "w1", "c1"),
    ),
    Case(
        "reserved_periods",
        a_problem(
            cohorts=(a_cohort(owner="e2"), a_cohort("c2", owner="e2"), a_cohort("c3")),
            modules=(a_module(also=("c3",)), a_module("m2", "c2")),
            workshops=(a_workshop(reservations=(Reservation(("e2",)),)), a_workshop("w2", "b2")),
        ),
        CLEAN,
        beside=with_bookings(a_booking("l1", workshop="w2"), a_booking("l2", TUESDAY, workshop="w2")),
        names=("l1", "w1", "c3"),
        variant="joint",
    ),
)
