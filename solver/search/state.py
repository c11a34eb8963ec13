"""A partial timetable as arrays with occupancy: add and remove in constant time, free starts as bit sets."""

from __future__ import annotations

from collections.abc import Iterator

from solver.domains import Domains
from solver.grid import starts_hitting
from solver.index import Index, Placement
from solver.search.chains import Chains
from solver.search.meter import Meter
from solver.search.rooms import Rooms


class State:
    """Placements of lessons that break no rule; `options` gives where an unplaced lesson fits."""

    def __init__(self, index: Index, domains: Domains, chains: Chains) -> None:
        self.index, self.domains, self.chains = index, domains, chains
        problem, grid = index.problem, index.grid
        self.placed: list[Placement | None] = [None] * index.lesson_count
        self.slots = [-1] * index.lesson_count
        self.at_cohort = [[-1] * grid.slots for _ in problem.cohorts]
        self.at_instructor = [[-1] * grid.slots for _ in problem.instructors]
        self.cohort_mask = [0] * len(problem.cohorts)
        self.instructor_mask = [0] * len(problem.instructors)
        self.rooms = Rooms(index, [set(domains.places[lesson]) for lesson in range(index.lesson_count)])
        self.cohort_meters = [
            Meter(grid, index.lengths, (item.max_periods_a_day, item.max_periods_a_week)) for item in problem.cohorts
        ]
        self.instructor_meters = [
            Meter(grid, index.lengths, (item.max_periods_a_day, item.max_periods_a_week))
            for item in problem.instructors
        ]
        self.module_meters = [Meter(grid, (1,), (module.most_lessons_a_day, None)) for module in problem.modules]
        self._count_commitments()
        self.has_travel = len(problem.bases) > 1

    def _count_commitments(self) -> None:
        for item in self.index.occupations:
            for cohort in item.commitment.cohorts:
                self.cohort_meters[self.index.cohort_at[cohort]].add(item.day, item.periods)
            for instructor in item.commitment.instructors:
                self.instructor_meters[self.index.instructor_at[instructor]].add(item.day, item.periods)

    @property
    def unplaced(self) -> list[int]:
        """The lessons without a placement."""
        return [lesson for lesson, slot in enumerate(self.slots) if slot < 0]

    def placements(self) -> dict[int, Placement]:
        """The placed lessons."""
        return {lesson: placement for lesson, placement in enumerate(self.placed) if placement is not None}

    def add(self, lesson: int, placement: Placement) -> None:
        """Place a lesson; the caller has seen to it that nothing conflicts."""
        self.placed[lesson] = placement
        self.slots[lesson] = placement.slot
        self.rooms.add(lesson, placement.workshop, placement.slot)
        self._mark(lesson, placement, lesson, 1)

    def remove(self, lesson: int) -> Placement:
        """Take a lesson out and return where it stood."""
        placement = self.placed[lesson]
        if placement is None:
            raise ValueError(f"lesson {self.index.lesson(lesson).id} is not placed")
        self.placed[lesson] = None
        self.slots[lesson] = -1
        self.rooms.remove(lesson, placement.workshop, placement.slot)
        self._mark(lesson, placement, -1, -1)
        return placement

    def _mark(self, lesson: int, placement: Placement, value: int, sign: int) -> None:
        index = self.index
        periods, cohort, slot = index.periods[lesson], index.cohort[lesson], placement.slot
        span = index.grid.span(slot, periods)
        self.cohort_mask[cohort] ^= span
        self.instructor_mask[placement.instructor] ^= span
        for at in range(slot, slot + periods):
            self.at_cohort[cohort][at] = value
            self.at_instructor[placement.instructor][at] = value
        day = slot // index.grid.periods_a_day
        self.cohort_meters[cohort].add(day, sign * periods)
        self.instructor_meters[placement.instructor].add(day, sign * periods)
        self.module_meters[index.module[lesson]].add(day, sign)

    def free_times(self, lesson: int) -> int:
        """Starts that the cohort, its rivals, the order and the cohort's caps leave."""
        index = self.index
        periods, cohort = index.periods[lesson], index.cohort[lesson]
        times = self.domains.times[lesson] & self.chains.window(lesson, self.slots)
        for rival in index.rivals[cohort]:
            times &= ~starts_hitting(self.cohort_mask[rival], periods)
        return times & ~self.cohort_meters[cohort].full(periods) & ~self.module_meters[index.module[lesson]].full(1)

    def free_places(self, lesson: int, times: int) -> dict[int, int]:
        """For each workshop the starts among `times` at which it has room."""
        periods, level = self.index.periods[lesson], self.rooms.level[lesson]
        found = {}
        for workshop, mask in self.domains.places[lesson].items():
            free = mask & times & ~starts_hitting(self.rooms.blocked[workshop][level], periods)
            if free and self.has_travel:
                free &= ~self._cohort_clash(lesson, self.index.base[workshop])
            if free:
                found[workshop] = free
        return found

    def free_staff(self, lesson: int, times: int) -> dict[int, int]:
        """For each instructor the starts among `times` at which they are free, wherever."""
        periods = self.index.periods[lesson]
        found = {}
        for instructor, mask in self.domains.staff[lesson].items():
            free = mask & times & ~starts_hitting(self.instructor_mask[instructor], periods)
            free &= ~self.instructor_meters[instructor].full(periods)
            if free:
                found[instructor] = free
        return found

    def instructor_clash(self, lesson: int, instructor: int, base: int) -> int:
        """Starts that leave the instructor no time to travel to or from `base`."""
        if not self.has_travel:
            return 0
        away = self.index.instructor_away[instructor][base]
        for other in self._met(self.at_instructor[instructor], self.instructor_mask[instructor]):
            away |= self._away(other, base)
        return starts_hitting(away, self.index.periods[lesson])

    def _cohort_clash(self, lesson: int, base: int) -> int:
        away = 0
        for rival in self.index.rivals[self.index.cohort[lesson]]:
            for other in self._met(self.at_cohort[rival], self.cohort_mask[rival]):
                away |= self._away(other, base)
        return starts_hitting(away, self.index.periods[lesson])

    def _met(self, row: list[int], mask: int) -> Iterator[int]:
        """The different lessons of a row, found by the mask of its busy slots."""
        while mask:
            slot = (mask & -mask).bit_length() - 1
            lesson = row[slot]
            yield lesson
            mask &= ~self.index.grid.span(slot, self.index.periods[lesson])

    def _away(self, other: int, base: int) -> int:
        placement = self.placed[other]
        if placement is None or self.index.base[placement.workshop] == base:
            return 0
        here = self.index.base[placement.workshop]
        return self.index.away_mask(here, base, placement.slot, self.index.periods[other])
