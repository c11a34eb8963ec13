"""The background job that searches for repairs, in a child process with a short time limit."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import solver
from solver.repair import Phase, RepairLimits, RepairProgress, RepairResult
from trainer.kit import clock
from trainer.kit.jobs import JobContext
from trainer.kit.messages import Message, msg
from trainer.models.repairs import RepairState, TimetableRepair
from trainer.scheduling.child_process import SolverDied
from trainer.scheduling.repair_outcome import outcome_of
from trainer.scheduling.repair_process import RepairProcess
from trainer.scheduling.repairs import REPAIR_TIMETABLE, UNFINISHED
from trainer.scheduling.runs import died_message
from trainer.scheduling.situation import load_situation
from trainer.scheduling.wording import Names, names_of

__all__ = ["REPAIR_TIMETABLE", "repair_timetable"]

# With the start of the process about eight seconds for somebody who waits with the phone in the hand.
SECONDS = 6.0
DOING: Mapping[Phase, Message] = {
    Phase.READ: msg("Reading what is published"),
    Phase.PLACE: msg("Looking for free places"),
    Phase.PROVE: msg("Proving how few people have to be touched"),
    Phase.IMPROVE: msg("Looking for fewer people"),
    Phase.EXPLAIN: msg("Finding out why there is no way"),
}


def repair_timetable(context: JobContext, repair_id: str, attempt: int) -> Mapping[str, Any]:
    """Job: search for repairs; one that was asked for again, taken back or has ended meanwhile is left alone."""
    begun = _begin(context, repair_id, attempt)
    if begun is None:
        return {"repair_id": repair_id, "state": "overtaken"}
    text, limits = begun
    try:
        result = RepairProcess(text, limits).wait(_Teller(context, limits.seconds), context.should_stop)
    except SolverDied as error:
        failure = _failure(died_message(error.exit_code), error)
        return _finish(context, repair_id, attempt, RepairState.FAILED, failure)
    return _finish(context, repair_id, attempt, RepairState.DONE, _outcome(context, repair_id, text, result))


class _Teller:
    """Tells the job how far the search is: what it does, and the best way so far."""

    def __init__(self, context: JobContext, seconds: float) -> None:
        self.context, self.seconds = context, seconds
        self.started = time.monotonic()
        self.said = DOING[Phase.READ]

    def __call__(self, progress: object) -> None:
        if isinstance(progress, RepairProgress):
            self.said = said_of(progress)
        percent = min(99, round(100 * (time.monotonic() - self.started) / (self.seconds + 2)))
        self.context.tell(percent, self.said)


def said_of(progress: RepairProgress) -> Message:
    """What the search does, for whoever waits."""
    if progress.phase is Phase.IMPROVE and progress.people is not None:
        return msg("A way that touches %(n)s people is found; looking for fewer", n=progress.people)
    return DOING[progress.phase]


def _outcome(context: JobContext, repair_id: str, text: str, result: RepairResult) -> dict[str, Any]:
    """What was found as JSON; reasons are told with the names of today."""
    problem = solver.problem_from_json(text)
    with context.transaction() as session:
        repair = session.get(TimetableRepair, repair_id)
        if repair is None or not result.obstacles:
            return outcome_of(problem, result, Names({}))
        situation = load_situation(session, repair.organisation_id)
        return outcome_of(problem, result, names_of(session, situation, problem))


def _begin(context: JobContext, repair_id: str, attempt: int) -> tuple[str, RepairLimits] | None:
    with context.transaction() as session:
        repair = session.get(TimetableRepair, repair_id)
        if repair is None or repair.attempt != attempt or repair.state not in UNFINISHED:
            return None
        repair.state, repair.started_at = RepairState.RUNNING, clock.now()
        limits = RepairLimits(
            seconds=SECONDS,
            most_touched=repair.most_touched,
            weary=frozenset(repair.weary),
            refused=frozenset(repair.refused),
            seed=attempt,
        )
        return repair.problem, limits


def _finish(
    context: JobContext, repair_id: str, attempt: int, state: RepairState, outcome: dict[str, Any]
) -> Mapping[str, Any]:
    with context.transaction() as session:
        repair = session.get(TimetableRepair, repair_id)
        if repair is None or repair.attempt != attempt or repair.state is not RepairState.RUNNING:
            return {"repair_id": repair_id, "state": "overtaken"}
        repair.state, repair.outcome, repair.finished_at = state, outcome, clock.now()
    return {"repair_id": repair_id, "state": state.value, "ways": len(outcome.get("ways", ()))}


def _failure(message: Message, error: SolverDied) -> dict[str, Any]:
    return {"message": message.to_json(), "detail": error.detail or str(error)}
