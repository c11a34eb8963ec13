"""Random small sitting problems that use every field, and random bookings of them, for Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from solver import (
    Availability,
    Base,
    Booking,
    Closure,
    Cohort,
    Commitment,
    Day,
    Duty,
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
from solver.sittings import (
    Assessor,
    Card,
    Engagement,
    PanelPolicy,
    Shift,
    Sitting,
    SittingBooking,
    SittingProblem,
)

DATES = [(date(2026, 11, 23) + timedelta(days=at)).isoformat() for at in range(9)]
# Five periods in three half-days; ten minutes between the first ones.
PERIODS = (
    Period(1, "morning", 480, 525),
    Period(2, "morning", 535, 580),
    Period(3, "morning", 590, 635),
    Period(4, "afternoon", 650, 695),
    Period(5, "evening", 700, 745),
)
BASES = ("b1", "b2")
WORKSHOPS = ("w1", "w2")
COHORTS = ("c1", "c2")
TRAINEES = ("t1", "t2", "t3", "t4")
INSTRUCTORS = ("i1", "i2")
ASSESSORS = ("a1", "a2", "a3", "a4")
ENTERPRISES = ("e1", "e2")

days = st.sampled_from(DATES)
rarely = st.integers(0, 3).map(lambda number: number == 0)


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """A few of the values, seldom all."""
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


@st.composite
def availabilities(draw: st.DrawFn) -> Availability:
    if not draw(rarely):
        return Availability()
    weekly = tuple(draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2), (3, 4, 5)])) for _ in range(7))
    closures = (Closure(*sorted((draw(days), draw(days))), draw(st.sampled_from([(), (1,), (3, 4)]))),)
    return Availability(weekly if draw(st.booleans()) else (), closures if draw(st.booleans()) else ())


@st.composite
def shifts(draw: st.DrawFn) -> tuple[str, str, int]:
    day = draw(days)
    following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    start, end = draw(st.sampled_from([(f"{day}T22:00", f"{following}T06:00"), (f"{day}T07:00", f"{day}T09:20")]))
    return start, end, draw(st.sampled_from([0, 130, 300]))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Problem, Timetable]:
    """Two cohorts, one perhaps a group of the other, with at most one lesson each, and a few commitments."""
    trainees = {cohort: draw(some(TRAINEES)) for cohort in COHORTS}
    known = sorted({trainee for found in trainees.values() for trainee in found})
    modules = tuple(Module(f"m{at}", cohort, "s", "theory") for at, cohort in enumerate(COHORTS))
    lessons = tuple(Lesson(f"{module.id}-1", module.id, 1, 1) for module in modules if draw(st.booleans()))
    closed = draw(st.sets(st.sampled_from(DATES[1:-1]), max_size=2))
    problem = Problem(
        name="random",
        periods=PERIODS,
        days=tuple(Day(day, date.fromisoformat(day).isoweekday()) for day in DATES if day not in closed),
        bases=(Base("b1", draw(availabilities())), Base("b2")),
        workshops=(
            Workshop("w1", "b1", 2, (Stations("lathe", draw(st.integers(0, 4))),), draw(availabilities())),
            Workshop("w2", "b2", 3, (Stations("lathe", 2),)),
        ),
        instructors=tuple(Instructor(id_, (Qualification("s"),)) for id_ in INSTRUCTORS),
        cohorts=(
            Cohort("c1", 4, DATES[0], DATES[-1], trainees["c1"]),
            Cohort("c2", 4, DATES[0], DATES[-1], trainees["c2"], part_of="c1" if draw(rarely) else None),
        ),
        modules=modules,
        lessons=lessons,
        travel=(Travel("b1", "b2", draw(st.sampled_from([0, 10, 30]))),),
        duties=tuple(
            Duty(f"n{at}", *draw(shifts()), draw(some(COHORTS))[:1], draw(some(tuple(known))) if known else ())
            for at in range(draw(st.integers(0, 3)))
        ),
        commitments=tuple(draw(commitments(at, tuple(known))) for at in range(draw(st.integers(0, 3)))),
    )
    booked = [lesson for lesson in lessons if draw(st.integers(0, 5))]
    early = st.sampled_from(DATES[:4])
    return problem, Timetable(
        tuple(
            Booking(
                lesson.id,
                draw(early),
                draw(st.integers(1, 5)),
                draw(st.sampled_from(WORKSHOPS)),
                draw(st.sampled_from(INSTRUCTORS)),
            )
            for lesson in booked
        )
    )


@st.composite
def commitments(draw: st.DrawFn, at: int, known: tuple[str, ...]) -> Commitment:
    return Commitment(
        f"x{at}",
        draw(days),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 2)),
        base=draw(st.none() | st.sampled_from(BASES)),
        workshop=draw(st.none() | st.sampled_from(WORKSHOPS)),
        instructors=draw(st.sampled_from([(), ("i1",)])),
        cohorts=draw(st.sampled_from([(), (), ("c1",)])),
        trainees=draw(some(known))[:1] if known else (),
    )


@st.composite
def sittings(draw: st.DrawFn, at: int) -> Sitting:
    candidates = draw(some(TRAINEES)) if draw(st.booleans()) else ()
    first, last = sorted((draw(days), draw(days))) if draw(rarely) else (None, None)
    return Sitting(
        id=f"s{at}",
        cohort=draw(st.sampled_from(COHORTS)),
        subject=draw(st.sampled_from(["turning", "turning", "milling"])),
        heads=draw(st.integers(max(1, len(candidates)), 4)),
        periods=draw(st.integers(1, 2)),
        rank=draw(st.integers(1, 2)),
        kind=draw(st.sampled_from(["theory", "practice"])),
        equipment=draw(st.sampled_from([None, "lathe"])),
        candidates=candidates,
        most_rounds=draw(st.integers(1, 2)),
        least_days_after=draw(st.integers(0, 2)),
        first_day=first,
        last_day=last,
        starts=draw(st.sampled_from([(), (), (1, 3, 4)])),
        bases=draw(st.sampled_from([(), (), ("b1",)])),
        enterprises=draw(some(ENTERPRISES))[:1],
        panel_size=draw(st.sampled_from([None, 1, 1])),
    )


@st.composite
def assessors(draw: st.DrawFn, id_: str) -> Assessor:
    cards = []
    for subject in ("turning", "milling"):
        first, last = sorted((draw(days), draw(days))) if draw(rarely) else (None, None)
        if draw(st.integers(0, 4)):
            cards.append(Card(subject, draw(st.integers(1, 3)), first, last))
    return Assessor(
        id=id_,
        cards=tuple(cards),
        enterprises=draw(some(ENTERPRISES))[:1] if draw(st.booleans()) else (),
        taught_cohorts=("c1",) if draw(rarely) and draw(st.booleans()) else (),
        taught_trainees=(draw(st.sampled_from(TRAINEES)),) if draw(rarely) and draw(st.booleans()) else (),
        instructor=draw(st.none() | st.sampled_from(INSTRUCTORS)),
        trainee=draw(st.sampled_from([None, None, None, "t1"])),
        home_base=draw(st.none() | st.sampled_from(BASES)),
        availability=draw(availabilities()),
        engagements=(
            Engagement("g" + id_, draw(days), draw(st.integers(1, 4)), 2, draw(st.sampled_from([None, *BASES]))),
        )
        if draw(st.booleans())
        else (),
        shifts=(Shift(*draw(shifts())),) if draw(rarely) else (),
        max_periods_a_day=draw(st.sampled_from([None, None, 2, 3])),
        max_periods_a_week=draw(st.sampled_from([None, None, 3, 4])),
        sittings_before=draw(st.integers(0, 2)),
        sat_with=tuple(other for other in draw(some(ASSESSORS))[:1] if other != id_),
    )


@st.composite
def sitting_problems(draw: st.DrawFn) -> SittingProblem:
    problem, timetable = draw(worlds())
    return SittingProblem(
        problem,
        timetable,
        tuple(draw(sittings(at)) for at in range(draw(st.integers(1, 3)))),
        tuple(draw(assessors(id_)) for id_ in ASSESSORS),
        PanelPolicy(draw(st.sampled_from([1, 3])), draw(st.sampled_from([None, 2]))),
    )


@st.composite
def problems_with_bookings(draw: st.DrawFn) -> tuple[SittingProblem, tuple[SittingBooking, ...]]:
    """A problem and a booking of every sitting, crowded into few days so that rules are broken often."""
    problem = draw(sitting_problems())
    crowd = draw(st.lists(days, min_size=1, max_size=2))
    sizes = {sitting.id: problem.panel.size_for(sitting) for sitting in problem.sittings}
    return problem, tuple(
        SittingBooking(
            sitting.id,
            draw(st.sampled_from(crowd)),
            draw(st.integers(1, 5)),
            draw(st.sampled_from(WORKSHOPS)),
            tuple(draw(st.permutations(ASSESSORS))[: min(4, max(0, sizes[sitting.id] + draw(odd_or_even)))]),
        )
        for sitting in problem.sittings
    )


odd_or_even = st.sampled_from([0, 0, 0, 0, 1, -1, 2])


@st.composite
def near_misses(draw: st.DrawFn, bookings: tuple[SittingBooking, ...]) -> tuple[SittingBooking, ...]:
    """The bookings with one of them changed in day, period, workshop or panel."""
    at = draw(st.integers(0, len(bookings) - 1))
    size = len(bookings[at].panel)
    panels = st.permutations(ASSESSORS).map(lambda ids: tuple(ids[:size]))
    values = {"day": days, "first_period": st.integers(1, 5), "workshop": st.sampled_from(WORKSHOPS), "panel": panels}
    field = draw(st.sampled_from(sorted(values)))
    changed = replace(bookings[at], **{field: draw(values[field])})
    return (*bookings[:at], changed, *bookings[at + 1 :])
