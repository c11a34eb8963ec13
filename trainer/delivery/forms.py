"""Forms of a lesson's attendance and record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.models.delivery import AttendanceMark
from trainer.models.enrolment import Enrolment
from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class AttendanceForm(TrainerForm):
    """The marks come as fields mark-<enrolment id>; a closed record asks for a reason."""

    reason = StringField(lazy("Reason for the change"), [Optional(), Length(max=200)])


class RecordForm(TrainerForm):
    """What was taught."""

    content = TextAreaField(
        lazy("What was taught"), [InputRequired(lazy("Say in a sentence what was taught")), Length(max=2000)]
    )


def marks_from(values: Mapping[str, str], roster: Sequence[Enrolment]) -> dict[str, AttendanceMark]:
    """The marks that a form sent, by enrolment; raises BadInput naming the trainee whose mark cannot be read."""
    marks = {}
    for row in roster:
        text = values.get(f"mark-{row.id}", "")
        if not text:
            continue
        if text not in list(AttendanceMark):
            raise BadInput(msg("%(name)s: %(mark)s is no mark", name=row.person.name, mark=text[:20]))
        marks[row.id] = AttendanceMark(text)
    return marks
