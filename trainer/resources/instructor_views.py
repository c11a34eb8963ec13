"""The instructors' pages: what each may teach, how much, and when."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit import clock
from trainer.kit.errors import NotFound, TrainerError
from trainer.kit.permissions import Permission
from trainer.models.resources import Instructor, ResourceKind
from trainer.resources import queries, services
from trainer.resources.blueprint import blueprint
from trainer.resources.forms import AbsenceForm, InstructorForm, NewInstructorForm, QualificationForm
from trainer.resources.weeks import half_days_asked, week_parts
from trainer.skills import queries as skills
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy, level_name, name_of
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

INSTRUCTOR_HEAD = (
    lazy("Instructor"),
    lazy("Home base"),
    lazy("Occupation"),
    lazy("Up to level"),
    lazy("Valid from"),
    lazy("Valid until"),
    lazy("Most periods a day"),
    lazy("Most periods a week"),
)


@blueprint.get("/instructors")
@requires(Permission.RESOURCE_READ)
def list_instructors() -> ResponseReturnValue:
    """Instructors with what they may teach and how much."""
    found = queries.list_instructors(db(), viewer=viewer())
    openings = queries.openings_of(db(), ResourceKind.INSTRUCTOR, [instructor.id for instructor in found])
    return render_template(
        "resources/list_instructors.html",
        page=page_of(found),
        bases={base.id: base for base in queries.list_bases(db(), viewer=viewer())},
        open_half_days={i.id: sum(opening.resource_id == i.id for opening in openings) for i in found},
        today=clock.today(),
        can_write=viewer().can(Permission.RESOURCE_WRITE),
    )


@blueprint.get("/instructors/export")
@requires(Permission.RESOURCE_READ)
def export_instructors() -> Response:
    """The instructors with one row a qualification, as an Excel file."""
    bases = {base.id: name_of(base) for base in queries.list_bases(db(), viewer=viewer())}
    rows = []
    for instructor in queries.list_instructors(db(), viewer=viewer()):
        caps = [instructor.max_periods_day, instructor.max_periods_week]
        start = [instructor.person.name, bases[instructor.home_base_id]]
        taught = [
            [name_of(row.occupation), level_name(row.level), row.valid_from, row.valid_to]
            for row in instructor.qualifications
        ]
        rows += [start + row + caps for row in taught or [["", "", None, None]]]
    return send_workbook(workbook(list(map(str, INSTRUCTOR_HEAD)), rows), "instructors")


@blueprint.route("/instructors/new", methods=["GET", "POST"])
@requires(Permission.RESOURCE_WRITE)
def create_instructor() -> ResponseReturnValue:
    """Make a member with the instructor's role an instructor who can be scheduled."""
    stand_at("resources.list_instructors")
    form = NewInstructorForm()
    bases = {base.id: base for base in queries.list_bases(db(), viewer=viewer())}
    people = {person.id: person for person in queries.people_who_may_teach(db(), viewer().organisation_id)}
    form.offer(list(bases.values()))
    form.offer_people(list(people.values()))
    if request.method == "POST" and form.validate():
        try:
            instructor = services.create_instructor(
                db(),
                people[form.person.data],
                bases[form.home_base.data],
                max_periods_day=form.max_periods_day.data or 0,
                max_periods_week=form.max_periods_week.data or 0,
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(instructor, gettext("The instructor was added: now say what and when they can teach"))
    page = render_template("resources/create_instructor.html", form=form, people=people, bases=bases)
    return page, 422 if request.method == "POST" else 200


@blueprint.get("/instructors/<instructor_id>")
@requires(Permission.RESOURCE_READ)
def show_instructor(instructor_id: str) -> ResponseReturnValue:
    """One instructor: caps, qualifications with their days, the week, and absences."""
    return instructor_page(queries.get_instructor(db(), instructor_id, viewer=viewer()))


@blueprint.post("/instructors/<instructor_id>")
@requires(Permission.RESOURCE_WRITE)
def change_instructor(instructor_id: str) -> ResponseReturnValue:
    """Change home base and caps."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    form = InstructorForm()
    bases = {base.id: base for base in queries.list_bases(db(), viewer=viewer())}
    form.offer(list(bases.values()))
    if form.validate():
        try:
            services.change_instructor(
                db(),
                instructor,
                home_base=bases[form.home_base.data],
                max_periods_day=form.max_periods_day.data or 0,
                max_periods_week=form.max_periods_week.data or 0,
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(instructor, gettext("The instructor was changed"))
    return instructor_page(instructor, form=form), 422


@blueprint.post("/instructors/<instructor_id>/qualifications")
@requires(Permission.RESOURCE_WRITE)
def add_qualification(instructor_id: str) -> ResponseReturnValue:
    """Say what the instructor may teach, up to which level, between which days."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    form = QualificationForm()
    form.offer(skills.search_occupations(db(), ""))
    if form.validate():
        try:
            services.add_qualification(
                db(),
                instructor,
                skills.get_occupation(db(), form.occupation.data),
                level=form.level.data,
                theory=bool(form.theory.data),
                practice=bool(form.practice.data),
                valid_from=form.valid_from.data or clock.today(),
                valid_to=form.valid_to.data,
                document=form.document.data or "",
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(instructor, gettext("The qualification was added"))
    return instructor_page(instructor, qualification_form=form), 422


@blueprint.post("/instructors/<instructor_id>/qualifications/<qualification_id>/remove")
@requires(Permission.RESOURCE_WRITE)
def remove_qualification(instructor_id: str, qualification_id: str) -> ResponseReturnValue:
    """Take a qualification back."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    if qualification_id not in [row.id for row in instructor.qualifications]:
        raise NotFound
    services.remove_qualification(db(), instructor, qualification_id, viewer=viewer())
    return back_to(instructor, gettext("The qualification was taken back"))


@blueprint.post("/instructors/<instructor_id>/openings")
@requires(Permission.RESOURCE_WRITE)
def open_instructor(instructor_id: str) -> ResponseReturnValue:
    """Set the half-days of the week in which the instructor can teach."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    services.set_openings(db(), instructor, half_days_asked(), viewer=viewer())
    return back_to(instructor, gettext("The half-days were set"))


@blueprint.post("/instructors/<instructor_id>/absences")
@requires(Permission.RESOURCE_WRITE)
def add_absence(instructor_id: str) -> ResponseReturnValue:
    """Note that the instructor is away."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    form = AbsenceForm()
    if form.validate():
        try:
            services.add_absence(db(), instructor, **form.values(), viewer=viewer())
        except TrainerError as error:
            form.refuse(error)
        else:
            return back_to(instructor, gettext("The absence was noted"))
    return instructor_page(instructor, absence_form=form), 422


@blueprint.post("/instructors/<instructor_id>/absences/<absence_id>/remove")
@requires(Permission.RESOURCE_WRITE)
def remove_absence(instructor_id: str, absence_id: str) -> ResponseReturnValue:
    """Take an absence back."""
    instructor = queries.get_instructor(db(), instructor_id, viewer=viewer())
    absence = queries.get_absence(db(), absence_id, instructor.id)
    services.remove_absence(db(), instructor, absence, viewer=viewer())
    return back_to(instructor, gettext("The absence was taken back"))


def instructor_page(
    instructor: Instructor,
    *,
    form: InstructorForm | None = None,
    qualification_form: QualificationForm | None = None,
    absence_form: AbsenceForm | None = None,
) -> str:
    """The page of an instructor around its three forms."""
    stand_at("resources.list_instructors")
    bases = queries.list_bases(db(), viewer=viewer())
    form = form or InstructorForm(formdata=None, obj=instructor, data={"home_base": instructor.home_base_id})
    form.offer(bases)
    qualification_form = qualification_form or QualificationForm(formdata=None)
    qualification_form.offer(skills.search_occupations(db(), ""))
    return render_template(
        "resources/show_instructor.html",
        instructor=instructor,
        base=next(base for base in bases if base.id == instructor.home_base_id),
        form=form,
        qualification_form=qualification_form,
        absence_form=absence_form or AbsenceForm(formdata=None),
        today=clock.today(),
        can_write=viewer().can(Permission.RESOURCE_WRITE),
        **week_parts(ResourceKind.INSTRUCTOR, instructor.id),
    )


def back_to(instructor: Instructor, text: str) -> ResponseReturnValue:
    """Say what was done and show the instructor again."""
    flash(text, "ok")
    return redirect(url_for("resources.show_instructor", instructor_id=instructor.id))
