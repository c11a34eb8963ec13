"""The terms of a joint class, as they stand in the address of the page."""

from __future__ import annotations

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.scheduling.pool import PoolTerms
from trainer.web.forms import TrainerForm
from trainer.web.language import lazy

MOST_PEOPLE = 9_999
MOST_YUAN = 100_000_000


class PoolForm(TrainerForm):
    """Sizes and costs of a joint class."""

    least = IntegerField(lazy("Fewest people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    most = IntegerField(lazy("Most people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    fixed = IntegerField(lazy("Cost of a class, however many come"), [InputRequired(), NumberRange(0, MOST_YUAN)])
    head = IntegerField(lazy("Cost of each person"), [InputRequired(), NumberRange(0, MOST_YUAN)])

    def terms(self) -> PoolTerms:
        """The terms of a valid form; raises BadInput when the fewest are more than the most."""
        least, most, fixed, head = (field.data or 0 for field in (self.least, self.most, self.fixed, self.head))
        if most < least:
            raise BadInput(msg("The most must not be fewer than the fewest"), field="most")
        return PoolTerms(least, most, fixed, head)
