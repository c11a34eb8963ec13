"""Examples of the rules about patterns, blocks with one instructor, production lines and shares of what is scarce."""

from __future__ import annotations

from solver import Allowance, Line, LineShare, Pattern, Quota, Timetable
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
    open_days,
    with_bookings,
)
from tests.solver.rules.case import Case

ON_ONE_LINE = (a_cohort(lines=(LineShare("press", 5),)), a_cohort("c2", lines=(LineShare("press", 5),)))
MONDAY_TUESDAY = Pattern((1, 2), 1, MONDAY, 2)
WEDNESDAYS = Pattern((3,), 3, MONDAY, 2)

SHARED_CASES = (
    Case(
        "weekly_pattern",
        a_problem(modules=(a_module(patterns=(MONDAY_TUESDAY, WEDNESDAYS)), a_module("m2", "c2"))),
        with_bookings(a_booking("l2", WEDNESDAY)),
        names=("m1", "l2"),
    ),
    Case(
        "weekly_pattern",
        a_problem(modules=(a_module(patterns=(MONDAY_TUESDAY, WEDNESDAYS)), a_module("m2", "c2"))),
        with_bookings(a_booking("l1", MONDAY, 3)),
        # The other pattern, whose second date is in the following week.
        beside=with_bookings(a_booking("l1", WEDNESDAY, 3), a_booking("l2", "2026-12-02", 3)),
        names=("m1", "l1"),
        variant="period",
    ),
    Case(
        "weekly_pattern",
        a_problem(
            days=tuple(day for day in open_days() if day.date != "2026-12-02"),
            modules=(a_module(patterns=(MONDAY_TUESDAY, WEDNESDAYS)), a_module("m2", "c2")),
        ),
        Timetable((a_booking("l1", WEDNESDAY, 3), *CLEAN.bookings[2:])),
        names=("m1", "l1"),
        also=("every_lesson_once",),
        variant="too few open dates",
    ),
    Case(
        "one_instructor",
        a_problem(modules=(a_module(one_instructor=True), a_module("m2", "c2"))),
        with_bookings(a_booking("l2", TUESDAY, instructor="i2")),
        beside=with_bookings(a_booking("k2", TUESDAY, 5)),
        names=("m1", "i1", "i2"),
    ),
    Case(
        "line_presence",
        a_problem(cohorts=ON_ONE_LINE, lines=(Line("press", 9),)),
        with_bookings(a_booking("k1", MONDAY, 2, "w2", "i2")),
        beside=with_bookings(a_booking("k1", MONDAY, 3, "w2", "i2")),
        names=("press", "l1", "k1"),
    ),
    Case(
        "line_presence",
        a_problem(
            cohorts=(*ON_ONE_LINE, a_cohort("c3", lines=(LineShare("press", 5),))),
            modules=(a_module(also=("c3",), kind="theory"), a_module("m2", "c2")),
            lines=(Line("press", 9),),
        ),
        CLEAN,
        beside=Timetable(CLEAN.bookings[2:]),
        names=("press", "l1"),
        variant="joint",
    ),
    Case(
        "quota",
        a_problem(
            cohorts=(a_cohort(owner="e1"), a_cohort("c2", owner="e2")),
            quotas=(Quota("q1", "e1", 20, workshops=("w1",), last_day=TUESDAY), Quota("q2", "e2", 40)),
        ),
        CLEAN,
        beside=with_bookings(a_booking("l2", TUESDAY, workshop="w2")),
        names=("q1", "e1", "l1", "l2"),
    ),
    Case(
        "quota",
        a_problem(cohorts=(a_cohort(owner="e1"), a_cohort("c2")), quotas=(Quota("q1", "e1", 39, last_day=TUESDAY),)),
        CLEAN,
        beside=with_bookings(a_booking("l2", WEDNESDAY)),
        names=("q1", "e1", "l1", "l2"),
        variant="days",
    ),
    Case(
        "allowance",
        a_problem(
            modules=(a_module(purpose="apprentices"), a_module("m2", "c2", purpose="studio")),
            allowances=(Allowance("i1", "apprentices", 3), Allowance("i1", "studio", 0)),
        ),
        CLEAN,
        beside=with_bookings(a_booking("l2", NEXT_MONDAY)),
        names=("i1", "apprentices", "l1", "l2"),
    ),
)
