"""Repair in an emergency, made for a phone: report, choose a cap, look at ways, tick, publish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainer.kit import clock
from trainer.kit.errors import BadInput, TrainerError
from trainer.kit.messages import from_json, msg
from trainer.kit.permissions import Permission
from trainer.kit.tables import Job
from trainer.models.programmes import Lesson
from trainer.models.repairs import IncidentKind, RepairState, TimetableRepair
from trainer.models.scheduling import Booking, Timetable
from trainer.resources.queries import instructors_of, workshops_of
from trainer.scheduling import incidents, queries, repairs
from trainer.scheduling.day_grid import PERIODS, start_time
from trainer.scheduling.repair_forms import DEFAULT_CAP, FOR_GOOD, NO_CAP, IncidentForm, read_cap
from trainer.scheduling.repair_outcome import changes_of, told_by, ways_of, withdrawn_cohorts
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.today_cover import free_today
from trainer.scheduling.views.blueprint import blueprint
from trainer.scheduling.views.common import read_number, slot_text, spoken, travel_minutes
from trainer.scheduling.views.repair_words import (
    KIND_ICONS,
    KIND_WORDS,
    STATE_KINDS,
    STATE_WORDS,
    cap_words,
    obstacles_said,
    proof_sentence,
    way_json,
    when_text,
)
from trainer.scheduling.wording import workshop_name
from trainer.web.access import requires, viewer
from trainer.web.language import gettext, say
from trainer.web.navigation import stand_at
from trainer.web.platform import platform
from trainer.web.tables import page_of
from trainer.web.transaction import db


@blueprint.get("/repairs")
@requires(Permission.TIMETABLE_SOLVE)
def list_repairs() -> ResponseReturnValue:
    """The incidents that were reported, with what came of them."""
    stand_at("scheduling.show_board")
    page = page_of(repairs.list_repairs(db(), viewer=viewer()))
    rows = [{"repair": repair, **incident_json(repair)} for repair in page.rows]
    return render_template("scheduling/list_repairs.html", page=page, rows=rows)


@blueprint.get("/repairs/new")
@requires(Permission.TIMETABLE_SOLVE)
def new_repair() -> ResponseReturnValue:
    """The form that reports what happened; the address may name kind and subject already."""
    kind = asked_kind()
    form = form_of(kind)
    today = clock.today()
    asked = request.args.get("subject", "")
    if form.lesson is not None:
        form.lesson.data = asked
    if form.subject is not None and asked:
        form.subject.data = asked
    if form.starts_on is not None:
        form.starts_on.data = form.ends_on.data = today
    return form_page(kind, form)


@blueprint.post("/repairs/new")
@requires(Permission.TIMETABLE_SOLVE)
def report_incident() -> ResponseReturnValue:
    """Keep the incident and search for repairs."""
    kind = asked_kind()
    form = form_of(kind)
    if form.validate():
        try:
            with db().begin_nested():
                repair = repairs.report_incident(
                    db(),
                    platform().jobs,
                    form.report(kind),
                    most_touched=form.cap(),
                    viewer=viewer(),
                    travel_minutes=travel_minutes(),
                )
        except TrainerError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_repair", repair_id=repair.id))
    return form_page(kind, form), 422


@blueprint.get("/repairs/<repair_id>")
@requires(Permission.TIMETABLE_SOLVE)
def show_repair(repair_id: str) -> ResponseReturnValue:
    """What was found, fewest people first; while the search works its part asks again every second."""
    return repair_page(repairs.get_repair(db(), repair_id, viewer=viewer()))


@blueprint.post("/repairs/<repair_id>/again")
@requires(Permission.TIMETABLE_SOLVE)
def look_again(repair_id: str) -> ResponseReturnValue:
    """Search again; of the way that was sent, the lessons without a tick stay where they are published."""
    repair = repairs.get_repair(db(), repair_id, viewer=viewer())
    refused = {*repair.refused, *(set(request.form.getlist("shown")) - set(request.form.getlist("accept")))}
    if "afresh" in request.form:
        refused = set()
    try:
        with db().begin_nested():
            repairs.look_again(
                db(),
                platform().jobs,
                repair,
                refused=refused,
                most_touched=repair.most_touched,
                viewer=viewer(),
                travel_minutes=travel_minutes(),
            )
    except TrainerError as error:
        return repair_page(repair, error), error.status
    return redirect(url_for(".show_repair", repair_id=repair_id))


@blueprint.post("/repairs/<repair_id>/stop")
@requires(Permission.TIMETABLE_SOLVE)
def stop_search(repair_id: str) -> ResponseReturnValue:
    """End the search; what was found by then is kept."""
    repair = repairs.get_repair(db(), repair_id, viewer=viewer())
    repairs.stop_search(db(), repair, viewer=viewer())
    flash(gettext("The search is ending with what it has found"), "ok")
    return redirect(url_for(".show_repair", repair_id=repair_id))


@blueprint.post("/repairs/<repair_id>/publish")
@requires(Permission.TIMETABLE_PUBLISH)
def publish_repair(repair_id: str) -> ResponseReturnValue:
    """Publish what was ticked of one way."""
    repair = repairs.get_repair(db(), repair_id, viewer=viewer())
    number = read_number(request.form.get("way"), "way")
    try:
        with db().begin_nested():
            publication = repairs.publish_repair(
                db(),
                repair,
                number,
                request.form.getlist("accept"),
                viewer=viewer(),
                travel_minutes=travel_minutes(),
            )
    except TrainerError as error:
        return repair_page(repair, error), error.status
    told = publication.difference.people
    version = publication.timetable.number
    flash(gettext("Version %(n)s is in force; %(told)s people were told", n=version, told=told), "ok")
    return redirect(url_for(".show_repair", repair_id=repair_id))


@blueprint.post("/repairs/<repair_id>/take-back")
@requires(Permission.TIMETABLE_SOLVE)
def take_back_repair(repair_id: str) -> ResponseReturnValue:
    """It was a mistake: forget the incident."""
    repair = repairs.get_repair(db(), repair_id, viewer=viewer())
    repairs.take_back(db(), repair, viewer=viewer())
    flash(gettext("The report was taken back; the timetable stays as it is"), "ok")
    return redirect(url_for(".list_repairs"))


def asked_kind() -> IncidentKind:
    """The kind of incident that the address names; raises BadInput for anything else."""
    text = request.args.get("kind", IncidentKind.INSTRUCTOR_AWAY.value)
    if text not in set(IncidentKind):
        raise BadInput(msg("There is no such kind of incident"), field="kind")
    return IncidentKind(text)


def form_of(kind: IncidentKind) -> IncidentForm:
    """The form of a kind with its lists."""
    form = IncidentForm()
    own = viewer().organisation_id
    subjects = incidents.choices(db(), kind, own)
    form.shape(kind, [(subject.id, spoken(incidents.name_of_subject(subject))) for subject in subjects])
    if kind is IncidentKind.LESSON_MOVED:
        form.offer_places(
            [(str(period.number), start_time(period.number)) for period in PERIODS],
            [(row.id, spoken(workshop_name(row.code, row))) for row in workshops_of(db(), own)],
            [(row.id, row.person.name) for row in instructors_of(db(), own)],
        )
    return form


def form_page(kind: IncidentKind, form: IncidentForm) -> str:
    """The report form; a lesson that has to move is named with its present place."""
    stand_at("scheduling.show_board")
    lesson, place = lesson_and_place(form) if kind is IncidentKind.LESSON_MOVED else (None, "")
    kinds = [one for one in IncidentKind if one is not IncidentKind.LESSON_MOVED]
    return render_template(
        "scheduling/report_incident.html",
        kind=kind,
        form=form,
        title=say(KIND_WORDS[kind]),
        kinds=[
            {"label": say(KIND_WORDS[one]), "url": url_for(".new_repair", kind=one.value), "active": one is kind}
            for one in kinds
        ],
        lesson=lesson,
        place=place,
    )


def lesson_and_place(form: IncidentForm) -> tuple[str, str]:
    """The name of the lesson that has to move, and where it is published; raises NotFound for a foreign one."""
    lesson: Lesson = queries.get_lesson(db(), form.lesson.data or "", viewer=viewer())
    in_force = queries.published_timetable(db(), viewer().organisation_id)
    booking = queries.booking_in(db(), in_force, lesson.id) if in_force is not None else None
    return spoken(incidents.name_of_subject(lesson)), slot_text(booking) if booking is not None else ""


def repair_page(repair: TimetableRepair, error: TrainerError | None = None) -> str:
    """The page of a repair, or its changing part for a page that asks again."""
    stand_at("scheduling.show_board")
    is_part = bool(request.headers.get("HX-Request"))
    working = repairs.is_working(repair)
    cap = read_cap(request.args["cap"]) if "cap" in request.args else repair.most_touched
    found: Mapping[str, Any] = found_json(repair, cap) if repair.state is RepairState.DONE else {"ways": []}
    return render_template(
        "scheduling/_repair_result.html" if is_part else "scheduling/show_repair.html",
        repair=repair,
        error=error,
        is_working=working,
        is_lost=repair.state in repairs.UNFINISHED and not working,
        is_stale=repair.state is RepairState.DONE and repairs.is_stale(db(), repair),
        is_for_good=repair.kind in FOR_GOOD,
        **progress_json(repair),
        version=version_of(repair),
        cap=cap,
        cap_value=NO_CAP if cap is None else str(cap),
        caps=cap_words(cap),
        default_cap=DEFAULT_CAP,
        **incident_json(repair),
        **found,
    )


def progress_json(repair: TimetableRepair) -> dict[str, Any]:
    """How far the search is, in words and per cent."""
    job = db().get(Job, repair.job_id) if repair.job_id else None
    has_said = job is not None and bool(job.message)
    return {
        "percent": 0 if job is None else job.progress,
        "doing": say(from_json(job.message)) if job is not None and has_said else gettext("Waiting for a worker"),
        "is_stopping": job is not None and job.stop_requested,
    }


def incident_json(repair: TimetableRepair) -> dict[str, Any]:
    """The incident in words."""
    subject = incidents.subject_of(db(), repair.kind, repair.subject_id, viewer=viewer())
    return {
        "kind_word": say(KIND_WORDS[repair.kind]),
        "kind_icon": KIND_ICONS[repair.kind],
        "subject": spoken(incidents.name_of_subject(subject)),
        "when": when_text(repair),
        "state_word": say(STATE_WORDS[repair.state]),
        "state_kind": STATE_KINDS[repair.state],
    }


def found_json(repair: TimetableRepair, cap: int | None) -> dict[str, Any]:
    """The ways with whom they touch, what is proved, and today's lessons, which nobody moves."""
    ways = ways_of(repair)
    situation = load_situation(db(), repair.organisation_id)
    in_force = db().get_one(Timetable, repair.based_on_id)
    withdrawn = withdrawn_cohorts(queries.bookings_of(db(), in_force))
    changes = changes_of(db(), ways)
    said = []
    with db().no_autoflush:
        for way in ways:
            told = told_by(db(), situation, in_force, changes[way.number], withdrawn=withdrawn)
            said.append(way_json(way, repair, changes[way.number], told, cap))
    today = incidents.hit_today(repair, situation.taught.values(), situation.today)
    return {
        "ways": said,
        "hit_count": len(repair.outcome["hit"]),
        "proof": proof_sentence(repair, ways) if ways else None,
        "is_impossible": repair.outcome["is_impossible"],
        "least": repair.outcome["least_touched"],
        "is_stopped": repair.outcome.get("is_stopped", False),
        "obstacles": obstacles_said(repair),
        "today": [today_json(situation, row, repair.kind) for row in today],
    }


def today_json(situation: Situation, booking: Booking, kind: IncidentKind) -> dict[str, Any]:
    """A lesson of today that the incident hits, and whom to ask to take it over when its instructor is away."""
    is_away = kind is IncidentKind.INSTRUCTOR_AWAY
    return {
        "text": f"{slot_text(booking)} · {spoken(incidents.name_of_subject(booking.lesson))}",
        "is_away": is_away,
        "free": free_today(situation, booking) if is_away else [],
    }


def version_of(repair: TimetableRepair) -> int | None:
    """The number of the version that came of a repair."""
    made = db().get(Timetable, repair.published_timetable_id) if repair.published_timetable_id else None
    return made.number if made is not None else None
