"""Random problems with what only the soft goals ask for: least days, claims, wishes and a published past."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from solver import Booking, Cohort, Module, Problem, Timetable, Wish
from solver.patterns import dates_of
from tests.solver.strategies import BASES, COHORTS, INSTRUCTORS, WORKSHOPS, days

periods_of_a_day = st.sampled_from([(), (1, 2), (3, 4), (5,)])
people = st.sampled_from([*(("instructor", id_) for id_ in INSTRUCTORS), *(("cohort", id_) for id_ in COHORTS)])


@st.composite
def wishes(draw: st.DrawFn, id_: str) -> Wish:
    kind, who = draw(people)
    return Wish(
        id_,
        kind,
        who,
        tuple(draw(periods_of_a_day) for _ in range(7)) if draw(st.booleans()) else (),
        draw(st.sampled_from([None, *BASES])),
        draw(st.sampled_from(INSTRUCTORS)) if kind == "cohort" and draw(st.booleans()) else None,
        draw(st.integers(1, 3)),
    )


@st.composite
def publications(draw: st.DrawFn, lesson: str) -> Booking:
    where, who = draw(st.sampled_from(WORKSHOPS)), draw(st.sampled_from(INSTRUCTORS))
    return Booking(lesson, draw(days), draw(st.integers(1, 5)), where, who)


@st.composite
def with_goals(draw: st.DrawFn, problem: Problem) -> Problem:
    """The problem with data for every soft goal."""

    def aimed(module: Module) -> Module:
        return replace(module, least_days=draw(st.sampled_from([None, 1, 2, 3])))

    def claimed(cohort: Cohort) -> Cohort:
        return replace(cohort, claim_by=draw(st.none() | days), claim_value=draw(st.integers(0, 5)))

    published = [lesson.id for lesson in problem.lessons if draw(st.booleans())]
    return replace(
        problem,
        modules=tuple(aimed(module) for module in problem.modules),
        cohorts=tuple(claimed(cohort) for cohort in problem.cohorts),
        wishes=tuple(draw(wishes(f"u{at}")) for at in range(draw(st.integers(0, 3)))),
        published=tuple(draw(publications(lesson)) for lesson in published),
    )


@st.composite
def kept_in_part(draw: st.DrawFn, problem: Problem, timetable: Timetable) -> Timetable:
    """The timetable with some lessons put where they are published, or where a pattern of theirs would have them."""
    published = {item.lesson: item for item in problem.published}
    lessons = {lesson.id: lesson for lesson in problem.lessons}
    kept = {booking.lesson: booking for booking in timetable.bookings}
    open_days = [day.date for day in problem.days]
    for lesson in sorted(kept.keys() & published.keys()):
        fits = published[lesson].first_period + lessons[lesson].periods - 1 <= len(problem.periods)
        if fits and draw(st.booleans()):
            kept[lesson] = published[lesson]
    for module in problem.modules:
        if module.patterns and draw(st.booleans()):
            pattern = draw(st.sampled_from(module.patterns))
            own = [lesson for lesson in problem.lessons if lesson.module == module.id]
            for lesson, day in zip(own, dates_of(pattern, open_days), strict=False):
                first = min(pattern.first_period, len(problem.periods) - lesson.periods + 1)
                kept[lesson.id] = replace(kept[lesson.id], day=day, first_period=first)
    return Timetable(tuple(kept.values()))


@st.composite
def roomy(draw: st.DrawFn, problem: Problem) -> Problem:
    """The problem without caps, locks and most calendars, so that the whole model has a choice more often than not."""
    every = {"max_periods_a_day": None, "max_periods_a_week": None}
    return replace(
        problem,
        duties=(),
        commitments=(),
        quotas=(),
        allowances=(),
        lines=(),
        instructors=tuple(replace(item, **every) for item in problem.instructors),
        cohorts=tuple(replace(item, **every, lines=()) for item in problem.cohorts),
        modules=tuple(
            replace(item, heads=None if draw(st.booleans()) else 1, patterns=item.patterns[:2], one_instructor=False)
            for item in problem.modules
        ),
        lessons=tuple(replace(item, locked=None) for item in problem.lessons),
    )
