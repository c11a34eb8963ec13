"""A small sound sitting problem, and larger seeded ones, for the tests of sittings."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from solver import (
    Base,
    Booking,
    Cohort,
    Day,
    Instructor,
    Lesson,
    Module,
    Period,
    Problem,
    Qualification,
    Stations,
    Timetable,
    Travel,
    Workshop,
)
from solver.sittings import Assessor, Card, Engagement, PanelPolicy, Sitting, SittingProblem

FIRST = date(2026, 11, 23)
PERIODS = tuple(
    Period(at + 1, half, start, start + 45)
    for at, (half, start) in enumerate(
        [("morning", 480 + 50 * n) for n in range(4)]
        + [("afternoon", 780 + 50 * n) for n in range(4)]
        + [("evening", 1080 + 50 * n) for n in range(3)]
    )
)


def day(at: int) -> str:
    """The ISO date so many days after the first Monday."""
    return (FIRST + timedelta(days=at)).isoformat()


def workdays(weeks: int) -> tuple[Day, ...]:
    """Monday to Friday of so many weeks."""
    return tuple(Day(day(7 * week + at), at + 1) for week in range(weeks) for at in range(5))


def an_assessor(id_: str, **changes: Any) -> Assessor:
    return replace(Assessor(id_, (Card("turning", 3),)), **changes)


def a_sitting(id_: str = "s1", cohort: str = "c1", **changes: Any) -> Sitting:
    return replace(Sitting(id_, cohort, "turning", heads=8, periods=4, rank=2, equipment="lathe"), **changes)


def a_world(**changes: Any) -> Problem:
    """One base with two workshops of ten lathes, two cohorts with a lesson each, one week."""
    fields: dict[str, Any] = {
        "name": "small",
        "periods": PERIODS,
        "days": workdays(1),
        "bases": (Base("b1"),),
        "workshops": tuple(Workshop(id_, "b1", 20, (Stations("lathe", 10),)) for id_ in ("w1", "w2")),
        "instructors": (Instructor("i1", (Qualification("turning"),)), Instructor("i2", (Qualification("turning"),))),
        "cohorts": tuple(Cohort(id_, 8, day(0), day(4)) for id_ in ("c1", "c2")),
        "modules": (Module("m1", "c1", "turning", "theory"), Module("m2", "c2", "turning", "theory")),
        "lessons": (Lesson("l1", "m1", 1, 4), Lesson("l2", "m2", 1, 4)),
    }
    return Problem(**{**fields, **changes})


TAUGHT = Timetable((Booking("l1", day(0), 1, "w1", "i1"), Booking("l2", day(0), 5, "w1", "i1")))


def a_problem(**changes: Any) -> SittingProblem:
    """A sitting of the first cohort and four assessors, the first of whom is its instructor."""
    fields: dict[str, Any] = {
        "problem": a_world(),
        "timetable": TAUGHT,
        "sittings": (a_sitting(),),
        "assessors": (an_assessor("a1", instructor="i1"), *(an_assessor(f"a{at}") for at in range(2, 5))),
    }
    return SittingProblem(**{**fields, **changes})


def generated(seed: int, *, sittings: int = 10, assessors: int = 12, weeks: int = 3) -> SittingProblem:
    """Sittings of so many cohorts at three bases; everybody teaches, works for somebody and has other things to do."""
    draw = random.Random(seed)
    bases = tuple(Base(f"b{at}") for at in range(3))
    rooms = tuple(
        Workshop(f"w{at}", f"b{at % 3}", 30, (Stations(("lathe", "bench")[at // 3 % 2], draw.randint(6, 14)),))
        for at in range(9)
    )
    cohorts = tuple(Cohort(f"c{at}", draw.randint(8, 16), day(0), day(4)) for at in range(sittings))
    staff = tuple(Instructor(f"i{at}", (Qualification("s"),)) for at in range(assessors))
    lessons = tuple(Lesson(f"l{at}", f"m{at}", 1, 4) for at in range(sittings))
    problem = Problem(
        name=f"generated {seed}",
        periods=PERIODS,
        days=workdays(weeks),
        bases=bases,
        workshops=rooms,
        instructors=staff,
        cohorts=cohorts,
        modules=tuple(Module(f"m{at}", f"c{at}", "s", "theory") for at in range(sittings)),
        lessons=lessons,
        travel=(Travel("b0", "b1", 40), Travel("b1", "b2", 90), Travel("b0", "b2", 60)),
    )
    taught = (
        Booking(lesson.id, day(draw.randint(0, 4)), draw.choice([1, 5]), draw.choice(rooms).id, draw.choice(staff).id)
        for lesson in lessons
    )
    asked = tuple(_sitting(draw, at, cohort) for at, cohort in enumerate(cohorts))
    people = tuple(_assessor(draw, at, weeks) for at in range(assessors))
    return SittingProblem(problem, Timetable(tuple(taught)), asked, people, PanelPolicy(3, 10))


def _sitting(draw: random.Random, at: int, cohort: Cohort) -> Sitting:
    return Sitting(
        id=f"s{at}",
        cohort=cohort.id,
        subject=draw.choice(["turning", "milling"]),
        heads=cohort.size,
        periods=draw.choice([2, 3, 4]),
        rank=draw.randint(1, 3),
        equipment=draw.choice(["lathe", "bench"]),
        most_rounds=2,
        enterprises=(f"e{draw.randint(0, 3)}",),
    )


def _assessor(draw: random.Random, at: int, weeks: int) -> Assessor:
    return Assessor(
        id=f"a{at}",
        cards=tuple(Card(subject, draw.randint(2, 3)) for subject in ("turning", "milling") if draw.random() < 0.8),
        enterprises=(f"e{draw.randint(0, 3)}",) if draw.random() < 0.5 else (),
        instructor=f"i{at}",
        home_base=f"b{at % 3}",
        engagements=tuple(
            Engagement(f"g{at}-{n}", day(draw.randrange(7 * weeks)), draw.choice([1, 5]), 4, f"b{draw.randint(0, 2)}")
            for n in range(3)
        ),
        max_periods_a_day=8,
        max_periods_a_week=24,
        sittings_before=draw.randint(0, 2),
    )
