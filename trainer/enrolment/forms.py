"""Forms of rosters and trainees."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class RosterForm(TrainerForm):
    """One roster file."""

    file = FileField(lazy("Roster file"), [DataRequired(lazy("Please choose a file"))])


class RevealForm(TrainerForm):
    """Why somebody needs an identity number in clear."""

    reason = StringField(lazy("Why you need the number"), [DataRequired(), Length(max=200)])


class WithdrawForm(TrainerForm):
    """Why a trainee leaves a cohort."""

    reason = StringField(lazy("Why the trainee leaves"), [DataRequired(), Length(max=200)])
