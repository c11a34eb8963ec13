"""Pages of signing in, one's own account, notices and the audit trail."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from trainer.accounts import queries, services
from trainer.accounts.forms import PasswordForm, SignInForm
from trainer.kit import limits
from trainer.kit.db import vault_of
from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.identifiers import mask_id, mask_mobile
from trainer.kit.permissions import Permission
from trainer.web.access import SIGN_IN_KEY, public, requires, viewer
from trainer.web.language import LANGUAGES, gettext
from trainer.web.platform import platform
from trainer.web.transaction import db

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password; the limiter counts before anything is looked up."""
    form = SignInForm()
    if request.method == "GET":
        return render_template("accounts/sign_in.html", form=form) if g.viewer is None else redirect(next_page())
    per_minute = platform().config.sign_ins_per_minute
    name = (form.login_name.data or "").strip().lower()[:64]
    limits.hit(
        platform().database,
        [
            (f"sign-in/name/{name}", per_minute, 60),
            (f"sign-in/address/{request.remote_addr}", per_minute * 6, 60),
            ("sign-in/all", 1_000, 60),
        ],
    )
    if form.validate():
        try:
            found = services.sign_in(db(), name, form.password.data or "", hours=platform().config.sign_in_hours)
        except BadInput as error:
            form.refuse(error)
        else:
            begin_browser_session(found.id)
            return redirect(next_page())
    return render_template("accounts/sign_in.html", form=form), 422


def begin_browser_session(sign_in_id: str) -> None:
    """Start a fresh cookie, keeping only the language."""
    language = session.get("language")
    session.clear()
    session[SIGN_IN_KEY] = sign_in_id
    session.permanent = True
    if language:
        session["language"] = language


@blueprint.post("/sign-out")
@requires(Permission.HOME_READ)
def sign_out() -> ResponseReturnValue:
    """End this sign-in."""
    services.sign_out(db(), viewer=viewer())
    session.clear()
    return redirect(url_for("accounts.sign_in"))


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Switch between Chinese and English and stay on the page."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if g.viewer is not None:
            services.choose_language(db(), chosen, viewer=viewer())
    return redirect(next_page())


@blueprint.post("/membership")
@requires(Permission.HOME_READ)
def choose_membership() -> ResponseReturnValue:
    """Act for another of one's organisations, from its home page."""
    services.choose_organisation(db(), request.form.get("membership", ""), viewer=viewer())
    return redirect(url_for("homes.show_home"))


@blueprint.get("/me")
@requires(Permission.HOME_READ)
def show_me() -> ResponseReturnValue:
    """One's own account."""
    return my_page(PasswordForm(formdata=None))


@blueprint.post("/me/password")
@requires(Permission.HOME_READ)
def change_password() -> ResponseReturnValue:
    """Change one's own password."""
    form = PasswordForm()
    if form.validate():
        try:
            services.change_password(db(), form.old_password.data or "", form.new_password.data or "", viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("The password was changed; other devices were signed out"), "ok")
            return redirect(url_for("accounts.show_me"))
    return my_page(form), 422


@blueprint.get("/notices")
@requires(Permission.HOME_READ)
def list_notices() -> ResponseReturnValue:
    """What changed for the viewer."""
    return render_template("accounts/list_notices.html", notices=queries.notices_of(db(), viewer().person_id))


@blueprint.post("/notices/read")
@requires(Permission.HOME_READ)
def read_notices() -> ResponseReturnValue:
    """Mark everything as read."""
    services.read_notices(db(), viewer=viewer())
    return redirect(url_for("accounts.list_notices"))


@blueprint.get("/audit")
@requires(Permission.AUDIT_READ)
def list_audit() -> ResponseReturnValue:
    """The newest acts, with the state of their chains."""
    return render_template("accounts/list_audit.html", entries=queries.audit_entries(db(), viewer=viewer()))


def my_page(form: PasswordForm) -> str:
    """One's own details, masked, with the password form."""
    person = queries.get_person_of(db(), viewer().person_id, viewer=viewer())
    id_number = mask_id(person.id_number(vault_of(db())))
    phone = mask_mobile(person.phone(vault_of(db())))
    return render_template("accounts/show_me.html", person=person, id_number=id_number, phone=phone, form=form)


def next_page() -> str:
    """The same-site path that was asked for, else the home page."""
    target = request.form.get("next") or request.args.get("next") or ""
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if is_path else url_for("homes.show_home")
