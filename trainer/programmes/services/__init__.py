"""What can be done with orders, agreements, cohorts and placements; the callers' transaction holds it together."""

from trainer.programmes.services.agreements import sign_agreement, write_agreement, write_version
from trainer.programmes.services.answers import Answer, answer_order
from trainer.programmes.services.cohorts import (
    form_cohort,
    join_cohort,
    mark_running,
    mark_scheduled,
    mark_taught,
    mark_unscheduled,
)
from trainer.programmes.services.endings import close_order, record_placement, withdraw_cohort
from trainer.programmes.services.joint_classes import (
    JointOffer,
    accept_invitation,
    check_offer,
    decline_invitation,
    invite_orders,
    withdraw_invitation,
)
from trainer.programmes.services.joint_settling import settle_overdue
from trainer.programmes.services.orders import (
    accept_counter,
    change_order,
    create_order,
    save_draft,
    submit_order,
    withdraw_order,
)
from trainer.programmes.services.proposals import (
    Origin,
    changeable_agreement,
    consent_to_change,
    decline_change,
    lapse_overdue_change,
    propose_change,
    withdraw_change,
)

__all__ = [
    "Answer",
    "JointOffer",
    "Origin",
    "accept_counter",
    "accept_invitation",
    "answer_order",
    "change_order",
    "changeable_agreement",
    "check_offer",
    "close_order",
    "consent_to_change",
    "create_order",
    "decline_change",
    "decline_invitation",
    "form_cohort",
    "invite_orders",
    "join_cohort",
    "lapse_overdue_change",
    "mark_running",
    "mark_scheduled",
    "mark_taught",
    "mark_unscheduled",
    "propose_change",
    "record_placement",
    "save_draft",
    "settle_overdue",
    "sign_agreement",
    "submit_order",
    "withdraw_change",
    "withdraw_cohort",
    "withdraw_invitation",
    "withdraw_order",
    "write_agreement",
    "write_version",
]
