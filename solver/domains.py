"""Where each lesson may go by itself: start times, workshops and instructors as bit sets of start slots."""

from __future__ import annotations

from collections.abc import Iterable

from solver.index import Index


class Domains:
    """For each lesson its allowed starts, per workshop and per instructor; rules narrow them."""

    def __init__(self, index: Index, lessons: Iterable[int] | None = None) -> None:
        self.index = index
        self.lessons = list(range(index.lesson_count) if lessons is None else lessons)
        self.times: dict[int, int] = {}
        self.places: dict[int, dict[int, int]] = {}
        self.staff: dict[int, dict[int, int]] = {}
        for lesson in self.lessons:
            starts = index.fitting_starts(index.periods[lesson])
            self.times[lesson] = starts
            self.places[lesson] = dict.fromkeys(range(len(index.problem.workshops)), starts)
            self.staff[lesson] = dict.fromkeys(range(len(index.problem.instructors)), starts)

    @classmethod
    def of(
        cls,
        index: Index,
        times: dict[int, int],
        places: dict[int, dict[int, int]],
        staff: dict[int, dict[int, int]],
    ) -> Domains:
        """Domains with the given masks."""
        domains = cls(index, ())
        domains.lessons = list(times)
        domains.times, domains.places, domains.staff = times, places, staff
        return domains

    def keep_times(self, lesson: int, starts: int) -> None:
        """Only these starts remain for the lesson."""
        self.times[lesson] &= starts

    def keep_place(self, lesson: int, workshop: int, starts: int) -> None:
        """In this workshop, only these starts remain."""
        _keep(self.places[lesson], workshop, starts)

    def keep_staff(self, lesson: int, instructor: int, starts: int) -> None:
        """With this instructor, only these starts remain."""
        _keep(self.staff[lesson], instructor, starts)

    def settle(self) -> None:
        """Drop starts without any workshop or instructor, and workshops and instructors without starts."""
        for lesson in self.lessons:
            placed = staffed = 0
            for mask in self.places[lesson].values():
                placed |= mask
            for mask in self.staff[lesson].values():
                staffed |= mask
            starts = self.times[lesson] & placed & staffed
            self.times[lesson] = starts
            self.places[lesson] = {key: mask & starts for key, mask in self.places[lesson].items() if mask & starts}
            self.staff[lesson] = {key: mask & starts for key, mask in self.staff[lesson].items() if mask & starts}


def _keep(masks: dict[int, int], key: int, starts: int) -> None:
    if key in masks:
        masks[key] &= starts
        if not masks[key]:
            del masks[key]
