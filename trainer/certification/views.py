"""Officers' pages: the list of certificates, one with its history, the check list, issuing and downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.catalogue.programme_types import strategy_of
from trainer.certification import holder_views, payloads, public_views, queries, services, tasks
from trainer.certification.archive import file_name, zip_of
from trainer.certification.findings import CohortCheck, Finding
from trainer.certification.forms import IssueForm, ReasonForm, RevokeForm
from trainer.certification.queries import CertificateFilter
from trainer.kit import clock
from trainer.kit.errors import Conflict, TrainerError
from trainer.kit.messages import msg
from trainer.kit.permissions import Permission
from trainer.kit.tables import JobState
from trainer.models.certification import Certificate, CertificateState
from trainer.models.programmes import Cohort
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, level_name, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import PAGE_SIZE, Page, page_number, send_file_bytes, send_workbook, workbook
from trainer.web.transaction import db

blueprint = Blueprint("certification", __name__)
blueprint.add_app_template_filter(public_views.written_day, "certificate_day")
PDF = "application/pdf"
LIST = "certification.list_certificates"
STATE_CHIPS = {
    CertificateState.RESERVED: "accent",
    CertificateState.RECORDED: "accent",
    CertificateState.ISSUED: "ok",
    CertificateState.SUSPENDED: "warn",
    CertificateState.REVOKED: "bad",
    CertificateState.REPLACED: "warn",
}
FILTER_STATES = tuple(state for state in CertificateState if state is not CertificateState.RESERVED)


@blueprint.app_template_filter("certificate_state")
def certificate_state(state: CertificateState) -> str:
    """The state of a certificate in words."""
    return say(services.STATE_LABELS[state])


@blueprint.app_template_filter("certificate_event")
def certificate_event(state: CertificateState) -> str:
    """What a step in a certificate's history was."""
    if state in queries.UNFINISHED_STATES:
        return gettext("Number reserved, content recorded")
    return certificate_state(state)


@blueprint.app_template_filter("certificate_kind")
def certificate_kind(layout: str) -> str:
    """The kind of a certificate in words."""
    return say(queries.kind_of(layout).label)


@blueprint.get("/certificates")
@requires(Permission.CERTIFICATE_READ)
def list_certificates() -> ResponseReturnValue:
    """Everything that the viewer may see, narrowed by class, state and number; above it what waits to be issued."""
    wanted = wanted_filter()
    total = queries.count_certificates(db(), wanted, viewer=viewer())
    number = min(page_number(), max(1, -(-total // PAGE_SIZE)))
    start = (number - 1) * PAGE_SIZE
    rows = queries.list_certificates(db(), wanted, viewer=viewer(), limit=PAGE_SIZE, offset=start)
    waiting = queries.waiting_cohorts(db(), viewer=viewer()) if viewer().can(Permission.CERTIFICATE_ISSUE) else []
    return render_template(
        "certification/list_certificates.html",
        page=Page(rows, number, total),
        wanted=wanted,
        cohorts=queries.cohorts_with_certificates(db(), viewer=viewer()),
        states=FILTER_STATES,
        chips=STATE_CHIPS,
        waiting=waiting,
    )


@blueprint.get("/certificates.xlsx")
@requires(Permission.CERTIFICATE_READ)
def export_certificates() -> ResponseReturnValue:
    """The list under the present filter as an .xlsx."""
    wanted = wanted_filter()
    rows = queries.list_certificates(db(), wanted, viewer=viewer())
    filters = {
        gettext("Cohort"): name_of(rows[0].cohort) if wanted.cohort_id and rows else "",
        gettext("Status"): certificate_state(CertificateState(wanted.state)) if wanted.state else "",
        gettext("Certificate number"): wanted.number,
    }
    return send_workbook(index_of(rows, filters), gettext("Certificates"))


@blueprint.get("/certificates/<certificate_id>")
@requires(Permission.CERTIFICATE_READ)
def show_certificate(certificate_id: str) -> ResponseReturnValue:
    """One certificate with everything that happened to it."""
    return certificate_page(certificate_id, ReasonForm(formdata=None))


@blueprint.get("/certificates/<certificate_id>/file")
@requires(Permission.CERTIFICATE_READ)
def download_certificate(certificate_id: str) -> ResponseReturnValue:
    """The frozen PDF."""
    certificate = queries.get_certificate(db(), certificate_id, viewer=viewer())
    return send_file_bytes(payloads.open_pdf(db(), certificate), printed_file_name(certificate), PDF)


@blueprint.post("/certificates/<certificate_id>/revoke")
@requires(Permission.CERTIFICATE_REVOKE)
def revoke_certificate(certificate_id: str) -> ResponseReturnValue:
    """Withdraw a certificate for good, with reason and typed number."""
    form = RevokeForm()

    def act(certificate: Certificate) -> None:
        typed = form.typed.data or ""
        services.revoke_certificate(db(), certificate, form.reason.data or "", typed, viewer=viewer())

    return change_state(certificate_id, form, act, gettext("The certificate was revoked and the holder was told"))


@blueprint.post("/certificates/<certificate_id>/suspend")
@requires(Permission.CERTIFICATE_REVOKE)
def suspend_certificate(certificate_id: str) -> ResponseReturnValue:
    """Suspend a certificate, with the reason."""
    form = ReasonForm()

    def act(certificate: Certificate) -> None:
        services.suspend_certificate(db(), certificate, form.reason.data or "", viewer=viewer())

    return change_state(certificate_id, form, act, gettext("The certificate is suspended and the holder was told"))


@blueprint.post("/certificates/<certificate_id>/reinstate")
@requires(Permission.CERTIFICATE_REVOKE)
def reinstate_certificate(certificate_id: str) -> ResponseReturnValue:
    """End a suspension, with the reason."""
    form = ReasonForm()

    def act(certificate: Certificate) -> None:
        services.reinstate_certificate(db(), certificate, form.reason.data or "", viewer=viewer())

    return change_state(certificate_id, form, act, gettext("The certificate is valid again and the holder was told"))


@blueprint.get("/cohorts/<cohort_id>/certificates.zip")
@requires(Permission.CERTIFICATE_READ)
def download_cohort_zip(cohort_id: str) -> ResponseReturnValue:
    """A class's frozen PDFs in one file, with an index; an enterprise gets those of its own people."""
    certificates = queries.class_files(db(), cohort_id, viewer=viewer())
    files = [(printed_file_name(found), payloads.open_pdf(db(), found)) for found in certificates]
    cohort = certificates[0].cohort
    index = index_of(certificates, {gettext("Cohort"): name_of(cohort)})
    packed = zip_of([*files, ("index.xlsx", index)], clock.local(clock.now()))
    name = gettext("Certificates %(cohort)s", cohort=name_of(cohort))
    return send_file_bytes(packed, f"{name}.zip", "application/zip")


@blueprint.get("/cohorts/<cohort_id>/certificates/issue")
@requires(Permission.CERTIFICATE_ISSUE)
def issue_cohort(cohort_id: str) -> ResponseReturnValue:
    """The check list of a class: who can have a certificate, and what holds up the others."""
    return issue_page(cohort_id, IssueForm(formdata=None, issued_on=asked_day()))


@blueprint.post("/cohorts/<cohort_id>/certificates/issue")
@requires(Permission.CERTIFICATE_ISSUE)
def start_issue(cohort_id: str) -> ResponseReturnValue:
    """Start issuing for the chosen trainees; the job goes on when the page is left."""
    form = IssueForm()
    layout = asked_layout(cohort_id)
    day = form.issued_on.data or clock.today()
    order = services.order_issue(
        db(), cohort_id, layout, viewer=viewer(), public_url=platform().config.public_url, issued_on=day
    )
    if not form.validate():
        return issue_page(cohort_id, form), 422
    chosen = list(dict.fromkeys(form.enrolments.data or []))
    ready = {person.enrolment.id for person in services.check_order(db(), order).ready}
    if not ready.issuperset(chosen):
        form.refuse(Conflict(msg("Not everybody chosen is ready any more; look at the check list again")))
        return issue_page(cohort_id, form), 409
    arguments = tasks.arguments_of(order, chosen)
    here = viewer()
    job = platform().jobs.ask(
        db(), queries.ISSUE_JOB, arguments, organisation_id=here.organisation_id, asked_by_id=here.person_id
    )
    return redirect(url_for(".show_issue", job_id=job.id))


@blueprint.get("/certificates/runs/<job_id>")
@requires(Permission.CERTIFICATE_ISSUE)
def show_issue(job_id: str) -> ResponseReturnValue:
    """How far issuing has come; the page asks again by itself while it runs, or on reload without script."""
    stand_at(LIST)
    job = queries.get_issue_job(db(), job_id, viewer=viewer())
    cohort_id, layout = job.arguments["cohort_id"], job.arguments["layout"]
    rows = queries.certificates_of_enrolments(db(), cohort_id, layout, job.arguments["enrolment_ids"])
    issued = sum(1 for _enrolment, certificate in rows if certificate and certificate.pdf_sha256)
    running = job.state in (JobState.WAITING, JobState.RUNNING)
    is_part = bool(request.headers.get("HX-Request"))
    page = render_template(
        "certification/_issue_progress.html" if is_part else "certification/show_issue.html",
        job=job,
        cohort=queries.get_cohort(db(), cohort_id),
        layout=layout,
        rows=rows,
        issued=issued,
        refused=job.result.get("refused", {}),
        running=running,
        chips=STATE_CHIPS,
    )
    # The end changes the head of the page too.
    return page, 200, {"HX-Refresh": "true"} if is_part and not running else {}


@blueprint.post("/certificates/runs/<job_id>/stop")
@requires(Permission.CERTIFICATE_ISSUE)
def stop_issue(job_id: str) -> ResponseReturnValue:
    """Ask the job to stop; what is issued stays issued."""
    queries.get_issue_job(db(), job_id, viewer=viewer()).stop_requested = True
    flash(gettext("Issuing stops after the certificate that is being drawn"), "ok")
    return redirect(url_for(".show_issue", job_id=job_id))


def change_state(
    certificate_id: str, form: ReasonForm, act: Callable[[Certificate], None], done: str
) -> ResponseReturnValue:
    """Do the act and go back to the certificate; a refusal shows the page as it is now, with nothing changed."""
    certificate = queries.get_certificate(db(), certificate_id, viewer=viewer())
    if not form.validate():
        return certificate_page(certificate_id, form), 422
    try:
        act(certificate)
    except TrainerError as error:
        db().rollback()
        form.refuse(error)
        return certificate_page(certificate_id, form), error.status
    flash(done, "ok")
    return redirect(url_for(".show_certificate", certificate_id=certificate_id))


def certificate_page(certificate_id: str, form: ReasonForm) -> str:
    """The page of one certificate, with the acts that are possible and the form of the one that was refused."""
    stand_at(LIST)
    certificate = queries.get_certificate(db(), certificate_id, viewer=viewer())
    is_issuer = certificate.body_id == viewer().organisation_id and viewer().can(Permission.CERTIFICATE_REVOKE)
    return render_template(
        "certification/show_certificate.html",
        certificate=certificate,
        data=payloads.open_payload(db(), certificate),
        chips=STATE_CHIPS,
        form=form,
        is_issuer=is_issuer,
        states=CertificateState,
    )


def issue_page(cohort_id: str, form: IssueForm) -> str:
    """The check list with the form that starts issuing."""
    stand_at(LIST)
    layout = asked_layout(cohort_id)
    public_url = platform().config.public_url
    order = services.order_issue(
        db(), cohort_id, layout, viewer=viewer(), public_url=public_url, issued_on=form.issued_on.data
    )
    check = services.check_order(db(), order)
    cohort = queries.get_cohort(db(), cohort_id)
    return render_template(
        "certification/issue_cohort.html",
        cohort=cohort,
        layout=layout,
        layouts=layouts_of(cohort),
        check=check,
        form=form,
        links=links_of(check),
        chips=STATE_CHIPS,
    )


def asked_layout(cohort_id: str) -> str:
    """The kind of certificate asked for; without one, the first that the viewer's organisation issues here."""
    asked = request.args.get("layout", "")
    layouts = layouts_of(queries.get_cohort(db(), cohort_id))
    return asked if asked or not layouts else layouts[0]


def layouts_of(cohort: Cohort) -> list[str]:
    """What the viewer's organisation issues for a class."""
    possible = strategy_of(cohort.programme.type).certificate_layouts
    return queries.layouts_of_issuer(db(), cohort, viewer().organisation_id, possible)


def asked_day() -> date:
    """The day of issue in the address; anything unreadable is today."""
    try:
        return clock.read_day(request.args.get("issued_on", ""))
    except ValueError:
        return clock.today()


def wanted_filter() -> CertificateFilter:
    """The filter in the address; an unknown state filters nothing."""
    state = request.args.get("state", "")
    known = state if state in {found.value for found in FILTER_STATES} else ""
    cohort_id = request.args.get("cohort") or request.args.get("cohort_id", "")
    return CertificateFilter(cohort_id, known, request.args.get("number", "").strip())


def printed_file_name(certificate: Certificate) -> str:
    """The file's name, with the holder's name as it is printed."""
    return file_name(certificate.number, payloads.open_payload(db(), certificate).holder_name)


def index_of(certificates: Sequence[Certificate], filters: Mapping[str, str]) -> bytes:
    """The certificates as a workbook."""
    head = [
        gettext("Certificate number"),
        gettext("Name"),
        gettext("Kind"),
        gettext("Occupation"),
        gettext("Level"),
        gettext("Cohort"),
        gettext("Day of issue"),
        gettext("Status"),
    ]
    rows = (
        [
            certificate.number,
            certificate.person.name,
            certificate_kind(certificate.layout),
            name_of(certificate.occupation),
            level_name(certificate.level),
            name_of(certificate.cohort),
            certificate.issued_on,
            certificate_state(certificate.state),
        ]
        for certificate in certificates
    )
    return workbook(head, rows, filters)


def links_of(check: CohortCheck) -> dict[tuple[str, str], str]:
    """The address of each page where a red item is mended, as far as this deployment has it and the viewer may go."""
    findings = [*check.common, *(finding for person in check.people for finding in person.findings)]
    return {(f.endpoint, f.subject_id): address for f in findings if not f.ok and (address := address_of(f))}


def address_of(finding: Finding) -> str:
    """The page that a finding names, or an empty text."""
    view = current_app.view_functions.get(finding.endpoint)
    access = getattr(view, "access", None)
    if view is None or not (access is None or access == "public" or viewer().can(access)):
        return ""
    rules = [rule for rule in current_app.url_map.iter_rules(finding.endpoint) if "GET" in (rule.methods or ())]
    if not rules:
        return ""
    wanted: list[str] = sorted(rules[0].arguments)
    if len(wanted) != (1 if finding.subject_id else 0):
        return ""
    values: dict[str, Any] = dict.fromkeys(wanted, finding.subject_id)
    return url_for(finding.endpoint, **values)


# The pages of holders and of the public stand in files of their own; every address stands here or above.
for rule, view, methods in (*holder_views.ROUTES, *public_views.ROUTES):
    blueprint.add_url_rule(rule, view_func=view, methods=methods)
