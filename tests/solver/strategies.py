"""Random small problems that use almost every feature, and random timetables of them, for Hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from solver import (
    After,
    Allowance,
    Availability,
    Base,
    Booking,
    Closure,
    Cohort,
    Commitment,
    Day,
    Duty,
    Forbidden,
    Instructor,
    Lesson,
    Line,
    LineShare,
    Lock,
    Module,
    Pattern,
    Period,
    Problem,
    Qualification,
    Quota,
    Reservation,
    Stations,
    Timetable,
    Travel,
    Workshop,
)
from solver.problem import ALWAYS
from tests.solver.builders import MONDAY

DATES = [(date.fromisoformat(MONDAY) + timedelta(days=at)).isoformat() for at in range(10)]
# Five periods in three half-days, so that collisions are frequent; ten minutes between the first ones.
PERIODS = (
    Period(1, "morning", 480, 525),
    Period(2, "morning", 535, 580),
    Period(3, "morning", 590, 635),
    Period(4, "afternoon", 650, 695),
    Period(5, "evening", 700, 745),
)
BASES = ("b1", "b2")
WORKSHOPS = ("w1", "w2", "w3")
INSTRUCTORS = ("i1", "i2")
COHORTS = ("c1", "c2", "c3")
OWNERS = ("e1", "e2")
MODULES = ("m1", "m2", "m3", "m4")
TAUGHT = {"m1": "c1", "m2": "c1", "m3": "c2", "m4": "c3"}

days = st.sampled_from(DATES)
maybe_day = st.none() | days
caps = st.none() | st.integers(1, 4)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, str]:
    first, last = sorted((draw(days), draw(days)))
    return first, last


@st.composite
def availabilities(draw: st.DrawFn) -> Availability:
    if draw(st.booleans()):
        return Availability()
    weekly = tuple(draw(st.sampled_from([(1, 2, 3, 4, 5), (1, 2), (3, 4, 5), ()])) for _ in range(7))
    first, last = draw(spans())
    closures = (Closure(first, last, draw(st.sampled_from([(), (1,), (3, 4)]))),) if draw(st.booleans()) else ()
    return Availability(weekly if draw(st.booleans()) else (), closures)


@st.composite
def workshops(draw: st.DrawFn, id_: str) -> Workshop:
    stations = tuple(Stations(name, draw(st.integers(0, 5))) for name in ("lathe", "mill") if draw(st.booleans()))
    kept = st.sampled_from([("e1",), ("e3",), OWNERS])
    return Workshop(
        id_,
        draw(st.sampled_from(BASES)),
        draw(st.integers(0, 6)),
        stations,
        draw(availabilities()),
        tuple(Reservation(draw(kept), draw(availabilities())) for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2])))),
    )


@st.composite
def instructors(draw: st.DrawFn, id_: str) -> Instructor:
    held = []
    for subject in draw(st.lists(st.sampled_from(["s1", "s2"]), min_size=1, max_size=2)):
        first, last = draw(spans()) if not draw(st.integers(0, 3)) else (None, None)
        held.append(Qualification(subject, draw(st.sampled_from(["both", "both", "theory", "practice"])), first, last))
    return Instructor(
        id_,
        tuple(held),
        draw(st.none() | st.sampled_from(BASES)),
        draw(availabilities()),
        draw(caps),
        draw(caps),
        draw(st.sampled_from([None, None, None, 3, 5])),
    )


@st.composite
def cohorts(draw: st.DrawFn, id_: str) -> Cohort:
    trainees = tuple(draw(st.lists(st.sampled_from(["t1", "t2", "t3"]), unique=True, min_size=1, max_size=2)))
    size = draw(st.integers(max(1, len(trainees)), 4))
    on_line = draw(st.integers(0, size))
    wished = draw(spans()) if draw(st.booleans()) else (None, None)
    first, last = draw(st.sampled_from([(DATES[0], DATES[-1]), (DATES[1], DATES[7])]))
    return Cohort(
        id_,
        size=size,
        first_day=first,
        last_day=last,
        trainees=trainees,
        least_size=draw(st.sampled_from([1, 1, 1, 2])),
        most_size=draw(st.sampled_from([None, None, 3])),
        wished_first_day=wished[0],
        wished_last_day=wished[1],
        home_base=draw(st.none() | st.sampled_from(BASES)),
        bases=draw(st.sampled_from([(), (), ("b1",)])),
        availability=draw(availabilities()),
        max_periods_a_day=draw(caps),
        max_periods_a_week=draw(st.none() | st.integers(2, 6)),
        owner=draw(st.sampled_from([None, *OWNERS])),
        part_of="c1" if id_ == "c3" and draw(st.booleans()) else None,
        lines=(LineShare("l1", on_line), LineShare("l2", size - on_line))[: draw(st.integers(0, 2))],
    )


@st.composite
def patterns(draw: st.DrawFn) -> tuple[Pattern, ...]:
    """None as a rule; else up to three, most of them with enough dates."""
    return tuple(
        Pattern(
            tuple(draw(st.lists(st.integers(1, 7), unique=True, min_size=1, max_size=3))),
            draw(st.integers(1, 5)),
            draw(days),
            draw(st.integers(1, 3)),
            draw(st.integers(1, 2)),
            draw(st.integers(0, 2)),
        )
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2, 3])))
    )


@st.composite
def modules(draw: st.DrawFn, at: int, groups: tuple[Cohort, ...]) -> Module:
    cohort = TAUGHT[MODULES[at]]
    kin = {"c1", "c3"} if groups[2].part_of else {cohort}
    others = [other for other in COHORTS if other != cohort and not {cohort, other} <= kin]
    after = ()
    if at == 1 and draw(st.booleans()):
        after = (After("m1", draw(st.integers(0, 2)), draw(st.none() | st.integers(0, 5))),)
    first, last = draw(spans()) if not draw(st.integers(0, 4)) else (None, None)
    return Module(
        MODULES[at],
        cohort,
        draw(st.sampled_from(["s1", "s2"])),
        draw(st.sampled_from(["theory", "practice"])),
        draw(st.sampled_from([None, "lathe", "mill"])),
        draw(st.integers(1, 2)),
        draw(st.booleans()),
        after,
        draw(st.integers(0, 2)),
        draw(st.none() | st.integers(0, 4)),
        draw(st.none() | st.integers(1, 2)),
        draw(st.sampled_from([None, None, 3])),
        first,
        last,
        also=tuple(draw(st.sampled_from([(), (), others[:1], others[-1:]]))),
        heads=draw(st.sampled_from([None, None, 1, 5])),
        one_instructor=draw(st.booleans()),
        patterns=draw(patterns()),
        may_overfill=draw(st.booleans()),
        purpose=draw(st.sampled_from([None, "class", "studio"])),
        availability=draw(st.just(ALWAYS) | availabilities()),
    )


@st.composite
def forbidden(draw: st.DrawFn) -> Forbidden:
    """From one day on or up to one, some periods, with a workshop, an instructor or neither."""
    day = draw(maybe_day)
    what = draw(st.sampled_from(["", "workshop", "instructor"]))
    return Forbidden(
        first_day=day if draw(st.booleans()) else None,
        last_day=day,
        periods=draw(st.sampled_from([(), (1,), (2, 3)])),
        workshop=draw(st.sampled_from(WORKSHOPS)) if what == "workshop" else None,
        instructor=draw(st.sampled_from(INSTRUCTORS)) if what == "instructor" else None,
    )


@st.composite
def lessons(draw: st.DrawFn) -> tuple[Lesson, ...]:
    found = []
    for module in MODULES:
        for number in range(draw(st.integers(0 if found else 1, 2))):
            lock = None
            if not draw(st.integers(0, 5)):
                lock = Lock(
                    draw(maybe_day),
                    draw(st.none() | st.integers(1, 5)),
                    draw(st.none() | st.sampled_from(WORKSHOPS)),
                    draw(st.none() | st.sampled_from(INSTRUCTORS)),
                )
            kept_off = () if draw(st.integers(0, 5)) else (draw(forbidden()),)
            found.append(Lesson(f"{module}-{number + 1}", module, number + 1, draw(st.integers(1, 2)), lock, kept_off))
    return tuple(found)


@st.composite
def duties(draw: st.DrawFn, trainees: list[str]) -> tuple[Duty, ...]:
    found = []
    for at in range(draw(st.integers(0, 3))):
        day = draw(days)
        following = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        start, end = draw(st.sampled_from([(f"{day}T22:00", f"{following}T06:00"), (f"{day}T07:00", f"{day}T09:20")]))
        who = tuple(draw(st.lists(st.sampled_from(trainees), unique=True, max_size=2))) if trainees else ()
        whole = draw(st.sampled_from([("c1",), ("c2",), ("c3",), ()]))
        found.append(Duty(f"n{at}", start, end, draw(st.sampled_from([0, 130, 300])), whole, who))
    return tuple(found)


@st.composite
def commitments(draw: st.DrawFn, trainees: list[str]) -> tuple[Commitment, ...]:
    found = []
    for at in range(draw(st.sampled_from([0, 1, 2, 3, 3]))):
        first = draw(st.integers(1, 5))
        found.append(
            Commitment(
                f"x{at}",
                draw(days),
                first,
                draw(st.integers(1, 6 - first)),
                base=draw(st.none() | st.sampled_from(BASES)),
                workshop=draw(st.none() | st.sampled_from(WORKSHOPS)),
                stations=(Stations("lathe", draw(st.integers(0, 3))),) if draw(st.booleans()) else (),
                seats=draw(st.integers(0, 2)),
                instructors=draw(st.sampled_from([(), ("i1",), INSTRUCTORS])),
                cohorts=draw(st.sampled_from([(), ("c1",), ("c2",), ("c3",), ("c1", "c2")])),
                trainees=(draw(st.sampled_from(trainees)),) if trainees and draw(st.booleans()) else (),
            )
        )
    return tuple(found)


@st.composite
def quotas(draw: st.DrawFn) -> tuple[Quota, ...]:
    where = st.sampled_from([(), (), ("w1",), ("w1", "w2")])
    return tuple(
        Quota(f"q{at}", draw(st.sampled_from(OWNERS)), draw(st.integers(0, 12)), draw(where), *draw(spans()))
        for at in range(draw(st.sampled_from([0, 0, 1, 2])))
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    groups = tuple(draw(cohorts(id_)) for id_ in COHORTS)
    trainees = sorted({trainee for cohort in groups for trainee in cohort.trainees})
    closed = draw(st.sets(st.sampled_from(DATES[1:-1]), max_size=2))
    return Problem(
        name="random",
        periods=PERIODS,
        days=tuple(
            Day(day, draw(st.sampled_from([date.fromisoformat(day).isoweekday(), 1])))
            for day in DATES
            if day not in closed
        ),
        bases=(Base("b1", draw(availabilities())), Base("b2")),
        workshops=tuple(draw(workshops(id_)) for id_ in WORKSHOPS),
        instructors=tuple(draw(instructors(id_)) for id_ in INSTRUCTORS),
        cohorts=groups,
        modules=tuple(draw(modules(at, groups)) for at in range(len(MODULES))),
        lessons=draw(lessons()),
        travel=(Travel("b1", "b2", draw(st.sampled_from([0, 10, 30]))),),
        duties=draw(duties(trainees)),
        commitments=draw(commitments(trainees)),
        lines=(Line("l1", draw(st.integers(1, 6))), Line("l2", draw(st.integers(2, 6)))),
        quotas=draw(quotas()),
        allowances=tuple(
            Allowance(who, purpose, draw(st.integers(0, 4)))
            for who, purpose in (("i1", "class"), ("i2", "studio"))
            if draw(st.booleans())
        ),
    )


@st.composite
def mild_problems(draw: st.DrawFn) -> Problem:
    """Problems without most caps and locks, so that about half of them have a solution."""
    problem = draw(problems())
    return replace(
        problem,
        cohorts=tuple(
            replace(c, least_size=1, most_size=None, bases=(), max_periods_a_day=None, lines=c.lines[:1])
            for c in problem.cohorts
        ),
        instructors=tuple(
            replace(i, qualifications=(Qualification("s1"), Qualification("s2")), max_trainees=None)
            for i in problem.instructors
        ),
        workshops=(
            *problem.workshops[:2],
            replace(
                problem.workshops[2], seats=4, stations=(Stations("lathe", 4), Stations("mill", 4)), reservations=()
            ),
        ),
        modules=tuple(replace(m, first_day=None, last_day=None, most_trainees=None) for m in problem.modules),
        lessons=tuple(lesson if draw(st.booleans()) else replace(lesson, locked=None) for lesson in problem.lessons),
    )


@st.composite
def problems_with_timetables(draw: st.DrawFn) -> tuple[Problem, Timetable]:
    """A problem and a complete timetable, crowded into few days so that rules are broken often."""
    problem = draw(problems())
    busy = [item.day for item in problem.commitments] + [duty.end[:10] for duty in problem.duties]
    crowd = draw(st.lists(st.sampled_from([*busy * 5, *DATES]), min_size=1, max_size=3))
    bookings = [
        Booking(
            lesson.id,
            draw(st.sampled_from(crowd)),
            draw(st.integers(1, 6 - lesson.periods)),
            draw(st.sampled_from(WORKSHOPS)),
            draw(st.sampled_from(INSTRUCTORS)),
        )
        for lesson in problem.lessons
    ]
    return problem, Timetable(tuple(bookings))


@st.composite
def disturbances(draw: st.DrawFn, timetable: Timetable) -> Timetable:
    """The timetable with one booking changed in day, period, workshop or instructor."""
    at = draw(st.integers(0, len(timetable.bookings) - 1))
    field, values = draw(
        st.sampled_from(
            [("day", DATES), ("first_period", [1, 2, 3, 4]), ("workshop", WORKSHOPS), ("instructor", INSTRUCTORS)]
        )
    )
    changed = replace(timetable.bookings[at], **{field: draw(st.sampled_from(values))})
    return Timetable((*timetable.bookings[:at], changed, *timetable.bookings[at + 1 :]))
