"""Forms of issuing, changing the state of a certificate, and checking one without sign-in."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from trainer.kit.reasons import LONGEST_REASON, SHORTEST_REASON
from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class IssueForm(TrainerForm):
    """Whose certificates, dated when; the check list says who is ready."""

    issued_on = DateField(lazy("Day of issue"), [DataRequired()])
    enrolments = SelectMultipleField(lazy("Trainees"), [DataRequired()], choices=[], validate_choice=False)


class ReasonForm(TrainerForm):
    """Why the state is changed; holder and public read it."""

    reason = TextAreaField(lazy("Reason"), [DataRequired(), Length(min=SHORTEST_REASON, max=LONGEST_REASON)])


class RevokeForm(ReasonForm):
    """The reason, and the number typed as a confirmation."""

    typed = StringField(lazy("Certificate number"), [DataRequired(), Length(max=60)])


class OpenForm(TrainerForm):
    """A form that anybody may send without a session: it changes nothing, so it needs no token."""

    class Meta(TrainerForm.Meta):
        """No token."""

        csrf = False


class LookUpForm(OpenForm):
    """Number and name, both needed: the number alone can be guessed."""

    number = StringField(lazy("Certificate number"), [DataRequired(), Length(max=60)])
    name = StringField(lazy("Holder's name"), [DataRequired(), Length(max=120)])


class FileForm(OpenForm):
    """A certificate as a file."""

    file = FileField(lazy("Certificate as PDF"), [FileRequired()])
