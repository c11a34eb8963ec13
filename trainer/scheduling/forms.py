"""Forms of scheduling: starting a run, and moving a lesson without the board."""

from __future__ import annotations

from wtforms import BooleanField, DateField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange

from trainer.scheduling.aims import AIMS, DEFAULT_AIM
from trainer.scheduling.day_grid import PERIODS
from trainer.scheduling.services import MAX_SECONDS, MIN_SECONDS
from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class RunForm(TrainerForm):
    """How long to search, and what to favour."""

    aim = RadioField(lazy("Aim"), [InputRequired()], default=DEFAULT_AIM)
    seconds = IntegerField(lazy("Search for at most"), [InputRequired(), NumberRange(MIN_SECONDS, MAX_SECONDS)])
    is_repeatable = BooleanField(lazy("Can be repeated exactly"), default=True)

    def offer(self, language_of_aims: dict[str, str]) -> None:
        """Give the aims their labels in the reader's language."""
        self.aim.choices = [(key, language_of_aims[key]) for key in AIMS]


class MoveForm(TrainerForm):
    """Day, period, workshop and instructor of one lesson."""

    lesson = HiddenField()
    day = DateField(lazy("Day"), [InputRequired()])
    first_period = SelectField(lazy("First period"), [InputRequired()], coerce=int)
    workshop = SelectField(lazy("Workshop"), [InputRequired()])
    instructor = SelectField(lazy("Instructor"), [InputRequired()])

    def offer(self, times: list[str], workshops: list[tuple[str, str]], instructors: list[tuple[str, str]]) -> None:
        """Fill the lists."""
        self.first_period.choices = [(period.number, times[period.number - 1]) for period in PERIODS]
        self.workshop.choices = workshops
        self.instructor.choices = instructors
