"""Send a way out that needs the enterprise's word: who would have to agree, to what, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from trainer.kit.errors import BadInput, NotFound, RuleBroken
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.models.organisations import Organisation
from trainer.models.programmes import Cohort
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.models.scheduling import SolverRun
from trainer.programmes import queries as programmes
from trainer.programmes import services as programme_services
from trainer.programmes.changes import lines_of
from trainer.programmes.services import Origin
from trainer.programmes.standing import AGREED
from trainer.scheduling.reasons import kept_repair, reasons_of


@dataclass(frozen=True)
class Offer:
    """A way out that can be sent: the cohort, its enterprise, and what would change ({field, old, new}).

    `refused` says why it cannot be sent now.
    """

    cohort: Cohort
    enterprise: Organisation
    lines: tuple[dict[str, Any], ...]
    refused: Message | None = None


def offers_of(session: Session, run: SolverRun, *, viewer: Viewer) -> Mapping[int, Offer]:
    """By position the ways out of a run's reason that the viewer's base can send to an enterprise."""
    repairs = reasons_of(session, run).outcome.get("repairs", [])
    found = {at: _offer(session, repair.get("proposal"), viewer) for at, repair in enumerate(repairs)}
    return {at: offer for at, offer in found.items() if offer is not None}


def sent_of(session: Session, run: SolverRun, *, viewer: Viewer) -> Mapping[int, ChangeProposal]:
    """By position the newest proposal that came of each way out."""
    rows = reversed(programmes.proposals_of_run(session, run.id, viewer=viewer))
    return {proposal.position: proposal for proposal in rows if proposal.position is not None}


def propose_repair(session: Session, run: SolverRun, position: int, note: str, *, viewer: Viewer) -> ChangeProposal:
    """Send the way out at a position (from 0, as it is kept) to the enterprise and the school.

    Raises NotFound for another base's run or a position without a way out, RuleBroken for one that nobody outside the
    base has to agree to, and whatever `propose_change` raises.
    """
    kept = kept_repair(session, run, position, viewer=viewer).get("proposal")
    if kept is None:
        raise RuleBroken("repair-needs-consent", msg("Nobody outside the base has to agree to this way out"))
    cohort = programmes.get_cohort(session, kept["cohort"], viewer=viewer)
    origin = Origin(run.id, position)
    return programme_services.propose_change(session, cohort, kept["wanted"], note, viewer=viewer, origin=origin)


def _offer(session: Session, kept: Mapping[str, Any] | None, viewer: Viewer) -> Offer | None:
    cohort = _cohort(session, kept["cohort"], viewer) if kept is not None else None
    if kept is None or cohort is None:
        return None
    order, enterprise = cohort.programme.order, cohort.programme.enterprise
    if order is None or enterprise is None or order.state not in AGREED:
        return None
    try:
        programme_services.changeable_agreement(session, order, cohort)
        lines = tuple(lines_of(cohort, kept["wanted"]))
    except (BadInput, RuleBroken) as error:
        return Offer(cohort, enterprise, (), error.message)
    is_open = any(row.stands is ProposalState.OPEN for row in programmes.proposals_of_order(session, order.id))
    waits = msg("Another proposal to this enterprise is still open") if is_open else None
    return Offer(cohort, enterprise, lines, waits)


def _cohort(session: Session, cohort_id: str, viewer: Viewer) -> Cohort | None:
    try:
        return programmes.get_cohort(session, cohort_id, viewer=viewer)
    except NotFound:
        return None
