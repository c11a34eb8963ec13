"""Where each lesson may go by itself: start times, workshops and instructors as bit sets of start slots.

Lessons of one module with the same length and lock are alike: rules narrow one of them for all. The masks of
workshops and instructors are never changed in place, so that lessons with equal choices share them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from solver.index import Index

Masks = dict[int, int]
"""Workshop or instructor → start slots, as bits."""


class Domains:
    """For each lesson its allowed starts, per workshop and per instructor; rules narrow them.

    A workshop's or instructor's mask may still hold starts that are no longer among the lesson's times.
    """

    def __init__(self, index: Index, lessons: Iterable[int] | None = None) -> None:
        self.index = index
        self.lessons = list(range(index.lesson_count) if lessons is None else lessons)
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for lesson in self.lessons:
            groups[self._class_of(lesson)].append(lesson)
        self._alike = {group[0]: group for group in groups.values()}
        self._both: dict[tuple[int, int], tuple[Masks, Masks, Masks]] = {}
        self._kept: dict[tuple[int, tuple[int, ...]], tuple[Masks, Masks]] = {}
        everywhere, everybody = range(len(index.problem.workshops)), range(len(index.problem.instructors))
        starts = {periods: index.fitting_starts(periods) for periods in index.lengths}
        places: dict[int, Masks] = {key: dict.fromkeys(everywhere, mask) for key, mask in starts.items()}
        staff: dict[int, Masks] = {key: dict.fromkeys(everybody, mask) for key, mask in starts.items()}
        self.times = {lesson: starts[index.periods[lesson]] for lesson in self.lessons}
        self.places = {lesson: places[index.periods[lesson]] for lesson in self.lessons}
        self.staff = {lesson: staff[index.periods[lesson]] for lesson in self.lessons}

    def _class_of(self, lesson: int) -> Hashable:
        item = self.index.lesson(lesson)
        module = self.index.module[lesson]
        # With weekly patterns the number of a lesson decides its dates.
        number = item.number if self.index.problem.modules[module].patterns else None
        return module, item.periods, item.locked, item.forbidden, number

    @property
    def samples(self) -> Iterable[int]:
        """One lesson of each class of lessons that are alike."""
        return self._alike

    @classmethod
    def of(
        cls, index: Index, times: Mapping[int, int], places: Mapping[int, Masks], staff: Mapping[int, Masks]
    ) -> Domains:
        """Domains with the given masks."""
        domains = cls(index, ())
        domains.lessons = list(times)
        domains.times, domains.places, domains.staff = dict(times), dict(places), dict(staff)
        return domains

    def keep_times(self, lesson: int, starts: int) -> None:
        """Only these starts remain for this one lesson."""
        self.times[lesson] &= starts

    def narrow_times(self, sample: int, starts: int) -> None:
        """Only these starts remain for all lessons like the sample."""
        kept = self.times[sample] & starts
        for lesson in self._alike[sample]:
            self.times[lesson] = kept

    def narrow_places(self, sample: int, allowed: Masks) -> None:
        """For all lessons like the sample, only these workshops remain, each at these starts."""
        kept = self._meet(self.places[sample], allowed)
        for lesson in self._alike[sample]:
            self.places[lesson] = kept

    def narrow_staff(self, sample: int, allowed: Masks) -> None:
        """For all lessons like the sample, only these instructors remain, each at these starts."""
        kept = self._meet(self.staff[sample], allowed)
        for lesson in self._alike[sample]:
            self.staff[lesson] = kept

    def _meet(self, masks: Masks, allowed: Masks) -> Masks:
        """What is in both; the same two mappings give the same object again."""
        key = (id(masks), id(allowed))
        if key not in self._both:
            met = ((one, mask & allowed.get(one, 0)) for one, mask in masks.items())
            self._both[key] = ({one: mask for one, mask in met if mask}, masks, allowed)
        return self._both[key][0]

    def settle(self) -> None:
        """Drop starts without any workshop or instructor, and workshops and instructors without starts."""
        unions: dict[int, int] = {}
        for lesson in self.lessons:
            starts = self.times[lesson]
            for masks in (self.places[lesson], self.staff[lesson]):
                if id(masks) not in unions:
                    unions[id(masks)] = _union(masks)
                starts &= unions[id(masks)]
            self.times[lesson] = starts
        usable: dict[tuple[int, int], Masks] = {}
        for lesson in self.lessons:
            for chosen in (self.places, self.staff):
                key = (id(chosen[lesson]), self.times[lesson])
                if key not in usable:
                    usable[key] = self._usable(chosen[lesson], self.times[lesson])
                chosen[lesson] = usable[key]
        self._both.clear()
        self._kept.clear()

    def _usable(self, masks: Masks, starts: int) -> Masks:
        kept = tuple([one for one, mask in masks.items() if mask & starts])
        if len(kept) == len(masks):
            return masks
        key = (id(masks), kept)
        if key not in self._kept:
            self._kept[key] = ({one: masks[one] for one in kept}, masks)
        return self._kept[key][0]


def _union(masks: Masks) -> int:
    union = 0
    for mask in masks.values():
        union |= mask
    return union
