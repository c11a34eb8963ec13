"""Examples of the rules that lessons break together."""

from __future__ import annotations

from solver import After, Commitment, Lesson, Stations, Timetable
from tests.solver.builders import (
    CLEAN,
    MONDAY,
    NEXT_MONDAY,
    TUESDAY,
    WEDNESDAY,
    a_booking,
    a_cohort,
    a_module,
    a_problem,
    a_workshop,
    an_instructor,
    with_bookings,
)
from tests.solver.rules.case import Case

SHARED_TRAINEE = (a_cohort(trainees=("t1", "t2")), a_cohort("c2", trainees=("t2", "t3")))
IN_ORDER = (a_module(), a_module("m2", "c1", after=(After("m1", least_days=2, most_days=6),)))
IN_GROUPS = (a_cohort(), a_cohort("c2", part_of="c1"))
ONE_COHORT = (a_cohort(),)
K1_BESIDE_L1 = a_booking("k1", MONDAY, 1, instructor="i2")

TOGETHER_CASES = (
    Case(
        "workshop_double_booking",
        a_problem(workshops=(a_workshop(stations=(Stations("bench", 19),)), a_workshop("w2", "b2"))),
        with_bookings(K1_BESIDE_L1),
        names=("w1", "l1", "k1"),
    ),
    Case(
        "workshop_double_booking",
        a_problem(modules=(a_module(shares_workshop=False), a_module("m2", "c2"))),
        with_bookings(K1_BESIDE_L1),
        beside=with_bookings(a_booking("k1", MONDAY, 1, "w2", "i2")),
        names=("w1", "l1", "k1"),
        also=(),
        variant="alone",
    ),
    Case(
        "workshop_double_booking",
        a_problem(commitments=(Commitment("x", MONDAY, 2, 2, workshop="w1", stations=(Stations("bench", 11),)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 7)),
        names=("w1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "workshop_double_booking",
        a_problem(commitments=(Commitment("x", MONDAY, 1, 12, workshop="w1"),)),
        Timetable((a_booking("l1"),)),
        beside=Timetable((a_booking("l1", workshop="w2"),)),
        names=("w1", "l1", "x"),
        also=("every_lesson_once",),
        variant="whole workshop taken",
    ),
    Case(
        "instructor_double_booking",
        a_problem(),
        with_bookings(a_booking("k1", MONDAY, 2)),
        beside=with_bookings(a_booking("k1", MONDAY, 3)),
        names=("i1", "l1", "k1"),
    ),
    Case(
        "instructor_double_booking",
        a_problem(commitments=(Commitment("x", MONDAY, 2, 1, instructors=("i1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 3)),
        names=("i1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "cohort_double_booking",
        a_problem(modules=(a_module(), a_module("m2", "c1"))),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("c1", "l1", "k1"),
    ),
    Case(
        "cohort_double_booking",
        a_problem(commitments=(Commitment("x", MONDAY, 2, 1, cohorts=("c1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 3)),
        names=("c1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "trainee_double_booking",
        a_problem(cohorts=SHARED_TRAINEE),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("t2", "l1", "k1"),
    ),
    Case(
        "trainee_double_booking",
        a_problem(cohorts=SHARED_TRAINEE, commitments=(Commitment("x", MONDAY, 1, 2, trainees=("t1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 3)),
        names=("t1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "lesson_order",
        a_problem(),
        with_bookings(a_booking("l1", TUESDAY, 3)),
        beside=with_bookings(a_booking("l2", MONDAY, 3)),
        names=("m1", "l1", "l2"),
    ),
    Case(
        "lesson_spacing",
        a_problem(modules=(a_module(least_days_between=2), a_module("m2", "c2"))),
        CLEAN,
        beside=with_bookings(a_booking("l2", WEDNESDAY)),
        names=("m1", "l1", "l2"),
        variant="too near",
    ),
    Case(
        "lesson_spacing",
        a_problem(modules=(a_module(most_days_between=6), a_module("m2", "c2"))),
        with_bookings(a_booking("l2", NEXT_MONDAY)),
        names=("m1", "l1", "l2"),
        variant="too far",
    ),
    Case(
        "lessons_a_day",
        a_problem(modules=(a_module(most_lessons_a_day=1), a_module("m2", "c2"))),
        with_bookings(a_booking("l2", MONDAY, 3)),
        names=("m1", "l1", "l2"),
    ),
    Case(
        "module_order",
        a_problem(cohorts=ONE_COHORT, modules=(a_module(), a_module("m2", "c1", after=(After("m1"),)))),
        CLEAN,
        beside=with_bookings(
            a_booking("k1", WEDNESDAY, 1, instructor="i2"), a_booking("k2", WEDNESDAY, 5, instructor="i2")
        ),
        names=("m2", "m1", "l2", "k1"),
    ),
    Case(
        "module_spacing",
        a_problem(cohorts=ONE_COHORT, modules=IN_ORDER),
        with_bookings(a_booking("k1", WEDNESDAY, 1, instructor="i2"), a_booking("k2", WEDNESDAY, 5, instructor="i2")),
        beside=with_bookings(
            a_booking("k1", "2026-11-26", 1, instructor="i2"), a_booking("k2", "2026-11-26", 5, instructor="i2")
        ),
        names=("m2", "m1", "l2", "k1"),
        variant="too near",
    ),
    Case(
        "module_spacing",
        a_problem(cohorts=ONE_COHORT, modules=IN_ORDER),
        with_bookings(
            a_booking("k1", "2026-12-01", 1, instructor="i2"), a_booking("k2", "2026-12-01", 5, instructor="i2")
        ),
        beside=with_bookings(
            a_booking("k1", NEXT_MONDAY, 1, instructor="i2"), a_booking("k2", NEXT_MONDAY, 5, instructor="i2")
        ),
        names=("m2", "m1", "l2", "k1"),
        variant="too far",
    ),
    Case(
        "instructor_day_cap",
        a_problem(instructors=(an_instructor(max_periods_a_day=3), an_instructor("i2"))),
        with_bookings(a_booking("l2", MONDAY, 3)),
        names=("i1", "l1", "l2"),
    ),
    Case(
        "instructor_day_cap",
        a_problem(
            instructors=(an_instructor(max_periods_a_day=3), an_instructor("i2")),
            commitments=(Commitment("x", MONDAY, 9, 2, instructors=("i1",)),),
        ),
        CLEAN,
        beside=with_bookings(a_booking("l1", TUESDAY, 1, instructor="i2"), a_booking("l2", TUESDAY, 3)),
        names=("i1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "instructor_week_cap",
        a_problem(instructors=(an_instructor(max_periods_a_week=3), an_instructor("i2"))),
        CLEAN,
        beside=with_bookings(a_booking("l2", NEXT_MONDAY)),
        names=("i1", "l1", "l2"),
    ),
    Case(
        "cohort_day_cap",
        a_problem(cohorts=(a_cohort(max_periods_a_day=3), a_cohort("c2"))),
        with_bookings(a_booking("l2", MONDAY, 3)),
        names=("c1", "l1", "l2"),
    ),
    Case(
        "cohort_week_cap",
        a_problem(cohorts=(a_cohort(max_periods_a_week=3), a_cohort("c2"))),
        CLEAN,
        beside=with_bookings(a_booking("l2", NEXT_MONDAY)),
        names=("c1", "l1", "l2"),
    ),
    Case(
        "instructor_travel",
        a_problem(),
        # The morning ends at 11:15 with period 4 and lunch gives time; from 2 to 3 there are 5 minutes of 60.
        with_bookings(a_booking("k1", MONDAY, 3, "w2", "i1")),
        beside=with_bookings(a_booking("k1", MONDAY, 5, "w2", "i1")),
        names=("i1", "l1", "k1"),
    ),
    Case(
        "instructor_travel",
        a_problem(commitments=(Commitment("x", MONDAY, 3, 1, base="b2", instructors=("i1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 1, "w2")),
        names=("i1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "cohort_travel",
        a_problem(),
        with_bookings(a_booking("l2", MONDAY, 3, "w2", "i2")),
        beside=with_bookings(a_booking("l2", MONDAY, 7, "w2", "i2"), a_booking("k1", MONDAY, 5)),
        names=("c1", "l1", "l2"),
    ),
    Case(
        "cohort_travel",
        a_problem(commitments=(Commitment("x", MONDAY, 3, 1, base="b2", cohorts=("c1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 7)),
        names=("c1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "trainee_travel",
        a_problem(cohorts=SHARED_TRAINEE),
        with_bookings(a_booking("k1", MONDAY, 3, "w2", "i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 7, "w2", "i2")),
        names=("t2", "l1", "k1"),
    ),
    Case(
        "trainee_travel",
        a_problem(cohorts=SHARED_TRAINEE, commitments=(Commitment("x", MONDAY, 3, 1, base="b2", trainees=("t1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 7)),
        names=("t1", "l1", "x"),
        variant="commitment",
    ),
    Case(
        "cohort_double_booking",
        a_problem(modules=(a_module(also=("c2",), kind="theory"), a_module("m2", "c2"))),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("c2", "l1", "k1"),
        variant="joint",
    ),
    Case(
        "trainee_double_booking",
        a_problem(
            cohorts=(*SHARED_TRAINEE, a_cohort("c3")),
            modules=(a_module("m1", "c3", also=("c1",), kind="theory"), a_module("m2", "c2")),
        ),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("t2", "l1", "k1"),
        variant="joint",
    ),
    Case(
        "workshop_double_booking",
        a_problem(
            workshops=(a_workshop(seats=8), a_workshop("w2", "b2", seats=9)),
            modules=(
                a_module(kind="theory", may_overfill=True),
                a_module("m2", "c2", kind="theory", may_overfill=True, heads=1),
            ),
        ),
        with_bookings(K1_BESIDE_L1),
        names=("w1", "l1", "k1"),
        variant="overfull",
    ),
    Case(
        "group_split",
        a_problem(cohorts=IN_GROUPS),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("c2", "c1", "l1", "k1"),
    ),
    Case(
        "group_split",
        a_problem(cohorts=IN_GROUPS, commitments=(Commitment("x", MONDAY, 5, 1, cohorts=("c1",)),)),
        CLEAN,
        beside=with_bookings(a_booking("k1", MONDAY, 7, instructor="i2")),
        names=("c2", "c1", "k1", "x"),
        variant="commitment",
    ),
    Case(
        "group_split",
        a_problem(
            cohorts=(a_cohort(part_of="c4"), a_cohort("c2"), a_cohort("c3"), a_cohort("c4", part_of="c3")),
            modules=(a_module(), a_module("m2", "c3")),
        ),
        with_bookings(a_booking("k1", MONDAY, 2, instructor="i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, instructor="i2")),
        names=("c1", "c3", "l1", "k1"),
        variant="group of a group",
    ),
    Case(
        "group_split",
        a_problem(
            cohorts=(a_cohort(part_of="c3"), a_cohort("c2", part_of="c3"), a_cohort("c3", size=20)),
            modules=(a_module(), a_module("m2", "c2"), a_module("m3", "c3", kind="theory")),
            lessons=(*a_problem().lessons, Lesson("w1", "m3", 1, 2)),
        ),
        Timetable((*CLEAN.bookings, a_booking("w1", MONDAY, 1, "w1", "i2"))),
        # Groups of one cohort beside each other, their whole at another time.
        beside=Timetable((*with_bookings(K1_BESIDE_L1).bookings, a_booking("w1", WEDNESDAY))),
        names=("c1", "c3", "l1", "w1"),
        variant="siblings",
    ),
    Case(
        "cohort_travel",
        a_problem(cohorts=IN_GROUPS),
        with_bookings(a_booking("k1", MONDAY, 3, "w2", "i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 7, "w2", "i2")),
        names=("c2", "l1", "k1"),
        variant="practice group",
    ),
)
