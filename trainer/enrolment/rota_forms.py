"""Forms of shift times, production lines and rota files."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import IntegerField, StringField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from trainer.enrolment.rota_words import DAY_MINUTES, SHIFTS, Times, span_of
from trainer.kit.errors import BadInput
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy

MOST_PEOPLE = 9_999


class RotaForm(TrainerForm):
    """One rota file."""

    file = FileField(lazy("Rota file"), [DataRequired(lazy("Please choose a file"))])


class LineForm(TrainerForm):
    """A new production line and how many people it can spare."""

    name = StringField(lazy("Production line"), [DataRequired(), Length(max=60)])
    most_away = IntegerField(lazy("Most people away at a time"), [Optional(), NumberRange(0, MOST_PEOPLE)])


class CapForm(TrainerForm):
    """How many people a line can spare; empty is any number."""

    most_away = IntegerField(lazy("Most people away at a time"), [Optional(), NumberRange(0, MOST_PEOPLE)])


class TimesForm(TrainerForm):
    """Start and end of each shift as HH:MM; a shift with two empty fields is not worked."""

    day_start = StringField(lazy("Day shift from"))
    day_end = StringField(lazy("Day shift to"))
    middle_start = StringField(lazy("Middle shift from"))
    middle_end = StringField(lazy("Middle shift to"))
    late_start = StringField(lazy("Late shift from"))
    late_end = StringField(lazy("Late shift to"))
    night_start = StringField(lazy("Night shift from"))
    night_end = StringField(lazy("Night shift to"))

    def show(self, times: Times) -> None:
        """Fill the fields."""
        for shift, (start, end) in times.items():
            self[f"{shift}_start"].data, self[f"{shift}_end"].data = clock_of(start), clock_of(end)

    def times(self) -> Times:
        """The shifts that were filled in; raises BadInput naming the field."""
        found = {}
        for shift in SHIFTS:
            start, end = self[f"{shift}_start"].data or "", self[f"{shift}_end"].data or ""
            if not start and not end:
                continue
            try:
                found[shift] = span_of(start, end)
            except BadInput as error:
                raise BadInput(error.message, field=f"{shift}_start") from error
        return found

    def pairs(self) -> list[tuple[str, str]]:
        """The names of the two fields of each shift."""
        return [(f"{shift}_start", f"{shift}_end") for shift in SHIFTS]


def clock_of(minute: int) -> str:
    """A minute of the day or of the next one as HH:MM; midnight as a beginning is 24:00 of the day before."""
    within = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{within // 60:02d}:{within % 60:02d}"


def shift_words() -> dict[str, str]:
    """Each shift in one short word."""
    return {
        "day": gettext("Day shift"),
        "middle": gettext("Middle shift"),
        "late": gettext("Late shift"),
        "night": gettext("Night shift"),
    }
