"""Pages of the catalogue: courses with their versions, and policy records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.catalogue import queries, services
from trainer.catalogue.differences import KIND_WORDS, DifferenceKind, module_differences
from trainer.catalogue.figures import figures_of, share
from trainer.catalogue.forms import VersionForm
from trainer.catalogue.policies import KEY_WORDS, key_words, region_words, value_words
from trainer.kit import clock
from trainer.kit.errors import TrainerError
from trainer.kit.permissions import Permission
from trainer.models.catalogue import Course, PolicyRecord
from trainer.skills import queries as skills
from trainer.skills.levels import EXAMINED_LEVELS
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy, level_name, name_of, say
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

blueprint = Blueprint("catalogue", __name__)

COURSE_HEAD = (
    lazy("Code"),
    lazy("Course"),
    lazy("Occupation code"),
    lazy("Occupation"),
    lazy("Level"),
    lazy("Version"),
    lazy("Holds from"),
    lazy("Lessons"),
    lazy("Periods"),
)
POLICY_HEAD = (
    lazy("Rule"),
    lazy("Key"),
    lazy("Region"),
    lazy("Value"),
    lazy("Holds from"),
    lazy("Holds until"),
    lazy("Document"),
    lazy("Demonstration value"),
)


@blueprint.get("/courses")
@requires(Permission.CATALOGUE_READ)
def list_courses() -> ResponseReturnValue:
    """Courses by occupation and level, each with the version that holds today."""
    page = page_of([row_of(course) for course in courses_asked()])
    return render_template(
        "catalogue/list_courses.html",
        page=page,
        occupations=queries.occupations_with_courses(db()),
        levels=EXAMINED_LEVELS,
        asked=request.args,
        today=clock.today(),
    )


@blueprint.get("/courses/export")
@requires(Permission.CATALOGUE_READ)
def export_courses() -> Response:
    """The same list as an Excel file."""
    rows = []
    for row in (row_of(course) for course in courses_asked()):
        course, version, figures = row["course"], row["version"], row["figures"]
        level = level_name(course.level)
        cells = [course.code, name_of(course), course.occupation.code, name_of(course.occupation), level]
        rows.append([*cells, version.number, version.valid_from, figures.lessons, figures.periods])
    return send_workbook(workbook(list(map(str, COURSE_HEAD)), rows, filters_asked()), "courses")


@blueprint.get("/courses/<course_id>")
@requires(Permission.CATALOGUE_READ)
def show_course(course_id: str) -> ResponseReturnValue:
    """One version of a course: modules with hours and shares, who may apply, and the other versions."""
    stand_at("catalogue.list_courses")
    course = queries.get_course(db(), course_id)
    today = clock.today()
    current = queries.version_in_force(course, today)
    version = queries.get_version_number(course, asked_number("version", (current or course.versions[-1]).number))
    figures = figures_of(version.modules)
    return render_template(
        "catalogue/show_course.html",
        course=course,
        version=version,
        current=current,
        today=today,
        figures=figures,
        shares={module.id: share(module.lessons * module.periods, figures.periods) for module in version.modules},
        codes={module.position: module.code for module in version.modules},
        kinds=KIND_WORDS,
        paths=skills.paths_of(db(), version.standard, course.level),
        can_write=viewer().can(Permission.CATALOGUE_WRITE),
    )


@blueprint.get("/courses/<course_id>/differences")
@requires(Permission.CATALOGUE_READ)
def compare_versions(course_id: str) -> ResponseReturnValue:
    """What changed between two versions, module by module."""
    stand_at("catalogue.list_courses")
    course = queries.get_course(db(), course_id)
    last = course.versions[-1].number
    new = queries.get_version_number(course, asked_number("new", last))
    old = queries.get_version_number(course, asked_number("old", max(1, new.number - 1)))
    found = module_differences(old.modules, new.modules)
    return render_template(
        "catalogue/compare_versions.html",
        course=course,
        old=old,
        new=new,
        old_figures=figures_of(old.modules),
        new_figures=figures_of(new.modules),
        differences=[difference for difference in found if difference.kind is not DifferenceKind.SAME],
        same=sum(difference.kind is DifferenceKind.SAME for difference in found),
        shown=shown_value,
    )


@blueprint.route("/courses/<course_id>/versions/new", methods=["GET", "POST"])
@requires(Permission.CATALOGUE_WRITE)
def write_course_version(course_id: str) -> ResponseReturnValue:
    """A new dated version, copied from the last one and edited; earlier versions stay as they are."""
    stand_at("catalogue.list_courses")
    course = queries.get_course(db(), course_id)
    form = VersionForm()
    if request.method == "GET":
        form.copy_from(course.versions[-1], course.level)
        offer_choices(form, course)
        return render_template("catalogue/write_course_version.html", course=course, form=form)
    offer_choices(form, course)
    if form.validate() and (plans := form.plans()) is not None:
        try:
            version = services.write_course_version(
                db(),
                course,
                after_number=form.after_number.data or 0,
                standard_id=form.standard_id.data,
                valid_from=form.valid_from.data or clock.today(),
                note=form.note.data or "",
                plans=plans,
                viewer=viewer(),
            )
        except TrainerError as error:
            form.refuse(error)
        else:
            flash(gettext("Version %(n)s was written", n=version.number), "ok")
            return redirect(url_for("catalogue.show_course", course_id=course.id, version=version.number))
    return render_template("catalogue/write_course_version.html", course=course, form=form), 422


@blueprint.get("/policies")
@requires(Permission.POLICY_READ)
def list_policies() -> ResponseReturnValue:
    """The dated rules that concern the viewer's region, or all regions when asked."""
    return render_template(
        "catalogue/list_policies.html",
        page=page_of(policies_asked()),
        keys=KEY_WORDS,
        asked=request.args,
        key_words=key_words,
        value_words=value_words,
        region_words=region_words,
        today=clock.today(),
    )


@blueprint.get("/policies/export")
@requires(Permission.POLICY_READ)
def export_policies() -> Response:
    """The same list as an Excel file."""
    rows = [
        [
            say(key_words(record.key)),
            record.key,
            say(region_words(record.region_code)),
            say(value_words(record.key, record.value)),
            record.valid_from,
            record.valid_to,
            record.document,
            gettext("yes") if record.is_demo else gettext("no"),
        ]
        for record in policies_asked()
    ]
    return send_workbook(workbook(list(map(str, POLICY_HEAD)), rows, filters_asked()), "policies")


@blueprint.get("/policies/<policy_id>")
@requires(Permission.POLICY_READ)
def show_policy(policy_id: str) -> ResponseReturnValue:
    """One record with its document, and the other records of the same rule."""
    stand_at("catalogue.list_policies")
    record = queries.get_policy(db(), policy_id)
    in_force = queries.find_policy(db(), record.key, viewer().region_code, clock.today())
    return render_template(
        "catalogue/show_policy.html",
        record=record,
        in_force=in_force,
        others=[other for other in queries.list_policies(db(), key=record.key) if other.id != record.id],
        key_words=key_words,
        value_words=value_words,
        region_words=region_words,
        today=clock.today(),
    )


def courses_asked() -> list[Course]:
    """The courses that the address filters for."""
    level = request.args.get("level", "")
    return list(
        queries.list_courses(
            db(),
            occupation_id=request.args.get("occupation", ""),
            level=int(level) if level in map(str, EXAMINED_LEVELS) else None,
            text=request.args.get("q", "").strip()[:60],
        )
    )


def row_of(course: Course) -> dict[str, Any]:
    """A course as the list shows it: the version that holds today, else the last one."""
    current = queries.version_in_force(course, clock.today())
    version = current or course.versions[-1]
    return {"course": course, "version": version, "in_force": current, "figures": figures_of(version.modules)}


def policies_asked() -> list[PolicyRecord]:
    """The policy records that the address filters for: the viewer's region unless all are asked for."""
    regions = [] if request.args.get("region") == "all" else queries.regions_of(viewer().region_code)
    on = None if request.args.get("past") else clock.today()
    return list(queries.list_policies(db(), regions=regions, key=request.args.get("key", ""), on=on))


def filters_asked() -> dict[str, str]:
    """What the address filters for, for the second sheet of an export."""
    return {key: value for key, value in request.args.items() if value}


def asked_number(name: str, default: int) -> int:
    """A version's number in the address."""
    text = request.args.get(name, "")
    return int(text) if text.isdigit() and len(text) < 5 else default


def offer_choices(form: VersionForm, course: Course) -> None:
    """Fill the selects of the form."""
    standards = [row for row in skills.standards_of(db(), course.occupation_id) if course.level in row.levels]
    form.offer(standards, queries.equipment_types(db()))


def shown_value(value: Any) -> str:
    """A changed value in the reader's language."""
    if value is None or value == "":
        return "—"
    if hasattr(value, "name_en"):
        return name_of(value)
    return say(value)
