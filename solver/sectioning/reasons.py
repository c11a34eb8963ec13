"""Why members cannot stay: a smallest set of offers whose members cannot all keep their seats, re-solved."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from solver.sectioning.check import Judge
from solver.sectioning.options import Options
from solver.sectioning.parts import Part
from solver.verdict import Subject, Violation

StillInfeasible = Callable[[Part, frozenset[str]], bool]


def reasons_of(
    judge: Judge, options: Options, stuck: Sequence[str], failed: Sequence[Part], is_infeasible: StillInfeasible
) -> tuple[Violation, ...]:
    """What keeps the `stuck` members from their offers, and for each failed part its smallest clashing set.

    `is_infeasible(part, let_go)` solves the part again without the members of `let_go`; a set is only
    reported when it is confirmed to be infeasible on its own.
    """
    problem = judge.problem
    found: list[Violation] = []
    for id_ in stuck:
        request = problem.request[id_]
        if request.sits_in is not None and options.keeps(request):
            found += judge.hindrances(request, problem.offer[request.sits_in])
    for part in failed:
        core = _core(options, part, is_infeasible)
        if core:
            found.append(Violation("members_cannot_stay", tuple(Subject("offer", offer) for offer in core)))
    return tuple(found)


def _core(options: Options, part: Part, is_infeasible: StillInfeasible) -> tuple[str, ...]:
    """Offers whose members cannot all stay; without any one of them they could. Empty when that is not the cause."""
    requests = options.problem.request
    kept = {str(requests[id_].sits_in) for id_ in part.requests if options.keeps(requests[id_])}
    let_go: frozenset[str] = frozenset()
    if not kept or not is_infeasible(part, let_go):
        return ()
    for offer in sorted(kept):
        if is_infeasible(part, let_go | {offer}):
            let_go |= {offer}
    return tuple(sorted(kept - let_go))
