"""How an order ends: the base closes it or a class is withdrawn, the enterprise records whom it hired."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from trainer.catalogue.programme_types.strategy import OrderAct, Party
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.messages import msg, name_in_both
from trainer.kit.permissions import Permission, Viewer
from trainer.kit.reasons import given_reason
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort, CohortState, Order, Placement
from trainer.programmes import queries
from trainer.programmes.queries import Part
from trainer.programmes.queries.closing import TAUGHT
from trainer.programmes.services.steps import hold, keep_trail, move, state_change, tell

MAX_POST = 80


def close_order(session: Session, order: Order, *, viewer: Viewer, revision: int | None = None) -> None:
    """Close an order whose cohorts are taught, assessed and certified; raises RuleBroken "closing-open" otherwise."""
    hold(session, order, revision)
    unmet = [item for item in queries.closing_checks(session, order) if item.open_count]
    if unmet:
        raise RuleBroken(
            "closing-open",
            msg("%(cohort)s is not finished: %(item)s", cohort=name_in_both(unmet[0].cohort), item=unmet[0].label),
            msg("Settle every open item of the list first"),
        )
    before = order.state
    move(session, order, OrderAct.CLOSE, viewer=viewer)
    for cohort in queries.cohorts_of_order(session, order.id):
        if cohort.state is not CohortState.CANCELLED:
            cohort.state = CohortState.CLOSED
    keep_trail(session, order, "close", viewer=viewer, changes=state_change(before, order.state))
    subject = msg("Order %(number)s is closed", number=order.number)
    tell(session, order, [Party.ENTERPRISE, Party.SCHOOL], subject, msg("Record whom you hired, if you have not yet"))


def withdraw_cohort(session: Session, cohort: Cohort, reason: str, *, viewer: Viewer) -> None:
    """A cohort gives up its lessons to come; the next version of the timetable tells its people.

    Raises BadInput without a reason, RuleBroken when the cohort is not under way.
    """
    viewer.must(Permission.COHORT_WRITE)
    said = given_reason(reason, msg("Please say why the class is withdrawn"))
    if cohort.state in TAUGHT:
        raise RuleBroken("cohort-unfinished", msg("This class has no lessons to come"))
    before, cohort.state = cohort.state, CohortState.CANCELLED
    session.flush()
    audit.record(
        session,
        "cohort.withdraw",
        f"cohort:{cohort.id}",
        actor=viewer.person_id,
        chain=viewer.organisation_id,
        detail={"before": before.value, "reason": said[:200]},
    )


def record_placement(
    session: Session, cohort: Cohort, person_id: str, hired_on: date, post: str, *, viewer: Viewer
) -> Placement:
    """That the viewer's enterprise hired a trainee of the cohort; recording again corrects day and post.

    Raises NotFound for a person without a seat there, BadInput naming the field.
    """
    viewer.must(Permission.PLACEMENT_WRITE)
    part = queries.part_of(session, cohort, viewer=viewer)
    if part is None and cohort.programme.enterprise_id != viewer.organisation_id:
        raise NotFound
    _require_seat(session, cohort, person_id, part)
    if hired_on > clock.today():
        raise BadInput(msg("A day in the future cannot be recorded yet"), field="hired_on")
    if hired_on < cohort.starts_on:
        raise BadInput(msg("The class began on %(day)s only", day=cohort.starts_on), field="hired_on")
    if len(post.strip()) > MAX_POST:
        raise BadInput(msg("At most %(n)s characters", n=MAX_POST), field="post")
    own = select(Placement).where(Placement.cohort_id == cohort.id, Placement.person_id == person_id)
    placement = session.scalar(own) or Placement(
        cohort_id=cohort.id, person_id=person_id, enterprise_id=viewer.organisation_id
    )
    placement.hired_on, placement.post = hired_on, post.strip()
    session.add(placement)
    session.flush()
    audit.record(
        session,
        "placement.record",
        f"cohort:{cohort.id}",
        actor=viewer.person_id,
        chain=viewer.organisation_id,
        detail={"person": person_id, "hired_on": hired_on.isoformat()},
    )
    return placement


def _require_seat(session: Session, cohort: Cohort, person_id: str, part: Part | None) -> None:
    seat = select(Enrolment.id).where(
        Enrolment.cohort_id == cohort.id,
        Enrolment.person_id == person_id,
        Enrolment.state != EnrolmentState.WITHDRAWN,
        Enrolment.enterprise_id == part.enterprise_id if part else true(),
    )
    if session.scalar(seat) is None:
        raise NotFound
