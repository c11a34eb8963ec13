"""Home pages: one a role, each beginning with the next action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from trainer.homes import assessor, bureau, certification, enterprise, instructor, scheduler, school, trainee
from trainer.kit.permissions import Permission, Viewer
from trainer.web.access import public, requires, viewer
from trainer.web.transaction import db

blueprint = Blueprint("homes", __name__)

Facts = Callable[[Session, Viewer], dict[str, Any]]

# The first role that the viewer has here decides which home they see.
HOMES: Mapping[str, Facts] = {
    "scheduler": scheduler.facts,
    "certification_officer": certification.facts,
    "bureau_officer": bureau.facts,
    "enterprise_officer": enterprise.facts,
    "school_officer": school.facts,
    "assessor": assessor.facts,
    "instructor": instructor.facts,
    "trainee": trainee.facts,
}


@blueprint.get("/")
@requires(Permission.HOME_READ)
def show_home() -> ResponseReturnValue:
    """The home page of the viewer's leading role."""
    role = next((role for role in HOMES if role in viewer().roles), None)
    if role is None:
        return render_template("homes/administrator.html")
    return render_template(f"homes/{role}.html", **HOMES[role](db(), viewer()))


@blueprint.get("/healthz")
@public
def show_health() -> ResponseReturnValue:
    """Whether the process answers; for load balancers."""
    return {"status": "ok"}
