"""Doing a run again from its sealed inputs, and saying how far the two results are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

import solver
from trainer.kit.errors import Conflict, RuleBroken
from trainer.kit.jobs import Jobs
from trainer.kit.messages import Message, msg
from trainer.kit.permissions import Viewer
from trainer.models.scheduling import RunKind, RunState, SolverRun
from trainer.scheduling import queries, runs, services

# A repeat is ended by its work; the clock only guards it.
PATIENCE = 6
LEAST_SECONDS = 120
# The rounds of the search share the work out in whole moves, so a run stays so little below its limit.
ROUNDING = 100
# Of the moves that the time allows so many are asked for, so that the work ends a run and not the clock.
WORK_SHARE = 0.6
# Moves of a worker in a second, before a run of the base has told.
USUAL_PACE = 100_000
LAST_RUNS = 5


@dataclass(frozen=True)
class Sameness:
    """How a run and its repeat compare; `is_promised` when they had to be the same, `ground` says why (not)."""

    origin: SolverRun
    repeat: SolverRun
    objective: bool
    timetable: bool
    is_promised: bool
    ground: Message

    @property
    def is_same(self) -> bool:
        """Same points, same timetable to the last booking, same status."""
        return self.objective and self.timetable and self.origin.status == self.repeat.status


def start_repeat(session: Session, jobs: Jobs, origin: SolverRun, *, cluster: str, viewer: Viewer) -> SolverRun:
    """Seal a run with the same inputs, seed, workers and work as `origin`, and ask for its job.

    Raises RuleBroken when the origin has not ended or its seal is broken, Conflict while it is being repeated.
    """
    refuse_unrepeatable(origin)
    if queries.unfinished_run(session, origin.organisation_id, RunKind.REPEAT, of=origin.id) is not None:
        raise Conflict(msg("This run is being repeated already"), msg("Wait until the repeat has ended"))
    seconds = max(LEAST_SECONDS, PATIENCE * int(origin.outcome.get("seconds", 0)))
    wanted = runs.Wanted(
        min(seconds, services.MAX_SECONDS),
        origin.seed,
        origin.params["aim"],
        int(origin.params["workers"]),
        cluster,
        work_of(origin),
        origin.params.get("weights"),
        kind=RunKind.REPEAT,
        origin_id=origin.id,
    )
    sealed = runs.Sealed(origin.problem, origin.problem_sha256, origin.lessons, origin.start)
    run = runs.seal_run(session, origin.organisation_id, sealed, wanted, viewer.person_id)
    services.ask_for_job(session, jobs, run, viewer)
    return run


def refuse_unrepeatable(origin: SolverRun) -> None:
    """Raise RuleBroken unless the run ended with a result and its inputs are as they were sealed."""
    if origin.state is not RunState.DONE:
        raise RuleBroken("run-has-ended", msg("Only a run that ended with a result can be repeated"))
    if not origin.result_sha256 or origin.moves is None:
        raise RuleBroken(
            "run-is-sealed", msg("This run is from before results were sealed; its inputs can be downloaded")
        )
    if hashlib.sha256(origin.problem.encode()).hexdigest() != origin.problem_sha256:
        raise RuleBroken("run-is-sealed", msg("The stored inputs no longer match their hash: they were changed"))


def repeats_of(session: Session, origin: SolverRun) -> Sequence[SolverRun]:
    """The repeats of a run, newest first."""
    own = select(SolverRun).where(SolverRun.origin_id == origin.id, SolverRun.kind == RunKind.REPEAT)
    return session.scalars(own.order_by(SolverRun.created_at.desc(), SolverRun.id.desc())).all()


def work_of(run: SolverRun) -> int:
    """The work that a repeat is given: the limit that the run had, else what it did."""
    limit = run.params.get("work_limit")
    return int(limit if limit is not None else run.moves or 0)


def is_ended_by_work(run: SolverRun) -> bool:
    """Whether neither the clock nor a person ended the run or a proof in it, but a proof or its limit of work."""
    if run.outcome.get("is_cut_short"):
        return False
    if run.status in (solver.Status.OPTIMAL.value, solver.Status.INFEASIBLE.value):
        return True
    limit = run.params.get("work_limit")
    return limit is not None and not run.stop_requested and (run.moves or 0) + ROUNDING >= limit


def compare(origin: SolverRun, repeat: SolverRun) -> Sameness:
    """Hold an ended repeat against its origin."""
    is_promised, ground = _promise(origin, repeat)
    return Sameness(
        origin=origin,
        repeat=repeat,
        objective=origin.objective == repeat.objective,
        timetable=origin.result_sha256 == repeat.result_sha256,
        is_promised=is_promised,
        ground=ground,
    )


def work_for(session: Session, organisation_id: str, seconds: int) -> int:
    """A limit of work that a run reaches before `seconds`, by the best pace of the base's last runs."""
    own = select(SolverRun.outcome).where(
        SolverRun.organisation_id == organisation_id, SolverRun.state == RunState.DONE
    )
    last = session.scalars(own.order_by(SolverRun.created_at.desc()).limit(LAST_RUNS))
    pace = max((outcome.get("pace") or 0 for outcome in last), default=0) or USUAL_PACE
    return max(int(WORK_SHARE * pace * seconds), 1)


def _promise(origin: SolverRun, repeat: SolverRun) -> tuple[bool, Message]:
    if origin.engine != repeat.engine:
        return False, msg(
            "The engine has changed between the two (%(old)s, %(new)s): another search is another timetable.",
            old=origin.engine,
            new=repeat.engine,
        )
    has_limit = origin.params.get("work_limit") is not None
    if origin.status == solver.Status.OPTIMAL.value and not (has_limit and is_ended_by_work(origin)):
        return False, msg(
            "The first run proved its points to be the best, but the clock had a part in how it found them: "
            "the points are the same, the timetable may be another one with these points."
        )
    if not is_ended_by_work(origin) and has_limit:
        return False, msg(
            "The clock or a person ended the first run before it had done its work; the repeat was given all of it. "
            "Repeat the repeat: those two have to be the same."
        )
    if not is_ended_by_work(origin):
        return False, msg(
            "The clock or a person ended the first run. The repeat makes as many moves, but the first one cooled "
            "by the clock, so it may have gone another way: points may differ, the rules are kept by both."
        )
    if not is_ended_by_work(repeat):
        return False, msg("The clock or a person ended the repeat before it had done the same work.")
    return True, msg("Same inputs, start, seed, workers, engine and work: the results have to be the same.")
