"""Reading proposals to change what was agreed: for whoever has to answer, for an order, and for the run behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from trainer.catalogue.programme_types.strategy import Party
from trainer.kit import clock
from trainer.kit.errors import NotFound
from trainer.kit.permissions import Viewer
from trainer.models.programmes import Cohort, Order
from trainer.models.proposals import ChangeConsent, ChangeProposal, ProposalState
from trainer.programmes.queries.orders import visible_orders
from trainer.programmes.standing import organisations_of, parties_of

_ORDER = selectinload(ChangeProposal.order)
_WHOLE = (
    _ORDER.selectinload(Order.enterprise),
    _ORDER.selectinload(Order.base),
    _ORDER.selectinload(Order.school),
    selectinload(ChangeProposal.cohort).selectinload(Cohort.programme),
    selectinload(ChangeProposal.proposed_by),
    selectinload(ChangeProposal.consents).options(
        selectinload(ChangeConsent.organisation), selectinload(ChangeConsent.person)
    ),
)


def get_proposal(session: Session, proposal_id: str, *, viewer: Viewer) -> ChangeProposal:
    """A proposal with its order, cohort and consents; raises NotFound when it is absent or foreign."""
    proposal = session.scalar(_visible(viewer).where(ChangeProposal.id == proposal_id))
    if proposal is None:
        raise NotFound
    return proposal


def proposals_of_order(session: Session, order_id: str) -> Sequence[ChangeProposal]:
    """The proposals about an order that the caller has already loaded with its viewer, newest first."""
    own = select(ChangeProposal).where(ChangeProposal.order_id == order_id).options(*_WHOLE)
    return session.scalars(own.order_by(ChangeProposal.created_at.desc(), ChangeProposal.id.desc())).all()


def proposals_of_run(session: Session, run_id: str, *, viewer: Viewer) -> Sequence[ChangeProposal]:
    """The proposals that came of a run's reason, newest first."""
    own = _visible(viewer).where(ChangeProposal.run_id == run_id)
    return session.scalars(own.order_by(ChangeProposal.created_at.desc(), ChangeProposal.id.desc())).all()


def proposals_waiting_for(session: Session, *, viewer: Viewer) -> list[ChangeProposal]:
    """The open proposals to which the viewer's organisation has not said yes, the first to lapse first."""
    now = _visible(viewer).where(ChangeProposal.state == ProposalState.OPEN, ChangeProposal.expires_at > clock.now())
    found = session.scalars(now.order_by(ChangeProposal.expires_at, ChangeProposal.id))
    return [proposal for proposal in found if waits_for(proposal, viewer)]


def proposals_settled_since(session: Session, since: datetime | None, *, viewer: Viewer) -> list[ChangeProposal]:
    """The viewer's proposals that were answered, or lapsed, after a moment (None: ever), newest first."""
    ended = _visible(viewer).where(ChangeProposal.state.not_in((ProposalState.OPEN, ProposalState.WITHDRAWN)))
    if since is not None:
        ended = ended.where(ChangeProposal.settled_at > since)
    return list(session.scalars(ended.order_by(ChangeProposal.settled_at.desc(), ChangeProposal.id.desc())))


def overdue_proposals(session: Session) -> Sequence[str]:
    """The ids of the open proposals whose hours are over."""
    late = (ChangeProposal.state == ProposalState.OPEN) & (ChangeProposal.expires_at <= clock.now())
    return session.scalars(select(ChangeProposal.id).where(late).order_by(ChangeProposal.expires_at)).all()


def waits_for(proposal: ChangeProposal, viewer: Viewer) -> bool:
    """Whether the viewer speaks for a party that has still to answer."""
    missing = missing_consents(proposal)
    is_open = proposal.stands is ProposalState.OPEN
    return is_open and any(party in missing for party in parties_of(proposal.order, viewer))


def missing_consents(proposal: ChangeProposal) -> list[Party]:
    """The parties that have not said yes."""
    given = {consent.organisation_id for consent in proposal.consents}
    return [party for party, found in organisations_of(proposal.order).items() if found not in given]


def _visible(viewer: Viewer) -> Select[ChangeProposal]:
    return select(ChangeProposal).where(ChangeProposal.order_id.in_(visible_orders(viewer))).options(*_WHOLE)
