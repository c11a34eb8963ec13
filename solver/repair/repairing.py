"""Repair: place what the incident hit, move as little else as possible, prove it where that can be done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from solver.check import check
from solver.index import Index
from solver.narrowing import domains_alone
from solver.params import Weights
from solver.problem import Problem
from solver.repair.changes import Change, Touched, changes_between, touched_by
from solver.repair.proof import least_touched
from solver.search.engine import Engine
from solver.search.layout import Ints
from solver.timetable import Booking, Timetable

PEOPLE, LESSONS = 20, 60
"""Points for each person touched and each lesson moved; what a lesson costs in all other goals decides among equals."""
CONSTRUCT_STEPS = 200
MOVES_A_LOOK = 2_000
HOT, COLD = 40.0, 4.0
MOST_ALTERNATIVES = 4
# Until which share of the seconds the hit lessons alone are moved, then any; the share for other ways; the rest proves.
NARROW_SHARE, FIRST_SHARE, OTHERS_SHARE = 0.1, 0.45, 0.3


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """How long to look, the cap on people touched (None: no cap), and who was touched within the last month.

    `weary` names cohorts and instructors by id: their lessons are moved only when it cannot be helped.
    `refused` names lessons that must stay as they are published.
    """

    seconds: float = 5.0
    most_touched: int | None = None
    weary: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to go on: the new timetable, what it changes and whom it touches.

    `is_least` says that no repair touches fewer people, which `least_touched` of the result proves. `spares_weary` says
    that nobody who was touched lately is touched again, but for the lessons that were hit.
    """

    kind: str
    timetable: Timetable
    changes: tuple[Change, ...]
    touched: Touched
    cost: int
    is_least: bool
    is_within_cap: bool
    spares_weary: bool


@dataclass(frozen=True, slots=True)
class RepairResult:
    """Repairs by people touched, then lessons moved, then cost; none is worse than another in all three.

    `hit` names the lessons that cannot stay. `least_touched` is a proved lower bound on the people touched by any
    repair; with `is_impossible` not even the hit lessons alone have a place. `first_seconds` is when the first repair
    was there.
    """

    hit: tuple[str, ...]
    repairs: tuple[Repair, ...]
    least_touched: int
    is_impossible: bool
    first_seconds: float | None
    seconds: float
    seed: int


def repair(
    problem: Problem,
    limits: RepairLimits | None = None,
    weights: Weights | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> RepairResult:
    """Repair the published timetable of a problem; see `after_incident` for how to get one.

    The same problem, limits and seed may give other alternatives on a slower machine, never a wrong proof.
    """
    return _Repairing(problem, limits or RepairLimits(), weights or Weights(), should_stop or (lambda: False)).run()


class _Repairing:
    def __init__(
        self, problem: Problem, limits: RepairLimits, weights: Weights, should_stop: Callable[[], bool]
    ) -> None:
        self._started = time.monotonic()
        lessons = {lesson.id for lesson in problem.lessons}
        in_force = tuple(booking for booking in problem.published if booking.lesson in lessons)
        self.problem, self.limits, self.should_stop = replace(problem, published=in_force), limits, should_stop
        self.weights = replace(weights, people_touched=PEOPLE, lessons_moved=LESSONS)
        self.index = Index(self.problem)
        self.domains = domains_alone(self.index)
        self.engine = Engine(self.index, self.domains, self.weights, limits.seed)
        self.first_seconds: float | None = None
        self.hit: tuple[str, ...] = ()
        self._attending = {
            lesson.id: {problem.cohorts[at].id for at in self.index.attending[number]}
            for number, lesson in enumerate(problem.lessons)
        }

    def run(self) -> RepairResult:
        """All alternatives, the proof, and the ranking."""
        found = list(self._alternatives())
        seconds = max(self.limits.seconds - self._seconds(), 0.2)
        proof = least_touched(self.index, self.domains, self.hit, seconds, self.should_stop)
        repairs = tuple(replace(one, is_least=one.touched.people <= proof.least) for one in _undominated(found))
        return RepairResult(
            self.hit, repairs, proof.least, proof.is_impossible, self.first_seconds, self._seconds(), self.limits.seed
        )

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _is_over(self, until: float) -> bool:
        return self._seconds() >= until or self.should_stop()

    def _alternatives(self) -> Iterator[Repair]:
        placed = {self.index.lesson_at[b.lesson]: self.index.placement(b) for b in self.problem.published}
        unseated = self.engine.seat({lesson: found for lesson, found in placed.items() if found is not None})
        self.hit = tuple(self.problem.lessons[lesson].id for lesson in unseated)
        start = self.engine.state
        untouched = frozenset(booking.lesson for booking in self.problem.published).difference(self.hit)
        narrow = self._one("hit_only", start, untouched | self.limits.refused, NARROW_SHARE * self.limits.seconds)
        if narrow is not None:
            yield narrow
        # What moves the hit lessons alone is where a search among all lessons begins, so that it ends no worse.
        begin = start if narrow is None else self.engine.best_state
        best = self._one("fewest", begin, self.limits.refused, FIRST_SHARE * self.limits.seconds) or narrow
        if best is not None and best is not narrow:
            yield best
        # Refusing may have left nothing: then the others are not asked either.
        variants = list(self._variants(best))[: MOST_ALTERNATIVES - 1] if best is not None else []
        for number, (kind, kept) in enumerate(variants):
            until = (FIRST_SHARE + OTHERS_SHARE * (number + 1) / len(variants)) * self.limits.seconds
            found = None if self._is_over(until) else self._one(kind, start, kept | self.limits.refused, until)
            if found is not None:
                yield found

    def _variants(self, best: Repair) -> Iterator[tuple[str, frozenset[str]]]:
        """Other ways to go about it: what more is to stay where it is published."""
        untouched = [booking for booking in self.problem.published if booking.lesson not in self.hit]
        if self.limits.weary and not best.spares_weary:
            yield "spare", frozenset(booking.lesson for booking in untouched if self._is_weary(booking))
        chosen = {change.lesson for change in best.changes}.difference(self.hit)
        if chosen:
            yield "other", frozenset(chosen)

    def _is_weary(self, booking: Booking) -> bool:
        return booking.instructor in self.limits.weary or bool(self._attending[booking.lesson] & self.limits.weary)

    def _one(self, kind: str, start: Ints, kept: frozenset[str], until: float) -> Repair | None:
        """Construct from what still stands, then anneal towards fewer people; None when it does not fit."""
        engine = self.engine
        engine.fix(None)
        engine.load(start)
        engine.fix(np.array([engine.lesson_piece[self.index.lesson_at[lesson]] for lesson in sorted(kept)], np.int32))
        engine.forget()
        engine.reseed(self.limits.seed, len(kind), len(kept))
        while (engine.unplaced or engine.breaches) and not self._is_over(until):
            if engine.unplaced:
                engine.construct(CONSTRUCT_STEPS)
            else:
                engine.mend(CONSTRUCT_STEPS)
        if engine.unplaced:
            return None
        if engine.best_cost is not None and self.first_seconds is None:
            self.first_seconds = self._seconds()
        self._anneal(until)
        if engine.best_cost is None:
            return None
        return self._judged(kind, self.index.timetable(engine.placements(engine.best_state)))

    def _anneal(self, until: float) -> None:
        begun = self._seconds()
        while not self._is_over(until):
            passed = (self._seconds() - begun) / max(until - begun, 1e-6)
            temperature = HOT * (COLD / HOT) ** passed
            self.engine.anneal(MOVES_A_LOOK, temperature, temperature, self.engine.changed())

    def _judged(self, kind: str, timetable: Timetable) -> Repair:
        judgement = check(self.problem, timetable, replace(self.weights, people_touched=0, lessons_moved=0))
        if not judgement.is_clean:
            raise RuntimeError(
                "the search calls a timetable clean that the judge does not; this is a fault of the search"
            )
        changes = changes_between(self.problem.published, timetable)
        touched = touched_by(self.problem, changes)
        cap = self.limits.most_touched
        return Repair(
            kind=kind,
            timetable=timetable,
            changes=changes,
            touched=touched,
            cost=judgement.objective,
            is_least=False,
            is_within_cap=cap is None or touched.people <= cap,
            spares_weary=not self._touches_weary(changes),
        )

    def _touches_weary(self, changes: Iterable[Change]) -> bool:
        others = [change for change in changes if change.lesson not in self.hit]
        touched = touched_by(self.problem, others)
        return bool(self.limits.weary.intersection((*touched.cohorts, *touched.instructors)))


def _undominated(found: list[Repair]) -> list[Repair]:
    """Without repeats, and without those that another one beats in people, lessons and cost."""
    kept: list[Repair] = []
    for one in sorted(found, key=lambda item: (item.touched.people, len(item.changes), item.cost)):
        key = (one.touched.people, len(one.changes), one.cost)
        others = [(other.touched.people, len(other.changes), other.cost) for other in kept]
        is_beaten = any(all(a <= b for a, b in zip(other, key, strict=True)) for other in others)
        if not is_beaten or (one.spares_weary and not any(other.spares_weary for other in kept)):
            kept.append(one)
    return kept
