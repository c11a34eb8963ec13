"""Forms of workshops, instructors, their openings and absences, and base closures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from trainer.models.people import Person
from trainer.models.resources import Base, EquipmentType, HalfDay, Workshop
from trainer.models.skills import Occupation
from trainer.skills.levels import EXAMINED_LEVELS
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, level_name, name_of

WEEKDAYS = range(1, 8)
MOST_SEATS = 2_000
MOST_WORKSTATIONS = 500
HALF_DAY_WORDS = {
    HalfDay.MORNING: lazy("Morning"),
    HalfDay.AFTERNOON: lazy("Afternoon"),
    HalfDay.EVENING: lazy("Evening"),
}


class NewWorkshopForm(TrainerForm):
    """A new workshop of one of the viewer's bases."""

    base = SelectField(lazy("Base"), [InputRequired()])
    code = StringField(lazy("Room"), [DataRequired(), Length(max=32)])
    name = StringField(lazy("Name (Chinese)"), [DataRequired(), Length(max=120)])
    name_en = StringField(lazy("Name (English)"), [Length(max=160)])
    seats = IntegerField(lazy("Seats"), [InputRequired(), NumberRange(0, MOST_SEATS)])

    def offer(self, bases: Sequence[Base]) -> None:
        """Fill the select."""
        self.base.choices = [(base.id, name_of(base)) for base in bases]


class WorkshopForm(TrainerForm):
    """A workshop's names and seats; workstation counts come as one field a type, see `with_workstations`."""

    code = StringField(lazy("Room"), [DataRequired(), Length(max=32)])
    name = StringField(lazy("Name (Chinese)"), [DataRequired(), Length(max=120)])
    name_en = StringField(lazy("Name (English)"), [Length(max=160)])
    seats = IntegerField(lazy("Seats"), [InputRequired(), NumberRange(0, MOST_SEATS)])

    def count_fields(self) -> list[Any]:
        """The fields of the counted workstations."""
        return [field for name, field in self._fields.items() if name.startswith("count_")]

    def has_count_errors(self) -> bool:
        """Whether a count cannot be read, so that none may stay folded away."""
        return any(field.errors for field in self.count_fields())

    def counts(self) -> dict[str, int]:
        """Equipment type id -> count; an empty field is 0."""
        return {field.name.removeprefix("count_"): field.data or 0 for field in self.count_fields()}


def workshop_form(workshop: Workshop, types: Iterable[EquipmentType], **kwargs: Any) -> WorkshopForm:
    """The form of a workshop with a count for every type of workstation, the ones it has first."""
    has = {group.equipment_type_id: group.count for group in workshop.workstations}
    fields: dict[str, Any] = {}
    for row in sorted(types, key=lambda row: row.id not in has):
        limits = [Optional(), NumberRange(0, MOST_WORKSTATIONS)]
        fields[f"count_{row.id}"] = IntegerField(name_of(row), limits, default=has.get(row.id))
    form_class = type("CountedWorkshopForm", (WorkshopForm,), fields)
    return form_class(obj=workshop, **kwargs)  # type: ignore[no-any-return]


class InstructorForm(TrainerForm):
    """An instructor's home base and caps."""

    home_base = SelectField(lazy("Home base"), [InputRequired()])
    max_periods_day = IntegerField(lazy("Most periods a day"), [InputRequired(), NumberRange(1, 12)])
    max_periods_week = IntegerField(lazy("Most periods a week"), [InputRequired(), NumberRange(1, 84)])

    def offer(self, bases: Sequence[Base]) -> None:
        """Fill the select."""
        self.home_base.choices = [(base.id, name_of(base)) for base in bases]


class NewInstructorForm(InstructorForm):
    """A member who becomes an instructor."""

    person = SelectField(lazy("Person"), [InputRequired()])

    def offer_people(self, people: Sequence[Person]) -> None:
        """Fill the select of people."""
        self.person.choices = [(person.id, person.name) for person in people]


class QualificationForm(TrainerForm):
    """What an instructor may teach, and between which days."""

    occupation = SelectField(lazy("Occupation"), [InputRequired()])
    level = SelectField(lazy("Up to level"), [InputRequired()], coerce=int)
    theory = BooleanField(lazy("Theory"), default=True)
    practice = BooleanField(lazy("Practice"), default=True)
    valid_from = DateField(lazy("Valid from"), [InputRequired()])
    valid_to = DateField(lazy("Valid until"), [Optional()])
    document = StringField(lazy("Document"), [Length(max=120)])

    def offer(self, occupations: Sequence[Occupation]) -> None:
        """Fill the selects."""
        self.occupation.choices = [(row.id, f"{name_of(row)} ({row.code})") for row in occupations]
        self.level.choices = [(level, level_name(level)) for level in EXAMINED_LEVELS]


class ClosureForm(TrainerForm):
    """Days on which a base is closed."""

    base = SelectField(lazy("Base"), [InputRequired()])
    starts_on = DateField(lazy("First day"), [InputRequired()])
    ends_on = DateField(lazy("Last day"), [InputRequired()])
    reason = StringField(lazy("Reason"), [DataRequired(), Length(max=200)])

    def offer(self, bases: Sequence[Base]) -> None:
        """Fill the select."""
        self.base.choices = [(base.id, name_of(base)) for base in bases]


class AbsenceForm(TrainerForm):
    """Days, or one half-day of them, on which a workshop is closed or an instructor away."""

    starts_on = DateField(lazy("First day"), [InputRequired()])
    ends_on = DateField(lazy("Last day"), [InputRequired()])
    half_day = SelectField(lazy("Part of the day"))
    reason = StringField(lazy("Reason"), [Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.half_day.choices = [("", gettext("Whole days"))]
        self.half_day.choices += [(half_day.value, str(words)) for half_day, words in HALF_DAY_WORDS.items()]

    def values(self) -> dict[str, Any]:
        """What `services.add_absence` takes, of a valid form."""
        return {
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "half_day": HalfDay(self.half_day.data) if self.half_day.data else None,
            "reason": self.reason.data or "",
        }
