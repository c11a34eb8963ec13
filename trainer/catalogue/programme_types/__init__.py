"""Programme types: one strategy file each, found through this one map."""

from __future__ import annotations

from collections.abc import Mapping

from trainer.catalogue.programme_types.named_class import NamedClass
from trainer.catalogue.programme_types.order_class import OrderClass
from trainer.catalogue.programme_types.strategy import ProgrammeStrategy
from trainer.models.programmes import ProgrammeType

STRATEGIES: Mapping[ProgrammeType, ProgrammeStrategy] = {
    ProgrammeType.ORDER_CLASS: OrderClass(),
    ProgrammeType.NAMED_CLASS: NamedClass(),
}


def strategy_of(programme_type: ProgrammeType) -> ProgrammeStrategy:
    """The strategy of a programme type."""
    return STRATEGIES[programme_type]
