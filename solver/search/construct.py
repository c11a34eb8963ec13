"""Construct a timetable by ejection chains: place, eject what conflicts, remember what is ejected often."""

from __future__ import annotations

import random
from collections.abc import Callable

from solver.grid import bits, starts_within
from solver.index import Placement
from solver.search.conflicts import conflicts
from solver.search.state import State

TRIES = 24
TENURE = 8


class Constructor:
    """One construction: the state, the weights learnt and the seeded choices."""

    def __init__(self, state: State, seed: int) -> None:
        self.state = state
        self.random = random.Random(seed)
        self.steps = 0
        index = state.index
        self.weights = [1.0] * index.lesson_count
        self._held_until = [0] * index.lesson_count
        costs = index.slot_costs
        cheap = sum(1 << slot for slot, cost in enumerate(costs) if not cost)
        self._cheap = {periods: starts_within(cheap, periods) for periods in index.lengths}
        self._ideal = self._ideal_slots()
        self._loads = [0] * len(index.problem.instructors)
        self.best = state.placements()
        bases = index.base_at
        self._homes = [bases.get(cohort.home_base or "", -1) for cohort in index.problem.cohorts]
        self._instructor_homes = [bases.get(item.home_base or "", -1) for item in index.problem.instructors]

    def _ideal_slots(self) -> list[int]:
        """For each lesson the slot it would have if its cohort's lessons lay evenly in their window."""
        index, domains = self.state.index, self.state.domains
        ideal = [0] * index.lesson_count
        rank = {lesson: at for at, lesson in enumerate(self.state.chains.order)}
        for cohort, lessons in enumerate(index.cohort_lessons):
            item = index.problem.cohorts[cohort]
            wish = index.grid.mask_between(item.wished_first_day, item.wished_last_day)
            span = index.grid.mask_between(item.first_day, item.last_day) & index.grid.open
            open_slots = list(bits(span & wish or span)) or [0]
            ordered = sorted(lessons, key=lambda lesson: (self._depth(lesson), rank[lesson]))
            for at, lesson in enumerate(ordered):
                ideal[lesson] = open_slots[(2 * at + 1) * len(open_slots) // (2 * len(ordered))]
        for lesson in range(index.lesson_count):
            times = domains.times[lesson]
            if times:
                ideal[lesson] = min(max(ideal[lesson], (times & -times).bit_length() - 1), times.bit_length() - 1)
        return ideal

    def _depth(self, lesson: int) -> float:
        """How far along its cohort's course a lesson is, from 0 to 1."""
        before, after = len(self.state.chains.before[lesson]), len(self.state.chains.after[lesson])
        return (before + 1) / (before + after + 2)

    def run(self, limit: int | None, should_stop: Callable[[], bool], on_step: Callable[[], None]) -> bool:
        """Work until every lesson is placed (True), or the steps or the stop end it (False)."""
        waiting = self.state.unplaced
        waiting.sort(key=lambda lesson: (self.state.domains.times[lesson].bit_count(), self._ideal[lesson]))
        while waiting:
            if (limit is not None and self.steps >= limit) or (self.steps % 16 == 0 and should_stop()):
                return False
            self.steps += 1
            lesson = waiting.pop(0)
            ejected = self._place(lesson)
            waiting += sorted(ejected)
            if ejected:
                waiting.sort(key=lambda one: (-self.weights[one], self._ideal[one]))
            if len(waiting) < self.state.index.lesson_count - len(self.best):
                self.best = self.state.placements()
            on_step()
        return True

    def _place(self, lesson: int) -> set[int]:
        target = self._free_target(lesson)
        if target is not None:
            self._add(lesson, target)
            return set()
        return self._eject_for(lesson)

    def _add(self, lesson: int, target: Placement) -> None:
        self.state.add(lesson, target)
        self._loads[target.instructor] += self.state.index.periods[lesson]

    def _free_target(self, lesson: int) -> Placement | None:
        """A conflict-free placement: cheap times first, then the module's own instructor and workshop."""
        state = self.state
        times = state.free_times(lesson)
        places = state.free_places(lesson, times) if times else {}
        staff = state.free_staff(lesson, times) if places else {}
        if not staff:
            return None
        instructors, workshops = self._by_preference(lesson, staff, places)
        cheap = self._cheap[state.index.periods[lesson]]
        for tier in (cheap, state.index.grid.everything):
            for instructor in instructors:
                for workshop in workshops:
                    mask = tier & staff[instructor] & places[workshop]
                    if mask and state.has_travel:
                        mask &= ~state.instructor_clash(lesson, instructor, state.index.base[workshop])
                    if mask:
                        return Placement(self._nearest(lesson, mask), workshop, instructor)
        return None

    def _by_preference(self, lesson: int, staff: dict[int, int], places: dict[int, int]) -> tuple[list[int], list[int]]:
        index = self.state.index
        mates = [self.state.placed[mate] for mate in index.module_lessons[index.module[lesson]]]
        taught = [mate.instructor for mate in mates if mate is not None]
        housed = [mate.workshop for mate in mates if mate is not None]
        pool, home = index.pool[lesson], self._homes[index.cohort[lesson]]
        instructors = sorted(
            staff, key=lambda one: (-taught.count(one), self._instructor_homes[one] != home, self._loads[one], one)
        )
        workshops = sorted(
            places,
            key=lambda one: (index.base[one] != home, -housed.count(one), index.pools[one].get(pool, 0), one),
        )
        return instructors, workshops

    def _nearest(self, lesson: int, mask: int) -> int:
        """The start nearest to the lesson's ideal, beside the cohort's other lessons when that is near too."""
        beside = mask & self._beside(lesson)
        ideal = self._ideal[lesson]
        best = _nearest_bit(mask, ideal)
        if beside:
            close = _nearest_bit(beside, ideal)
            if abs(close - ideal) <= abs(best - ideal) + 2 * self.state.index.grid.periods_a_day:
                return close
        return best

    def _beside(self, lesson: int) -> int:
        """Starts that touch another lesson of the cohort."""
        busy = self.state.cohort_mask[self.state.index.cohort[lesson]]
        return (busy << 1) | (busy >> self.state.index.periods[lesson])

    def _eject_for(self, lesson: int) -> set[int]:
        best: tuple[float, float, Placement, set[int]] | None = None
        for target in self.samples(lesson):
            out = conflicts(self.state, lesson, target, self.weights)
            held = sum(self._held_until[other] > self.steps for other in out)
            score = sum(self.weights[other] for other in out) + 5.0 * held
            key = (score, self.random.random())
            if best is None or key < best[:2]:
                best = (*key, target, out)
        if best is None:
            return {lesson}
        for other in best[3]:
            self._loads[self.state.remove(other).instructor] -= self.state.index.periods[other]
            self.weights[other] += 1.0
        self._add(lesson, best[2])
        self._held_until[lesson] = self.steps + TENURE
        return best[3]

    def samples(self, lesson: int) -> list[Placement]:
        """Some placements that the domains allow, drawn at random; conflict-free with commitments."""
        state = self.state
        places, staff = state.domains.places[lesson], state.domains.staff[lesson]
        found = []
        slots = list(bits(state.domains.times[lesson]))
        for slot in self.random.choices(slots, k=TRIES) if slots else ():
            workshops = [key for key, mask in places.items() if mask >> slot & 1]
            instructors = [key for key, mask in staff.items() if mask >> slot & 1]
            if workshops and instructors:
                workshop, instructor = self.random.choice(workshops), self.random.choice(instructors)
                away = state.index.instructor_away[instructor][state.index.base[workshop]]
                if not away & state.index.grid.span(slot, state.index.periods[lesson]):
                    found.append(Placement(slot, workshop, instructor))
        return found


def _nearest_bit(mask: int, ideal: int) -> int:
    """The set bit nearest to a position; the later one when two are as near."""
    above = mask >> ideal
    below = mask & ((1 << ideal) - 1)
    later = (above & -above).bit_length() - 1 + ideal if above else None
    earlier = below.bit_length() - 1 if below else None
    if later is None:
        return earlier if earlier is not None else ideal
    if earlier is None:
        return later
    return later if later - ideal <= ideal - earlier else earlier
