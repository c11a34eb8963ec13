"""The terms of a joint class, as they stand in the address of the page, and the invitation that comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from wtforms import DateField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from trainer.kit.errors import BadInput
from trainer.kit.messages import msg
from trainer.models.catalogue import CourseVersion
from trainer.models.organisations import Organisation
from trainer.programmes.joint_terms import JointTerms
from trainer.programmes.services import JointOffer
from trainer.scheduling.pool import Pool
from trainer.web.forms import TrainerForm
from trainer.web.language import gettext, lazy, name_of

MOST_PEOPLE = 9_999
MOST_YUAN = 100_000_000


class PoolForm(TrainerForm):
    """Sizes and costs of a joint class."""

    least = IntegerField(lazy("Fewest people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    most = IntegerField(lazy("Most people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    fixed = IntegerField(lazy("Cost of a class, however many come"), [InputRequired(), NumberRange(0, MOST_YUAN)])
    head = IntegerField(lazy("Cost of each person"), [InputRequired(), NumberRange(0, MOST_YUAN)])

    def terms(self) -> JointTerms:
        """The terms of a valid form; raises BadInput when the fewest are more than the most."""
        least, most, fixed, head = (field.data or 0 for field in (self.least, self.most, self.fixed, self.head))
        if most < least:
            raise BadInput(msg("The most must not be fewer than the fewest"), field="most")
        return JointTerms(least, most, fixed, head)


class InvitationForm(TrainerForm):
    """What a base offers: which orders, when, how many, for how much, and until which day."""

    orders = SelectMultipleField(
        lazy("Orders"), [DataRequired()], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    starts_on = DateField(lazy("Start"), [InputRequired()])
    ends_on = DateField(lazy("End"), [InputRequired()], description=lazy("The last lesson; assessment follows"))
    lapses_on = DateField(
        lazy("Last day for answers"),
        [InputRequired()],
        description=lazy("After this day it fills with those who accepted, or lapses"),
    )
    least = IntegerField(lazy("Fewest people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    most = IntegerField(lazy("Most people in a class"), [InputRequired(), NumberRange(1, MOST_PEOPLE)])
    fixed_yuan = IntegerField(lazy("Cost of a class, however many come"), [InputRequired(), NumberRange(0, MOST_YUAN)])
    head_yuan = IntegerField(lazy("Cost of each person"), [InputRequired(), NumberRange(0, MOST_YUAN)])
    course_version_id = SelectField(lazy("Course version"), [DataRequired()])
    school_id = SelectField(lazy("School"), [DataRequired()])

    def offer(self, pool: Pool, versions: Sequence[CourseVersion], schools: Sequence[Organisation]) -> None:
        """Fill in what can be chosen."""
        self.orders.choices = [
            (candidate.order.id, f"{name_of(candidate.order.enterprise)} · {candidate.order.number}")
            for candidate in pool.candidates
        ]
        self.course_version_id.choices = [
            (
                version.id,
                gettext("%(course)s, version %(number)s", course=name_of(version.course), number=version.number),
            )
            for version in versions
        ]
        self.school_id.choices = [("", lazy("Please choose")), *((school.id, name_of(school)) for school in schools)]

    def terms(self) -> JointTerms:
        """Sizes and costs of a valid form."""
        fields = (self.least, self.most, self.fixed_yuan, self.head_yuan)
        return JointTerms(*(field.data or 0 for field in fields))

    def joint_offer(self) -> JointOffer:
        """The offer of a valid form."""
        return JointOffer(
            order_ids=self.orders.data or [],
            terms=self.terms(),
            course_version_id=self.course_version_id.data or "",
            school_id=self.school_id.data or "",
            starts_on=self.starts_on.data or date.min,
            ends_on=self.ends_on.data or date.min,
            lapses_on=self.lapses_on.data or date.min,
        )
