"""The workshops' pages: seats, counted workstations, the week, and the days on which a workshop is closed."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.catalogue.queries import equipment_types
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.resources import ResourceKind, Workshop
from trainer.resources import queries, services
from trainer.resources.blueprint import blueprint
from trainer.resources.forms import AbsenceForm, NewWorkshopForm, WorkshopForm, workshop_form
from trainer.resources.weeks import half_days_asked, week_parts
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

WORKSHOP_HEAD = (lazy("Base"), lazy("Room"), lazy("Workshop"), lazy("Seats"), lazy("Workstations"), lazy("Count"))


@blueprint.get("/workshops")
@requires(Permission.RESOURCE_READ)
def list_workshops() -> ResponseReturnValue:
    """Workshops by base, with seats and counted workstations."""
    found = queries.list_workshops(db(), viewer=viewer())
    openings = queries.openings_of(db(), ResourceKind.WORKSHOP, [workshop.id for workshop in found])
    return render_template(
        "resources/list_workshops.html",
        page=page_of(found),
        open_half_days={w.id: sum(opening.resource_id == w.id for opening in openings) for w in found},
        seats=sum(workshop.seats for workshop in found),
        workstations=sum(group.count for workshop in found for group in workshop.workstations),
        can_write=viewer().can(Permission.RESOURCE_WRITE),
    )


@blueprint.get("/workshops/export")
@requires(Permission.RESOURCE_READ)
def export_workshops() -> Response:
    """The workshops with one row a type of workstation, as an Excel file."""
    rows = []
    for workshop in queries.list_workshops(db(), viewer=viewer()):
        start = [name_of(workshop.base), workshop.code, name_of(workshop), workshop.seats]
        groups = [[name_of(group.equipment_type), group.count] for group in workshop.workstations] or [["", 0]]
        rows += [start + group for group in groups]
    return send_workbook(workbook(list(map(str, WORKSHOP_HEAD)), rows), "workshops")


@blueprint.route("/workshops/new", methods=["GET", "POST"])
@requires(Permission.RESOURCE_WRITE)
def create_workshop() -> ResponseReturnValue:
    """A new workshop; its workstations and openings are set on its own page."""
    stand_at("resources.list_workshops")
    form = NewWorkshopForm()
    bases = {base.id: base for base in queries.list_bases(db(), viewer=viewer())}
    form.offer(list(bases.values()))
    if request.method == "POST" and form.validate():
        try:
            workshop = services.create_workshop(
                db(),
                bases[form.base.data],
                code=form.code.data or "",
                name=form.name.data or "",
                name_en=form.name_en.data or "",
                seats=form.seats.data or 0,
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(
                gettext("Workshop %(code)s was added: now set its workstations and openings", code=workshop.code), "ok"
            )
            return redirect(url_for("resources.show_workshop", workshop_id=workshop.id))
    return render_template("resources/create_workshop.html", form=form, bases=bases), (
        422 if request.method == "POST" else 200
    )


@blueprint.get("/workshops/<workshop_id>")
@requires(Permission.RESOURCE_READ)
def show_workshop(workshop_id: str) -> ResponseReturnValue:
    """One workshop: names, seats, counted workstations, the week, and the days on which it is closed."""
    workshop = queries.get_workshop(db(), workshop_id, viewer=viewer())
    return workshop_page(workshop, form_of(workshop, formdata=None))


@blueprint.post("/workshops/<workshop_id>")
@requires(Permission.RESOURCE_WRITE)
def change_workshop(workshop_id: str) -> ResponseReturnValue:
    """Change names, seats and workstation counts."""
    workshop = queries.get_workshop(db(), workshop_id, viewer=viewer())
    form = form_of(workshop)
    if form.validate():
        try:
            services.change_workshop(
                db(),
                workshop,
                code=form.code.data or "",
                name=form.name.data or "",
                name_en=form.name_en.data or "",
                seats=form.seats.data or 0,
                workstations=form.counts(),
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(workshop, gettext("The workshop was changed"))
    return workshop_page(workshop, form), 422


@blueprint.post("/workshops/<workshop_id>/openings")
@requires(Permission.RESOURCE_WRITE)
def open_workshop(workshop_id: str) -> ResponseReturnValue:
    """Set the half-days of the week in which the workshop is open."""
    workshop = queries.get_workshop(db(), workshop_id, viewer=viewer())
    services.set_openings(db(), workshop, half_days_asked(), viewer=viewer())
    return back_to(workshop, gettext("The opening half-days were set"))


@blueprint.post("/workshops/<workshop_id>/absences")
@requires(Permission.RESOURCE_WRITE)
def close_workshop(workshop_id: str) -> ResponseReturnValue:
    """Close the workshop for some days."""
    workshop = queries.get_workshop(db(), workshop_id, viewer=viewer())
    form = AbsenceForm()
    if form.validate():
        try:
            services.add_absence(db(), workshop, **form.values(), viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(workshop, gettext("The closed days were noted"))
    return workshop_page(workshop, form_of(workshop, formdata=None), absence_form=form), 422


@blueprint.post("/workshops/<workshop_id>/absences/<absence_id>/remove")
@requires(Permission.RESOURCE_WRITE)
def reopen_workshop(workshop_id: str, absence_id: str) -> ResponseReturnValue:
    """Take closed days of the workshop back."""
    workshop = queries.get_workshop(db(), workshop_id, viewer=viewer())
    absence = queries.get_absence(db(), absence_id, workshop.id)
    services.remove_absence(db(), workshop, absence, viewer=viewer())
    return back_to(workshop, gettext("The closed days were taken back"))


def form_of(workshop: Workshop, **kwargs: object) -> WorkshopForm:
    """The workshop's form with a count for every type of workstation."""
    return workshop_form(workshop, equipment_types(db()), **kwargs)


def workshop_page(workshop: Workshop, form: WorkshopForm, absence_form: AbsenceForm | None = None) -> str:
    """The page of a workshop around its form."""
    stand_at("resources.list_workshops")
    return render_template(
        "resources/show_workshop.html",
        workshop=workshop,
        form=form,
        absence_form=absence_form or AbsenceForm(formdata=None),
        can_write=viewer().can(Permission.RESOURCE_WRITE),
        **week_parts(ResourceKind.WORKSHOP, workshop.id),
    )


def back_to(workshop: Workshop, text: str) -> ResponseReturnValue:
    """Say what was done and show the workshop again."""
    flash(text, "ok")
    return redirect(url_for("resources.show_workshop", workshop_id=workshop.id))
