"""Pages of agreements: who has signed, the text, the difference between versions, a new version, the print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.catalogue.queries import find_policy
from trainer.kit import clock
from trainer.kit.errors import BadInput, Conflict, RuleBroken, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.models.programmes import Agreement, AgreementVersion, OrderState
from trainer.programmes import queries, services
from trainer.programmes.difference import compare_clauses, count_changes
from trainer.programmes.forms import SeenForm, VersionForm, version_form
from trainer.programmes.queries import present_version
from trainer.programmes.standing import PARTY_LABELS, Standing, organisations_of, parties_of, standing_of
from trainer.programmes.views.blueprint import blueprint
from trainer.resources.queries import work_calendar
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, language
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of
from trainer.web.transaction import db


@dataclass(frozen=True)
class AgreementRow:
    """An agreement in a list: its version and how many of its parties have signed."""

    agreement: Agreement
    version: AgreementVersion
    signed: int
    parties: int
    standing: Standing


@blueprint.get("/agreements")
@requires(Permission.AGREEMENT_READ)
def list_agreements() -> ResponseReturnValue:
    """The viewer's agreements: version, signatures, whose turn it is."""
    rows = [row_of(agreement) for agreement in queries.list_agreements(db(), viewer=viewer())]
    rows.sort(key=lambda row: not row.standing.is_mine)
    return render_template("programmes/list_agreements.html", page=page_of(rows))


@blueprint.get("/agreements/<agreement_id>")
@requires(Permission.AGREEMENT_READ)
def show_agreement(agreement_id: str) -> ResponseReturnValue:
    """The present text with its signatures, and the way to earlier ones."""
    return agreement_page(queries.get_agreement(db(), agreement_id, viewer=viewer()))


@blueprint.get("/agreements/<agreement_id>/print")
@requires(Permission.AGREEMENT_READ)
def print_agreement(agreement_id: str) -> ResponseReturnValue:
    """A version as it goes on paper."""
    agreement = queries.get_agreement(db(), agreement_id, viewer=viewer())
    version = version_asked(agreement, "version", present_version(agreement).number)
    stand_at("programmes.list_agreements")
    return render_template(
        "programmes/print_agreement.html",
        agreement=agreement,
        version=version,
        signatures=signatures_of(agreement, version),
        printed_at=clock.now(),
    )


@blueprint.get("/agreements/<agreement_id>/compare")
@requires(Permission.AGREEMENT_READ)
def compare_versions(agreement_id: str) -> ResponseReturnValue:
    """What differs between two versions, line by line."""
    agreement = queries.get_agreement(db(), agreement_id, viewer=viewer())
    newest = present_version(agreement).number
    new = version_asked(agreement, "new", newest)
    old = version_asked(agreement, "old", max(1, new.number - 1))
    sections = compare_clauses(old.clauses, new.clauses)
    stand_at("programmes.list_agreements")
    return render_template(
        "programmes/compare_versions.html",
        agreement=agreement,
        old=old,
        new=new,
        sections=sections,
        changes=count_changes(sections),
    )


@blueprint.route("/agreements/<agreement_id>/write", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_WRITE)
def write_version(agreement_id: str) -> ResponseReturnValue:
    """A new text by the base, clause by clause."""
    agreement = queries.get_agreement(db(), agreement_id, viewer=viewer())
    present = present_version(agreement)
    texts = {f"clause_{clause['key']}": clause["text"] for clause in present.clauses}
    label = "title_en" if language() == "en" else "title"
    form = version_form(present.clauses, label)(data={**texts, "version": present.number})
    if form.validate_on_submit():
        try:
            version = services.write_version(
                db(),
                agreement,
                form.texts(),
                form.reason.data or "",
                seen=form.version.data or 0,
                viewer=viewer(),
            )
        except (BadInput, Conflict, RuleBroken) as error:
            if isinstance(error, BadInput) and f"clause_{error.field}" in form:
                error.field = f"clause_{error.field}"
            form.refuse(error)
            return version_page(agreement, form), error.status
        flash(gettext("Version %(n)s is written; all parties sign anew", n=version.number), "ok")
        return redirect(url_for(".show_agreement", agreement_id=agreement.id))
    return version_page(agreement, form), 422 if form.is_submitted() else 200


@blueprint.post("/agreements/<agreement_id>/sign")
@requires(Permission.AGREEMENT_SIGN)
def sign_agreement(agreement_id: str) -> ResponseReturnValue:
    """Sign the present version for one's organisation."""
    agreement = queries.get_agreement(db(), agreement_id, viewer=viewer())
    form = SeenForm()
    if not form.validate():
        return agreement_page(agreement, BadInput(msg("The form cannot be read; please open the page again"))), 422
    try:
        is_last = services.sign_agreement(db(), agreement, seen=form.version.data or 0, viewer=viewer())
    except (Conflict, RuleBroken) as error:
        return agreement_page(agreement, error), error.status
    if is_last:
        flash(gettext("All parties have signed; the cohorts are open for enrolment"), "ok")
    else:
        flash(gettext("Signed; the other parties still have to sign"), "ok")
    return redirect(url_for(".show_agreement", agreement_id=agreement.id))


def row_of(agreement: Agreement) -> AgreementRow:
    """The agreement as a list shows it."""
    unsigned, parties = queries.unsigned_parties(agreement), len(organisations_of(agreement.order))
    standing = standing_of(agreement.order, viewer(), unsigned)
    return AgreementRow(agreement, present_version(agreement), parties - len(unsigned), parties, standing)


def agreement_page(agreement: Agreement, error: TrainerError | None = None) -> str:
    """The page of one agreement."""
    stand_at("programmes.list_agreements")
    version = present_version(agreement)
    mine = parties_of(agreement.order, viewer())
    unsigned = queries.unsigned_parties(agreement)
    is_open = agreement.order.state is OrderState.ACCEPTED
    return render_template(
        "programmes/show_agreement.html",
        agreement=agreement,
        version=version,
        error=error,
        standing=standing_of(agreement.order, viewer(), unsigned),
        signatures=signatures_of(agreement, version),
        can_sign=is_open and any(party in unsigned for party in mine) and viewer().can(Permission.AGREEMENT_SIGN),
        can_write=is_open and bool(mine) and viewer().can(Permission.AGREEMENT_WRITE),
        is_last=len(unsigned) == 1,
        unsigned=[PARTY_LABELS[party] for party in unsigned],
        due_on=due_day(agreement) if is_open else None,
        today=clock.today(),
    )


def version_page(agreement: Agreement, form: VersionForm) -> str:
    """The form of a new version."""
    stand_at("programmes.list_agreements")
    version = present_version(agreement)
    signed = [found for found in signatures_of(agreement, version) if found["signature"]]
    return render_template(
        "programmes/write_version.html", agreement=agreement, version=version, form=form, signed=len(signed)
    )


def signatures_of(agreement: Agreement, version: AgreementVersion) -> list[dict[str, object]]:
    """Every party with its organisation and its signature under the version, or None."""
    order = agreement.order
    organisations = {order.enterprise_id: order.enterprise, order.base_id: order.base, order.school_id: order.school}
    return [
        {
            "label": PARTY_LABELS[party],
            "organisation": organisations[organisation_id],
            "signature": queries.signature_of(version, organisation_id),
        }
        for party, organisation_id in organisations_of(order).items()
    ]


def due_day(agreement: Agreement) -> date | None:
    """The working day until which the present version should be signed, where policy says so."""
    written_on = clock.local(present_version(agreement).created_at).date()
    policy = find_policy(db(), "agreement.signing_days", agreement.order.base.region_code, written_on)
    return work_calendar(db()).add_workdays(written_on, int(policy.value)) if policy else None


def version_asked(agreement: Agreement, name: str, default: int) -> AgreementVersion:
    """The version that the address names."""
    text = request.args.get(name, str(default))
    if not text.isdigit() or len(text) > 6:
        abort(404)
    return queries.get_version(agreement, int(text))
