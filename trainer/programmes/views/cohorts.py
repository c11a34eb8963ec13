"""Pages of cohorts: the list, one cohort with seats, lessons and people, and whom the enterprise hired."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.catalogue.programme_types import strategy_of
from trainer.kit import clock
from trainer.kit.errors import BadInput
from trainer.kit.permissions import Permission
from trainer.models.catalogue import CourseModule
from trainer.models.programmes import Cohort, CohortState
from trainer.programmes import queries, services
from trainer.programmes.forms import PlacementForm
from trainer.programmes.queries import PlacementRow
from trainer.programmes.standing import COHORT_CHIPS, COHORT_LABELS
from trainer.programmes.views.blueprint import blueprint
from trainer.programmes.views.presenting import address, half_day_list, hours, weekday_list
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, lazy, level_name, name_of, say, title_of
from trainer.web.navigation import stand_at
from trainer.web.tables import page_of, send_workbook, workbook
from trainer.web.transaction import db

GROUPS = {
    "all": (lazy("All"), frozenset[CohortState]()),
    "enrolling": (lazy("Enrolling"), frozenset({CohortState.ENROLLING})),
    "coming": (lazy("Scheduled"), frozenset({CohortState.SCHEDULED})),
    "running": (lazy("Training under way"), frozenset({CohortState.RUNNING, CohortState.TAUGHT})),
    "ended": (lazy("No longer running"), frozenset({CohortState.CLOSED, CohortState.CANCELLED})),
}
HEAD = (
    lazy("Cohort"),
    lazy("Programme"),
    lazy("Enterprise"),
    lazy("Base"),
    lazy("Occupation"),
    lazy("Level"),
    lazy("Course version"),
    lazy("Start"),
    lazy("End"),
    lazy("Seats"),
    lazy("Taken"),
    lazy("Status"),
)
# Which people a figure opens.
SHOWS: Mapping[str, Callable[[PlacementRow], bool]] = {
    "all": lambda _row: True,
    "trained": lambda row: row.is_trained,
    "certified": lambda row: row.certificate is not None,
    "hired": lambda row: row.placement is not None,
}
# Pages of later features about one cohort: endpoint, words, icon, the permission that it takes.
PLACES = (
    ("enrolment.list_trainees", lazy("Trainees"), "users", Permission.ROSTER_READ),
    ("enrolment.upload_roster", lazy("Upload a roster"), "upload", Permission.ROSTER_UPLOAD),
    ("scheduling.show_board", lazy("Timetable"), "calendar-time", Permission.TIMETABLE_READ),
    ("delivery.show_cohort_attendance", lazy("Attendance"), "clipboard-check", Permission.ATTENDANCE_READ),
    ("assessment.list_sittings", lazy("Sittings"), "clipboard-list", Permission.ASSESSMENT_READ),
    ("certification.list_certificates", lazy("Certificates"), "certificate", Permission.CERTIFICATE_READ),
)


@blueprint.get("/cohorts")
@requires(Permission.COHORT_READ)
def list_cohorts() -> ResponseReturnValue:
    """The viewer's cohorts with their seats."""
    cohorts = cohorts_asked()
    groups = [
        {
            "label": str(label),
            "count": len(in_group(cohorts, name)),
            "url": url_for(".list_cohorts", group=name, q=request.args.get("q")),
            "active": group_asked() == name,
        }
        for name, (label, _states) in GROUPS.items()
    ]
    return render_template(
        "programmes/list_cohorts.html",
        page=page_of(in_group(cohorts, group_asked())),
        groups=groups,
        labels=COHORT_LABELS,
        chips=COHORT_CHIPS,
        marks={cohort.id: strategy_of(cohort.programme.type) for cohort in cohorts},
        enterprises=enterprise_names(cohorts),
        any_cohort=bool(cohorts) or bool(request.args.get("q")),
        group=group_asked(),
        text=request.args.get("q", ""),
    )


@blueprint.get("/cohorts/export")
@requires(Permission.COHORT_READ)
def export_cohorts() -> Response:
    """The cohorts under the present filter as an Excel file."""
    cohorts = in_group(cohorts_asked(), group_asked())
    enterprises = enterprise_names(cohorts)
    rows = [
        [
            name_of(cohort),
            title_of(cohort.programme),
            enterprises[cohort.id],
            name_of(cohort.programme.base),
            name_of(cohort.course_version.course.occupation),
            level_name(cohort.course_version.course.level),
            cohort.course_version.number,
            cohort.starts_on,
            cohort.ends_on,
            cohort.capacity,
            cohort.taken,
            say(COHORT_LABELS[cohort.state]),
        ]
        for cohort in cohorts
    ]
    filters = {gettext("Search"): request.args.get("q", ""), gettext("Group"): str(GROUPS[group_asked()][0])}
    return send_workbook(workbook(list(map(str, HEAD)), rows, filters), "cohorts")


@blueprint.get("/cohorts/<cohort_id>")
@requires(Permission.COHORT_READ)
def show_cohort(cohort_id: str) -> ResponseReturnValue:
    """One cohort: facts, seats, lessons by module, and its people from seat to post."""
    return cohort_page(queries.get_cohort(db(), cohort_id, viewer=viewer()))


@blueprint.post("/cohorts/<cohort_id>/placements")
@requires(Permission.PLACEMENT_WRITE)
def record_placement(cohort_id: str) -> ResponseReturnValue:
    """That the enterprise hired one of the trainees."""
    cohort = queries.get_cohort(db(), cohort_id, viewer=viewer())
    form = placement_form(queries.placement_rows(db(), cohort, queries.part_of(db(), cohort, viewer=viewer())))
    hired_on = form.hired_on.data
    if form.validate() and hired_on is not None:
        try:
            services.record_placement(
                db(), cohort, form.person_id.data, hired_on, form.post.data or "", viewer=viewer()
            )
        except BadInput as error:
            form.refuse(error)
        else:
            flash(gettext("Recorded"), "ok")
            return redirect(url_for(".show_cohort", cohort_id=cohort.id, show="hired", _anchor="people"))
    return cohort_page(cohort, form), 422


def cohort_page(cohort: Cohort, form: PlacementForm | None = None) -> str:
    """The page of one cohort."""
    stand_at("programmes.list_cohorts")
    part = queries.part_of(db(), cohort, viewer=viewer())
    rows = queries.placement_rows(db(), cohort, part)
    show = request.args.get("show", "all")
    can_place = viewer().can(Permission.PLACEMENT_WRITE) and bool(rows)
    return render_template(
        "programmes/show_cohort.html",
        cohort=cohort,
        label=COHORT_LABELS[cohort.state],
        chip_kind=COHORT_CHIPS[cohort.state],
        strategy=strategy_of(cohort.programme.type),
        seats=queries.seats_by_enterprise(db(), cohort),
        part=part,
        enterprise=enterprise_names([cohort])[cohort.id],
        modules=modules_of(cohort),
        count=queries.count_rows(cohort, rows, part),
        rows=[row for row in rows if SHOWS.get(show, SHOWS["all"])(row)],
        show=show if show in SHOWS else "all",
        places=places_of(cohort),
        weekdays=weekday_list(cohort.weekdays),
        half_days=half_day_list(cohort.half_days),
        rest=hours(cohort.night_rest_hours),
        form=(form or placement_form(rows)) if can_place else None,
    )


def enterprise_names(cohorts: Sequence[Cohort]) -> dict[str, str]:
    """Who ordered each cohort; of a joint class its enterprises only learn that others take part."""
    joint = queries.enterprises_in(db(), {cohort.programme_id for cohort in cohorts})
    names = {}
    for cohort in cohorts:
        together = joint.get(cohort.programme_id, [])
        if cohort.programme.enterprise is not None or not together:
            names[cohort.id] = name_of(cohort.programme.enterprise)
        elif queries.part_of(db(), cohort, viewer=viewer()) is not None:
            names[cohort.id] = gettext("You and others (joint class)")
        else:
            names[cohort.id] = gettext(", ").join(name_of(enterprise) for enterprise in together)
    return names


def placement_form(rows: list[PlacementRow]) -> PlacementForm:
    """The form with the people who hold a seat; those not yet hired come first."""
    form = PlacementForm(hired_on=clock.today())
    waiting = sorted(rows, key=lambda row: row.placement is not None)
    form.person_id.choices = [("", gettext("Please choose")), *((row.person.id, row.person.name) for row in waiting)]
    return form


def modules_of(cohort: Cohort) -> list[tuple[CourseModule, int, int]]:
    """The modules of the cohort's own version, each with its lessons and periods."""
    modules = {module.id: module for module in cohort.course_version.modules}
    found = []
    for module_id, module in modules.items():
        lessons = [lesson for lesson in cohort.lessons if lesson.module_id == module_id]
        found.append((module, len(lessons), sum(lesson.periods for lesson in lessons)))
    return found


def places_of(cohort: Cohort) -> list[dict[str, str]]:
    """The pages about this cohort that exist and that the viewer may open."""
    places = []
    for endpoint, label, icon, permission in PLACES:
        url = address(endpoint, cohort_id=cohort.id) if viewer().can(permission) else None
        if url:
            places.append({"url": url, "title": str(label), "icon": icon})
    return places


def cohorts_asked() -> list[Cohort]:
    """The cohorts under the search text."""
    return list(queries.cohorts_for(db(), viewer=viewer(), text=request.args.get("q", "").strip()[:60]))


def in_group(cohorts: list[Cohort], group: str) -> list[Cohort]:
    """The cohorts of a group."""
    states = GROUPS[group][1]
    return [cohort for cohort in cohorts if not states or cohort.state in states]


def group_asked() -> str:
    """The group in the address."""
    group = request.args.get("group", "all")
    return group if group in GROUPS else "all"
