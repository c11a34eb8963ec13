"""Who is away when: a week of one production line against its cap, and the shifts of its people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainer.enrolment import rotas
from trainer.enrolment.rota_forms import clock_of, shift_words
from trainer.enrolment.rota_words import DAY_MINUTES, Times, shift_at
from trainer.kit import clock
from trainer.kit.permissions import Permission
from trainer.models.enrolment import ShiftDuty
from trainer.models.resources import HalfDay
from trainer.scheduling.away import AwayWeek, week_of_line
from trainer.scheduling.day_grid import HALF_DAYS
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_day
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, weekday_name
from trainer.web.navigation import stand_at
from trainer.web.transaction import db


@blueprint.get("/shifts/lines/<line_id>/away")
@requires(Permission.ROTA_WRITE)
def show_away(line_id: str) -> ResponseReturnValue:
    """A week of a line: people in lessons by half-day with the cap drawn, and everybody's shifts."""
    stand_at("enrolment.show_shifts")
    line = rotas.get_line(db(), line_id, viewer=viewer())
    text = request.args.get("week", "")
    monday = monday_of(read_day(text, "week") if text else clock.today())
    week = week_of_line(db(), line, monday)
    times = rotas.times_of(db(), line.enterprise_id)
    return render_template(
        "scheduling/show_away.html",
        line=line,
        week=week,
        monday=monday,
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        halves=[(half, half_words()[half]) for half in HALF_DAYS],
        heads=[{"label": weekday_name(day.isoweekday()), "detail": f"{day:%m/%d}"} for day in week.days],
        rows=[{"label": person.name, "shifts": shifts_of(week, person.id, times)} for person in week.people],
    )


def half_words() -> dict[HalfDay, str]:
    """The parts of the day in words."""
    return {
        HalfDay.MORNING: gettext("Morning"),
        HalfDay.AFTERNOON: gettext("Afternoon"),
        HalfDay.EVENING: gettext("Evening"),
    }


def shifts_of(week: AwayWeek, person_id: str, times: Times) -> list[dict[str, Any]]:
    """A person's seven days as the strip draws them."""
    return [shift_cell(week.duties.get((person_id, day)), times) for day in week.days]


def shift_cell(duty: ShiftDuty | None, times: Times) -> dict[str, str]:
    """A shift's first letter, or its hours where the times were changed since; a dash for a day without one."""
    if duty is None:
        return {"word": "–", "kind": "rest"}
    shift = shift_at(times, duty.start_minute, duty.end_minute)
    hours = f"{clock_of(duty.start_minute)}–{clock_of(duty.end_minute)}"
    word = shift_words()[shift][:1] if shift is not None else hours
    return {"word": word, "kind": "night" if duty.end_minute > DAY_MINUTES else "day"}
