"""Form of an instructor's wishes."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import SelectField

from trainer.models.resources import Base
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, name_of


class WishForm(TrainerForm):
    """The base at which an instructor would like to teach; the painted week comes beside it as boxes."""

    base = SelectField(lazy("Preferred base"))

    def offer(self, bases: Sequence[Base]) -> None:
        """Fill the list."""
        self.base.choices = [("", gettext("Any base")), *((base.id, name_of(base)) for base in bases)]
