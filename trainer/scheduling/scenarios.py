"""Scenarios: made from a plan, changed, solved as a job, and adopted when nothing in them is only supposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit import audit
from trainer.kit.errors import BadInput, Conflict, NotFound, RuleBroken
from trainer.kit.jobs import Jobs
from trainer.kit.messages import Message, msg
from trainer.kit.messages import from_json as message_from_json
from trainer.kit.permissions import Viewer
from trainer.models.scheduling import RunKind, Scenario, SolverRun, Timetable
from trainer.scheduling import queries, runs, services
from trainer.scheduling.data_check import check_data
from trainer.scheduling.judge import solver_timetable
from trainer.scheduling.problem_builder import days_until, problem_of
from trainer.scheduling.scenario_changes import (
    Change,
    LongerWindow,
    NewInstructor,
    WayOut,
    WithoutBase,
    WithoutInstructor,
    WithoutWorkshop,
    applied,
    from_json,
    last_day_of,
    to_json,
)
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import Names

MOST_CHANGES = 20
MOST_DAYS_LONGER = 366


def make_scenario(session: Session, name: str, timetable_id: str | None, *, viewer: Viewer) -> Scenario:
    """A scenario without changes yet, copied from a version (None: from what is in force)."""
    if not name.strip():
        raise BadInput(msg("Give the scenario a name"), field="name")
    if timetable_id is not None:
        services.own_only(queries.get_timetable(session, timetable_id, viewer=viewer), viewer)
    scenario = Scenario(
        organisation_id=viewer.organisation_id,
        made_by_id=viewer.person_id,
        name=name.strip(),
        timetable_id=timetable_id,
        changes=[],
    )
    session.add(scenario)
    session.flush()
    _record(session, "scenario.make", scenario, viewer)
    return scenario


def add_change(session: Session, scenario: Scenario, change: Change, *, travel_minutes: int, viewer: Viewer) -> None:
    """Add a change; raises BadInput when the present problem has nothing that it speaks of."""
    _own_only(scenario, viewer)
    if len(scenario.changes) >= MOST_CHANGES:
        raise BadInput(msg("A scenario has at most %(n)s changes", n=MOST_CHANGES))
    if change in changes_of(scenario):
        raise BadInput(msg("The scenario has this change already"))
    situation = load_situation(session, scenario.organisation_id)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    if isinstance(change, NewInstructor) and all(module.subject != change.subject for module in problem.modules):
        raise BadInput(msg("No lesson to come is of this subject"), field="subject")
    if isinstance(change, LongerWindow):
        _refuse_no_later_day(changed_problem(situation, problem, changes_of(scenario)), problem, change)
    changed_problem(situation, problem, [*changes_of(scenario), change])
    scenario.changes = [*scenario.changes, to_json(change)]
    _record(session, "scenario.change", scenario, viewer)


def _refuse_no_later_day(changed: solver.Problem, present: solver.Problem, change: LongerWindow) -> None:
    """Raise BadInput for a last day that makes the cohort's window no longer, or longer than any plan is made for."""
    last, recorded = (
        next((date.fromisoformat(row.last_day) for row in problem.cohorts if row.id == change.cohort), None)
        for problem in (changed, present)
    )
    if last is None or recorded is None:
        return
    wanted = date.fromisoformat(change.last_day)
    if wanted <= last:
        raise BadInput(msg("The new last day must lie after %(day)s", day=last), field="last_day")
    if (wanted - recorded).days > MOST_DAYS_LONGER:
        raise BadInput(msg("A window grows by at most %(n)s days", n=MOST_DAYS_LONGER), field="last_day")


def remove_change(session: Session, scenario: Scenario, position: int, *, viewer: Viewer) -> None:
    """Take the change at a position (from 0) out again."""
    _own_only(scenario, viewer)
    if not 0 <= position < len(scenario.changes):
        raise NotFound
    scenario.changes = [change for at, change in enumerate(scenario.changes) if at != position]
    _record(session, "scenario.change", scenario, viewer)


def start_scenario(
    session: Session, jobs: Jobs, scenario: Scenario, wanted: runs.Wanted, *, travel_minutes: int, viewer: Viewer
) -> SolverRun:
    """Seal the changed problem and ask for the job.

    Raises RuleBroken when the data cannot be a problem, Conflict while the scenario is being solved.
    """
    _own_only(scenario, viewer)
    services.refuse_bad_limits(wanted)
    other = queries.unfinished_run(session, scenario.organisation_id, RunKind.SCENARIO, of=scenario.id)
    if other is not None and not runs.is_lost(other):
        raise Conflict(msg("This scenario is being solved already"), msg("Stop it, or wait until it has ended"))
    found = check_data(session, scenario.organisation_id, travel_minutes=travel_minutes)
    if found.problem is None:
        raise RuleBroken("data-check", found.blocking[0].sentence, msg("Mend them on the data check page"))
    # What blocks a run for lack of room does not block a scenario: making room may be its point.
    changed = changed_problem(found.situation, found.problem, changes_of(scenario))
    sealed = runs.Sealed.of(changed, start_of(session, found.situation, scenario))
    own = replace(wanted, kind=RunKind.SCENARIO, scenario_id=scenario.id, changes=scenario.changes)
    run = runs.seal_run(session, scenario.organisation_id, sealed, own, viewer.person_id)
    services.ask_for_job(session, jobs, run, viewer)
    return run


def changes_of(scenario: Scenario) -> list[Change]:
    """The changes of a scenario."""
    return [from_json(value) for value in scenario.changes]


def changes_in(run: SolverRun) -> list[Change]:
    """The changes that a run was made with, whatever has become of its scenario."""
    return [from_json(value) for value in run.params.get("changes", ())]


def changed_problem(situation: Situation, problem: solver.Problem, changes: Sequence[Change]) -> solver.Problem:
    """The present problem with the changes made, its days reaching as far as they ask for."""
    last = last_day_of(changes, situation.today)
    days = days_until(situation, last)
    return applied(problem, changes, days if len(days) > len(problem.days) else problem.days)


def start_of(session: Session, situation: Situation, scenario: Scenario) -> str | None:
    """The copied plan as the search's start; without one, what is in force."""
    timetable = session.get(Timetable, scenario.timetable_id) if scenario.timetable_id else None
    if timetable is None:
        return runs.start_of(situation)
    bookings = queries.bookings_of(session, timetable)
    return solver.timetable_to_json(solver_timetable(bookings, situation.today))


def last_run(session: Session, scenario: Scenario) -> SolverRun | None:
    """The newest run of a scenario, or None."""
    own = select(SolverRun).where(SolverRun.scenario_id == scenario.id)
    return session.scalar(own.order_by(SolverRun.created_at.desc(), SolverRun.id.desc()).limit(1))


def get_scenario(session: Session, scenario_id: str, *, viewer: Viewer) -> Scenario:
    """A scenario of the viewer's base; raises NotFound."""
    scenario = session.get(Scenario, scenario_id)
    if scenario is None or scenario.organisation_id != viewer.organisation_id:
        raise NotFound
    return scenario


def list_scenarios(session: Session, *, viewer: Viewer) -> Sequence[Scenario]:
    """The scenarios of the viewer's base, newest first."""
    own = select(Scenario).where(Scenario.organisation_id == viewer.organisation_id)
    return session.scalars(own.order_by(Scenario.created_at.desc(), Scenario.id.desc())).all()


def to_enter_first(
    situation: Situation, changes: Sequence[Change], result: solver.Timetable, names: Names
) -> list[Message]:
    """What the plan stands on that is not on record: nobody may publish it before that is entered."""
    ends = {cohort.id: cohort.ends_on for cohort in situation.cohorts}
    cohort_of = {lesson.id: cohort.id for cohort in situation.cohorts for lesson in cohort.lessons}
    last: dict[str, str] = {}
    for booking in result.bookings:
        cohort = cohort_of.get(booking.lesson, "")
        last[cohort] = max(last.get(cohort, ""), booking.day)
    found = []
    for change in changes:
        if isinstance(change, NewInstructor) and any(booking.instructor == change.id for booking in result.bookings):
            found.append(
                msg(
                    "Enter %(name)s as an instructor for %(subject)s",
                    name=change.name,
                    subject=names.of("", change.subject),
                )
            )
        if isinstance(change, LongerWindow) and change.cohort in ends:
            day = date.fromisoformat(last.get(change.cohort) or "0001-01-01")
            if day > ends[change.cohort]:
                found.append(
                    msg(
                        "Agree with the parties that %(cohort)s may last until %(day)s",
                        cohort=names.of("cohort", change.cohort),
                        day=day,
                    )
                )
    return found


def said(change: Change, names: Names) -> Message:
    """A change in words."""
    if isinstance(change, WithoutBase):
        return msg("Without the base %(name)s", name=names.of("base", change.base))
    if isinstance(change, WithoutWorkshop):
        return msg("Without the workshop %(name)s", name=names.of("workshop", change.workshop))
    if isinstance(change, WithoutInstructor):
        return msg("Without %(name)s", name=names.of("instructor", change.instructor))
    if isinstance(change, NewInstructor):
        return msg(
            "New instructor %(name)s for %(subject)s, %(n)s days a week",
            name=change.name,
            subject=names.of("", change.subject),
            n=len(change.weekdays),
        )
    if isinstance(change, WayOut):
        return message_from_json(change.text)
    return msg(
        "%(cohort)s may last until %(day)s",
        cohort=names.of("cohort", change.cohort),
        day=date.fromisoformat(change.last_day),
    )


def _own_only(scenario: Scenario, viewer: Viewer) -> None:
    if scenario.organisation_id != viewer.organisation_id:
        raise NotFound


def _record(session: Session, act: str, scenario: Scenario, viewer: Viewer) -> None:
    audit.record(
        session,
        act,
        f"scenario:{scenario.id}",
        actor=viewer.person_id,
        chain=scenario.organisation_id,
        detail={"name": scenario.name, "changes": scenario.changes},
    )
