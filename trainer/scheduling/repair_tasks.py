"""The background job that searches for repairs, in a child process with a short time limit."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import solver
from solver.repair import RepairLimits
from trainer.kit import clock
from trainer.kit.jobs import JobContext
from trainer.kit.messages import Message, msg
from trainer.models.repairs import RepairState, TimetableRepair
from trainer.scheduling.repair_outcome import outcome_of
from trainer.scheduling.repair_process import RepairProcess
from trainer.scheduling.repairs import REPAIR_TIMETABLE, UNFINISHED
from trainer.scheduling.runs import died_message
from trainer.scheduling.solver_process import SolverDied

__all__ = ["REPAIR_TIMETABLE", "repair_timetable"]

# With the start of the process about eight seconds for somebody who waits with the phone in the hand.
SECONDS = 6.0


def repair_timetable(context: JobContext, repair_id: str, attempt: int) -> Mapping[str, Any]:
    """Job: search for repairs; one that was asked for again, taken back or has ended meanwhile is left alone."""
    begun = _begin(context, repair_id, attempt)
    if begun is None:
        return {"repair_id": repair_id, "state": "overtaken"}
    text, limits = begun
    started = time.monotonic()

    def on_tick(_progress: object) -> None:
        percent = min(99, round(100 * (time.monotonic() - started) / (limits.seconds + 2)))
        context.tell(percent, msg("Searching for repairs"))

    try:
        result = RepairProcess(text, limits).wait(on_tick, context.should_stop)
        outcome: dict[str, Any] = outcome_of(solver.problem_from_json(text), result)
        state = RepairState.DONE
    except SolverDied as error:
        outcome, state = _failure(died_message(error.exit_code), error), RepairState.FAILED
    return _finish(context, repair_id, attempt, state, outcome)


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
