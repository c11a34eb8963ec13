"""Repairs: of each way out the smallest step that is verified to do, in the order of their prices."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace

from solver.explain.decide import CORE, Effort, constructed, decide
from solver.explain.explanation import Explanation, Verdict
from solver.explain.fact import Key
from solver.explain.kinds import keys_of, without
from solver.explain.ladder import Ladder
from solver.explain.proposals import Proposals
from solver.explain.repair import Repair
from solver.problem import Day, Problem

WHOLE, COMPONENT = "whole", "component"
MOST_TRIED, MOST_ALIKE = 6, 2
# A decision that comes to nothing has used its seconds for each of so many means.
MEANS = 3
BY_COUNTS = Effort(searches=False)


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """Seconds for all, seconds for one verification, how many repairs at most, and the seed of the searches."""

    seconds: float = 60.0
    verify_seconds: float = 5.0
    most: int = 6
    seed: int = 1


def repairs(
    problem: Problem,
    explanation: Explanation,
    limits: RepairLimits | None = None,
    later_days: tuple[Day, ...] = (),
) -> tuple[Repair, ...]:
    """Verified repairs by price, none of them dominated; fewer, or none, when the limits end first.

    `later_days` are open days after the problem's own on which a cohort could end, as far as they are known.
    """
    if explanation.verdict is not Verdict.EXPLAINED:
        return ()
    return _Repairing(problem, explanation, limits or RepairLimits(), later_days).run()


class _Repairing:
    def __init__(
        self, problem: Problem, explanation: Explanation, limits: RepairLimits, later_days: tuple[Day, ...]
    ) -> None:
        self.problem, self.limits = problem, limits
        self.started = time.monotonic()
        self.deadline = self.started + limits.seconds
        self.is_counted = explanation.source != CORE
        self.keys = [fact.key for fact in explanation.facts]
        self.proposals = Proposals(problem, explanation, later_days)
        self.known = set(keys_of(problem))
        taught = {s.id for fact in explanation.facts for s in fact.subjects if s.kind == "cohort"}
        self.others = {module.id for module in problem.modules if module.cohort not in taught}

    def run(self) -> tuple[Repair, ...]:
        kept: list[Repair] = []
        waiting = self._in_order()
        while waiting and len(kept) < self.limits.most:
            code, ladder, amount = waiting.pop(0)
            if sum(other.code == code for other in kept) >= MOST_ALIKE:
                continue
            share = min(len(waiting) + 1, self.limits.most - len(kept))
            self.deadline = time.monotonic() + self._seconds_left() / share
            repair = self._verified(ladder, amount)
            if repair is not None and not any(_dominates(other, repair) for other in kept):
                kept = [other for other in kept if not _dominates(repair, other)]
                kept.append(repair)
        return tuple(sorted(kept, key=lambda repair: (repair.price.points, repair.code, repair.field)))

    def _in_order(self) -> list[tuple[str, Ladder, int]]:
        """The ladders with their least amounts: the cheapest of every kind of change before the second of any."""
        found = []
        for ladder in self.proposals.ladders():
            amount = self._least(ladder)
            if amount is not None:
                step = ladder.step(amount)
                found.append((step.price.points, step.code, ladder, amount))
        found.sort(key=lambda entry: entry[:2])
        seen: Counter[str] = Counter()
        ranked = []
        for _, code, ladder, amount in found:
            ranked.append((seen[code], code, ladder, amount))
            seen[code] += 1
        return [(code, ladder, amount) for _, code, ladder, amount in sorted(ranked, key=lambda entry: entry[0])]

    def _seconds_left(self) -> float:
        return max(self.started + self.limits.seconds - time.monotonic(), 0.0)

    def _is_late(self) -> bool:
        return time.monotonic() >= self.deadline

    def _least(self, ladder: Ladder) -> int | None:
        """The first amount that the facts of the reason allow: what is less is certain not to do."""
        if not ladder.most or self._is_late() or (ladder.grows and not self._lifts(ladder, ladder.most)):
            return None
        return ladder.least(lambda amount: not self._is_late() and self._lifts(ladder, amount))

    def _lifts(self, ladder: Ladder, amount: int) -> bool:
        """Whether counts and flows no longer forbid what the reason's own facts, and the change's, ask for."""
        changed = ladder.step(amount).problem
        dropped = self.known.difference(self.keys)
        problem = without(changed, [key for key in keys_of(changed) if key in dropped])
        decision = decide(problem, BY_COUNTS)
        if decision.is_feasible is None and not self.is_counted:
            decision = decide(problem, Effort(True, self.limits.seed, 1.0, should_stop=self._is_late))
        return decision.is_feasible is not False

    def _verified(self, ladder: Ladder, amount: int) -> Repair | None:
        """The repair of the least amount after which a timetable is made and judged, from `amount` on.

        Amounts that counts and flows refuse for the component cost little; few others are tried.
        """
        tried = 0
        found: dict[int, Repair] = {}

        def does(more: int) -> bool:
            nonlocal tried
            step = ladder.step(more)
            component = self._component(step.problem)
            if self._is_late() or tried >= MOST_TRIED or decide(component, BY_COUNTS).is_feasible is False:
                return False
            tried += 1
            where = self._feasible_on(step.problem, component)
            if where:
                found[more] = replace(step, is_verified=True, verified_on=where)
            return bool(where)

        least = ladder.least(does, amount)
        return None if least is None else found[least]

    def _component(self, changed: Problem) -> Problem:
        """All lessons of the cohorts that the reason speaks of, with everything that holds for them."""
        return without(changed, [Key("lessons", m.id) for m in changed.modules if m.id in self.others])

    def _feasible_on(self, changed: Problem, component: Problem) -> str:
        """On what a timetable is found: first the component, which is quick to fail, then the whole problem."""
        effort = Effort(True, self.limits.seed, self.limits.verify_seconds, should_stop=self._is_late)
        if not decide(component, replace(effort, seconds=effort.seconds / MEANS)).is_feasible:
            return ""
        is_whole = constructed(changed, effort, self.limits.verify_seconds).timetable is not None
        return WHOLE if is_whole else COMPONENT


def _dominates(one: Repair, other: Repair) -> bool:
    """The same kind of change, nowhere dearer and somewhere cheaper."""
    return one.code == other.code and one.price.beats(other.price)
