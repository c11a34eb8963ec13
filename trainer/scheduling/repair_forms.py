"""The form that reports an incident: who or what, when, and how many people may be touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from trainer.kit import clock
from trainer.models.repairs import IncidentKind
from trainer.models.resources import HalfDay
from trainer.scheduling.incidents import Report
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy

CAPS = (0, 5, 10)
NO_CAP = "none"
DEFAULT_CAP = "5"
HALF_DAY_WORDS = {
    HalfDay.MORNING: lazy("Morning"),
    HalfDay.AFTERNOON: lazy("Afternoon"),
    HalfDay.EVENING: lazy("Evening"),
}
SUBJECT_LABELS = {
    IncidentKind.INSTRUCTOR_AWAY: lazy("Instructor"),
    IncidentKind.WORKSHOP_CLOSED: lazy("Workshop"),
    IncidentKind.COHORT_WITHDRAWN: lazy("Cohort"),
    IncidentKind.TRAINEE_WITHDRAWN: lazy("Trainee"),
}
# What nobody gives a day for: it holds from tomorrow on.
FOR_GOOD = (IncidentKind.COHORT_WITHDRAWN, IncidentKind.TRAINEE_WITHDRAWN)
Choice = tuple[str, str]
Value = TypeVar("Value")


class IncidentForm(TrainerForm):
    """What happened; fields that a kind of incident does not have are taken out by `shape`."""

    subject = SelectField(lazy("Instructor"), [InputRequired()])
    starts_on = DateField(lazy("First day"), [InputRequired()])
    ends_on = DateField(lazy("Last day"), [InputRequired()])
    half_day = SelectField(lazy("Part of the day"))
    lesson = HiddenField()
    day = DateField(
        lazy("New day"), [Optional()], description=lazy("Leave it empty when the lesson only has to leave its time")
    )
    first_period = SelectField(lazy("Time"))
    workshop = SelectField(lazy("Workshop"))
    instructor = SelectField(lazy("Instructor"))
    reason = StringField(lazy("Reason"), [Optional(), Length(max=200)])
    most_touched = RadioField(lazy("Touch at most so many people"), [InputRequired()], default=DEFAULT_CAP)

    def shape(self, kind: IncidentKind, subjects: Sequence[Choice]) -> None:
        """Keep the fields of a kind and fill its lists."""
        self.most_touched.choices = [*((str(cap), str(cap)) for cap in CAPS), (NO_CAP, gettext("Any"))]
        if kind is IncidentKind.LESSON_MOVED:
            self._drop("subject", "starts_on", "ends_on", "half_day")
            return
        self._drop("lesson", "day", "first_period", "workshop", "instructor")
        self.subject.label.text = SUBJECT_LABELS[kind]
        # Nobody is chosen by chance.
        self.subject.choices = [("", gettext("Please choose")), *subjects]
        if kind in FOR_GOOD:
            # Whoever gives a class or a seat back asks for the reason, in words of their own.
            self.reason.flags.required = True
            self._drop("starts_on", "ends_on", "half_day")
            return
        parts = [(half.value, str(words)) for half, words in HALF_DAY_WORDS.items()]
        self.half_day.choices = [("", gettext("Whole days")), *parts]

    def offer_places(self, times: Sequence[Choice], workshops: Sequence[Choice], instructors: Sequence[Choice]) -> None:
        """Fill the lists of where a lesson can go; the first answer leaves it open."""
        self.first_period.choices = [("", gettext("Any time")), *times]
        self.workshop.choices = [("", gettext("Any workshop")), *workshops]
        self.instructor.choices = [("", gettext("Any instructor")), *instructors]

    def report(self, kind: IncidentKind) -> Report:
        """What was reported, after `validate`."""
        reason = self.reason.data or ""
        tomorrow = clock.today() + timedelta(days=1)
        if kind is IncidentKind.LESSON_MOVED:
            wanted = {
                "day": self.day.data.isoformat() if self.day.data else None,
                "first_period": int(self.first_period.data) if self.first_period.data else None,
                "workshop": self.workshop.data or None,
                "instructor": self.instructor.data or None,
            }
            day = self.day.data or tomorrow
            return Report(kind, self.lesson.data or "", day, day, reason=reason, wanted=wanted)
        if kind in FOR_GOOD:
            return Report(kind, self.subject.data, tomorrow, tomorrow, reason=reason)
        half_day = HalfDay(self.half_day.data) if self.half_day.data else None
        days = needed(self.starts_on.data), needed(self.ends_on.data)
        return Report(kind, self.subject.data, *days, half_day, reason)

    def cap(self) -> int | None:
        """The most people that may be touched, None without a limit."""
        return read_cap(self.most_touched.data)

    def _drop(self, *names: str) -> None:
        for name in names:
            delattr(self, name)


def needed(value: Value | None) -> Value:
    """A value that validation has asked for."""
    assert value is not None
    return value


def read_cap(text: str | None) -> int | None:
    """A cap as the form and the address write it."""
    return int(text) if text in {str(cap) for cap in CAPS} else None
