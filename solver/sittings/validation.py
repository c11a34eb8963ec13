"""Every fault of the data of sittings, each with the path of its field."""

from __future__ import annotations

from collections.abc import Iterator

from solver.faults import Known, at_least, dates, duplicate_ids, interval, shift, unknown
from solver.problem import BOTH, Fault
from solver.sittings.problem import Assessor, Engagement, Sitting, SittingProblem


def faults_of(problem: SittingProblem) -> list[Fault]:
    """List every fault of sittings, assessors and policy; the timetable is judged by its own judge."""
    return list(_faults(problem))


def _faults(problem: SittingProblem) -> Iterator[Fault]:
    yield from at_least("panel.least", problem.panel.least, 1)
    yield from at_least("panel.most_heads_each", problem.panel.most_heads_each, 1)
    yield from duplicate_ids("sittings", problem.sittings)
    yield from duplicate_ids("assessors", problem.assessors)
    known = Known(problem.problem)
    for at, sitting in enumerate(problem.sittings):
        yield from _sitting(f"sittings[{at}]", sitting, known)
        if problem.panel.size_for(sitting) % 2 == 0:
            yield Fault(f"sittings[{at}].panel_size", f"is {sitting.panel_size}, must be odd")
    for at, assessor in enumerate(problem.assessors):
        yield from _assessor(f"assessors[{at}]", assessor, known)


def _sitting(path: str, sitting: Sitting, known: Known) -> Iterator[Fault]:
    yield from unknown(f"{path}.cohort", [sitting.cohort], known.cohorts, "cohort")
    yield from unknown(f"{path}.bases", sitting.bases, known.bases, "base")
    yield from known.period_numbers_of(f"{path}.starts", sitting.starts)
    yield from dates(path, first_day=sitting.first_day, last_day=sitting.last_day)
    yield from at_least(f"{path}.heads", sitting.heads, max(1, len(sitting.candidates)))
    yield from at_least(f"{path}.periods", sitting.periods, 1)
    yield from at_least(f"{path}.most_rounds", sitting.most_rounds, 1)
    yield from at_least(f"{path}.least_days_after", sitting.least_days_after, 0)
    yield from at_least(f"{path}.panel_size", sitting.panel_size, 1)
    if sitting.kind == BOTH:
        yield Fault(f"{path}.kind", "must be theory or practice")
    if len(set(sitting.candidates)) < len(sitting.candidates):
        yield Fault(f"{path}.candidates", "names somebody twice")


def _assessor(path: str, assessor: Assessor, known: Known) -> Iterator[Fault]:
    yield from unknown(f"{path}.instructor", [assessor.instructor], known.instructors, "instructor")
    yield from unknown(f"{path}.home_base", [assessor.home_base], known.bases, "base")
    yield from known.availability(f"{path}.availability", assessor.availability)
    for at, card in enumerate(assessor.cards):
        yield from interval(f"{path}.cards[{at}]", card.first_day, card.last_day)
    for at, item in enumerate(assessor.engagements):
        yield from _engagement(f"{path}.engagements[{at}]", item, known)
    for at, duty in enumerate(assessor.shifts):
        yield from shift(f"{path}.shifts[{at}]", duty.start, duty.end, duty.rest_minutes)
    for field in ("max_periods_a_day", "max_periods_a_week", "sittings_before"):
        yield from at_least(f"{path}.{field}", getattr(assessor, field), 0)


def _engagement(path: str, item: Engagement, known: Known) -> Iterator[Fault]:
    yield from dates(path, day=item.day)
    yield from unknown(f"{path}.base", [item.base], known.bases, "base")
    if item.periods < 1 or not 1 <= item.first_period <= len(known.period_numbers) - item.periods + 1:
        yield Fault(f"{path}.first_period", "does not fit in the day")
