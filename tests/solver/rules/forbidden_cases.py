"""Examples of what is forbidden for a lesson alone: a time, a workshop at times, an instructor at times."""

from __future__ import annotations

from dataclasses import replace

from solver import Forbidden, Lesson
from tests.solver.builders import CLEAN, MONDAY, TUESDAY, a_booking, a_problem, with_bookings
from tests.solver.rules.case import Case


def _kept_from(item: Forbidden) -> tuple[Lesson, ...]:
    first, *others = a_problem().lessons
    return (replace(first, forbidden=(item,)), *others)


FORBIDDEN_CASES = (
    Case(
        "forbidden_place",
        a_problem(lessons=_kept_from(Forbidden(MONDAY, MONDAY, (2,)))),
        CLEAN,
        beside=with_bookings(a_booking("l1", MONDAY, 3), a_booking("l2", TUESDAY, 1)),
        names=("l1",),
        variant="time",
    ),
    Case(
        "forbidden_place",
        a_problem(lessons=_kept_from(Forbidden(last_day=MONDAY, workshop="w1"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", workshop="w2")),
        names=("l1", "w1"),
        variant="workshop",
    ),
    Case(
        "forbidden_place",
        a_problem(lessons=_kept_from(Forbidden(first_day=MONDAY, instructor="i1"))),
        CLEAN,
        beside=with_bookings(a_booking("l1", instructor="i2")),
        names=("l1", "i1"),
        variant="instructor",
    ),
)
