"""Explain: counts, then flow and cut, then a core shrunk by deletion; each reason re-proved before it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from solver.explain.decide import CORE, COUNTS, FLOW, Decision, Effort, constructed, decide
from solver.explain.explanation import Explanation, Verdict
from solver.explain.fact import Key
from solver.explain.ground import Ground
from solver.explain.kinds import described, keys_of, without
from solver.explain.shortages import Cut, cut_of, shortage_of
from solver.explain.shrink import Oracle, Shrunk, shrink
from solver.explain.suspects import of_findings, of_order, of_tight, of_unplaced
from solver.problem import Problem

# Facts that a shortage mostly hangs on; the others are tried all at once first.
LIKELY = {
    FLOW: ("instructor_available", "instructor_week_cap", "workshop_open", "qualified", "equipped", "lessons"),
    COUNTS: ("qualified", "equipped", "cohort_bases", "window", "lessons"),
    CORE: ("order", "window", "lessons_a_day", "module_spacing", "lessons"),
}
OnStep = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class ExplainLimits:
    """Seconds for the whole explanation, and the seed of whatever is searched."""

    seconds: float = 30.0
    seed: int = 1


def explain(problem: Problem, limits: ExplainLimits | None = None, on_progress: OnStep | None = None) -> Explanation:
    """Why no timetable exists; `on_progress(step, seconds)` is called as each layer begins.

    `none_found` says that the limits ended first; `feasible` that a judged timetable exists.
    """
    return _Explaining(problem, limits or ExplainLimits(), on_progress).run()


class _Explaining:
    def __init__(self, problem: Problem, limits: ExplainLimits, on_progress: OnStep | None) -> None:
        self.problem, self.limits, self.on_progress = problem, limits, on_progress
        self.started = time.monotonic()

    def run(self) -> Explanation:
        self._step("flow")
        ground = Ground(self.problem)
        cut = cut_of(ground)
        if cut is not None:
            return self._explained(self._module_ids(ground, cut.modules), COUNTS if cut.is_bare else FLOW, cut)
        self._step("order")
        for suspects in (of_order, of_tight, of_findings):
            modules = suspects(ground)
            if modules:
                return self._explained(modules, CORE, None)
        return self._searched(ground)

    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def _is_late(self) -> bool:
        return self.seconds() >= self.limits.seconds

    def _step(self, name: str) -> None:
        if self.on_progress is not None:
            self.on_progress(name, self.seconds())

    def _effort(self, share: float, seed: int = 0) -> Effort:
        left = max(self.limits.seconds - self.seconds(), 0.05)
        return Effort(True, self.limits.seed + seed, left * share, should_stop=self._is_late)

    def _module_ids(self, ground: Ground, modules: Iterable[int]) -> set[str]:
        return {ground.problem.modules[at].id for at in modules}

    def _searched(self, ground: Ground) -> Explanation:
        """Search for a timetable; the lessons that find no place are suspects, then what stands in their way."""
        self._step("search")
        effort = self._effort(0.4)
        found = constructed(self.problem, effort, most_seconds=effort.seconds)
        if found.timetable is not None:
            return Explanation(Verdict.FEASIBLE, seconds=self.seconds())
        for modules in of_unplaced(ground, found.unplaced, found.partial):
            if self._is_late():
                break
            explanation = self._explained(modules, CORE, None)
            if explanation.verdict is Verdict.EXPLAINED:
                return explanation
        return Explanation(Verdict.NONE_FOUND, seconds=self.seconds())

    def _explained(self, modules: set[str], source: str, cut: Cut | None) -> Explanation:
        """Shrink what these modules stand under to a smallest set, and prove that set anew."""
        self._step("shrink")
        others = [Key("lessons", module.id) for module in self.problem.modules if module.id not in modules]
        suspect = without(self.problem, others)
        effort = self._effort(0.25)
        oracle = Oracle(suspect, replace(effort, family=None if cut is None else cut.family))
        if decide(suspect, oracle.effort).is_feasible is not False:
            return Explanation(Verdict.NONE_FOUND, seconds=self.seconds())
        shrunk = self._shrunk(oracle, keys_of(suspect), source)
        self._step("prove")
        proof = self._proved(suspect, shrunk)
        if proof.is_feasible is not False or not shrunk.is_finished:
            return Explanation(Verdict.NONE_FOUND, seconds=self.seconds())
        facts = tuple(described(self.problem, key) for key in shrunk.keys)
        shortage = shortage_of(suspect, shrunk.keys) if proof.source in (FLOW, COUNTS) else None
        how = source if proof.source in (FLOW, COUNTS) and cut is not None else CORE
        return Explanation(Verdict.EXPLAINED, how, facts, shrunk.is_irreducible, shortage, self.seconds())

    def _shrunk(self, oracle: Oracle, keys: Sequence[Key], source: str) -> Shrunk:
        likely = [key for key in keys if key.kind in LIKELY[source]]
        is_enough = oracle.decide(likely).is_feasible is False
        return shrink(oracle, likely if is_enough else keys, self._is_late, is_counted=source is not CORE)

    def _proved(self, suspect: Problem, shrunk: Shrunk) -> Decision:
        """The set again, as a problem of its own, with another seed."""
        return Oracle(suspect, self._effort(1.0, seed=1)).decide(shrunk.keys)
