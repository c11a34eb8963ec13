"""Order class 订单班: an enterprise orders so many people of a level, base and school train them."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.catalogue.programme_types import articles
from trainer.catalogue.programme_types.strategy import Clause, ProgrammeStrategy, Terms
from trainer.kit.messages import Message, msg
from trainer.models.programmes import ProgrammeType


class OrderClass(ProgrammeStrategy):
    """Three parties, a class for one enterprise's need, no fields of its own."""

    type = ProgrammeType.ORDER_CLASS
    label = msg("Order class")
    description = msg("You say whom you need by when; base and school train them for you.")
    mark = "order"
    number_prefix = "DD"
    can_be_pooled = True

    def clauses(self, terms: Terms) -> Sequence[Clause]:
        """The articles of an order class."""
        return [
            articles.subject(terms),
            articles.course(terms),
            articles.time(terms),
            *articles.shifts(terms),
            *articles.joint_class(terms),
            articles.money(terms),
            articles.duties(terms),
            articles.assessment(),
            articles.personal_data(),
            *articles.remarks(terms),
            articles.ending(),
        ]

    def title(self, terms: Terms) -> Message:
        """Occupation, level and kind."""
        return msg(
            "Order class %(occupation)s, %(level)s",
            occupation=terms.occupation,
            level=articles.LEVEL_WORDS[terms.level],
        )
