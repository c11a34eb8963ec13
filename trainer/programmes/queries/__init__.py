"""Reading orders, agreements, cohorts and placements, always with the viewer."""

from trainer.programmes.queries.agreements import (
    agreement_of,
    get_agreement,
    get_version,
    list_agreements,
    present_version,
    signature_of,
    unsigned_by_order,
    unsigned_parties,
)
from trainer.programmes.queries.closing import ClosingItem, closing_checks
from trainer.programmes.queries.cohorts import (
    SeatShare,
    cohorts_for,
    cohorts_of_order,
    get_cohort,
    seats_by_enterprise,
    visible_cohorts,
)
from trainer.programmes.queries.orders import (
    OrderFilter,
    agreed_answer,
    changes_after,
    get_order,
    list_orders,
    occupations_taught,
    visible_orders,
)
from trainer.programmes.queries.placements import (
    PlacementCount,
    PlacementRow,
    count_rows,
    placement_count,
    placement_rows,
)
from trainer.programmes.queries.proposals import (
    get_proposal,
    missing_consents,
    proposals_of_order,
    proposals_of_run,
    proposals_settled_since,
    proposals_waiting_for,
    waits_for,
)

__all__ = [
    "ClosingItem",
    "OrderFilter",
    "PlacementCount",
    "PlacementRow",
    "SeatShare",
    "agreed_answer",
    "agreement_of",
    "changes_after",
    "closing_checks",
    "cohorts_for",
    "cohorts_of_order",
    "count_rows",
    "get_agreement",
    "get_cohort",
    "get_order",
    "get_proposal",
    "get_version",
    "list_agreements",
    "list_orders",
    "missing_consents",
    "occupations_taught",
    "placement_count",
    "placement_rows",
    "present_version",
    "proposals_of_order",
    "proposals_of_run",
    "proposals_settled_since",
    "proposals_waiting_for",
    "seats_by_enterprise",
    "signature_of",
    "unsigned_by_order",
    "unsigned_parties",
    "visible_cohorts",
    "visible_orders",
    "waits_for",
]
