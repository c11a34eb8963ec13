"""Home pages, one a role."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from trainer.kit.permissions import Permission
from trainer.web.access import public, requires

blueprint = Blueprint("homes", __name__)


@blueprint.get("/")
@requires(Permission.HOME_READ)
def show_home() -> ResponseReturnValue:
    """The home page of the viewer's role."""
    return render_template("homes/show_home.html")


@blueprint.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """Whether the process answers; for load balancers."""
    return {"status": "ok"}
