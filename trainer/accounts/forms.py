"""Forms of signing in and of one's own account."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from trainer.web.forms import TrainerForm
from trainer.web.language import lazy


class SignInForm(TrainerForm):
    """Name and password."""

    login_name = StringField(lazy("Sign-in name or phone"), [DataRequired(), Length(max=64)])
    password = PasswordField(lazy("Password"), [DataRequired(), Length(max=200)])


class PasswordForm(TrainerForm):
    """The present password and a new one."""

    old_password = PasswordField(lazy("Present password"), [DataRequired(), Length(max=200)])
    new_password = PasswordField(lazy("New password"), [DataRequired(), Length(max=200)])
