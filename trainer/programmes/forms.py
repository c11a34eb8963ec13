"""Forms of orders, answers, agreements and placements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel.speaklater import LazyString
from wtforms import DateField, IntegerField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from trainer.catalogue.programme_types import STRATEGIES
from trainer.catalogue.programme_types.strategy import FieldSpec, ProgrammeStrategy
from trainer.models.catalogue import CourseVersion
from trainer.models.organisations import Organisation
from trainer.models.programmes import AnswerDecision, ProgrammeType
from trainer.models.skills import Occupation
from trainer.programmes.standing import DECISION_LABELS
from trainer.programmes.wishes import HALF_DAYS, MAX_HEADS, MAX_NOTE, MAX_YUAN, OrderWish
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, level_name, name_of, say, weekday_name

HALF_DAY_LABELS = {"morning": lazy("Morning"), "afternoon": lazy("Afternoon"), "evening": lazy("Evening")}
CHOOSE = ("", lazy("Please choose"))


class RevisionForm(TrainerForm):
    """A form that remembers on which revision it was opened."""

    revision = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class WhatForm(RevisionForm):
    """Kind of class, base, occupation and level."""

    programme_type = RadioField(lazy("Kind of class"), [InputRequired()], coerce=ProgrammeType)
    base_id = SelectField(lazy("Base"), [DataRequired()])
    training = SelectField(lazy("Occupation and level"), [DataRequired()])

    def offer(self, bases: Sequence[Organisation], taught: Sequence[tuple[Occupation, list[int]]]) -> None:
        """Fill in what can be chosen."""
        self.programme_type.choices = [(kind, say(strategy.label)) for kind, strategy in STRATEGIES.items()]
        self.base_id.choices = [CHOOSE, *((base.id, name_of(base)) for base in bases)]
        self.training.choices = [
            CHOOSE,
            *(
                (f"{occupation.id}/{level}", f"{name_of(occupation)} · {level_name(level)} ({occupation.code})")
                for occupation, levels in taught
                for level in levels
            ),
        ]

    def values(self) -> dict[str, Any]:
        """The wish's fields."""
        occupation_id, _slash, level = self.training.data.partition("/")
        return {
            "programme_type": self.programme_type.data,
            "base_id": self.base_id.data,
            "occupation_id": occupation_id,
            "level": int(level),
        }


class TimeForm(RevisionForm):
    """How many people, when, and within which limits."""

    heads = IntegerField(lazy("People"), [InputRequired(), NumberRange(1, MAX_HEADS)])
    night_rest_hours = IntegerField(
        lazy("Rest after a night shift"),
        [Optional(), NumberRange(0, 48)],
        description=lazy("Leave it empty if nobody works at night; then the rule of the region holds"),
    )
    window_start = DateField(lazy("Earliest start"), [InputRequired()])
    window_end = DateField(
        lazy("Latest end"), [InputRequired()], description=lazy("The last lesson; assessment follows")
    )
    weekdays = SelectMultipleField(
        lazy("Weekdays"),
        [DataRequired()],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    half_days = SelectMultipleField(
        lazy("Parts of the day"),
        [DataRequired()],
        choices=list(HALF_DAY_LABELS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weekdays.choices = [(number, weekday_name(number)) for number in range(1, 8)]

    def values(self) -> dict[str, Any]:
        """The wish's fields."""
        chosen = self.half_days.data or []
        return {
            "heads": self.heads.data,
            "window_start": self.window_start.data,
            "window_end": self.window_end.data,
            "weekdays": tuple(sorted(self.weekdays.data or [])),
            "half_days": tuple(name for name in HALF_DAYS if name in chosen),
            "night_rest_hours": self.night_rest_hours.data,
        }


class MoneyForm(RevisionForm):
    """Budget, wishes, and what the kind of class asks besides; `money_form` adds those fields."""

    own_fields: Sequence[FieldSpec] = ()
    budget_yuan = IntegerField(
        lazy("Budget"),
        [Optional(), NumberRange(0, MAX_YUAN)],
        description=lazy("For the whole class, before subsidies"),
    )
    school_id = SelectField(
        lazy("School"), [Optional()], description=lazy("Leave it to the base, or name the school that you work with")
    )
    note = TextAreaField(lazy("Note"), [Length(max=MAX_NOTE)], description=lazy("What the base should know"))

    def offer(self, schools: Sequence[Organisation]) -> None:
        """Fill in what can be chosen."""
        nobody = ("", lazy("The base chooses"))
        self.school_id.choices = [nobody, *((school.id, name_of(school)) for school in schools)]

    def values(self) -> dict[str, Any]:
        """The wish's fields."""
        return {
            "budget_yuan": self.budget_yuan.data,
            "school_id": self.school_id.data or None,
            "note": self.note.data or "",
            "details": {spec.name: self[spec.name].data or "" for spec in self.own_fields},
        }


def money_form(strategy: ProgrammeStrategy) -> type[MoneyForm]:
    """The form with the fields that only this kind of class has."""
    fields: dict[str, Any] = {spec.name: _field(spec) for spec in strategy.fields}
    return type("OwnMoneyForm", (MoneyForm,), {**fields, "own_fields": strategy.fields})


def details_as_text(details: Mapping[str, Any]) -> dict[str, str]:
    """Own fields as a form shows them: lists one entry a line."""
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in details.items()}


def wish_as_data(wish: OrderWish) -> dict[str, Any]:
    """The wish as the three forms want their data."""
    return {
        **{name: value for name, value in vars(wish).items() if name != "details"},
        "training": f"{wish.occupation_id}/{wish.level}",
        "weekdays": list(wish.weekdays),
        "half_days": list(wish.half_days),
        **details_as_text(wish.details),
    }


class UnlessDeclined(InputRequired):
    """An offer needs this field; a refusal does not."""

    def __call__(self, form: Any, field: Any) -> None:
        """Ask for input unless the base declines."""
        if form.decision.data is AnswerDecision.DECLINE:
            raise StopValidation
        super().__call__(form, field)


class AnswerForm(RevisionForm):
    """The base's answer to an order."""

    decision = RadioField(lazy("Answer"), [InputRequired()], coerce=AnswerDecision)
    course_version_id = SelectField(lazy("Course version"), [UnlessDeclined()])
    school_id = SelectField(lazy("School"), [UnlessDeclined()])
    heads = IntegerField(lazy("People"), [UnlessDeclined(), NumberRange(1, MAX_HEADS)])
    price_yuan = IntegerField(
        lazy("Price"), [Optional(), NumberRange(0, MAX_YUAN)], description=lazy("For the whole class; empty: free")
    )
    starts_on = DateField(lazy("Start"), [UnlessDeclined()])
    ends_on = DateField(lazy("End"), [UnlessDeclined()])
    note = TextAreaField(
        lazy("Note"),
        [Length(max=MAX_NOTE)],
        description=lazy("Becomes a clause of the agreement; when you decline, the reason"),
    )

    def offer(self, versions: Sequence[CourseVersion], schools: Sequence[Organisation]) -> None:
        """Fill in what can be chosen."""
        self.decision.choices = [(decision, say(label)) for decision, label in DECISION_LABELS.items()]
        self.course_version_id.choices = [CHOOSE, *((version.id, _version_label(version)) for version in versions)]
        self.school_id.choices = [CHOOSE, *((school.id, name_of(school)) for school in schools)]


class SeenForm(TrainerForm):
    """A signature or a new text: which version was on the screen."""

    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())


class VersionForm(SeenForm):
    """A new text of an agreement; `version_form` adds one field a clause."""

    clause_keys: Sequence[str] = ()
    reason = StringField(lazy("Why the text changes"), [DataRequired(), Length(max=300)])

    def texts(self) -> dict[str, str]:
        """The texts by clause key."""
        return {key: self[f"clause_{key}"].data or "" for key in self.clause_keys}


def version_form(clauses: Sequence[Mapping[str, str]], label: str) -> type[VersionForm]:
    """A form with a field for every clause; `label` is the key of the title in the reader's language."""
    fields: dict[str, Any] = {
        f"clause_{clause['key']}": TextAreaField(f"{number}. {clause[label]}", [Length(max=4000)])
        for number, clause in enumerate(clauses, start=1)
    }
    keys = [clause["key"] for clause in clauses]
    return type("OwnVersionForm", (VersionForm,), {**fields, "clause_keys": keys})


class PlacementForm(TrainerForm):
    """That a trainee was hired."""

    person_id = SelectField(lazy("Trainee"), [DataRequired()])
    hired_on = DateField(lazy("Hired on"), [InputRequired()])
    post = StringField(lazy("Post"), [Length(max=80)])


def _field(spec: FieldSpec) -> StringField:
    kind = StringField if spec.kind == "line" else TextAreaField
    checks: list[Any] = [Length(max=spec.max_length)]
    if spec.required:
        checks.insert(0, DataRequired())
    return kind(LazyString(say, spec.label), checks, description=LazyString(say, spec.hint))


def _version_label(version: CourseVersion) -> str:
    return gettext(
        "%(course)s, version %(number)s (%(periods)s periods)",
        course=name_of(version.course),
        number=version.number,
        periods=version.total_periods,
    )
