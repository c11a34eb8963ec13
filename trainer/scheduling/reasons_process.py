"""The search for a reason and its repairs in a child process, which can be stopped at any moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

import solver
from solver.explain import ExplainLimits, Explanation, Repair, RepairLimits, Verdict, explain, repairs
from trainer.scheduling.child_process import ChildProcess, SoFar
from trainer.scheduling.scenario_patch import Patch, patch_of

# For everything; the explanation alone may take half of it, and ways out have what is left.
SECONDS, EXPLAIN_SECONDS = 50.0, 25.0
REPAIRS = "repairs"


@dataclass(frozen=True)
class Found:
    """An explanation with its verified repairs, cheapest first; `is_whole` unless the search was stopped.

    The repairs carry the problem as it was, not the changed one; `patches` says for each what differs.
    """

    explanation: Explanation
    repairs: tuple[Repair, ...] = ()
    is_whole: bool = True
    patches: tuple[Patch, ...] = ()


class ReasonsProcess(ChildProcess[str, Found]):
    """One search for reasons outside of this process; a cohort may end on one of `later_days` too."""

    hears_stop = False

    def __init__(self, problem: str, seed: int, later_days: tuple[solver.Day, ...] = ()) -> None:
        super().__init__(search, (problem, seed, later_days), SECONDS)


def search(pipe: Connection, problem_text: str, seed: int, later_days: tuple[solver.Day, ...]) -> Found:
    """Explain, then look for repairs; tell each step."""
    problem = solver.problem_from_json(problem_text)
    explanation = explain(problem, ExplainLimits(EXPLAIN_SECONDS, seed), lambda step, _seconds: pipe.send(step))
    if explanation.verdict is not Verdict.EXPLAINED:
        return Found(explanation)
    pipe.send(SoFar(Found(explanation, is_whole=False)))
    pipe.send(REPAIRS)
    left = max(SECONDS - explanation.seconds, SECONDS - EXPLAIN_SECONDS)
    found = repairs(problem, explanation, RepairLimits(seconds=left, seed=seed), later_days)
    patches = tuple(patch_of(problem, repair.problem) for repair in found)
    return Found(explanation, tuple(replace(repair, problem=problem) for repair in found), patches=patches)
