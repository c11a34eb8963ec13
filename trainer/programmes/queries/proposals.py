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
    ended = _visible(viewer).where(ChangeProposal.state != ProposalState.WITHDRAWN)
    found = [(proposal, ended_at(proposal)) for proposal in session.scalars(ended)]
    late = [(at, proposal) for proposal, at in found if at is not None and (since is None or at > since)]
    return [proposal for _at, proposal in sorted(late, key=lambda entry: (entry[0], entry[1].id), reverse=True)]


def ended_at(proposal: ChangeProposal) -> datetime | None:
    """When a proposal was settled or lapsed; None while it is open."""
    return proposal.expires_at if proposal.stands is ProposalState.LAPSED else proposal.settled_at


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
