"""Forms of planning a sitting, of its panel, and of acts that need a reason."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from trainer.assessment.gateway import GatewayRow
from trainer.kit.reasons import LONGEST_REASON
from trainer.models.assessment import Assessor
from trainer.models.resources import Workshop
from trainer.scheduling.day_grid import PERIODS, start_time
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, name_of

LONGEST = 8


class PanelForm(TrainerForm):
    """The assessors of a panel; the boxes are drawn beside what is known of each."""

    assessors = SelectMultipleField(lazy("Panel"))

    def offer_assessors(self, assessors: Sequence[Assessor]) -> None:
        """Fill the boxes."""
        self.assessors.choices = [(assessor.id, assessor.person.name) for assessor in assessors]


class PlanForm(PanelForm):
    """A sitting: where, when, who assesses whom."""

    body = HiddenField()
    workshop = SelectField(lazy("Workshop"), [InputRequired()])
    day = DateField(lazy("Day"), [InputRequired()])
    first_period = SelectField(lazy("Begins"), [InputRequired()], coerce=int)
    periods = SelectField(lazy("Duration"), [InputRequired()], coerce=int)
    candidates = SelectMultipleField(lazy("Candidates"))

    def offer(self, workshops: Sequence[tuple[Workshop, int]], rows: Sequence[GatewayRow]) -> None:
        """Fill the selects; a workshop comes with its workstations for the course."""
        self.workshop.choices = [(row.id, _workshop_words(row, places)) for row, places in workshops]
        self.candidates.choices = [(row.enrolment.id, row.enrolment.person.name) for row in rows]
        self.first_period.choices = [
            (period.number, gettext("%(time)s, period %(n)s", time=start_time(period.number), n=period.number))
            for period in PERIODS
        ]
        self.periods.choices = [(count, gettext("%(n)s periods", n=count)) for count in range(1, LONGEST + 1)]


class ReasonForm(TrainerForm):
    """Why something is declined or called off."""

    reason = StringField(lazy("Reason"), [InputRequired(), Length(max=LONGEST_REASON)])


def _workshop_words(workshop: Workshop, places: int) -> str:
    where = f"{name_of(workshop.base)} · {workshop.code} {name_of(workshop)}"
    return gettext("%(workshop)s, %(n)s workstations", workshop=where, n=places)
