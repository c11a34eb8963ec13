"""The judge on real solutions: silent on clean ones, and every seeded fault is caught."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from solver import Booking, Problem, Timetable, check, generate

Fault = Callable[[Problem, list[Booking], random.Random], None]


def drop(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    bookings.pop(chance.randrange(len(bookings)))


def repeat(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    bookings.append(chance.choice(bookings))


def _changed(bookings: list[Booking], at: int, **changes: object) -> None:
    bookings[at] = replace(bookings[at], **changes)  # type: ignore[arg-type]


def onto_another(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    """Same time and instructor as another lesson."""
    at, other = chance.sample(range(len(bookings)), 2)
    _changed(
        bookings,
        at,
        day=bookings[other].day,
        first_period=bookings[other].first_period,
        instructor=bookings[other].instructor,
    )


def to_sunday(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    _changed(bookings, chance.randrange(len(bookings)), day="2026-10-04")


def across_lunch(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    _changed(bookings, chance.randrange(len(bookings)), first_period=3)


def to_unqualified(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    at = chance.randrange(len(bookings))
    lessons = {lesson.id: lesson.module for lesson in problem.lessons}
    subjects = {module.id: module.subject for module in problem.modules}
    wanted = subjects[lessons[bookings[at].lesson]]
    others = [i.id for i in problem.instructors if i.qualifications[0].subject != wanted]
    _changed(bookings, at, instructor=chance.choice(others))


def swap_order(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    """Two neighbouring lessons of a module change places."""
    by_lesson = {booking.lesson: at for at, booking in enumerate(bookings)}
    second = chance.choice([lesson for lesson in problem.lessons if lesson.number == 2])
    first = next(item for item in problem.lessons if item.module == second.module and item.number == 1)
    one, other = by_lesson[first.id], by_lesson[second.id]
    bookings[one], bookings[other] = (
        replace(bookings[other], lesson=first.id),
        replace(bookings[one], lesson=second.id),
    )


def to_nobody(problem: Problem, bookings: list[Booking], chance: random.Random) -> None:
    _changed(bookings, chance.randrange(len(bookings)), workshop="w99")


FAULTS: tuple[tuple[Fault, set[str]], ...] = (
    (drop, {"every_lesson_once"}),
    (repeat, {"every_lesson_once"}),
    (onto_another, {"instructor_double_booking"}),
    (to_sunday, {"calendar_day"}),
    (across_lunch, {"half_day"}),
    (to_unqualified, {"instructor_qualified"}),
    (swap_order, {"lesson_order"}),
    (to_nobody, {"known_ids"}),
)


@pytest.mark.parametrize(("fault", "rules"), FAULTS, ids=[fault.__name__ for fault, _ in FAULTS])
def test_each_seeded_fault_is_caught_on_real_timetables(fault: Fault, rules: set[str]) -> None:
    """Forty seeds of each, on planted timetables of 232 lessons."""
    for seed in range(1, 5):
        problem, planted = generate("S", seed, "tight")
        for turn in range(10):
            bookings = list(planted.bookings)
            fault(problem, bookings, random.Random(100 * seed + turn))
            found = {violation.rule for violation in check(problem, Timetable(tuple(bookings))).violations}
            assert rules <= found


@pytest.mark.parametrize("tightness", ["loose", "tight"])
def test_planted_timetables_raise_no_false_alarm(tightness: str) -> None:
    """They were made without the judge."""
    for seed in range(1, 13):
        problem, planted = generate("S", seed, tightness)
        assert check(problem, planted).violations == ()


def test_the_order_of_bookings_does_not_matter() -> None:
    """A timetable is a set."""
    problem, planted = generate("S", 1)
    mixed = list(planted.bookings)
    random.Random(1).shuffle(mixed)
    assert check(problem, Timetable(tuple(mixed))) == check(problem, planted)
