"""`python -m solver repair`: mend a published timetable after incidents, touching as few people as possible."""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from solver.check import check
from solver.commands.files import BadInput, Instance, must_be_writable, read_instance, read_timetable, write_timetable
from solver.commands.output import say
from solver.commands.stopping import stopping_softly
from solver.problem import Forbidden, Problem
from solver.repair import (
    Change,
    CohortWithdrawn,
    Incident,
    InstructorAway,
    LessonMoved,
    Obstacle,
    PlacesForbidden,
    Repair,
    RepairLimits,
    RepairProgress,
    TraineeWithdrawn,
    WorkshopClosed,
    after_incident,
    repair,
    sentences_of_obstacle,
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
    ("lesson L elsewhere", r"lesson (?P<id>\S.*) elsewhere", lambda lesson: LessonMoved(lesson, elsewhere=True)),
    (
        "lesson L not DAY..DAY",
        r"lesson (?P<id>\S.*) not (?P<day>[^\s.]+)\.\.(?P<last>\S+)",
        lambda lesson, day, last: PlacesForbidden((lesson,), Forbidden(day, last)),
    ),
    (
        "lesson L not in WORKSHOP",
        r"lesson (?P<id>\S.*) not in (\S.*)",
        lambda lesson, workshop: PlacesForbidden((lesson,), Forbidden(workshop=workshop)),
    ),
    (
        "lesson L not with INSTRUCTOR",
        r"lesson (?P<id>\S.*) not with (\S.*)",
        lambda lesson, instructor: PlacesForbidden((lesson,), Forbidden(instructor=instructor)),
    ),
    ("cohort C withdrawn DAY", r"cohort (?P<id>\S.*) withdrawn (?P<day>\S+)", CohortWithdrawn),
    ("trainee T withdrawn", r"trainee (?P<id>\S.*) withdrawn", TraineeWithdrawn),
)


def add_commands(commands: Any) -> None:
    """Add the command to the parser's sub-commands."""
    mending = commands.add_parser("repair", help="mend a published timetable after incidents")
    mending.add_argument("instance", metavar="FILE")
    mending.add_argument("--published", required=True, metavar="TIMETABLE", help="the timetable in force")
    forms = " | ".join(form for form, _, _ in _FORMS)
    mending.add_argument("--incident", required=True, action="append", metavar="TEXT", help=f"{forms}; may be repeated")
    mending.add_argument("--today", default=None, metavar="DAY", help="lessons up to this day stay as they are")
    mending.add_argument("--begun", type=int, default=None, metavar="PERIOD", help="of --today only up to this period")
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
        result = repair(changed, limits, instance.weights, stop.is_set, _show if sys.stderr.isatty() else None)
    if options.out and result.repairs:
        write_timetable(instance, result.repairs[0].timetable, options.out)
    say(
        {
            "hit": list(result.hit),
            "repairs": [_told(changed, one) for one in result.repairs],
            "least_touched": result.least_touched,
            "is_impossible": result.is_impossible,
            "is_stopped": result.is_stopped,
            "obstacles": [_obstacle(one) for one in result.obstacles],
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
    if options.begun is not None and (options.today is None or options.begun < 0):
        raise BadInput("--begun: needs --today and a period, 0 when none has begun")
    broken = [v.rule for v in check(instance.problem, published, instance.weights).violations]
    if broken:
        rules = ", ".join(dict.fromkeys(broken))
        raise BadInput(f"{options.published}: breaks {rules}; only a timetable that could be published can be repaired")
    try:
        return after_incident(instance.problem, published, incidents, today=options.today, begun=options.begun)
    except ValueError as error:
        raise BadInput(f"--incident: {error}") from error


def _show(progress: RepairProgress) -> None:
    best = "" if progress.people is None else f", {progress.people} people, {progress.lessons} lessons"
    print(f"{progress.seconds:6.1f} s  {progress.phase.value}{best}", file=sys.stderr)


def incident_of(text: str) -> Incident:
    """The incident that a text says in one of the forms. Raises `BadInput`."""
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


def _obstacle(one: Obstacle) -> dict[str, Any]:
    told = {language: list(sentences_of_obstacle(one, lambda _, id_: id_, language)) for language in ("en", "zh")}
    named = {"lessons": list(one.lessons), "rules": list(one.rules)}
    return {"why": one.why.value, "is_proved": one.is_proved, **named, **told}


def _change(change: Change) -> dict[str, Any]:
    before = None if change.before is None else _place(change.before)
    return {"lesson": change.lesson, "before": before, "after": _place(change.after)}


def _place(booking: Booking) -> list[str | int]:
    return [booking.day, booking.first_period, booking.workshop, booking.instructor]
