"""Whether a problem has a timetable: proved by counting, order, flow or a complete search, or shown by an example."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from solver.check import check
from solver.domains import Domains
from solver.explain.first_fit import first_fit
from solver.explain.ground import Ground
from solver.explain.network import FAMILIES, STAFF, flowed, network_of
from solver.explain.witness import witness
from solver.index import Index
from solver.model.build import Limits, build, count_literals, run
from solver.params import SolveParams, Weights
from solver.presolve import domains_of
from solver.problem import Problem
from solver.result import Progress, Status
from solver.search.chains import Chains
from solver.solve import solve
from solver.timetable import Timetable

COUNTS, ORDER, FLOW, CORE, EXAMPLE = "counts", "order", "flow", "core", "example"
TIGHT_LITERALS, SMALL_LITERALS, MODEL_LITERALS = 400, 8_000, 60_000
MODEL_WORK, MODEL_SECONDS, SOLVE_SECONDS = 8.0, 6.0, 1.5
NO_GOALS = Weights(**{item.name: 0 for item in fields(Weights)})


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether there is a timetable (None: not found out), by what means, and the timetable."""

    is_feasible: bool | None
    source: str = ""
    timetable: Timetable | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How far a decision may go: only counts, flows and order, or a search for some seconds; the seed of that search.

    `family` is the flow to try first; None where order and locks are at fault, so that flows come after them.
    """

    searches: bool = True
    seed: int = 1
    seconds: float = MODEL_SECONDS
    family: str | None = STAFF
    should_stop: Callable[[], bool] | None = None


def decide(problem: Problem, effort: Effort | None = None) -> Decision:
    """Decide by the cheapest means that does; every proof stands on this problem alone, built anew."""
    if not problem.lessons:
        return Decision(True, EXAMPLE, Timetable())
    deciding = _Deciding(problem, effort or Effort())
    found = (decision for means in deciding.means() for decision in means())
    return next((decision for decision in found if decision.is_feasible is not None), Decision(None))


class _Deciding:
    """The means by which a problem is decided; each gives decisions until one of them is no longer open."""

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.ground = Ground(problem)
        self.index = self.ground.index

    def means(self) -> list[Callable[[], Iterator[Decision]]]:
        """From the cheapest to the dearest: what is likely to be at fault first."""
        first = [self.by_flow, self.by_order] if self.effort.family else [self.by_order, self.by_few, self.by_flow]
        last = [self.by_few, self.by_search]
        return [self.by_counts, *first, *(means for means in last if self.effort.searches and means not in first)]

    @cached_property
    def chains(self) -> Chains:
        return Chains(self.index)

    @cached_property
    def domains(self) -> Domains:
        return domains_of(self.index, self.chains)

    @cached_property
    def is_small(self) -> bool:
        """Whether one small model has room for everything."""
        return count_literals(self.domains) <= SMALL_LITERALS

    def by_counts(self) -> Iterator[Decision]:
        if any(not group.times or not group.staff or not group.places for group in self.ground.groups):
            yield Decision(False, COUNTS)

    def by_flow(self) -> Iterator[Decision]:
        for family in sorted(FAMILIES, key=lambda family: family != self.effort.family):
            flow = flowed(network_of(self.ground, family))
            yield Decision(False, FLOW) if flow.missing else _example(witness(self.ground, flow))

    def by_order(self) -> Iterator[Decision]:
        if any(not starts for starts in self.domains.times.values()):
            yield Decision(False, ORDER)
        yield _example(first_fit(self.ground, self.domains, self.chains))

    def by_few(self) -> Iterator[Decision]:
        """A small model: of everything, or of the lessons with the fewest places, which can only say no for all."""
        if self.is_small:
            yield self._judged(_modelled(self.index, self.domains, self.effort))
        elif tight_model(self.index, self.domains, tightest(self.domains), self.effort).is_feasible is False:
            yield Decision(False, CORE)

    def by_search(self) -> Iterator[Decision]:
        if not self.is_small:
            yield _example(constructed(self.problem, self.effort).timetable)
            if count_literals(self.domains) <= MODEL_LITERALS:
                yield self._judged(_modelled(self.index, self.domains, self.effort))

    def _judged(self, decision: Decision) -> Decision:
        if decision.timetable is not None and not check(self.problem, decision.timetable).is_clean:
            raise RuntimeError("the sub-model accepts what the judge refuses; this is a fault of an encoding")
        return decision


def _example(timetable: Timetable | None) -> Decision:
    return Decision(None) if timetable is None else Decision(True, EXAMPLE, timetable)


def tightest(domains: Domains) -> list[int]:
    """The lessons with very few places to go (locked ones above all), as many as make a small model."""
    sizes = {lesson: size for lesson in domains.lessons if (size := _literals(domains, lesson)) <= TIGHT_LITERALS}
    chosen: list[int] = []
    total = 0
    for lesson in sorted(sizes, key=lambda lesson: (sizes[lesson], lesson)):
        total += sizes[lesson]
        if total > SMALL_LITERALS:
            break
        chosen.append(lesson)
    return chosen


def _literals(domains: Domains, lesson: int) -> int:
    times = domains.times[lesson]
    masks = (*domains.places[lesson].values(), *domains.staff[lesson].values())
    return times.bit_count() + sum((mask & times).bit_count() for mask in masks)


def tight_model(index: Index, domains: Domains, lessons: list[int], effort: Effort) -> Decision:
    """Whether these lessons by themselves can be placed; a few of all, so that only a no counts for all."""
    chosen = Domains.of(
        index,
        {lesson: domains.times[lesson] for lesson in lessons},
        {lesson: domains.places[lesson] for lesson in lessons},
        {lesson: domains.staff[lesson] for lesson in lessons},
    )
    return _modelled(index, chosen, effort) if lessons else Decision(None)


@dataclass(frozen=True, slots=True)
class Construction:
    """A complete timetable, or the partial one with the lessons that found no place."""

    timetable: Timetable | None
    partial: Timetable
    unplaced: tuple[str, ...]


def constructed(problem: Problem, effort: Effort, most_seconds: float = SOLVE_SECONDS) -> Construction:
    """The first timetable that the solver finds and the judge finds clean, within the effort's seconds."""
    is_complete = False

    def on_progress(progress: Progress) -> None:
        nonlocal is_complete
        is_complete = progress.placed == progress.total

    def should_stop() -> bool:
        return is_complete or (effort.should_stop is not None and effort.should_stop())

    params = SolveParams(min(effort.seconds, most_seconds), seed=effort.seed, weights=NO_GOALS)
    result = solve(problem, params, None, on_progress, should_stop)
    is_placed = result.status not in (Status.UNKNOWN, Status.INFEASIBLE)
    return Construction(result.timetable if is_placed else None, result.timetable, result.unplaced)


def _modelled(index: Index, domains: Domains, effort: Effort) -> Decision:
    model = build(index, domains, {}, {}, NO_GOALS)
    limits = Limits(MODEL_WORK, effort.seconds, 1, effort.seed)
    outcome = run(model, limits, is_small=False, should_stop=effort.should_stop)
    if outcome.is_infeasible:
        return Decision(False, CORE)
    found = outcome.placements
    return Decision(None) if found is None else Decision(True, EXAMPLE, index.timetable(found))
