"""Pages of orders, agreements, proposals, cohorts and placements."""

from trainer.programmes.views import agreements, cohorts, joint_classes, orders, proposals, wizard
from trainer.programmes.views.blueprint import blueprint

__all__ = ["agreements", "blueprint", "cohorts", "joint_classes", "orders", "proposals", "wizard"]
