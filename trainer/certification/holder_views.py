"""The holder's own certificates, made for the phone: from sign-in to the PDF in at most three taps."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from trainer.certification import payloads, queries
from trainer.certification.archive import file_name
from trainer.kit import clock
from trainer.kit.permissions import Permission
from trainer.web.access import requires, viewer
from trainer.web.navigation import stand_at
from trainer.web.tables import send_file_bytes
from trainer.web.transaction import db


@requires(Permission.TRAINING_FOLLOW)
def list_my_certificates() -> ResponseReturnValue:
    """All certificates of the viewer, each with its PDF one tap away."""
    certificates = queries.my_certificates(db(), viewer=viewer())
    names = {certificate.id: payloads.open_payload(db(), certificate) for certificate in certificates}
    return render_template(
        "certification/list_my_certificates.html", certificates=certificates, printed=names, now=clock.now()
    )


@requires(Permission.TRAINING_FOLLOW)
def show_my_certificate(certificate_id: str) -> ResponseReturnValue:
    """One certificate as it was printed, with everything that happened to it."""
    stand_at("certification.list_my_certificates")
    certificate = queries.get_my_certificate(db(), certificate_id, viewer=viewer())
    return render_template(
        "certification/show_my_certificate.html",
        certificate=certificate,
        data=payloads.open_payload(db(), certificate),
        now=clock.now(),
    )


@requires(Permission.TRAINING_FOLLOW)
def download_my_certificate(certificate_id: str) -> ResponseReturnValue:
    """The frozen PDF."""
    certificate = queries.get_my_certificate(db(), certificate_id, viewer=viewer())
    data = payloads.open_payload(db(), certificate)
    content = payloads.open_pdf(db(), certificate)
    return send_file_bytes(content, file_name(certificate.number, data.holder_name), "application/pdf")


ROUTES = (
    ("/my/certificates", list_my_certificates, ["GET"]),
    ("/my/certificates/<certificate_id>", show_my_certificate, ["GET"]),
    ("/my/certificates/<certificate_id>/file", download_my_certificate, ["GET"]),
)
