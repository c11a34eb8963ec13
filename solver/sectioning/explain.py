"""Why a request is where it is, and what the next best offers would cost the person and everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solver.result import Status
from solver.sectioning.data import SectioningProblem
from solver.sectioning.obstacles import obstacles_of
from solver.sectioning.options import Conditions
from solver.sectioning.outcome import Limits, Sectioning
from solver.sectioning.solve import Run
from solver.verdict import Violation

ALTERNATIVES = 2


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody else's request that would change its offer; None stands for unplaced."""

    request: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another offer for the request, everything else placed anew as well as possible.

    `own` and `others` are the points that the person and all others would pay more (less when negative). With
    `is_proved` no cheaper way to give the request any offer not listed before it exists.
    """

    offer: str
    own: int
    others: int
    moves: tuple[Move, ...]
    is_proved: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Where a request is (`offer`, None when unplaced) and the points that this costs it.

    `obstacles` has what stands between it and each other offer of its course with everybody else where they are;
    `alternatives` are the two next best offers, cheapest first.
    """

    request: str
    offer: str | None
    own: int
    obstacles: tuple[Violation, ...]
    alternatives: tuple[Alternative, ...]


class Explainer:
    """Answers any number of questions about one sectioning, which it makes, or improves from `placements`."""

    def __init__(
        self, problem: SectioningProblem, limits: Limits | None = None, placements: Mapping[str, str] | None = None
    ) -> None:
        self.problem = problem
        self.limits = limits or Limits()
        self._run = Run(problem, self.limits, before=placements)
        self.sectioning: Sectioning = self._run.solve()

    def explain(self, request: str) -> Explanation:
        """Explain one request (KeyError when unknown); ValueError when there is no sectioning to explain."""
        if self.sectioning.objective is None:
            raise ValueError(f"there is no sectioning to explain: {self.sectioning.status}")
        asked = self.problem.request[request]
        offer = self.sectioning.placements.get(request)
        return Explanation(
            request=request,
            offer=offer,
            own=self._own(request, offer),
            obstacles=obstacles_of(self._run.judge, self.sectioning.placements, [asked])[request],
            alternatives=tuple(self._alternatives(request, offer, self.sectioning.objective)),
        )

    def _own(self, request: str, offer: str | None) -> int:
        if offer is None:
            return self.problem.weights.unplaced * self.problem.request[request].priority
        return self._run.options.of[request][offer]

    def _alternatives(self, request: str, offer: str | None, objective: int) -> list[Alternative]:
        before = self.sectioning.placements
        excluded = {offer} - {None}
        found: list[Alternative] = []
        while len(found) < ALTERNATIVES:
            forbidden = {request: frozenset(str(one) for one in excluded)}
            conditions = Conditions(forbidden=forbidden, placed=frozenset({request}))
            other = Run(self.problem, self.limits, conditions, before=before, earlier=self._run).solve()
            if other.objective is None:
                break
            chosen = other.placements[request]
            own = self._own(request, chosen) - self._own(request, offer)
            moves = _moves(before, other.placements, request)
            is_proved = other.status is Status.OPTIMAL and self.sectioning.status is Status.OPTIMAL
            found.append(Alternative(chosen, own, other.objective - objective - own, moves, is_proved))
            excluded.add(chosen)
        return found


def explain(
    problem: SectioningProblem,
    request: str,
    limits: Limits | None = None,
    placements: Mapping[str, str] | None = None,
) -> Explanation:
    """Explain one request; for several of the same problem an `Explainer` solves only once."""
    return Explainer(problem, limits, placements).explain(request)


def _moves(before: Mapping[str, str], after: Mapping[str, str], request: str) -> tuple[Move, ...]:
    changed = sorted(id_ for id_ in {*before, *after} - {request} if before.get(id_) != after.get(id_))
    return tuple(Move(id_, before.get(id_), after.get(id_)) for id_ in changed)
