"""Pages of proposals to change what was agreed: before and after, yes or no with one tap, and taking one back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit.errors import BadInput, Conflict, RuleBroken, TrainerError
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Permission
from trainer.models.programmes import Cohort
from trainer.models.proposals import ChangeProposal, ProposalState
from trainer.programmes import queries, services
from trainer.programmes.changes import CHANGE_LABELS, Line, said_change, said_value
from trainer.programmes.standing import PARTY_LABELS, organisations_of, parties_of
from trainer.programmes.views.blueprint import blueprint
from trainer.programmes.views.presenting import address
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.transaction import db

PROPOSAL_WORDS: Mapping[ProposalState, tuple[str, Message]] = {
    ProposalState.OPEN: ("accent", msg("Waits for an answer")),
    ProposalState.IN_FORCE: ("ok", msg("In force")),
    ProposalState.DECLINED: ("bad", msg("Not agreed")),
    ProposalState.WITHDRAWN: ("neutral", msg("Taken back")),
    ProposalState.LAPSED: ("warn", msg("Lapsed without an answer")),
}


@blueprint.get("/proposals/<proposal_id>")
@requires(Permission.AGREEMENT_READ)
def show_proposal(proposal_id: str) -> ResponseReturnValue:
    """What would change and why, who has agreed, and the buttons of whoever has to answer."""
    return proposal_page(queries.get_proposal(db(), proposal_id, viewer=viewer()))


@blueprint.post("/proposals/<proposal_id>/agree")
@requires(Permission.AGREEMENT_SIGN)
def agree_to_proposal(proposal_id: str) -> ResponseReturnValue:
    """Say yes for one's organisation; the last yes puts the change in force."""
    agreed, waiting = gettext("Agreed; the change is in force"), gettext("Agreed; the other parties are asked as well")

    def agree(proposal: ChangeProposal) -> str:
        return agreed if services.consent_to_change(db(), proposal, viewer=viewer()) else waiting

    return answer(proposal_id, agree)


@blueprint.post("/proposals/<proposal_id>/decline")
@requires(Permission.AGREEMENT_SIGN)
def decline_proposal(proposal_id: str) -> ResponseReturnValue:
    """Say no for one's organisation, with a reason if one likes."""

    def decline(proposal: ChangeProposal) -> str:
        services.decline_change(db(), proposal, request.form.get("reason", ""), viewer=viewer())
        return gettext("Not agreed; the base has been told")

    return answer(proposal_id, decline)


@blueprint.post("/proposals/<proposal_id>/withdraw")
@requires(Permission.AGREEMENT_WRITE)
def withdraw_proposal(proposal_id: str) -> ResponseReturnValue:
    """Take a proposal back before all have agreed."""

    def withdraw(proposal: ChangeProposal) -> str:
        services.withdraw_change(db(), proposal, request.form.get("reason", ""), viewer=viewer())
        return gettext("Taken back; whoever was asked has been told")

    return answer(proposal_id, withdraw)


def answer(proposal_id: str, doing: Callable[[ChangeProposal], str]) -> ResponseReturnValue:
    """Do something with a proposal and show it again, with the refusal if there was one."""
    proposal = queries.get_proposal(db(), proposal_id, viewer=viewer())
    try:
        done = doing(proposal)
    except (BadInput, Conflict, RuleBroken) as error:
        return proposal_page(proposal, error), error.status
    flash(done, "ok")
    return redirect(url_for(".show_proposal", proposal_id=proposal_id))


def proposal_page(proposal: ChangeProposal, error: TrainerError | None = None) -> str:
    """The page of one proposal."""
    stand_at("programmes.list_orders")
    mine = parties_of(proposal.order, viewer())
    agreement = queries.agreement_of(db(), proposal.order_id)
    may_write = bool(mine) and viewer().can(Permission.AGREEMENT_WRITE)
    return render_template(
        "programmes/show_proposal.html",
        proposal=proposal,
        said=proposal_said(proposal),
        error=error,
        agreement=agreement,
        parties=parties_said(proposal),
        can_answer=queries.waits_for(proposal, viewer()) and viewer().can(Permission.AGREEMENT_SIGN),
        can_withdraw=may_write and proposal.stands is ProposalState.OPEN,
        run_url=address("scheduling.show_reasons", run_id=proposal.run_id) if may_write and proposal.run_id else None,
        solve_url=address("scheduling.show_data_check") if may_write else None,
        trainees_url=address("enrolment.list_trainees", cohort_id=proposal.cohort_id),
    )


def proposal_said(proposal: ChangeProposal) -> dict[str, Any]:
    """A proposal in the reader's words: its chip, one sentence a change, and values before and after."""
    kind, word = PROPOSAL_WORDS[proposal.stands]
    return {
        "id": proposal.id,
        "state": proposal.stands.value,
        "kind": kind,
        "word": say(word),
        **lines_said(proposal.cohort, proposal.changes),
        "base": proposal.order.base,
        "order": proposal.order,
        "cohort": proposal.cohort,
        "note": proposal.note,
        "answer": proposal.answer,
        "expires_at": proposal.expires_at,
        "version": proposal.version_number,
    }


def lines_said(cohort: Cohort, lines: Sequence[Line]) -> dict[str, Any]:
    """Changes of a cohort in one sentence, and each with its value before and after."""
    return {
        "text": gettext("; ").join(say(said_change(cohort, line)) for line in lines),
        "values": [
            {
                "label": say(CHANGE_LABELS[line["field"]]),
                "old": say(said_value(line["field"], line["old"])),
                "new": say(said_value(line["field"], line["new"])),
            }
            for line in lines
        ],
    }


def parties_said(proposal: ChangeProposal) -> list[dict[str, Any]]:
    """Every party of the agreement with its yes, or None."""
    order = proposal.order
    organisations = {order.enterprise_id: order.enterprise, order.base_id: order.base, order.school_id: order.school}
    given = {consent.organisation_id: consent for consent in proposal.consents}
    return [
        {"label": PARTY_LABELS[party], "organisation": organisations[found], "consent": given.get(found)}
        for party, found in organisations_of(order).items()
    ]
