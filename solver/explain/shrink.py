"""From many facts to a smallest set: drop what is not needed, and show for the rest that each is.

Every step decides a problem built anew from the kept facts; no step trusts an assumption or a core of a search.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from solver.explain.decide import Decision, Effort, decide
from solver.explain.fact import Key
from solver.explain.kinds import only
from solver.problem import Problem


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The kept facts, those of them whose need was shown by a timetable without them, and whether all were tried."""

    keys: tuple[Key, ...]
    needed: frozenset[Key]
    is_finished: bool

    @property
    def is_irreducible(self) -> bool:
        """Whether each kept fact is shown to be needed."""
        return self.needed.issuperset(self.keys)


class Oracle:
    """Decides what a set of facts leaves; sets that differ in names only are decided once."""

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self._known: dict[object, Decision] = {}

    def decide(self, keys: Sequence[Key]) -> Decision:
        """Whether there is a timetable under these facts alone."""
        problem = only(self.problem, keys)
        look = look_of(problem)
        if look is None:
            return decide(problem, self.effort)
        if look not in self._known:
            self._known[look] = decide(problem, self.effort)
        return self._known[look]


def look_of(problem: Problem) -> object:
    """What remains of a problem without its ids: the same where only names differ; None where ids matter."""
    modules = problem.modules
    linked = any(m.after or m.also for m in modules) or any(c.trainees or c.part_of for c in problem.cohorts)
    held = problem.duties or problem.commitments or problem.quotas or problem.allowances
    if linked or held or problem.lines or any(lesson.locked or lesson.forbidden for lesson in problem.lessons):
        return None
    lengths: dict[str, list[int]] = {module.id: [] for module in modules}
    for lesson in problem.lessons:
        lengths[lesson.module].append(lesson.periods)
    taught: dict[str, Counter[object]] = {cohort.id: Counter() for cohort in problem.cohorts}
    for module in modules:
        taught[module.cohort][replace(module, id="", cohort=""), tuple(lengths[module.id])] += 1
    return (
        frozenset(Counter((replace(c, id=""), frozenset(taught[c.id].items())) for c in problem.cohorts).items()),
        frozenset(Counter(replace(instructor, id="") for instructor in problem.instructors).items()),
        frozenset(Counter(replace(workshop, id="") for workshop in problem.workshops).items()),
        problem.travel,
    )


def shrink(oracle: Oracle, keys: Sequence[Key], is_late: Callable[[], bool], *, is_counted: bool) -> Shrunk:
    """The smallest set that deletion finds among facts that leave no timetable; ends early when it is late.

    First whole kinds, then halves of kinds, then one by one: what is still kept then is needed, or not found out.
    `is_counted` says that the lessons are few already, so that halving them is in vain.
    """
    kept = list(keys)
    for kind in dict.fromkeys(key.kind for key in kept if key.kind != "lessons" or not is_counted):
        kept = _less(oracle, kept, [key for key in kept if key.kind == kind], is_late)
    needed: set[Key] = set()
    for key in list(kept):
        if is_late():
            return Shrunk(tuple(kept), frozenset(needed), is_finished=False)
        rest = [other for other in kept if other != key]
        decision = oracle.decide(rest)
        if decision.is_feasible is False:
            kept = rest
        elif decision.is_feasible:
            needed.add(key)
    return Shrunk(tuple(kept), frozenset(needed), is_finished=True)


def _less(oracle: Oracle, kept: list[Key], chunk: list[Key], is_late: Callable[[], bool]) -> list[Key]:
    """The kept facts without those of the chunk that halving it shows to be idle; single ones are left for later."""
    if is_late() or len(chunk) < 2:
        return kept
    gone = set(chunk)
    rest = [key for key in kept if key not in gone]
    if oracle.decide(rest).is_feasible is False:
        return rest
    if len(chunk) < 8:
        return kept
    middle = len(chunk) // 2
    kept = _less(oracle, kept, chunk[:middle], is_late)
    return _less(oracle, kept, chunk[middle:], is_late)
