"""Repair: place what the incident hit, move as little else as possible, prove it where that can be done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from solver.check import check
from solver.collection import collection_paused
from solver.index import Index, Placement
from solver.narrowing import domains_alone
from solver.params import Weights
from solver.problem import Problem
from solver.repair.changes import changes_between, touched_by
from solver.repair.incidents import lock_of
from solver.repair.obstacles import Obstacle, Why, clash_of, crowded, without_place
from solver.repair.outcome import Phase, Repair, RepairLimits, RepairProgress, RepairResult
from solver.repair.proof import Proof, least_touched
from solver.search.engine import Engine
from solver.search.layout import Ints, Person
from solver.timetable import Booking, Timetable

PERSON, LESSON = 20, 60
"""Points for each person touched and each lesson moved; what a lesson costs in all other goals decides among equals."""
AGAIN, NEVER_AGAIN = 9, 2_000
"""Points for whoever was touched lately already: less than a person, or more than any repair is worth."""
CONSTRUCT_STEPS = 200
HELD_LOOKS = 5
MOVES_A_LOOK = 2_000
HOT, COLD = 40.0, 4.0
MOST_ALTERNATIVES = 4
# Until which share of the seconds the hit lessons alone are moved, then any; then other ways.
NARROW_SHARE, FIRST_SHARE, OTHERS_SHARE = 0.1, 0.55, 0.35
# The most for the proof, and for the reason when nothing was found.
PROOF_SHARE = 0.3
LEAST_SECONDS = 0.2
PROGRESS_SECONDS = 0.2

OnProgress = Callable[[RepairProgress], None]


def repair(
    problem: Problem,
    limits: RepairLimits | None = None,
    weights: Weights | None = None,
    should_stop: Callable[[], bool] | None = None,
    on_progress: OnProgress | None = None,
) -> RepairResult:
    """Repair the published timetable of a problem; see `after_incident` for how to get one.

    The same problem, limits and seed may give other alternatives on a slower machine, never a wrong proof. When
    `should_stop` answers yes, what was found by then is the result.
    """
    return _Repairing(problem, limits or RepairLimits(), weights or Weights(), should_stop, on_progress).run()


class _Repairing:
    def __init__(
        self,
        problem: Problem,
        limits: RepairLimits,
        weights: Weights,
        should_stop: Callable[[], bool] | None,
        on_progress: OnProgress | None,
    ) -> None:
        self._started = time.monotonic()
        lessons = {lesson.id for lesson in problem.lessons}
        in_force = tuple(booking for booking in problem.published if booking.lesson in lessons)
        self.problem, self.limits = replace(problem, published=in_force), limits
        self._should_stop, self._on_progress = should_stop or (lambda: False), on_progress
        self.weights = weights
        self.first_seconds: float | None = None
        self.hit: tuple[str, ...] = ()
        self.left: tuple[str, ...] = ()
        self.best: Repair | None = None
        self.proof: Proof | None = None
        self._reported, self._is_stopped = 0.0, False
        self._judged_already: dict[Timetable, Repair] = {}
        self._report(Phase.READ)
        with collection_paused():
            self.index = Index(self.problem)
            self.domains = domains_alone(self.index)
            search_weights = replace(weights, people_touched=1, lessons_moved=LESSON)
            self.engine = Engine(self.index, self.domains, search_weights, limits.seed)
        self._touch_cost = PERSON * self.engine.board["people"][:, Person.TOUCH_COST]
        self._ready = self._seconds()

    def run(self) -> RepairResult:
        """All alternatives, the proof, and the ranking; without any, what stands in the way."""
        start = self._seated()
        found = list(self._alternatives(start))
        repairs = tuple(self._with_proof(one) for one in _undominated(found))
        obstacles = () if self._is_over(None) else tuple(self._obstacles(repairs))
        is_impossible = any(one.is_proved for one in obstacles) and not repairs
        least = 0 if self.proof is None else self.proof.least
        return RepairResult(
            self.hit, repairs, least, is_impossible, self.first_seconds, self._seconds(), self.limits.seed,
            obstacles, self._is_stopped,
        )  # fmt: skip

    def _seconds(self) -> float:
        return time.monotonic() - self._started

    def _seconds_left(self) -> float:
        return max(self.limits.seconds - self._seconds(), LEAST_SECONDS)

    def _is_over(self, until: float | None) -> bool:
        """Whether somebody stopped the search, or the time is up."""
        self._is_stopped = self._is_stopped or self._should_stop()
        return self._is_stopped or (until is not None and self._seconds() >= until)

    def _report(self, phase: Phase, *, now: bool = True) -> None:
        passed = self._seconds()
        if self._on_progress is None or (not now and passed - self._reported < PROGRESS_SECONDS):
            return
        self._reported = passed
        waiting = self.engine.unplaced if phase in (Phase.PLACE, Phase.IMPROVE) else 0
        people = None if self.best is None else self.best.touched.people
        lessons = None if self.best is None else len(self.best.changes)
        least = None if self.proof is None else self.proof.least
        self._on_progress(RepairProgress(phase, passed, len(self.hit), waiting, people, lessons, least))

    def _seated(self) -> Ints:
        """Everything back where it is published but the lessons that cannot stay; returns that state."""
        placed: dict[int, Placement] = {}
        for booking in self.problem.published:
            placement = self.index.placement(booking)
            if placement is not None:
                placed[self.index.lesson_at[booking.lesson]] = placement
        unseated = self.engine.seat(placed)
        self.hit = tuple(self.problem.lessons[lesson].id for lesson in unseated)
        return self.engine.state

    def _alternatives(self, start: Ints) -> Iterator[Repair]:
        """The hit lessons alone; unless that is proved to be the least, any lessons, then other ways to go about it."""
        untouched = frozenset(booking.lesson for booking in self.problem.published).difference(self.hit)
        narrow = self._one("hit_only", start, untouched | self.limits.refused, NARROW_SHARE)
        if narrow is not None:
            yield narrow
        self._prove()
        if self._is_settled(narrow):
            return
        # What moves the hit lessons alone is where a search among all lessons begins, so that it ends no worse.
        begin = start if narrow is None else self.engine.best_state
        best = self._one("fewest", begin, self.limits.refused, FIRST_SHARE) or narrow
        if best is not None and best is not narrow:
            yield best
        # Refusing may have left nothing: then the others are not asked either.
        variants = list(self._variants(best))[: MOST_ALTERNATIVES - 1] if best is not None else []
        for number, (kind, kept) in enumerate(variants):
            share = FIRST_SHARE + OTHERS_SHARE * (number + 1) / len(variants)
            found = self._one(kind, start, kept | self.limits.refused, share)
            if found is not None:
                yield found

    def _prove(self) -> None:
        if self._is_over(None):
            return
        self._report(Phase.PROVE)
        seconds = min(self._seconds_left(), PROOF_SHARE * self.limits.seconds)
        self.proof = least_touched(self.index, self.domains, self.hit, seconds, self._should_stop)

    def _is_settled(self, narrow: Repair | None) -> bool:
        """Whether nothing better can be found: nobody fewer, no lesson fewer, nobody spared who is not."""
        if self.proof is None or self.proof.is_impossible:
            return self.proof is not None
        return narrow is not None and narrow.touched.people <= self.proof.least and narrow.spares_weary

    def _variants(self, best: Repair) -> Iterator[tuple[str, frozenset[str]]]:
        """Other ways to go about it: what more is to stay where it is published."""
        untouched = [booking for booking in self.problem.published if booking.lesson not in self.hit]
        if self.limits.weary and not best.spares_weary:
            yield "spare", frozenset(booking.lesson for booking in untouched if self._is_weary(booking))
        chosen = {change.lesson for change in best.changes}.difference(self.hit)
        if chosen:
            yield "other", frozenset(chosen)

    def _is_weary(self, booking: Booking) -> bool:
        return booking.instructor in self.limits.weary or bool(self._cohorts_of(booking) & self.limits.weary)

    def _cohorts_of(self, booking: Booking) -> set[str]:
        return {self.problem.cohorts[at].id for at in self.index.attending[self.index.lesson_at[booking.lesson]]}

    def _one(self, kind: str, start: Ints, kept: frozenset[str], share: float) -> Repair | None:
        """Construct from what still stands, then anneal towards fewer people; None when it does not fit."""
        until = self._ready + share * max(self.limits.seconds - self._ready, LEAST_SECONDS)
        # The first attempt is never left out, however long it took to get ready.
        if kind != "hit_only" and self._is_over(until):
            return None
        engine = self.engine
        engine.fix(None)
        engine.load(start)
        self._price_touching(NEVER_AGAIN if kind == "spare" else AGAIN)
        engine.fix(np.array([engine.lesson_piece[self.index.lesson_at[lesson]] for lesson in sorted(kept)], np.int32))
        engine.forget()
        engine.reseed(self.limits.seed, len(kind), len(kept))
        # With all others held it is soon known whether the hit lessons find places.
        self._place(until, HELD_LOOKS + len(self.hit) if kind == "hit_only" else None)
        if engine.unplaced:
            self.left = self._unplaced()
            return None
        if engine.best_cost is not None and self.first_seconds is None:
            self.first_seconds = self._seconds()
        self._anneal(until)
        if engine.best_cost is None:
            return None
        return self._judged(kind, self.index.timetable(engine.placements(engine.best_state)))

    def _price_touching(self, again: int) -> None:
        """What touching somebody costs; the board adds it up as pieces move, so it changes only where none has."""
        prices = self._touch_cost.copy()
        instructors = ((len(self.problem.cohorts) + at, one.id) for at, one in enumerate(self.problem.instructors))
        rows = (*enumerate(cohort.id for cohort in self.problem.cohorts), *instructors)
        prices[[row for row, id_ in rows if id_ in self.limits.weary]] += again
        people = self.engine.board["people"]
        if people[:, Person.TOUCHES].any():
            return
        people[:, Person.TOUCH_COST] = prices

    def _place(self, until: float, most_looks: int | None) -> None:
        engine, looks = self.engine, 0
        self._report(Phase.PLACE)
        while (engine.unplaced or engine.breaches) and looks != most_looks:
            # The first look is taken however long it took to get ready.
            if self._is_over(until if looks else None):
                return
            if engine.unplaced:
                engine.construct(CONSTRUCT_STEPS)
            else:
                engine.mend(CONSTRUCT_STEPS)
            looks += 1
            self._report(Phase.PLACE, now=False)

    def _unplaced(self) -> tuple[str, ...]:
        placed = self.engine.placements()
        published = {self.index.lesson_at[booking.lesson] for booking in self.problem.published}
        return tuple(self.problem.lessons[at].id for at in sorted(published.difference(placed)))

    def _anneal(self, until: float) -> None:
        begun = self._seconds()
        self._report(Phase.IMPROVE)
        while not self._is_over(until):
            changed = self.engine.changed()
            if not len(changed):
                return
            passed = (self._seconds() - begun) / max(until - begun, 1e-6)
            temperature = HOT * (COLD / HOT) ** passed
            self.engine.anneal(MOVES_A_LOOK, temperature, temperature, changed)
            self._report(Phase.IMPROVE, now=False)

    def _judged(self, kind: str, timetable: Timetable) -> Repair:
        """The timetable as a repair, judged once however often it is found."""
        if timetable not in self._judged_already:
            self._judged_already[timetable] = self._fresh(kind, timetable)
        found = self._judged_already[timetable]
        if self.best is None or _rank(found) < _rank(self.best):
            self.best = found
        return found

    def _fresh(self, kind: str, timetable: Timetable) -> Repair:
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
            spares_weary=not self.limits.weary.difference(self._own()).intersection(
                (*touched.cohorts, *touched.instructors)
            ),
        )

    def _own(self) -> set[str]:
        """The cohorts and instructors of the hit lessons, for whom something has to change."""
        hit = [booking for booking in self.problem.published if booking.lesson in self.hit]
        return {who for booking in hit for who in (booking.instructor, *self._cohorts_of(booking))}

    def _with_proof(self, one: Repair) -> Repair:
        return replace(one, is_least=self.proof is not None and one.touched.people <= self.proof.least)

    def _obstacles(self, repairs: tuple[Repair, ...]) -> Iterator[Obstacle]:
        """Why there is none, or none within the cap."""
        if not repairs:
            yield from self._why_none()
        elif not any(one.is_within_cap for one in repairs):
            yield self._why_none_within_cap(repairs[0])

    def _why_none(self) -> Iterator[Obstacle]:
        self._report(Phase.EXPLAIN)
        alone = list(without_place(self.index, self.domains, self.hit))
        if alone:
            yield from alone
            return
        held = {booking.lesson: lock_of(booking) for booking in self.problem.published}
        lessons = tuple(
            replace(lesson, locked=held[lesson.id]) if lesson.id in self.limits.refused else lesson
            for lesson in self.problem.lessons
        )
        problem = replace(self.problem, lessons=lessons)
        clash = clash_of(problem, self.hit, self._seconds_left(), self.limits.seed)
        if clash is not None:
            yield clash
        else:
            yield from crowded(self.index, self.domains, self.left or self.hit)

    def _why_none_within_cap(self, best: Repair) -> Obstacle:
        cap, least = self.limits.most_touched, 0 if self.proof is None else self.proof.least
        is_proved = cap is not None and least > cap
        why = Why.LEAST_ABOVE_CAP if is_proved else Why.NONE_WITHIN_CAP
        facts = {"cap": cap, "least": least, "found": best.touched.people}
        return Obstacle(why, is_proved, self.hit, facts=facts)


def _rank(one: Repair) -> tuple[int, bool, int, int]:
    return one.touched.people, not one.spares_weary, len(one.changes), one.cost


def _undominated(found: Iterable[Repair]) -> list[Repair]:
    """Without repeats, and without those that another one beats in people, lessons and cost."""
    kept: list[Repair] = []
    for one in sorted(found, key=_rank):
        key = (one.touched.people, len(one.changes), one.cost)
        others = [(other.touched.people, len(other.changes), other.cost) for other in kept]
        is_beaten = any(all(a <= b for a, b in zip(other, key, strict=True)) for other in others)
        if not is_beaten or (one.spares_weary and not any(other.spares_weary for other in kept)):
            kept.append(one)
    return kept
