"""Places requests in offers: courses apart as long as no tie between them bites, together where one does.

Leaving out ties only makes the problem easier, so the sum of the parts' best answers is a bound; when no tie is
broken it is the cost of the whole, which is then proved best. Fairness is treated alike: only the owners
that turn out worst, and the courses in which they have somebody unplaced, are solved for the largest share.
"""

from __future__ import annotations

import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.model.stopping import stopped_when
from solver.result import Status
from solver.sectioning.check import Judge
from solver.sectioning.data import SectioningProblem
from solver.sectioning.model import PartModel, Shares
from solver.sectioning.obstacles import obstacles_of
from solver.sectioning.options import UNCONDITIONAL, Conditions, Options
from solver.sectioning.outcome import Limits, Sectioning, Unplaced
from solver.sectioning.parts import Part, Ties, Union
from solver.sectioning.reasons import reasons_of
from solver.sectioning.repair import without_broken

_LEAST_SECONDS = 0.05
_LEAST_SHARE, _LARGEST_SHARE = 0.1, 0.5
_ROUNDING = 1e-4
_SMALL = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """The best known of one part and the bound of its cost; `is_impossible` when it was proved to have none."""

    placements: Mapping[str, str] = field(default_factory=dict)
    cost: int | None = None
    bound: int = 0
    is_impossible: bool = False


_Key = tuple[frozenset[str], frozenset[str]]
_NOBODY: frozenset[str] = frozenset()


def section(
    problem: SectioningProblem, limits: Limits | None = None, should_stop: Callable[[], bool] | None = None
) -> Sectioning:
    """Give each request at most one offer of its course at least cost; see `Sectioning` for what is proved.

    `should_stop` is asked while the search runs; once it says so the best so far is returned.
    """
    return Run(problem, limits or Limits(), should_stop=should_stop).solve()


_FAIR = "the part that is solved for the largest share"


class Run:
    """One solve under `conditions`.

    With placements `before`, those answers of equal cost are preferred that move fewest people away from them. With
    an `earlier` run of the same problem its parts and answers are taken over as far as the conditions do not
    touch them.
    """

    def __init__(
        self,
        problem: SectioningProblem,
        limits: Limits,
        conditions: Conditions = UNCONDITIONAL,
        before: Mapping[str, str] | None = None,
        earlier: Run | None = None,
        should_stop: Callable[[], bool] | None = None,
    ) -> None:
        self.problem, self.limits, self.should_stop = problem, limits, should_stop
        self.began = time.monotonic()
        self.work_left = limits.work_limit
        self.latest = dict(before or {})
        self.judge: Judge = Judge(problem) if earlier is None else earlier.judge
        self.options = Options(problem, conditions)
        self.ties = Ties(self.options)
        self.shares = self._shares()
        self.joined, self.owners, self.is_close = Union(), frozenset[str](), bool(self.latest)
        self.parts: dict[_Key, Part] = {}
        self.answers: dict[_Key, Answer] = {}
        if earlier is not None:
            self.joined, self.owners = earlier.joined.copy(), earlier.owners
            touched = self.ties.courses_of([*conditions.forbidden, *conditions.placed])
            self.answers = {key: answer for key, answer in earlier.answers.items() if key[0].isdisjoint(touched)}

    def solve(self) -> Sectioning:
        """Solve, join what breaks a tie, solve again until nothing does; judge and report."""
        stuck = [r.id for r in self.problem.requests if self.options.must_be_placed(r) and not self.options.of[r.id]]
        if stuck:
            return self._without(Status.INFEASIBLE, stuck=stuck)
        while True:
            keys = self._keys()
            self._solve_all(keys)
            failed = [self.parts[key] for key in keys if self.answers[key].is_impossible]
            if failed:
                return self._without(Status.INFEASIBLE, failed=failed)
            placements = {r: offer for key in keys for r, offer in self.answers[key].placements.items()}
            self._adapt(keys, placements)
            if self._is_over() or not (self._join_broken(placements) or self._widen_fairness(placements)):
                break
        whole = without_broken(self.ties, placements, self.problem.request)
        return self._without(Status.UNKNOWN) if whole is None else self._report(whole, self._bound(keys))

    def _keys(self) -> list[_Key]:
        """The parts as courses are joined now, smallest first."""
        together: dict[str, list[str]] = defaultdict(list)
        for course in self.ties.requests:
            together[self.joined.find(course)].append(course)
        fair = self.joined.find(_FAIR)
        keys = [(frozenset(cs), self.owners if top == fair else _NOBODY) for top, cs in together.items()]
        for key in keys:
            if key not in self.parts:
                self.parts[key] = self.ties.part(*key)
        return sorted(keys, key=lambda key: len(self.parts[key].requests))

    def _solve_all(self, keys: Sequence[_Key]) -> None:
        to_do = sum(len(self.parts[key].requests) for key in keys if key not in self.answers)
        for key in keys:
            if key not in self.answers:
                part = self.parts[key]
                share = min(max(len(part.requests) / to_do, _LEAST_SHARE), _LARGEST_SHARE)
                self.answers[key] = self._answer(part, self.options, share)
                to_do -= len(part.requests)

    def _answer(self, part: Part, options: Options, share: float) -> Answer:
        """Solve a part with a share of the time and work that are left."""
        model = PartModel(options, part, self.shares)
        model.hint(self._start(part))
        scale = model.stay_close(self.latest) if self.is_close else 1
        solver = self._solver(share)
        with stopped_when(solver, self.should_stop):
            status = solver.solve(model.cp)
        if self.work_left is not None:
            self.work_left = max(self.work_left - solver.response_proto.deterministic_time, 0.0)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(is_impossible=status == cp_model.INFEASIBLE)
        placements = model.placements(solver, self.latest)
        for request in part.requests:
            self.latest.pop(request, None)
        self.latest.update(placements)
        bound = solver.objective_value if status == cp_model.OPTIMAL else solver.best_objective_bound
        return Answer(placements, round(solver.objective_value) // scale, max(math.ceil(bound - _ROUNDING) // scale, 0))

    def _start(self, part: Part) -> Mapping[str, str]:
        """What was found last for the requests of a part, made to keep the ties inside it."""
        last = {request: self.latest[request] for request in part.requests if request in self.latest}
        return without_broken(self.ties, last, part.requests) or last

    def _solver(self, share: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        left = self.limits.time_limit_seconds - (time.monotonic() - self.began)
        solver.parameters.max_time_in_seconds = max(left * share, _LEAST_SECONDS)
        if self.work_left is not None:
            solver.parameters.max_deterministic_time = max(self.work_left * share, _LEAST_SECONDS)
        solver.parameters.num_workers = self.limits.workers
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.linearization_level = 2
        solver.parameters.use_objective_lb_search = True
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        return solver

    def _is_over(self) -> bool:
        if self.should_stop is not None and self.should_stop():
            return True
        if self.work_left is not None and self.work_left <= 0:
            return True
        return time.monotonic() - self.began >= self.limits.time_limit_seconds

    def _adapt(self, keys: Sequence[_Key], placements: dict[str, str]) -> None:
        """Mend broken ties where a small part can give way to all others at no cost; `placements` follow."""
        key_of = {course: key for key in keys for course in key[0]}
        tried: set[_Key] = set()
        for requests, _ in list(self.ties.broken(placements)):
            touched = {key_of[course] for course in self.ties.courses_of(requests)} - tried
            able = [key for key in touched if not key[1] and len(self.parts[key].requests) <= _SMALL]
            if not able or self._is_over():
                continue
            key = min(able, key=lambda key: (len(self.parts[key].requests), sorted(key[0])))
            tried.add(key)
            others = {r: o for r, o in placements.items() if self.problem.request[r].course not in key[0]}
            part, forbidden = self.ties.beside(self.parts[key], others)
            options = self.options.without(forbidden)
            answer = Answer() if options is None else self._answer(part, options, _LEAST_SHARE)
            if answer.cost is not None and answer.cost == self.answers[key].bound:
                self.answers[key] = answer
                placements.clear()
                placements.update(others | dict(answer.placements))

    def _join_broken(self, placements: Mapping[str, str]) -> bool:
        """Join the courses of each broken tie; whether there was one."""
        is_any = False
        for requests, _ in self.ties.broken(placements):
            is_any = True
            self._join_all(self.ties.courses_of(requests))
        return is_any

    def _join_all(self, courses: Iterable[str], to: str | None = None) -> None:
        for course in sorted(courses):
            to = course if to is None else to
            self.joined.join(course, to)

    def _widen_fairness(self, placements: Mapping[str, str]) -> bool:
        """Take more owners or courses into the part that is solved for fairness; whether that was needed."""
        if not self.problem.weights.fairness:
            return False
        left = [r for requests in self.ties.requests.values() for r in requests if r.id not in placements]
        shares = self._shares_with(Counter(r.owner for r in left if r.owner is not None))
        known = max((share for owner, share in shares.items() if owner in self.owners), default=0)
        largest = max(shares.values(), default=0)
        if largest > max(known, self.shares.least):
            self.owners |= {owner for owner, share in shares.items() if share == largest}
        courses = {request.course for request in left if request.owner in self.owners}
        outside = {course for course in courses if self.joined.find(course) != self.joined.find(_FAIR)}
        self._join_all(outside, _FAIR)
        return bool(outside) or largest > max(known, self.shares.least)

    def _shares(self) -> Shares:
        requests = [request for request in self.problem.requests if request.owner is not None]
        asked = Counter(str(request.owner) for request in requests)
        hopeless = Counter(str(request.owner) for request in requests if not self.options.of[request.id])
        least = max((-(-1000 * count // asked[owner]) for owner, count in hopeless.items()), default=0)
        return Shares(asked, hopeless, least)

    def _shares_with(self, left: Mapping[str, int]) -> dict[str, int]:
        """The share of each owner, in thousandths, with these requests unplaced besides the hopeless."""
        shares = self.shares
        return {o: -(-1000 * (left.get(o, 0) + shares.hopeless.get(o, 0)) // n) for o, n in shares.asked.items()}

    def _bound(self, keys: Sequence[_Key]) -> int:
        """The parts' bounds and what no answer can avoid: hopeless requests, offers nobody asks for."""
        weights = self.problem.weights
        sure = weights.fairness * self.shares.least
        bound = sum(max(self.answers[key].bound, sure if key[1] else 0) for key in keys)
        if not any(key[1] for key in keys):
            bound += sure
        hopeless = (request for request in self.problem.requests if not self.options.of[request.id])
        bound += weights.unplaced * sum(request.priority for request in hopeless)
        unasked = (offer for offer in self.problem.offers if offer.course not in self.ties.requests)
        return bound + weights.cancelled * sum(1 for _ in unasked)

    def _report(self, placements: dict[str, str], bound: int) -> Sectioning:
        costs = self.judge.costs(placements)
        unproved = Status.WITHIN if bound > 0 else Status.FEASIBLE
        held = set(placements.values())
        left = [request for request in self.problem.requests if request.id not in placements]
        obstacles = obstacles_of(self.judge, placements, left)
        return Sectioning(
            status=Status.OPTIMAL if bound >= costs.total else unproved,
            placements=placements,
            unplaced=tuple(Unplaced(request.id, obstacles[request.id]) for request in left),
            cancelled=tuple(offer.id for offer in self.problem.offers if offer.id not in held),
            costs=costs,
            bound=min(bound, costs.total),
            reasons=(),
            parts=len(self._keys()),
            seconds=time.monotonic() - self.began,
            seed=self.limits.seed,
        )

    def _without(self, status: Status, stuck: Sequence[str] = (), failed: Sequence[Part] = ()) -> Sectioning:
        """An outcome with no placements; the reasons are those of members, forced requests have none."""
        reasons = reasons_of(self.judge, self.options, stuck, failed, self._is_impossible)
        seconds = time.monotonic() - self.began
        return Sectioning(status, {}, (), (), None, None, reasons, len(self.parts), seconds, self.limits.seed)

    def _is_impossible(self, part: Part, let_go: frozenset[str]) -> bool:
        """Whether the members of the other offers still cannot all stay when those of `let_go` need not."""
        options = Options(self.problem, Conditions(let_go=let_go))
        return self._answer(Ties(options).part(part.courses, _NOBODY), options, 1.0).is_impossible
