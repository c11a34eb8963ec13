"""`python -m solver repair`: mend a published timetable after incidents, touching as few people as possible."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from solver.check import check
from solver.commands.files import BadInput, Instance, must_be_writable, read_instance, read_timetable, write_timetable
from solver.commands.output import say
from solver.commands.stopping import stopping_softly
from solver.problem import Problem
from solver.repair import (
    Change,
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    Repair,
    RepairLimits,
    WorkshopClosed,
    after_incident,
    repair,
)
from solver.timetable import Booking

_FORMS: tuple[tuple[str, str, Callable[..., Incident]], ...] = (
    ("instructor I ill DAY..DAY", r"instructor (?P<id>\S.*) ill (?P<day>\S+)\.\.(?P<last>\S+)", InstructorAway),
    ("workshop W closed DAY..DAY", r"workshop (?P<id>\S.*) closed (?P<day>\S+)\.\.(?P<last>\S+)", WorkshopClosed),
    (
        "lesson L at DAY PERIOD WORKSHOP",
        r"lesson (?P<id>\S.*) at (?P<day>\S+) (\d{1,3}) (\S.*)",
        lambda lesson, day, period, workshop: LessonMoved(lesson, day, int(period), workshop),
    ),
    ("cohort C withdrawn DAY", r"cohort (?P<id>\S.*) withdrawn (?P<day>\S+)", CohortWithdrawn),
)


def add_commands(commands: Any) -> None:
    """Add the command to the parser's sub-commands."""
    mending = commands.add_parser("repair", help="mend a published timetable after incidents")
    mending.add_argument("instance", metavar="FILE")
    mending.add_argument("--published", required=True, metavar="TIMETABLE", help="the timetable in force")
    forms = " | ".join(form for form, _, _ in _FORMS)
    mending.add_argument("--incident", required=True, action="append", metavar="TEXT", help=f"{forms}; may be repeated")
    mending.add_argument("--today", default=None, metavar="DAY", help="lessons up to this day stay as they are")
    mending.add_argument("--time-limit", type=float, default=5.0, metavar="S", help="seconds (5)")
    mending.add_argument("--most-touched", type=int, default=None, metavar="N", help="the most people to touch")
    mending.add_argument("--seed", type=int, default=1, metavar="N")
    mending.add_argument("--out", metavar="FILE", help="where to write the first repair's timetable")
    mending.set_defaults(run=run_repair)


def run_repair(options: argparse.Namespace) -> int:
    """0 when there is a repair, else 1."""
    must_be_writable(options.out)
    if not 0 < options.time_limit < math.inf:
        raise BadInput(f"--time-limit: {options.time_limit} is not a number of seconds")
    instance = read_instance(options.instance)
    changed = _after(instance, options)
    limits = RepairLimits(options.time_limit, options.most_touched, seed=options.seed)
    with stopping_softly() as stop:
        result = repair(changed, limits, instance.weights, stop.is_set)
    if options.out and result.repairs:
        write_timetable(instance, result.repairs[0].timetable, options.out)
    say(
        {
            "hit": list(result.hit),
            "repairs": [_told(changed, one) for one in result.repairs],
            "least_touched": result.least_touched,
            "is_impossible": result.is_impossible,
            "first_seconds": None if result.first_seconds is None else round(result.first_seconds, 3),
            "seconds": round(result.seconds, 3),
            "seed": result.seed,
        }
    )
    return 0 if result.repairs else 1


def _after(instance: Instance, options: argparse.Namespace) -> Problem:
    published = read_timetable(instance, options.published)
    incidents = [incident_of(text) for text in options.incident]
    if options.today is not None:
        _day("--today", options.today)
    broken = [v.rule for v in check(instance.problem, published, instance.weights).violations]
    if broken:
        rules = ", ".join(dict.fromkeys(broken))
        raise BadInput(f"{options.published}: breaks {rules}; only a timetable that could be published can be repaired")
    try:
        return after_incident(instance.problem, published, incidents, today=options.today)
    except ValueError as error:
        raise BadInput(f"--incident: {error}") from error


def incident_of(text: str) -> Incident:
    """The incident that a text says in one of the four forms. Raises `BadInput`."""
    for _, form, made in _FORMS:
        found = re.fullmatch(form, " ".join(text.split()))
        if found is not None:
            named = found.groupdict()
            days = [_day(f"--incident: {text}", named[name]) for name in ("day", "last") if name in named]
            if days != sorted(days):
                raise BadInput(f"--incident: {text}: the last day is before the first")
            return made(*found.groups())
    raise BadInput(f"--incident: '{text}' is none of: {' | '.join(form for form, _, _ in _FORMS)}")


def _day(where: str, text: str) -> str:
    try:
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError as error:
        raise BadInput(f"{where}: '{text}' is not a date (YYYY-MM-DD)") from error
    raise BadInput(f"{where}: '{text}' is not a date (YYYY-MM-DD)")


def _told(problem: Problem, one: Repair) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "people": one.touched.people,
        "cohorts": list(one.touched.cohorts),
        "instructors": list(one.touched.instructors),
        "cost": one.cost,
        "is_least": one.is_least,
        "is_within_cap": one.is_within_cap,
        "violations": len(check(problem, one.timetable).violations),
        "changes": [_change(change) for change in one.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    before = None if change.before is None else _place(change.before)
    return {"lesson": change.lesson, "before": before, "after": _place(change.after)}


def _place(booking: Booking) -> list[str | int]:
    return [booking.day, booking.first_period, booking.workshop, booking.instructor]
