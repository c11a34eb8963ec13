"""The life of a solver run in the database: sealed, started, followed, finished with an honest outcome."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

import solver
from trainer.kit import audit, clock
from trainer.kit.messages import Message, msg
from trainer.models.scheduling import RunKind, RunState, SolverRun, Timetable
from trainer.scheduling.aims import DEFAULT_AIM, aim_of
from trainer.scheduling.drafts import make_draft, placed_of
from trainer.scheduling.engine_version import engine_version
from trainer.scheduling.figures import figures_of
from trainer.scheduling.judge import solver_timetable
from trainer.scheduling.problem_builder import seal
from trainer.scheduling.situation import Situation, load_situation
from trainer.scheduling.wording import Names, names_of

# The curve keeps the start, the end and so many points between.
CURVE_POINTS = 300
# Longer than a lost job takes to be picked up again and a silent child to be given up.
LOST_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Wanted:
    """What is asked of a run: limits, seed, aim, who works on it, and what it is for.

    Without `weights` they are the aim's; `changes` are a scenario's, as they were when it was sealed. `workers` are
    processes; `cluster` is the address of a Dask scheduler, empty for processes of this machine.
    """

    seconds: int
    seed: int
    aim: str = DEFAULT_AIM
    workers: int = 1
    cluster: str = ""
    work_limit: int | None = None
    weights: dict[str, int] | None = None
    changes: list[Any] | None = None
    kind: RunKind = RunKind.TIMETABLE
    origin_id: str | None = None
    scenario_id: str | None = None
    group_id: str | None = None

    @property
    def params(self) -> dict[str, Any]:
        """What a run stores and the solver is told."""
        names = ("seconds", "aim", "workers", "cluster", "work_limit")
        weights = self.weights or asdict(aim_of(self.aim).weights)
        changes = {} if self.changes is None else {"changes": self.changes}
        return {**{name: getattr(self, name) for name in names}, "weights": weights, **changes}


@dataclass(frozen=True)
class Sealed:
    """The inputs of a run: the problem as text with its hash, how many lessons it has, and where the search starts."""

    text: str
    sha256: str
    lessons: int
    start: str | None

    @classmethod
    def of(cls, problem: solver.Problem, start: str | None) -> Sealed:
        """Seal a problem."""
        text, sha256 = seal(problem)
        return cls(text, sha256, len(problem.lessons), start)


def seal_run(session: Session, organisation_id: str, sealed: Sealed, wanted: Wanted, actor: str | None) -> SolverRun:
    """A waiting run with its inputs: what every later question about it is answered from."""
    run = SolverRun(
        organisation_id=organisation_id,
        started_by_id=actor,
        kind=wanted.kind,
        origin_id=wanted.origin_id,
        scenario_id=wanted.scenario_id,
        group_id=wanted.group_id,
        state=RunState.WAITING,
        params=wanted.params,
        problem=sealed.text,
        problem_sha256=sealed.sha256,
        start=sealed.start,
        engine=engine_version(),
        seed=wanted.seed,
        lessons=sealed.lessons,
    )
    session.add(run)
    session.flush()
    audit.record(
        session,
        "run.start",
        f"solver_run:{run.id}",
        actor=actor or "platform",
        chain=run.organisation_id,
        detail={
            "problem_sha256": sealed.sha256,
            "lessons": run.lessons,
            "seed": wanted.seed,
            "kind": wanted.kind.value,
            **run.params,
        },
    )
    return run


def start_of(situation: Situation) -> str | None:
    """The lessons in force as the search's start, None before a publication."""
    if not situation.published:
        return None
    return solver.timetable_to_json(solver_timetable(situation.published.values(), situation.today))


def params_of(run: SolverRun) -> solver.SolveParams:
    """The solver's parameters of a run."""
    return solver.SolveParams(
        time_limit_seconds=float(run.params["seconds"]),
        work_limit=run.params.get("work_limit"),
        workers=int(run.params["workers"]),
        seed=run.seed,
        cluster=run.params.get("cluster") or None,
        weights=solver.Weights(**run.params["weights"])
        if "weights" in run.params
        else aim_of(run.params["aim"]).weights,
    )


def begin(run: SolverRun) -> str | None:
    """Mark a run as working; returns what the search starts from."""
    run.state, run.started_at = RunState.RUNNING, clock.now()
    return run.start


def record_progress(session: Session, run_id: str, progress: solver.Progress, curve: Sequence[Any]) -> None:
    """Write where a run stands; a run that has ended meanwhile is left alone."""
    working = update(SolverRun).where(SolverRun.id == run_id, SolverRun.state == RunState.RUNNING)
    session.execute(
        working.values(
            placed=progress.placed,
            objective=progress.objective,
            bound=progress.bound,
            curve=list(curve),
        )
    )


@dataclass(frozen=True)
class Done:
    """What each worker did: its moves, and how many in a second while it improved (None: not known)."""

    moves: int | None = None
    pace: float | None = None


def finish(session: Session, run: SolverRun, result: solver.Result, done: Done | None = None) -> Timetable | None:
    """Keep the outcome as the solver gave it; a run for a timetable leaves a draft of what it placed."""
    problem = solver.problem_from_json(run.problem)
    situation = load_situation(session, run.organisation_id)
    names = names_of(session, situation, problem)
    run.state, run.finished_at = RunState.DONE, clock.now()
    run.status = result.status.value
    run.placed = len(result.timetable.bookings)
    run.objective, run.bound = result.objective, result.bound
    run.curve = thinned([list(point) for point in result.curve])
    done = done or Done()
    run.moves = done.moves
    run.result, run.result_sha256 = seal_timetable(result.timetable)
    run.outcome = {**outcome_of(result, names), "figures": figures_of(problem, result.timetable), "pace": done.pace}
    draft = None
    if result.timetable.bookings and run.kind is RunKind.TIMETABLE:
        draft = make_draft(
            session, situation, placed_of(problem, result.timetable), made_by_id=run.started_by_id, run_id=run.id
        )
        run.timetable_id = draft.id
    audit.record(
        session,
        "run.finish",
        f"solver_run:{run.id}",
        actor=run.started_by_id or "platform",
        chain=run.organisation_id,
        detail={"status": run.status, "placed": run.placed, "lessons": run.lessons, "objective": result.objective},
    )
    return draft


def fail(session: Session, run: SolverRun, message: Message, detail: str) -> None:
    """Say why a run came to nothing; nothing else changes."""
    run.state, run.finished_at = RunState.FAILED, clock.now()
    run.outcome = {"message": message.to_json(), "detail": detail}


def outcome_of(result: solver.Result, names: Names) -> dict[str, Any]:
    """The result as JSON: bound source, cost by goal and person, breaches, reasons, and what is left."""
    return {
        "seconds": round(result.seconds, 1),
        "bound_source": result.bound_source,
        "is_cut_short": result.is_cut_short,
        "parts": [_part(part, names) for part in result.parts],
        "violations": [names.sentence(violation).to_json() for violation in result.violations],
        "reasons": [names.sentence(reason).to_json() for reason in result.reasons],
        "unplaced": [names.of("lesson", lesson).to_json() for lesson in result.unplaced],
    }


def seal_timetable(timetable: solver.Timetable) -> tuple[str, str]:
    """A timetable as JSON with its bookings sorted, and the SHA-256 of that text."""
    text = solver.timetable_to_json(solver.Timetable(tuple(sorted(timetable.bookings))))
    return text, hashlib.sha256(text.encode()).hexdigest()


def thinned(curve: list[Any]) -> list[Any]:
    """A curve with at most CURVE_POINTS points, its ends kept."""
    if len(curve) <= CURVE_POINTS:
        return curve
    step = (len(curve) - 1) / (CURVE_POINTS - 1)
    return [curve[round(at * step)] for at in range(CURVE_POINTS)]


def is_lost(run: SolverRun) -> bool:
    """Whether an unfinished run has outlived its time and the job's retries: nobody works on it any more."""
    since = run.started_at or run.created_at
    return clock.now() > since + timedelta(seconds=int(run.params["seconds"])) + LOST_AFTER


def died_message(exit_code: int | None) -> Message:
    """Why there is no result, for the person who started the run."""
    if exit_code is not None and exit_code < 0:
        return msg(
            "The solver's process was ended from outside (signal %(n)s). No timetable was changed.", n=-exit_code
        )
    return msg("The solver's process ended without a result. No timetable was changed.")


def _part(part: solver.CostPart, names: Names) -> dict[str, Any]:
    heaviest = sorted(part.shares, key=lambda share: (-share.cost, share.kind, share.id))[:20]
    shares = [{"name": names.of(share.kind, share.id).to_json(), "cost": share.cost} for share in heaviest]
    return {"objective": part.objective, "weight": part.weight, "cost": part.cost, "shares": shares}
