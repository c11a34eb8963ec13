"""Repairs: of each way out the smallest step that is verified to do, in the order of their prices."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from solver.explain.decide import CORE, Effort, constructed, decide
from solver.explain.explanation import Explanation, Verdict
from solver.explain.fact import Key
from solver.explain.kinds import keys_of, only, without
from solver.explain.proposals import Proposals
from solver.explain.repair import Repair
from solver.problem import Problem

WHOLE, COMPONENT = "whole", "component"
MOST_STEPS = 40
MOST_TRIED, MOST_ALIKE = 5, 2


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """Seconds for all, seconds for one verification, how many repairs at most, and the seed of the searches."""

    seconds: float = 60.0
    verify_seconds: float = 5.0
    most: int = 6
    seed: int = 1


def repairs(problem: Problem, explanation: Explanation, limits: RepairLimits | None = None) -> tuple[Repair, ...]:
    """Verified repairs by price, none of them dominated; fewer, or none, when the limits end first."""
    if explanation.verdict is not Verdict.EXPLAINED:
        return ()
    return _Repairing(problem, explanation, limits or RepairLimits()).run()


class _Repairing:
    def __init__(self, problem: Problem, explanation: Explanation, limits: RepairLimits) -> None:
        self.problem, self.limits = problem, limits
        self.started = time.monotonic()
        self.is_counted = explanation.source != CORE
        self.keys = [fact.key for fact in explanation.facts]
        self.proposals = Proposals(problem, explanation)
        self.known = set(keys_of(problem))
        taught = {s.id for fact in explanation.facts for s in fact.subjects if s.kind == "cohort"}
        self.others = {module.id for module in problem.modules if module.cohort not in taught}

    def run(self) -> tuple[Repair, ...]:
        ladders = [found for ladder in self.proposals.ladders() if (found := self._least(ladder))]
        ladders.sort(key=lambda steps: steps[0].price.points)
        seen: Counter[str] = Counter()
        ranked = []
        for steps in ladders:
            ranked.append((seen[steps[0].code], steps))
            seen[steps[0].code] += 1
        # The cheapest of every kind of change before the second of any.
        ladders = [steps for _, steps in sorted(ranked, key=lambda item: item[0])]
        kept: list[Repair] = []
        for steps in ladders:
            if self._is_late() or len(kept) >= self.limits.most:
                break
            if sum(other.code == steps[0].code for other in kept) >= MOST_ALIKE:
                continue
            repair = self._verified(steps)
            if repair is not None and not any(_dominates(other, repair) for other in kept):
                kept = [other for other in kept if not _dominates(repair, other)]
                kept.append(repair)
        return tuple(sorted(kept, key=lambda repair: (repair.price.points, repair.code, repair.field)))

    def _is_late(self) -> bool:
        return time.monotonic() - self.started >= self.limits.seconds

    def _least(self, ladder: Iterator[Repair]) -> list[Repair]:
        """From the first step on that the facts of the reason allow: what is less is certain not to do."""
        if self._is_late():
            return []
        for step in islice(ladder, MOST_STEPS):
            if self._is_late():
                return []
            if self._lifts(step.problem):
                return [step, *islice(ladder, MOST_STEPS)]
        return []

    def _lifts(self, changed: Problem) -> bool:
        """Whether counts and flows no longer forbid what the reason's own facts, and the change's, ask for."""
        added = [key for key in keys_of(changed) if key not in self.known]
        problem = only(changed, [*self.keys, *added])
        decision = decide(problem, Effort(searches=False))
        if decision.is_feasible is None and not self.is_counted:
            decision = decide(problem, Effort(True, self.limits.seed, 1.0, should_stop=self._is_late))
        return decision.is_feasible is not False

    def _verified(self, steps: list[Repair]) -> Repair | None:
        """The smallest step that was found after which a timetable is made and judged.

        Strides double until a step does; then the gap below it is halved. Few steps are tried.
        """
        found: Repair | None = None
        at: int | None = 0
        failed, held, stride = -1, len(steps), 1
        for _ in range(MOST_TRIED):
            at = self._allowed_from(steps, at, held)
            if at is None:
                break
            verified = self._tried(steps[at])
            found, held = (verified, at) if verified else (found, held)
            failed = failed if verified else at
            if found is not None:
                at = (failed + held + 1) // 2
            else:
                at, stride = min(at + stride, len(steps) - 1) if at + 1 < len(steps) else None, stride * 2
        return found

    def _allowed_from(self, steps: list[Repair], at: int | None, end: int) -> int | None:
        """The first place from `at` on, before `end`, whose step counts and flows do not refuse: those cost little."""
        places = range(end, end) if at is None else range(at, end)
        for place in places:
            if self._is_late():
                return None
            if decide(self._component(steps[place].problem), Effort(searches=False)).is_feasible is not False:
                return place
        return None

    def _tried(self, step: Repair) -> Repair | None:
        where = self._feasible_on(step.problem, self._component(step.problem))
        return replace(step, is_verified=True, verified_on=where) if where else None

    def _component(self, changed: Problem) -> Problem:
        """All lessons of the cohorts that the reason speaks of, with everything that holds for them."""
        return without(changed, [Key("lessons", m.id) for m in changed.modules if m.id in self.others])

    def _feasible_on(self, changed: Problem, component: Problem) -> str:
        effort = Effort(True, self.limits.seed, self.limits.verify_seconds, should_stop=self._is_late)
        if constructed(changed, effort, self.limits.verify_seconds).timetable is not None:
            return WHOLE
        return COMPONENT if decide(component, effort).is_feasible else ""


def _dominates(one: Repair, other: Repair) -> bool:
    """The same kind of change, nowhere dearer and somewhere cheaper."""
    return one.code == other.code and one.price.beats(other.price)
