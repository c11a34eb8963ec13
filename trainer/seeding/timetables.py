"""Making and publishing timetables without a page: for the command line and the demonstration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from trainer.accounts.queries import get_organisation, organisations_that_are, people_with_role
from trainer.accounts.registration import find_organisation
from trainer.kit.db import Database
from trainer.kit.errors import BadInput, RuleBroken
from trainer.kit.messages import msg
from trainer.kit.permissions import Viewer
from trainer.models.organisations import OrganisationKind
from trainer.models.people import Role
from trainer.models.scheduling import RunState, SolverRun, Timetable, TimetableState
from trainer.scheduling.services import publish_timetable
from trainer.scheduling.tasks import OnProgress, solve_now
from trainer.seeding.acting import viewer_for
from trainer.web.platform import Platform


@dataclass(frozen=True)
class Outcome:
    """What became of one base's timetable."""

    organisation: str
    lessons: int
    placed: int
    status: str
    objective: float | None
    bound: float | None
    violations: int
    is_published: bool

    @property
    def is_whole(self) -> bool:
        """Whether every lesson has its place."""
        return self.placed == self.lessons


def bases_to_schedule(database: Database, codes: Sequence[str]) -> list[str]:
    """The ids of the bases with these credit codes, or of all; raises BadInput for a code that is no base's."""
    with database.reading() as session:
        bases = [base.id for base in organisations_that_are(session, OrganisationKind.BASE)]
        if not codes:
            return bases
        chosen = []
        for code in codes:
            found = find_organisation(session, code)
            if found is None or found.id not in bases:
                raise BadInput(msg("No base has the code %(code)s.", code=code), field="organisation")
            chosen.append(found.id)
        return chosen


def make_timetable(
    platform: Platform,
    base_id: str,
    *,
    seconds: int,
    publish: bool,
    seed: int = 1,
    on_progress: OnProgress | None = None,
) -> Outcome:
    """Solve for one base and keep the draft; `publish` puts it in force when it is whole.

    Raises RuleBroken while the data check blocks, or when the judge finds a breach in what should be published.
    """
    config, database = platform.config, platform.database
    with database.reading() as session:
        actor = _scheduler(session, base_id).person_id
    run = solve_now(
        database,
        base_id,
        seconds,
        seed,
        on_progress,
        workers=config.solver_workers,
        cluster=config.solver_cluster,
        travel_minutes=config.default_travel_minutes,
        actor=actor,
    )
    if run.state is RunState.FAILED:
        raise RuleBroken("run-failed", msg("The solver run failed; its page tells why."))
    if publish and run.timetable_id is not None and run.placed == run.lessons:
        with database.transaction() as session:
            timetable = session.get_one(Timetable, run.timetable_id)
            viewer = _scheduler(session, base_id)
            publish_timetable(session, timetable, viewer=viewer, travel_minutes=config.default_travel_minutes)
    with database.reading() as session:
        return outcome_of(session, session.get_one(SolverRun, run.id))


def outcome_of(session: Session, run: SolverRun) -> Outcome:
    """The figures of a finished run."""
    timetable = session.get(Timetable, run.timetable_id) if run.timetable_id else None
    return Outcome(
        organisation=get_organisation(session, run.organisation_id).name,
        lessons=run.lessons,
        placed=run.placed,
        status=run.status,
        objective=run.objective,
        bound=run.bound,
        violations=len(run.outcome.get("violations", [])),
        is_published=timetable is not None and timetable.state is TimetableState.PUBLISHED,
    )


def _scheduler(session: Session, base_id: str) -> Viewer:
    base = get_organisation(session, base_id)
    people = people_with_role(session, base_id, Role.SCHEDULER)
    if not people:
        message = msg("Nobody is a scheduler of %(base)s.", base=base.name)
        raise RuleBroken("base-has-scheduler", message, msg("Add one with `trainer user add`."))
    return viewer_for(session, people[0], base)
