"""What stands side by side: the outcome of a run, or the timetable in force, by the same figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

import solver
from trainer.models.scheduling import SolverRun, Timetable
from trainer.scheduling.figures import figures_of
from trainer.scheduling.judge import solver_timetable
from trainer.scheduling.problem_builder import problem_of
from trainer.scheduling.queries import bookings_of
from trainer.scheduling.runs import params_of
from trainer.scheduling.situation import load_situation


@dataclass(frozen=True)
class Compared:
    """Lessons placed and to place, weighted points with their proven bound, figures, and what each goal costs.

    Points are given only where every lesson is placed and no rule broken.

    Points can be compared where `measure`, the weights as text, is the same. `parts` are
    {objective, weight, cost}, the cost unweighted.
    """

    placed: int
    lessons: int
    objective: float | None
    bound: float | None
    measure: str
    figures: Mapping[str, Any]
    parts: Sequence[Mapping[str, Any]]


def compared_run(run: SolverRun) -> Compared:
    """What a run has come to so far."""
    figures, parts = run.outcome.get("figures", {}), run.outcome.get("parts", ())
    return Compared(run.placed, run.lessons, run.objective, run.bound, _measure(run), figures, parts)


def compared_version(session: Session, timetable: Timetable, like: SolverRun, *, travel_minutes: int) -> Compared:
    """A version on the data as they are now, its lessons to come weighed like those of a run.

    Raises solver.ProblemFaults when the data cannot be a problem.
    """
    situation = load_situation(session, timetable.organisation_id)
    problem = problem_of(session, situation, travel_minutes=travel_minutes)
    known = {lesson.id for lesson in problem.lessons}
    bookings = solver_timetable(bookings_of(session, timetable), situation.today).bookings
    placed = solver.Timetable(tuple(booking for booking in bookings if booking.lesson in known))
    judgement = solver.check(problem, placed, params_of(like).weights)
    is_sound = len(placed.bookings) == len(known) and judgement.is_clean
    return Compared(
        placed=len(placed.bookings),
        lessons=len(known),
        objective=judgement.objective if is_sound else None,
        bound=None,
        measure=_measure(like),
        figures=figures_of(problem, placed),
        parts=[{"objective": part.objective, "weight": part.weight, "cost": part.cost} for part in judgement.parts],
    )


def amounts_of(compared: Sequence[Compared]) -> list[dict[str, int]]:
    """What each goal costs, unweighted: whatever the aim. Goals that none of them weighs are left out."""
    weighed = {part["objective"] for one in compared for part in one.parts if part["weight"] > 0}
    return [{part["objective"]: part["cost"] for part in one.parts if part["objective"] in weighed} for one in compared]


def _measure(run: SolverRun) -> str:
    return str(run.params.get("weights"))
