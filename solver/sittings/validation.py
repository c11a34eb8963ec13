"""Every fault of the data of sittings, each with the path of its field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from solver.problem import BOTH, Fault, Problem
from solver.sittings.problem import Assessor, Card, Sitting, SittingProblem


def faults_of(problem: SittingProblem) -> list[Fault]:
    """List every fault of sittings, assessors and policy; the timetable is judged by its own judge."""
    return list(_faults(problem))


def _faults(problem: SittingProblem) -> Iterator[Fault]:
    if problem.panel.least < 1:
        yield Fault("panel.least", f"is {problem.panel.least}, must be at least 1")
    if problem.panel.most_heads_each is not None and problem.panel.most_heads_each < 1:
        yield Fault("panel.most_heads_each", f"is {problem.panel.most_heads_each}, must be at least 1")
    yield from _ids("sittings", [sitting.id for sitting in problem.sittings])
    yield from _ids("assessors", [assessor.id for assessor in problem.assessors])
    for at, sitting in enumerate(problem.sittings):
        yield from _sitting(f"sittings[{at}]", sitting, problem.problem)
        if problem.panel.size_for(sitting) % 2 == 0:
            yield Fault(f"sittings[{at}].panel_size", f"is {sitting.panel_size}, must be odd")
    for at, assessor in enumerate(problem.assessors):
        yield from _assessor(f"assessors[{at}]", assessor, problem.problem)


def _ids(path: str, ids: list[str]) -> Iterator[Fault]:
    for at, id_ in enumerate(ids):
        if not id_:
            yield Fault(f"{path}[{at}].id", "must not be empty")
        if id_ in ids[:at]:
            yield Fault(f"{path}[{at}].id", f"'{id_}' is used twice")


def _sitting(path: str, sitting: Sitting, problem: Problem) -> Iterator[Fault]:
    cohorts = {cohort.id: cohort for cohort in problem.cohorts}
    yield from _known(f"{path}.cohort", [sitting.cohort], cohorts, "cohort")
    yield from _known(f"{path}.bases", sitting.bases, {base.id for base in problem.bases}, "base")
    yield from _known(f"{path}.starts", sitting.starts, {period.number for period in problem.periods}, "period")
    yield from _days(path, first_day=sitting.first_day, last_day=sitting.last_day)
    numbers = (("heads", sitting.heads, max(1, len(sitting.candidates))), ("periods", sitting.periods, 1))
    more = (("most_rounds", sitting.most_rounds, 1), ("least_days_after", sitting.least_days_after, 0))
    for field, value, least in (*numbers, *more):
        if value < least:
            yield Fault(f"{path}.{field}", f"is {value}, must be at least {least}")
    if sitting.panel_size is not None and sitting.panel_size < 1:
        yield Fault(f"{path}.panel_size", f"is {sitting.panel_size}, must be at least 1")
    if sitting.kind == BOTH:
        yield Fault(f"{path}.kind", "must be theory or practice")
    if len(set(sitting.candidates)) < len(sitting.candidates):
        yield Fault(f"{path}.candidates", "names somebody twice")


def _assessor(path: str, assessor: Assessor, problem: Problem) -> Iterator[Fault]:
    instructors = {instructor.id for instructor in problem.instructors}
    yield from _known(f"{path}.instructor", [assessor.instructor], instructors, "instructor")
    yield from _known(f"{path}.home_base", [assessor.home_base], {base.id for base in problem.bases}, "base")
    yield from _availability(path, assessor, {period.number for period in problem.periods})
    for at, card in enumerate(assessor.cards):
        yield from _card(f"{path}.cards[{at}]", card)
    for at, item in enumerate(assessor.engagements):
        inner = f"{path}.engagements[{at}]"
        yield from _days(inner, day=item.day)
        yield from _known(f"{inner}.base", [item.base], {base.id for base in problem.bases}, "base")
        if item.periods < 1 or not 1 <= item.first_period <= len(problem.periods) - item.periods + 1:
            yield Fault(f"{inner}.first_period", "does not fit in the day")
    for at, shift in enumerate(assessor.shifts):
        yield from _shift(f"{path}.shifts[{at}]", shift.start, shift.end, shift.rest_minutes)
    for field in ("max_periods_a_day", "max_periods_a_week", "sittings_before"):
        value = getattr(assessor, field)
        if value is not None and value < 0:
            yield Fault(f"{path}.{field}", f"is {value}, must not be negative")


def _availability(path: str, assessor: Assessor, periods: Collection[int]) -> Iterator[Fault]:
    if assessor.availability.weekly and len(assessor.availability.weekly) != 7:
        yield Fault(f"{path}.availability.weekly", "must have seven days or none")
    for weekly in assessor.availability.weekly:
        yield from _known(f"{path}.availability.weekly", weekly, periods, "period")
    for at, closure in enumerate(assessor.availability.closures):
        inner = f"{path}.availability.closures[{at}]"
        yield from _days(inner, first_day=closure.first_day, last_day=closure.last_day)
        yield from _known(f"{inner}.periods", closure.periods, periods, "period")


def _card(path: str, card: Card) -> Iterator[Fault]:
    yield from _days(path, first_day=card.first_day, last_day=card.last_day)
    if card.first_day is not None and card.last_day is not None and card.last_day < card.first_day:
        yield Fault(f"{path}.last_day", f"'{card.last_day}' is before the first day '{card.first_day}'")


def _shift(path: str, start: str, end: str, rest: int) -> Iterator[Fault]:
    moments = []
    for field, text in (("start", start), ("end", end)):
        try:
            moments.append(datetime.fromisoformat(text))
        except ValueError:
            yield Fault(f"{path}.{field}", f"'{text}' is not a minute (YYYY-MM-DDTHH:MM)")
    if len(moments) == 2 and moments[1] <= moments[0]:
        yield Fault(f"{path}.end", "is not after the start")
    if rest < 0:
        yield Fault(f"{path}.rest_minutes", f"is {rest}, must not be negative")


def _known(path: str, values: Iterable[object], known: Collection[object], what: str) -> Iterator[Fault]:
    for value in values:
        if value is not None and value not in known:
            yield Fault(path, f"unknown {what} '{value}'")


def _days(path: str, **days: str | None) -> Iterator[Fault]:
    for field, text in days.items():
        try:
            is_day = text is None or date.fromisoformat(text).isoformat() == text
        except ValueError:
            is_day = False
        if not is_day:
            yield Fault(f"{path}.{field}", f"'{text}' is not a date (YYYY-MM-DD)")
