"""Pages of occupations: their codes, standards, and who may apply for which level."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from trainer.kit import clock
from trainer.kit.permissions import Permission
from trainer.skills import queries
from trainer.skills.levels import by_rank
from trainer.web.access import requires
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of
from trainer.web.transaction import db

blueprint = Blueprint("skills", __name__)


@blueprint.get("/occupations")
@requires(Permission.CATALOGUE_READ)
def list_occupations() -> ResponseReturnValue:
    """Occupations by code and name, each with the newest edition of its standard."""
    stand_at("catalogue.list_courses")
    text = request.args.get("q", "").strip()[:60]
    page = page_of(queries.search_occupations(db(), text))
    return render_template(
        "skills/list_occupations.html", page=page, text=text, standards=queries.newest_standards(db()), by_rank=by_rank
    )


@blueprint.get("/occupations/<occupation_id>")
@requires(Permission.CATALOGUE_READ)
def show_occupation(occupation_id: str) -> ResponseReturnValue:
    """The editions of an occupation's standard, and the paths to each level under one of them."""
    stand_at("catalogue.list_courses")
    occupation = queries.get_occupation(db(), occupation_id)
    standards = queries.standards_of(db(), occupation.id)
    asked = request.args.get("edition", "")
    standard = next((row for row in standards if row.edition == asked), standards[0] if standards else None)
    levels = by_rank(standard.levels) if standard else []
    return render_template(
        "skills/show_occupation.html",
        occupation=occupation,
        standards=standards,
        standard=standard,
        related=queries.related_occupations(db(), standard) if standard else [],
        paths=[(level, queries.paths_of(db(), standard, level)) for level in levels if standard],
        today=clock.today(),
    )
