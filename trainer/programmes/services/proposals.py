"""Change what was agreed: the base proposes, the others say yes or no, and the last yes makes the new version.

A signed agreement is never touched by a proposal. What is proposed is the whole text of the next version; each party's
yes keeps its hash, and with the last one the version comes into being with all signatures under it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from trainer.catalogue.programme_types.strategy import Party
from trainer.catalogue.queries import policy_value
from trainer.kit import audit, clock
from trainer.kit.db import changes_one_row
from trainer.kit.errors import BadInput, Conflict, NotAllowed, RuleBroken
from trainer.kit.messages import Message, msg, name_in_both
from trainer.kit.permissions import Permission, Viewer
from trainer.models.programmes import Agreement, AgreementSignature, Cohort, CohortState, Order
from trainer.models.proposals import ChangeConsent, ChangeProposal, ProposalState
from trainer.programmes import queries
from trainer.programmes.agreement_text import text_hash
from trainer.programmes.changes import ORDER_FIELDS, clause_of, lines_of, require_unchanged, said_changes
from trainer.programmes.services.agreements import add_version, record_version
from trainer.programmes.services.steps import Actor, Author, hold, keep_trail, tell
from trainer.programmes.standing import AGREED, PARTY_NAMES, organisations_of, parties_of
from trainer.programmes.wishes import Change

HOURS_POLICY = "agreement.proposal_hours"
MAX_NOTE = 300
UNDER_WAY = frozenset({CohortState.ENROLLING, CohortState.SCHEDULED, CohortState.RUNNING})


@dataclass(frozen=True)
class Origin:
    """The way out that a proposal comes from: a run, and the place of the repair in its reason (from 0)."""

    run_id: str
    position: int


def propose_change(
    session: Session,
    cohort: Cohort,
    wanted: Mapping[str, Any],
    note: str = "",
    *,
    viewer: Viewer,
    origin: Origin | None = None,
) -> ChangeProposal:
    """Ask the other parties of the cohort's agreement to change it; the base's own yes is given with it.

    `wanted` has new values by field (`changes.CHANGE_LABELS`). Raises BadInput naming the field, RuleBroken without an
    agreement that all have signed, Conflict while another proposal about the order is open.
    """
    viewer.must(Permission.AGREEMENT_WRITE)
    order = cohort.programme.order
    if order is None:
        raise RuleBroken("agreement-in-force", msg("A joint class rests on several agreements: change them by hand"))
    if Party.BASE not in parties_of(order, viewer):
        raise NotAllowed
    if len(note.strip()) > MAX_NOTE:
        raise BadInput(msg("At most %(n)s characters", n=MAX_NOTE), field="note")
    hold(session, order, None)
    session.refresh(cohort)
    agreement = changeable_agreement(session, order, cohort)
    lines = lines_of(cohort, wanted)
    _end_what_lapsed(session, order)
    _refuse_second(session, order)
    number = len(agreement.versions) + 1
    clause = clause_of(cohort, lines, number)
    proposal = ChangeProposal(
        order_id=order.id,
        cohort_id=cohort.id,
        run_id=origin.run_id if origin else None,
        position=origin.position if origin else None,
        state=ProposalState.OPEN,
        changes=lines,
        note=note.strip(),
        version_number=number,
        clause=clause,
        sha256=text_hash(agreement.number, number, [*queries.present_version(agreement).clauses, clause]),
        proposed_by_id=viewer.person_id,
        expires_at=clock.now() + timedelta(hours=_hours(session, order)),
    )
    session.add(proposal)
    session.flush()
    _add_consent(session, proposal, viewer)
    _record(session, proposal, "propose", viewer, changes=lines)
    asked = [party for party in organisations_of(order) if party is not Party.BASE]
    subject = msg("%(base)s proposes a change: %(change)s", base=name_in_both(order.base), change=_said(proposal))
    _tell(session, proposal, asked, subject, msg("Please answer by %(moment)s", moment=_moment(proposal)))
    return proposal


def consent_to_change(session: Session, proposal: ChangeProposal, *, viewer: Viewer) -> bool:
    """Say yes for the viewer's organisation; True when all have, and the change is in force.

    Raises Conflict when the proposal is settled, or the organisation has answered, and RuleBroken "seats-taken" while
    more people are enrolled than there would be seats.
    """
    viewer.must(Permission.AGREEMENT_SIGN)
    _hold_open(session, proposal, viewer)
    if any(consent.organisation_id == viewer.organisation_id for consent in proposal.consents):
        raise Conflict(msg("Your organisation has agreed already"))
    _require_room(session, proposal)
    _add_consent(session, proposal, viewer)
    _record(session, proposal, "consent", viewer)
    missing = queries.missing_consents(proposal)
    if not missing:
        _put_in_force(session, proposal, viewer)
        return True
    subject = msg("%(who)s agrees: %(change)s", who=_organisation_name(viewer), change=_said(proposal))
    waits = msg("The %(party)s still has to agree", party=PARTY_NAMES[missing[0]])
    _tell(session, proposal, [Party.BASE], subject, waits)
    return False


def decline_change(session: Session, proposal: ChangeProposal, reason: str, *, viewer: Viewer) -> None:
    """Say no for the viewer's organisation: what was agreed stays, and the base is told."""
    viewer.must(Permission.AGREEMENT_SIGN)
    _hold_open(session, proposal, viewer)
    if Party.BASE in parties_of(proposal.order, viewer):
        raise NotAllowed
    _settle(session, proposal, ProposalState.DECLINED, by=viewer, answer=reason)
    _record(session, proposal, "decline", viewer, reason=proposal.answer)
    others = [party for party in organisations_of(proposal.order) if party not in parties_of(proposal.order, viewer)]
    subject = msg("%(who)s does not agree: %(change)s", who=_organisation_name(viewer), change=_said(proposal))
    _tell(session, proposal, others, subject, *_why(proposal), msg("What was agreed stays as it is"))


def withdraw_change(session: Session, proposal: ChangeProposal, reason: str = "", *, viewer: Viewer) -> None:
    """Take a proposal back before all have agreed; whoever was asked is told."""
    viewer.must(Permission.AGREEMENT_WRITE)
    if Party.BASE not in parties_of(proposal.order, viewer):
        raise NotAllowed
    _hold_open(session, proposal, viewer)
    _settle(session, proposal, ProposalState.WITHDRAWN, by=viewer, answer=reason)
    _record(session, proposal, "withdraw", viewer, reason=proposal.answer)
    asked = [party for party in organisations_of(proposal.order) if party is not Party.BASE]
    subject = msg("%(base)s takes back: %(change)s", base=name_in_both(proposal.order.base), change=_said(proposal))
    _tell(session, proposal, asked, subject, *_why(proposal), msg("Nothing has to be answered, and nothing changes"))


def lapse_overdue_change(session: Session, proposal_id: str) -> bool:
    """End a proposal whose hours are over; False when it was settled in the meantime, or has hours left."""
    proposal = session.get(ChangeProposal, proposal_id)
    if proposal is None:
        return False
    hold(session, proposal.order, None)
    session.refresh(proposal)
    if proposal.state is not ProposalState.OPEN or proposal.stands is ProposalState.OPEN:
        return False
    _lapse(session, proposal)
    return True


def _put_in_force(session: Session, proposal: ChangeProposal, viewer: Viewer) -> None:
    order, cohort = proposal.order, proposal.cohort
    agreement = changeable_agreement(session, order, cohort)
    clauses = [*queries.present_version(agreement).clauses, proposal.clause]
    number = len(agreement.versions) + 1
    if number != proposal.version_number or text_hash(agreement.number, number, clauses) != proposal.sha256:
        raise Conflict(msg("The agreement has changed since this was proposed"), msg("Ask the base for a new proposal"))
    require_unchanged(cohort, proposal.changes)
    _settle(session, proposal, ProposalState.IN_FORCE, by=viewer)
    _write_version(session, agreement, proposal, clauses)
    for line in proposal.changes:
        _apply(session, cohort, line)
    changes = _to_order(order, proposal.changes)
    keep_trail(session, order, "amend", viewer=viewer, changes=changes, version=number, proposal=proposal.id)
    subject = msg("All parties agree: %(change)s", change=_said(proposal))
    lines = [msg("Agreement %(number)s, version %(version)s", number=agreement.number, version=number)]
    _tell(session, proposal, list(organisations_of(order)), subject, *lines)


def _write_version(
    session: Session, agreement: Agreement, proposal: ChangeProposal, clauses: list[dict[str, str]]
) -> None:
    """The next version with every party's signature: who said yes, when, and to which text."""
    base = Actor(proposal.proposed_by_id, proposal.order.base_id)
    version = add_version(session, agreement, clauses, proposal.note, base)
    for consent in proposal.consents:
        session.add(
            AgreementSignature(
                version_id=version.id,
                organisation_id=consent.organisation_id,
                person_id=consent.person_id,
                signed_at=consent.consented_at,
                sha256=consent.sha256,
            )
        )
        record_version(session, agreement, "sign", Actor(consent.person_id, consent.organisation_id), version)
    session.flush()
    session.expire(version, ["signatures"])


def _apply(session: Session, cohort: Cohort, line: Mapping[str, Any]) -> None:
    """Write a new value into the cohort; seats go only while nobody sits on them, which the database decides."""
    field, new = line["field"], line["new"]
    if field == "heads":
        # Past the mapper, so that a seat taken at this moment makes the statement miss.
        own = (Cohort.id == cohort.id, Cohort.taken <= new)
        if not changes_one_row(session, update(Cohort).where(*own).values(capacity=new)):
            raise _too_many(cohort, new)
        session.expire(cohort, ["capacity", "taken"])
    elif field == "ends_on":
        cohort.ends_on = date.fromisoformat(new)
    else:
        setattr(cohort, field, list(new))


def _to_order(order: Order, lines: Sequence[Mapping[str, Any]]) -> list[Change]:
    """What the order says of its cohorts follows: the latest end, every weekday and part of the day, all people.

    Returns what changed in the order; where another cohort has as much already, nothing does.
    """
    changes = []
    for line in lines:
        name, old, new = ORDER_FIELDS[line["field"]], line["old"], line["new"]
        before = getattr(order, name)
        if name == "window_end":
            after: Any = max(before, date.fromisoformat(new))
        elif name == "heads":
            after = before - (old - new)
        else:
            after = [*before, *(item for item in new if item not in before)]
        if after != before:
            setattr(order, name, after)
            changes.append(Change(name, *(v.isoformat() if isinstance(v, date) else v for v in (before, after))))
    return changes


def changeable_agreement(session: Session, order: Order, cohort: Cohort) -> Agreement:
    """The agreement that a proposal may change; raises RuleBroken unless all have signed and lessons are to come."""
    agreement = queries.agreement_of(session, order.id)
    if order.state not in AGREED or agreement is None or queries.unsigned_parties(agreement):
        raise RuleBroken("agreement-in-force", msg("Only an agreement that all parties have signed can be changed"))
    if cohort.state not in UNDER_WAY:
        raise RuleBroken("cohort-unfinished", msg("This class has no lessons to come"))
    return agreement


def _hold_open(session: Session, proposal: ChangeProposal, viewer: Viewer) -> None:
    """Lock the order and load the proposal as it is now; raises NotAllowed for no party, Conflict when it is over."""
    if not parties_of(proposal.order, viewer):
        raise NotAllowed
    hold(session, proposal.order, None)
    session.refresh(proposal)
    session.refresh(proposal.cohort)
    session.expire(proposal, ["consents"])
    if proposal.stands is not ProposalState.OPEN:
        raise _over()


def _over() -> Conflict:
    return Conflict(
        msg("This proposal can no longer be answered; nothing was changed"), msg("See below what came of it")
    )


def _settle(
    session: Session, proposal: ChangeProposal, state: ProposalState, *, by: Author | None, answer: str = ""
) -> None:
    """Move an open proposal to its end: the statement decides, so that two answers cannot both count.

    Nobody does it when its hours are over; then that is the moment.
    """
    if len(answer.strip()) > MAX_NOTE:
        raise BadInput(msg("At most %(n)s characters", n=MAX_NOTE), field="reason")
    still = (ChangeProposal.id == proposal.id, ChangeProposal.state == ProposalState.OPEN)
    ended = (
        {"settled_at": proposal.expires_at}
        if by is None
        else {"settled_at": clock.now(), "settled_by_id": by.person_id}
    )
    values = {"state": state, "answer": answer.strip(), **ended}
    if not changes_one_row(session, update(ChangeProposal).where(*still).values(values)):
        raise _over()
    session.refresh(proposal)


def _lapse(session: Session, proposal: ChangeProposal) -> None:
    """Nobody answered in time: everybody is told that what was agreed stays."""
    _settle(session, proposal, ProposalState.LAPSED, by=None)
    _record(session, proposal, "lapse", None)
    subject = msg("Not everybody answered in time: %(change)s", change=_said(proposal))
    parties = list(organisations_of(proposal.order))
    _tell(session, proposal, parties, subject, msg("What was agreed stays as it is"))


def _end_what_lapsed(session: Session, order: Order) -> None:
    for proposal in queries.proposals_of_order(session, order.id):
        if proposal.state is ProposalState.OPEN and proposal.stands is ProposalState.LAPSED:
            _lapse(session, proposal)


def _refuse_second(session: Session, order: Order) -> None:
    """The partial index would refuse it too; here it gets words."""
    if any(other.stands is ProposalState.OPEN for other in queries.proposals_of_order(session, order.id)):
        raise Conflict(
            msg("A proposal about order %(number)s is still open", number=order.number),
            msg("Wait for the answer, or take it back first"),
        )


def _require_room(session: Session, proposal: ChangeProposal) -> None:
    for line in proposal.changes:
        if line["field"] == "heads" and proposal.cohort.taken > line["new"]:
            raise _too_many(proposal.cohort, line["new"])


def _too_many(cohort: Cohort, seats: int) -> RuleBroken:
    over = cohort.taken - seats
    return RuleBroken(
        "seats-taken",
        msg("%(taken)s people are enrolled, and %(seats)s seats would be left", taken=cohort.taken, seats=seats),
        msg("Choose who leaves on the list of trainees (%(n)s to go), then agree", n=over),
    )


def _add_consent(session: Session, proposal: ChangeProposal, viewer: Viewer) -> None:
    session.add(
        ChangeConsent(
            proposal_id=proposal.id,
            organisation_id=viewer.organisation_id,
            person_id=viewer.person_id,
            consented_at=clock.now(),
            sha256=proposal.sha256,
        )
    )
    session.flush()
    session.expire(proposal, ["consents"])


def _hours(session: Session, order: Order) -> int:
    return int(policy_value(session, HOURS_POLICY, order.base.region_code, clock.today()))


def _said(proposal: ChangeProposal) -> Message:
    return said_changes(proposal.cohort, proposal.changes)


def _moment(proposal: ChangeProposal) -> str:
    return f"{clock.local(proposal.expires_at):%Y-%m-%d %H:%M}"


def _organisation_name(viewer: Viewer) -> Message:
    return name_in_both(viewer.organisation)


def _why(proposal: ChangeProposal) -> list[Message]:
    return [msg("Reason: %(reason)s", reason=proposal.answer)] if proposal.answer else []


def _tell(
    session: Session, proposal: ChangeProposal, parties: Sequence[Party], subject: Message, *lines: Message
) -> None:
    tell(session, proposal.order, parties, subject, *lines, url=f"/proposals/{proposal.id}")


def _record(session: Session, proposal: ChangeProposal, act: str, by: Author | None, **detail: Any) -> None:
    """An entry in the chain of whoever acted; nobody does when hours pass."""
    audit.record(
        session,
        f"proposal.{act}",
        f"proposal:{proposal.id}",
        actor=by.person_id if by else audit.PLATFORM,
        chain=by.organisation_id if by else proposal.order.base_id,
        detail={"version": proposal.version_number, "sha256": proposal.sha256, **detail},
    )
