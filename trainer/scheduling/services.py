"""Runs, drafts, locks, moves by hand, publishing and going back: every act on timetables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

import solver
from trainer.kit import audit, clock
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.jobs import Jobs
from trainer.kit.messages import msg
from trainer.kit.permissions import Viewer
from trainer.models.resources import Instructor, Workshop
from trainer.models.scheduling import Booking, LessonLock, RunState, SolverRun, Timetable, TimetableState
from trainer.scheduling import publishing, queries, runs
from trainer.scheduling.aims import DEFAULT_AIM, aim_of
from trainer.scheduling.data_check import check_data
from trainer.scheduling.drafts import make_draft
from trainer.scheduling.moves import Target, refuse_bad_move
from trainer.scheduling.problem_builder import DEFAULT_TRAVEL_MINUTES
from trainer.scheduling.situation import Situation, load_situation

# The job that `tasks.solve_timetable` does.
SOLVE_TIMETABLE = "solve-timetable"
# A run shorter than this finds nothing, a longer one keeps others waiting.
MIN_SECONDS, MAX_SECONDS = 5, 3_600


def prepare_run(
    session: Session,
    organisation_id: str,
    *,
    seconds: int,
    seed: int,
    aim: str = DEFAULT_AIM,
    workers: int = 1,
    cluster: str = "",
    work_limit: int | None = None,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
    start: str | None = None,
    actor: str | None,
) -> SolverRun:
    """Seal the inputs of a run that begins with `start` (the lessons in force unless given).

    Raises RuleBroken while the data check blocks, Conflict while another run works.
    """
    wanted = runs.Wanted(seconds, seed, aim, workers, cluster, work_limit)
    refuse_bad_limits(wanted)
    refuse_second_run(session, organisation_id)
    situation, problem = sound_data(session, organisation_id, travel_minutes)
    sealed = runs.Sealed.of(problem, start or runs.start_of(situation))
    return runs.seal_run(session, organisation_id, sealed, wanted, actor)


def refuse_second_run(session: Session, organisation_id: str) -> None:
    """Raise Conflict while a run for a timetable works; one whose worker was lost is ended."""
    other = queries.unfinished_run(session, organisation_id)
    if other is not None and runs.is_lost(other):
        runs.fail(session, other, msg("The worker of this run was lost"), "")
    elif other is not None:
        raise Conflict(msg("A run is at work already"), msg("Stop it, or wait until it has ended"))


def refuse_bad_limits(wanted: runs.Wanted) -> None:
    """Raise BadInput for an aim that does not exist or a time that no run may take."""
    aim_of(wanted.aim)
    if not MIN_SECONDS <= wanted.seconds <= MAX_SECONDS:
        message = msg("A run lasts %(least)s to %(most)s seconds", least=MIN_SECONDS, most=MAX_SECONDS)
        raise BadInput(message, field="seconds")


def sound_data(session: Session, organisation_id: str, travel_minutes: int) -> tuple[Situation, solver.Problem]:
    """The present problem with the situation behind it; raises RuleBroken while something blocks solving."""
    found = check_data(session, organisation_id, travel_minutes=travel_minutes)
    if found.blocking or found.problem is None:
        raise RuleBroken(
            "data-check",
            msg(
                "%(n)s entries block solving. The first: %(first)s",
                n=len(found.blocking),
                first=found.blocking[0].sentence,
            ),
            msg("Mend them on the data check page"),
        )
    return found.situation, found.problem


def start_run(
    session: Session,
    jobs: Jobs,
    *,
    seconds: int,
    aim: str,
    workers: int,
    cluster: str = "",
    work_limit: int | None = None,
    travel_minutes: int,
    start: str | None = None,
    viewer: Viewer,
) -> SolverRun:
    """Seal a run for the viewer's base and ask for the job that solves it; see `prepare_run`."""
    run = prepare_run(
        session,
        viewer.organisation_id,
        seconds=seconds,
        seed=seed_of_today(),
        aim=aim,
        workers=workers,
        cluster=cluster,
        work_limit=work_limit,
        travel_minutes=travel_minutes,
        start=start,
        actor=viewer.person_id,
    )
    ask_for_job(session, jobs, run, viewer)
    return run


def prove_impossible(
    session: Session, jobs: Jobs, wanted: runs.Wanted, *, travel_minutes: int, viewer: Viewer
) -> SolverRun:
    """A run of data that the check proves impossible: it ends with the proof, and its reason can be asked for.

    Raises RuleBroken when nothing of the kind is proved, Conflict while another run works.
    """
    refuse_second_run(session, viewer.organisation_id)
    found = check_data(session, viewer.organisation_id, travel_minutes=travel_minutes)
    if found.problem is None or not found.is_impossible:
        raise RuleBroken("data-check-proves", msg("The data check does not prove that there is no timetable"))
    sealed = runs.Sealed.of(found.problem, None)
    run = runs.seal_run(session, viewer.organisation_id, sealed, wanted, viewer.person_id)
    ask_for_job(session, jobs, run, viewer)
    return run


def seed_of_today() -> int:
    """The seed of the runs of a day: its digits."""
    return int(f"{clock.today():%Y%m%d}")


def ask_for_job(session: Session, jobs: Jobs, run: SolverRun, viewer: Viewer) -> None:
    """Ask for the job that solves a sealed run."""
    job = jobs.ask(
        session,
        SOLVE_TIMETABLE,
        {"run_id": run.id},
        organisation_id=run.organisation_id,
        asked_by_id=viewer.person_id,
    )
    run.job_id = job.id


def stop_run(session: Session, run: SolverRun, *, viewer: Viewer) -> None:
    """Ask a run to end with the best it has; one that has not begun, or has ended, is told so."""
    if run.state is RunState.WAITING:
        runs.fail(session, run, msg("Stopped before it began"), "")
    elif run.state is RunState.RUNNING:
        run.stop_requested = True
    else:
        raise RuleBroken("run-is-working", msg("This run has ended already"))
    _record(session, "run.stop", f"solver_run:{run.id}", run.organisation_id, viewer)


def publish_timetable(
    session: Session,
    timetable: Timetable,
    *,
    viewer: Viewer,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
    seen_revision: int | None = None,
) -> publishing.Publication:
    """Put a draft in force: judged afresh, all slot claims swapped, people told; see `publishing.publish`."""
    own_only(timetable, viewer)
    return publishing.publish(
        session, timetable, viewer=viewer, travel_minutes=travel_minutes, seen_revision=seen_revision
    )


def restore_timetable(session: Session, timetable: Timetable, *, viewer: Viewer) -> Timetable:
    """A new draft from an earlier version (or from the one in force, to change it); it is checked before it counts."""
    own_only(timetable, viewer)
    situation = load_situation(session, timetable.organisation_id)
    draft = make_draft(
        session,
        situation,
        queries.bookings_of(session, timetable),
        made_by_id=viewer.person_id,
        based_on=timetable,
    )
    _record(
        session, "timetable.restore", f"timetable:{draft.id}", draft.organisation_id, viewer, {"from": timetable.number}
    )
    return draft


def discard_timetable(session: Session, timetable: Timetable, *, viewer: Viewer) -> None:
    """Put a draft aside; its number stays used."""
    _must_be_draft(timetable, viewer)
    timetable.state = TimetableState.DISCARDED
    _record(session, "timetable.discard", f"timetable:{timetable.id}", timetable.organisation_id, viewer)


def lock_lesson(session: Session, booking: Booking, *, viewer: Viewer) -> LessonLock:
    """Hold a lesson where it stands in a version: no run moves it, until it is unlocked."""
    own_only(booking.timetable, viewer)
    if booking.day <= clock.today():
        raise RuleBroken("lesson-to-come", msg("This lesson has begun or is over; it cannot move anyway"))
    lock = session.get(LessonLock, booking.lesson_id) or LessonLock(lesson_id=booking.lesson_id)
    lock.day, lock.first_period = booking.day, booking.first_period
    lock.workshop_id, lock.instructor_id = booking.workshop_id, booking.instructor_id
    lock.locked_by_id, lock.locked_at = viewer.person_id, clock.now()
    session.add(lock)
    session.flush()
    _record(session, "lesson.lock", f"lesson:{booking.lesson_id}", viewer.organisation_id, viewer, _place_json(booking))
    return lock


def unlock_lesson(session: Session, lesson_id: str, *, viewer: Viewer) -> None:
    """Let the next run move a lesson again."""
    queries.get_lesson(session, lesson_id, viewer=viewer)
    lock = session.get(LessonLock, lesson_id)
    if lock is None:
        raise RuleBroken("lesson-is-locked", msg("This lesson is not locked"))
    session.delete(lock)
    session.flush()
    _record(session, "lesson.unlock", f"lesson:{lesson_id}", viewer.organisation_id, viewer)


def move_lesson(
    session: Session,
    timetable: Timetable,
    lesson_id: str,
    target: Target,
    *,
    viewer: Viewer,
    travel_minutes: int = DEFAULT_TRAVEL_MINUTES,
) -> Booking:
    """Move a lesson by hand inside a draft. Raises RuleBroken with the solver's rule when it cannot stand there."""
    _must_be_draft(timetable, viewer)
    booking = queries.booking_in(session, timetable, lesson_id)
    _check_target(session, target, viewer)
    refuse_bad_move(session, timetable, booking, target, travel_minutes=travel_minutes)
    edit = {"lesson": lesson_id, "by": viewer.person_id, "at": clock.now().isoformat(), "before": _place_json(booking)}
    booking.day, booking.first_period = target.day, target.first_period
    booking.workshop_id, booking.instructor_id = target.workshop_id, target.instructor_id
    timetable.edits = [*timetable.edits, edit]
    session.flush()
    session.expire(booking, ["workshop", "instructor"])
    _record(
        session,
        "timetable.move",
        f"timetable:{timetable.id}",
        timetable.organisation_id,
        viewer,
        {"lesson": lesson_id, "before": edit["before"], "after": _place_json(booking)},
    )
    return booking


def undo_move(session: Session, timetable: Timetable, *, viewer: Viewer) -> Booking:
    """Take back the last move by hand in a draft; every move can be taken back, one after another."""
    _must_be_draft(timetable, viewer)
    if not timetable.edits:
        raise RuleBroken("something-to-undo", msg("There is nothing to take back"))
    edit = timetable.edits[-1]
    booking = queries.booking_in(session, timetable, edit["lesson"])
    before = edit["before"]
    booking.day, booking.first_period = date.fromisoformat(before["day"]), before["first_period"]
    booking.workshop_id, booking.instructor_id = before["workshop_id"], before["instructor_id"]
    timetable.edits = timetable.edits[:-1]
    session.flush()
    session.expire(booking, ["workshop", "instructor"])
    _record(
        session,
        "timetable.undo",
        f"timetable:{timetable.id}",
        timetable.organisation_id,
        viewer,
        {"lesson": edit["lesson"]},
    )
    return booking


def own_only(timetable: Timetable, viewer: Viewer) -> None:
    """Raise NotFound unless the version belongs to the viewer's own base: the bureau reads, it does not act."""
    if timetable.organisation_id != viewer.organisation_id:
        raise NotFound


def _must_be_draft(timetable: Timetable, viewer: Viewer) -> None:
    own_only(timetable, viewer)
    if timetable.state is not TimetableState.DRAFT:
        raise RuleBroken(
            "timetable-is-draft",
            msg("Version %(n)s is not a draft and stays as it is", n=timetable.number),
            msg("Make a draft from it first"),
        )


def _check_target(session: Session, target: Target, viewer: Viewer) -> None:
    workshop = session.get(Workshop, target.workshop_id)
    instructor = session.get(Instructor, target.instructor_id)
    if workshop is None or workshop.base.organisation_id != viewer.organisation_id:
        raise BadInput(msg("Choose one of your workshops"), field="workshop")
    if instructor is None or instructor.organisation_id != viewer.organisation_id:
        raise BadInput(msg("Choose one of your instructors"), field="instructor")


def _place_json(booking: Booking) -> dict[str, Any]:
    return {
        "day": booking.day.isoformat(),
        "first_period": booking.first_period,
        "workshop_id": booking.workshop_id,
        "instructor_id": booking.instructor_id,
    }


def _record(
    session: Session,
    act: str,
    subject: str,
    chain: str,
    viewer: Viewer,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.record(session, act, subject, actor=viewer.person_id, chain=chain, detail=detail)
