"""Pages of orders, agreements, proposals, cohorts and placements."""

from trainer.programmes.views import agreements, cohorts, orders, proposals, wizard
from trainer.programmes.views.blueprint import blueprint

__all__ = ["agreements", "blueprint", "cohorts", "orders", "proposals", "wizard"]
