"""What the pages of workshops and instructors share: the week of half-days, and the days of absence."""

from __future__ import annotations

from typing import Any

from flask import request

from trainer.kit import clock
from trainer.models.resources import HalfDay, ResourceKind
from trainer.resources import queries
from trainer.resources.forms import HALF_DAY_WORDS, WEEKDAYS
from trainer.resources.services import Cell
from trainer.web.transaction import db


def half_days_asked() -> list[Cell]:
    """The ticked boxes "weekday-half_day" of the request; anything else in the field is passed over."""
    known = {f"{weekday}-{half_day.value}": (weekday, half_day) for weekday in WEEKDAYS for half_day in HalfDay}
    return [known[text] for text in request.form.getlist("cells") if text in known]


def week_parts(kind: ResourceKind, resource_id: str) -> dict[str, Any]:
    """What `resources/_week.html` draws: the open half-days and the absences that are not over."""
    openings = queries.openings_of(db(), kind, [resource_id])
    today = clock.today()
    return {
        "open_cells": {f"{opening.weekday}-{opening.half_day.value}" for opening in openings},
        "half_days": HALF_DAY_WORDS,
        "weekdays": WEEKDAYS,
        "absences": [row for row in queries.absences_of(db(), kind, [resource_id]) if row.ends_on >= today],
    }
