"""Repairs: report an incident, search for ways to go on, publish what was accepted of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit import audit, clock
from trainer.kit.errors import Conflict, NotFound, RuleBroken
from trainer.kit.jobs import Jobs
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.kit.tables import Job, JobState
from trainer.models.repairs import RepairState, TimetableRepair
from trainer.models.scheduling import PublishedTimetable, Timetable
from trainer.scheduling import incidents, publishing
from trainer.scheduling.drafts import make_draft
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES
from trainer.scheduling.repair_outcome import Way, way_of
from trainer.scheduling.repair_problem import repair_problem, touched_lately
from trainer.scheduling.situation import load_situation

# The job that `repair_tasks.repair_timetable` does.
REPAIR_TIMETABLE = "repair-timetable"
# Longer than the search and the start of its process take: after that somebody may search again.
LOST_AFTER = timedelta(seconds=90)
UNFINISHED = (RepairState.WAITING, RepairState.RUNNING)


def report_incident(
    session: Session,
    jobs: Jobs,
    report: incidents.Report,
    *,
    most_touched: int | None,
    viewer: Viewer,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
) -> TimetableRepair:
    """Keep the incident where later runs read it, and ask for the search for repairs.

    Raises NotFound, BadInput by field, and RuleBroken where nothing is published yet.
    """
    subject = incidents.subject_of(session, report.kind, report.subject_id, viewer=viewer)
    in_force = _in_force(session, viewer.organisation_id)
    report = incidents.with_present_place(session, report)
    absence = incidents.keep(session, report, subject, viewer=viewer)
    repair = TimetableRepair(
        organisation_id=viewer.organisation_id,
        reported_by_id=viewer.person_id,
        kind=report.kind,
        subject_id=report.subject_id,
        starts_on=report.starts_on,
        ends_on=report.ends_on,
        half_day=report.half_day,
        reason=report.reason.strip(),
        wanted=dict(report.wanted),
        absence_id=absence.id if absence is not None else None,
        most_touched=most_touched,
        based_on_id=in_force.timetable_id,
        revision_seen=in_force.revision,
    )
    session.add(repair)
    session.flush()
    _record(session, "repair.report", repair, viewer, {"kind": repair.kind.value, "subject": repair.subject_id})
    _search(session, jobs, repair, viewer, travel_minutes)
    return repair


def look_again(
    session: Session,
    jobs: Jobs,
    repair: TimetableRepair,
    *,
    refused: Collection[str],
    most_touched: int | None,
    viewer: Viewer,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
) -> None:
    """Search again on what is in force now, with the refused lessons held where they are published.

    Raises Conflict while a search is at work, RuleBroken when the repair is published or a lesson cannot stay.
    """
    _require_open(repair, viewer)
    if is_working(repair):
        raise Conflict(msg("The search is at work already"))
    if set(refused) & set(repair.outcome.get("hit", ())):
        raise RuleBroken(
            "lesson-can-stay",
            msg("A lesson that the incident hit cannot stay where it is"),
            msg("Keep its tick, or take another of the ways"),
        )
    in_force = _in_force(session, repair.organisation_id)
    repair.based_on_id, repair.revision_seen = in_force.timetable_id, in_force.revision
    repair.refused, repair.most_touched = sorted(refused), most_touched
    repair.attempt += 1
    repair.outcome = {}
    repair.started_at = repair.finished_at = None
    _record(session, "repair.again", repair, viewer, {"refused": len(repair.refused)})
    _search(session, jobs, repair, viewer, travel_minutes)


def stop_search(session: Session, repair: TimetableRepair, *, viewer: Viewer) -> None:
    """Ask the search to end with what it has; raises RuleBroken when none is at work."""
    own_only(repair, viewer)
    job = session.get(Job, repair.job_id) if repair.job_id else None
    if job is None or not is_working(repair) or job.state not in (JobState.WAITING, JobState.RUNNING):
        raise RuleBroken("repair-is-sought", msg("No search is at work"))
    job.stop_requested = True
    if job.state is JobState.WAITING:
        job.state, job.finished_at = JobState.STOPPED, clock.now()
        repair.state, repair.finished_at = RepairState.FAILED, clock.now()
        repair.outcome = {"message": msg("It was stopped before it began. Search again.").to_json()}
    _record(session, "repair.stop", repair, viewer, {})


def publish_repair(
    session: Session,
    repair: TimetableRepair,
    number: int,
    accepted: Collection[str],
    *,
    viewer: Viewer,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
) -> publishing.Publication:
    """Publish the accepted changes of one way as a new version; everything else stays as it is in force.

    Raises Conflict when the timetable has changed since the search, RuleBroken when the judge finds a breach in what
    was accepted, NotFound for a way that is not there.
    """
    own_only(repair, viewer)
    if repair.state is not RepairState.DONE:
        raise RuleBroken("repair-is-found", msg("There is nothing to publish here"))
    if is_stale(session, repair):
        raise _stale()
    way = way_of(repair, number)
    if way is None:
        raise NotFound
    draft = _draft_of(session, repair, way, accepted, viewer)
    try:
        publication = publishing.publish(
            session,
            draft,
            viewer=viewer,
            travel_minutes=travel_minutes,
            seen_revision=repair.revision_seen,
            others_may_wait=True,
        )
    except RuleBroken as error:
        way_out = msg("Tick every lesson that has to change, or search again")
        raise RuleBroken(error.rule, error.message, way_out) from error
    repair.state, repair.published_timetable_id = RepairState.PUBLISHED, draft.id
    detail = {"way": number, "accepted": len(set(accepted)), "version": draft.number}
    _record(session, "repair.publish", repair, viewer, detail)
    return publication


def take_back(session: Session, repair: TimetableRepair, *, viewer: Viewer) -> None:
    """It was a mistake: forget the incident and the search. Raises RuleBroken when something came of it already."""
    _require_open(repair, viewer)
    subject = incidents.subject_of(session, repair.kind, repair.subject_id, viewer=viewer)
    incidents.take_back(session, repair, subject, viewer=viewer)
    _record(session, "repair.take_back", repair, viewer, {})
    session.delete(repair)
    session.flush()


def get_repair(session: Session, repair_id: str, *, viewer: Viewer) -> TimetableRepair:
    """A repair of the viewer's own base; raises NotFound."""
    repair = session.get(TimetableRepair, repair_id)
    if repair is None:
        raise NotFound
    own_only(repair, viewer)
    return repair


def list_repairs(session: Session, *, viewer: Viewer) -> Sequence[TimetableRepair]:
    """The repairs of the viewer's base, newest first."""
    own = select(TimetableRepair).where(TimetableRepair.organisation_id == viewer.organisation_id)
    return session.scalars(own.order_by(TimetableRepair.created_at.desc(), TimetableRepair.id.desc())).all()


def is_working(repair: TimetableRepair) -> bool:
    """Whether a search is going on; one that has long been silent is lost."""
    if repair.state not in UNFINISHED:
        return False
    return repair.started_at is None or clock.now() < repair.started_at + LOST_AFTER


def is_stale(session: Session, repair: TimetableRepair) -> bool:
    """Whether another version came into force since the search began."""
    pointer = session.get(PublishedTimetable, repair.organisation_id)
    return pointer is None or pointer.revision != repair.revision_seen


def own_only(repair: TimetableRepair, viewer: Viewer) -> None:
    """Raise NotFound unless the repair belongs to the viewer's own base."""
    if repair.organisation_id != viewer.organisation_id:
        raise NotFound


def _require_open(repair: TimetableRepair, viewer: Viewer) -> None:
    own_only(repair, viewer)
    if repair.state is RepairState.PUBLISHED:
        raise RuleBroken("repair-is-open", msg("This repair is published already"))


def _search(session: Session, jobs: Jobs, repair: TimetableRepair, viewer: Viewer, travel_minutes: int) -> None:
    situation = load_situation(session, repair.organisation_id)
    problem = repair_problem(session, situation, repair, travel_minutes=travel_minutes)
    repair.problem = solver.problem_to_json(problem)
    repair.weary = sorted(touched_lately(session, repair.organisation_id))
    repair.state, repair.started_at = RepairState.WAITING, clock.now()
    session.flush()
    job = jobs.ask(
        session,
        REPAIR_TIMETABLE,
        {"repair_id": repair.id, "attempt": repair.attempt},
        organisation_id=repair.organisation_id,
        asked_by_id=viewer.person_id,
    )
    repair.job_id = job.id


def _draft_of(
    session: Session, repair: TimetableRepair, way: Way, accepted: Collection[str], viewer: Viewer
) -> Timetable:
    """The version in force with the accepted changes of a way."""
    situation = load_situation(session, repair.organisation_id)
    changed = {place.lesson_id: place for place in way.places if place.lesson_id in set(accepted)}
    places = [changed.get(lesson_id, booking) for lesson_id, booking in situation.published.items()]
    return make_draft(session, situation, places, made_by_id=viewer.person_id)


def _in_force(session: Session, organisation_id: str) -> PublishedTimetable:
    pointer = session.get(PublishedTimetable, organisation_id)
    if pointer is None:
        raise RuleBroken(
            "timetable-is-published", msg("No timetable is in force, so there is none to repair"), _start_a_run()
        )
    return pointer


def _start_a_run() -> Message:
    return msg("Note the absence with the instructor or workshop; the next run plans around it")


def _stale() -> Conflict:
    return Conflict(
        msg("The timetable has changed since this search; nothing of yours was changed"),
        msg("Search again: it takes a few seconds"),
    )


def _record(session: Session, act: str, repair: TimetableRepair, viewer: Viewer, detail: dict[str, Any]) -> None:
    subject = f"timetable_repair:{repair.id}"
    audit.record(session, act, subject, actor=viewer.person_id, chain=repair.organisation_id, detail=detail)
