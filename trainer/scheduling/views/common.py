"""What the pages of scheduling share: reading the address, links to other features, words for states and lessons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import current_app, request, url_for
from werkzeug.routing import BuildError

import solver
from trainer.kit import clock
from trainer.kit.errors import BadInput
from trainer.kit.messages import Message, msg
from trainer.models.resources import Workshop
from trainer.models.scheduling import Booking, RunState, SolverRun, Timetable, TimetableState
from trainer.resources.queries import workshops_of
from trainer.scheduling import queries, scenarios
from trainer.scheduling.board import By, first_week
from trainer.scheduling.day_grid import end_time, start_time
from trainer.scheduling.moves import Trial, start_trial
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.situation import load_situation
from trainer.scheduling.wording import names_of
from trainer.web.access import viewer
from trainer.web.language import gettext, say, weekday_name
from trainer.web.platform import platform
from trainer.web.transaction import db

STATE_WORDS = {
    TimetableState.DRAFT: msg("Draft"),
    TimetableState.PUBLISHED: msg("Published"),
    TimetableState.SUPERSEDED: msg("Superseded"),
    TimetableState.DISCARDED: msg("Discarded"),
}
STATE_KINDS = {
    TimetableState.DRAFT: "accent",
    TimetableState.PUBLISHED: "ok",
    TimetableState.SUPERSEDED: "neutral",
    TimetableState.DISCARDED: "neutral",
}
RUN_WORDS = {
    RunState.WAITING: msg("Waiting"),
    RunState.RUNNING: msg("At work"),
    RunState.DONE: msg("Done"),
    RunState.FAILED: msg("Failed"),
}
RUN_KINDS = {RunState.WAITING: "neutral", RunState.RUNNING: "accent", RunState.DONE: "ok", RunState.FAILED: "bad"}
PROOFS = {
    solver.Status.OPTIMAL.value: "proven_best",
    solver.Status.WITHIN.value: "within",
    solver.Status.FEASIBLE.value: "no_answer",
    solver.Status.INFEASIBLE.value: "impossible",
    solver.Status.UNKNOWN.value: "no_answer",
}


def travel_minutes() -> int:
    """Minutes between bases for which none were recorded."""
    return platform().config.default_travel_minutes


def link(endpoint: str, **values: Any) -> str:
    """The address of another feature's page, or an empty text where the page does not exist."""
    if endpoint not in current_app.view_functions:
        return ""
    try:
        return url_for(endpoint, **values)
    except BuildError:
        return ""


def asked_by() -> By:
    """What the rows are to be; raises BadInput for anything else."""
    text = request.args.get("by", By.WORKSHOP.value)
    if text not in set(By):
        raise BadInput(msg("There is no such view of the timetable"), field="by")
    return By(text)


def asked_timetable() -> Timetable | None:
    """The version to show: the one asked for, else the newest draft, else the one in force; None for outsiders."""
    wanted = request.args.get("timetable", "")
    if wanted:
        return queries.get_timetable(db(), wanted, viewer=viewer())
    if "scheduler" not in viewer().roles:
        return None
    own = viewer().organisation_id
    return queries.newest_draft(db(), own) or queries.published_timetable(db(), own)


def asked_monday(timetable: Timetable | None) -> date:
    """The Monday of the week asked for, else of the first week with a lesson to come; raises BadInput."""
    text = request.args.get("week", "")
    if not text:
        return first_week(db(), viewer=viewer(), timetable=timetable)
    return monday_of(read_day(text, "week"))


def read_day(text: str, field: str) -> date:
    """A day from YYYY-MM-DD; raises BadInput naming the field."""
    try:
        return clock.read_day(text)
    except ValueError as error:
        raise BadInput(msg("%(value)s is not a date (YYYY-MM-DD)", value=text[:20]), field=field) from error


def read_number(text: object, field: str) -> int:
    """A whole number; raises BadInput naming the field."""
    if isinstance(text, int) and not isinstance(text, bool):
        return text
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 6:
        return int(text)
    raise BadInput(msg("%(value)s is not a whole number", value=str(text)[:20]), field=field)


def slot_text(booking: Booking) -> str:
    """When and where, such as "Mon 11/23 13:00–15:30 A201"."""
    return f"{day_text(booking.day)} {clock_text(booking)} {booking.workshop.code}"


def clock_text(booking: Booking) -> str:
    """From when to when a lesson lasts."""
    return f"{start_time(booking.first_period)}–{end_time(booking.first_period, booking.periods)}"


def day_text(day: date) -> str:
    """Weekday and date in short."""
    written = f"{day:%m/%d}" if day.year == clock.today().year else day.isoformat()
    return f"{weekday_name(day.isoweekday())} {written}"


def version_text(timetable: Timetable) -> str:
    """State and number, such as "Draft v14"."""
    return f"{say(STATE_WORDS[timetable.state])} v{timetable.number}"


def run_label(run: SolverRun) -> str:
    """The run's name: its day and minute, such as "R-261120-0812"."""
    return f"R-{clock.local(run.created_at):%y%m%d-%H%M}"


def proof_of(run: SolverRun | None) -> Mapping[str, Any] | None:
    """The proof status of an ended run with its gap in per cent, as the banner macros take it."""
    if run is None or run.status not in PROOFS:
        return None
    return {"status": PROOFS[run.status], "gap": gap_of(run) if run.status == "within" else None}


def gap_of(run: SolverRun) -> float | None:
    """How far above the proven bound the plan may be, in per cent, rounded up to a tenth."""
    if run.objective is None or not run.bound:
        return None
    return -(-1000 * (run.objective - run.bound) // run.bound) / 10


def trial_of_week(
    timetable: Timetable, booking: Booking
) -> tuple[Trial, Sequence[Workshop], Sequence[tuple[str, str]]]:
    """A lesson to try through its week, the workshops of its base, and those as places with the lesson's instructor."""
    workshops = workshops_of(db(), timetable.organisation_id)
    places = [(row.id, booking.instructor_id) for row in workshops]
    trial = start_trial(db(), timetable, booking, travel_minutes=travel_minutes(), days=[booking.day], places=places)
    return trial, workshops, places


def supposed_by(run: SolverRun) -> list[str]:
    """What a scenario's run was made with that is not so, in words; nothing for other runs."""
    changes = scenarios.changes_in(run)
    if not changes:
        return []
    names = names_of(db(), load_situation(db(), run.organisation_id))
    return [say(scenarios.said(change, names)) for change in changes]


def stored_text(value: Mapping[str, Any]) -> str:
    """A sentence that a run has stored, in the reader's language."""
    return say(dict(value))


def spoken(value: str | Message) -> str:
    """A text or message in the reader's language."""
    return say(value)


def period_text(first_period: int, periods: int) -> str:
    """The periods and clock times of a lesson."""
    return gettext(
        "Periods %(first)s–%(last)s, %(start)s–%(end)s",
        first=first_period,
        last=first_period + periods - 1,
        start=start_time(first_period),
        end=end_time(first_period, periods),
    )
