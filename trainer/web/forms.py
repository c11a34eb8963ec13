"""The form that all forms descend from: CSRF, messages in the reader's language, and errors by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.messages import Message
from trainer.web.language import gettext, say


class _Words:
    """WTForms' own messages go through our catalogue."""

    def gettext(self, text: str) -> str:
        return gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        return gettext(one if number == 1 else many)


class TrainerForm(FlaskForm):
    """A form whose built-in and own messages are said in the reader's language."""

    class Meta(FlaskForm.Meta):
        """Words come from the catalogue, whatever WTForms knows itself."""

        def get_translations(self, _form: Any) -> _Words:
            """Our words."""
            return _Words()

    def refuse(self, error: TrainerError) -> None:
        """Show a service's refusal at the field that it names, or above the form."""
        name = getattr(error, "field", "")
        text = say(error.message) + (" " + say(error.way_out) if error.way_out else "")
        if name in self._fields:
            self._fields[name].errors = [*self._fields[name].errors, text]
        else:
            self.form_errors.append(text)


def checked(check: Callable[[str], Any]) -> Callable[[Any, Field], None]:
    """A WTForms validator from a kit check that raises BadInput (or returns a fault message)."""

    def validate(_form: Any, field: Field) -> None:
        try:
            fault = check(field.data or "")
        except BadInput as error:
            raise ValidationError(say(error.message)) from error
        if isinstance(fault, Message):
            raise ValidationError(say(fault))

    return validate
