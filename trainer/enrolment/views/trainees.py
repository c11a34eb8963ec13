"""Pages of a cohort's trainees: the list, one person's verdict with its basis, leaving, and first sign-in codes."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import services as account_services
from trainer.enrolment import queries, services
from trainer.enrolment.forms import RevealForm, WithdrawForm
from trainer.enrolment.verdicts import RosterVerdict
from trainer.enrolment.views.blueprint import blueprint
from trainer.enrolment.views.rosters import ENTRY
from trainer.kit.db import vault_of
from trainer.kit.errors import TrainerError
from trainer.kit.identifiers import mask_id, mask_mobile
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Permission
from trainer.models.enrolment import Enrolment, EnrolmentState
from trainer.models.programmes import Cohort
from trainer.programmes.queries import part_of
from trainer.skills import queries as skill_queries
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

STATES: dict[EnrolmentState, tuple[str, Message]] = {
    EnrolmentState.ENROLLED: ("accent", msg("Enrolled")),
    EnrolmentState.COMPLETED: ("ok", msg("Completed")),
    EnrolmentState.WITHDRAWN: ("neutral", msg("Withdrawn")),
}


@blueprint.get("/cohorts/<cohort_id>/trainees")
@requires(Permission.ROSTER_READ)
def list_trainees(cohort_id: str) -> ResponseReturnValue:
    """Who sits in a cohort, by seat, and who has left."""
    stand_at(ENTRY)
    cohort = queries.get_cohort(db(), cohort_id, viewer=viewer())
    part = part_of(db(), cohort, viewer=viewer())
    page = page_of(queries.enrolments_of(db(), cohort.id, part.enterprise_id if part else None))
    return render_template(
        "enrolment/list_trainees.html",
        cohort=cohort,
        part=part,
        page=page,
        masked={row.id: _masked(row) for row in page.rows},
        verdicts={row.id: _verdict(row) for row in page.rows},
        states=STATES,
        is_open=cohort.state in queries.OPEN_STATES,
        without_code=services.count_waiting_for_codes(db(), cohort, viewer=viewer()),
        cohort_url=_cohort_url(cohort),
        may_write=viewer().can(Permission.ROSTER_UPLOAD),
    )


@blueprint.get("/cohorts/<cohort_id>/trainees.xlsx")
@requires(Permission.ROSTER_READ)
def export_trainees(cohort_id: str) -> ResponseReturnValue:
    """The same list as an Excel file, masked as on the page."""
    cohort = queries.get_cohort(db(), cohort_id, viewer=viewer())
    head = [gettext("Seat"), gettext("Name"), gettext("ID number"), gettext("Mobile phone"), gettext("Team")]
    head += [gettext("Verdict"), gettext("Status")]
    rows = [
        [row.seat_number, row.person.name, *_masked(row), row.team, _label(row), say(STATES[row.state][1])]
        for row in queries.enrolments_of(db(), cohort.id, queries.own_people_of(db(), cohort, viewer()))
    ]
    content = workbook(head, rows, {gettext("Cohort"): name_of(cohort)})
    return send_workbook(content, f"{name_of(cohort)}-{gettext('Trainees')}")


@blueprint.get("/enrolments/<enrolment_id>")
@requires(Permission.ROSTER_READ)
def show_trainee(enrolment_id: str) -> ResponseReturnValue:
    """One trainee: the verdict with its rule and records, and the masked facts."""
    enrolment = queries.get_enrolment(db(), enrolment_id, viewer=viewer())
    return _trainee_page(enrolment, RevealForm(formdata=None), WithdrawForm(formdata=None))


@blueprint.post("/enrolments/<enrolment_id>/reveal")
@requires(Permission.PERSON_REVEAL)
def reveal_trainee(enrolment_id: str) -> ResponseReturnValue:
    """Show the identity number in clear, for a reason that is kept."""
    enrolment = queries.get_enrolment(db(), enrolment_id, viewer=viewer())
    form = RevealForm()
    if form.validate():
        try:
            number = account_services.reveal_id_number(db(), enrolment.person, form.reason.data or "", viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return _trainee_page(enrolment, RevealForm(formdata=None), WithdrawForm(formdata=None), number)
    return _trainee_page(enrolment, form, WithdrawForm(formdata=None)), 422


@blueprint.post("/enrolments/<enrolment_id>/withdraw")
@requires(Permission.ROSTER_UPLOAD)
def withdraw_trainee(enrolment_id: str) -> ResponseReturnValue:
    """Take the trainee out of the cohort; the seat is free again."""
    enrolment = queries.get_enrolment(db(), enrolment_id, viewer=viewer())
    form = WithdrawForm()
    if form.validate():
        try:
            services.withdraw_trainee(db(), enrolment, form.reason.data or "", viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("%(name)s has left the cohort; the seat is free", name=enrolment.person.name), "ok")
            return redirect(url_for(".list_trainees", cohort_id=enrolment.cohort_id))
    return _trainee_page(enrolment, RevealForm(formdata=None), form), 422


@blueprint.post("/cohorts/<cohort_id>/sign-in-codes")
@requires(Permission.ROSTER_UPLOAD)
def download_first_sign_in_codes(cohort_id: str) -> ResponseReturnValue:
    """New codes to print and hand out; they are shown this once."""
    stand_at(ENTRY)
    cohort = queries.get_cohort(db(), cohort_id, viewer=viewer())
    lines = services.make_first_sign_in_codes(db(), cohort, viewer=viewer())
    return render_template("enrolment/download_first_sign_in_codes.html", cohort=cohort, lines=lines)


def _trainee_page(enrolment: Enrolment, reveal: RevealForm, withdraw: WithdrawForm, number: str = "") -> str:
    stand_at(ENTRY)
    others = [row for row in queries.enrolments_of_person(db(), enrolment.person_id) if _is_visible(row)]
    id_number, phone = _masked(enrolment)
    return render_template(
        "enrolment/show_trainee.html",
        enrolment=enrolment,
        cohort=enrolment.cohort,
        person=enrolment.person,
        verdict=_verdict(enrolment),
        id_number=number or id_number,
        is_revealed=bool(number),
        phone=phone,
        state=STATES[enrolment.state],
        states=STATES,
        holdings=skill_queries.holdings_of(db(), enrolment.person_id),
        others=[row for row in others if row.id != enrolment.id],
        reveal=reveal,
        withdraw=withdraw,
        may_reveal=viewer().can(Permission.PERSON_REVEAL) and not number,
        may_withdraw=viewer().can(Permission.ROSTER_UPLOAD) and enrolment.state is EnrolmentState.ENROLLED,
    )


def _is_visible(enrolment: Enrolment) -> bool:
    programme = enrolment.cohort.programme
    return viewer().organisation_id in (programme.enterprise_id, programme.base_id, enrolment.enterprise_id)


def _masked(enrolment: Enrolment) -> tuple[str, str]:
    vault = vault_of(db())
    return mask_id(enrolment.person.id_number(vault)), mask_mobile(enrolment.person.phone(vault))


def _verdict(enrolment: Enrolment) -> RosterVerdict | None:
    return RosterVerdict.from_json(enrolment.verdict) if "kind" in enrolment.verdict else None


def _label(enrolment: Enrolment) -> str:
    verdict = _verdict(enrolment)
    return say(verdict.label) if verdict else ""


def _cohort_url(cohort: Cohort) -> str | None:
    if "programmes.show_cohort" not in current_app.view_functions:
        return None
    return url_for("programmes.show_cohort", cohort_id=cohort.id)
