"""Forms of scenarios and plans: a name, one change of each kind, and how long to solve."""

from __future__ import annotations

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from trainer.scheduling.aims import AIMS, DEFAULT_AIM
from trainer.scheduling.scenario_changes import (
    Change,
    LongerWindow,
    NewInstructor,
    WithoutBase,
    WithoutInstructor,
    WithoutWorkshop,
)
from trainer.scheduling.services import MAX_SECONDS, MIN_SECONDS
from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class ScenarioForm(TrainerForm):
    """A new scenario: its name, and the plan that it copies."""

    name = StringField(lazy("Name of the scenario"), [InputRequired(), Length(max=60)])
    timetable = SelectField(lazy("Copied from"))


class SolveForm(TrainerForm):
    """How a scenario is to be solved."""

    aim = SelectField(lazy("Aim"), [InputRequired()], default=DEFAULT_AIM)
    seconds = IntegerField(lazy("Search for at most"), [InputRequired(), NumberRange(MIN_SECONDS, MAX_SECONDS)])

    def offer(self, labels: dict[str, str]) -> None:
        """Give the aims their labels in the reader's language."""
        self.aim.choices = [(key, labels[key]) for key in AIMS]


class PlansForm(TrainerForm):
    """How long each of the three plans is searched for."""

    seconds = IntegerField(lazy("Search for at most"), [InputRequired(), NumberRange(MIN_SECONDS, MAX_SECONDS)])


class TakeOutForm(TrainerForm):
    """A base, workshop or instructor that is not there; the value is "kind:id"."""

    what = SelectField(lazy("What is not there"), [InputRequired()])

    def change(self) -> Change:
        """The change that was chosen."""
        kind, _colon, id_ = self.what.data.partition(":")
        if kind == "base":
            return WithoutBase(id_)
        return WithoutWorkshop(id_) if kind == "workshop" else WithoutInstructor(id_)


class NewcomerForm(TrainerForm):
    """An instructor who is not on record."""

    name = StringField(lazy("Name"), [InputRequired(), Length(max=40)])
    subject = SelectField(lazy("Subject taught"), [InputRequired()])
    weekdays = SelectMultipleField(
        lazy("Weekdays"),
        [InputRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def change(self) -> Change:
        """The change that was filled in."""
        return NewInstructor((self.name.data or "").strip(), self.subject.data, tuple(sorted(self.weekdays.data or ())))


class WindowForm(TrainerForm):
    """A longer window for a cohort."""

    cohort = SelectField(lazy("Cohort"), [InputRequired()])
    last_day = DateField(lazy("May last until"), [InputRequired()])

    def change(self) -> Change:
        """The change that was filled in; only once the form is valid."""
        return LongerWindow(self.cohort.data, str(self.last_day.data))
