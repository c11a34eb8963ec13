"""Caps on the periods of a person or cohort in a day or a week: the part that the four rules share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from solver.index import Index
from solver.model.submodel import SubModel, Term
from solver.reading import Event, Reading, week_of
from solver.rules.base import Rule
from solver.rules.overlap import subjects_of
from solver.verdict import Subject, Violation


class CapRule(Rule):
    """Counts whole periods, commitments included; commitments alone are never a breach."""

    kind: str
    per_week: bool

    def caps(self, reading: Reading) -> Iterable[tuple[str, int | None, list[Event]]]:
        """Each id with its cap and its events."""
        raise NotImplementedError

    def encoded(self, model: SubModel) -> Iterable[tuple[int | None, list[tuple[int, Term]], list[int]]]:
        """Each cap with (slot, (literal, periods)) of lessons, and the slots of commitments."""
        raise NotImplementedError

    def check(self, reading: Reading) -> Iterator[Violation]:
        for id_, cap, events in self.caps(reading):
            groups: dict[str, list[Event]] = defaultdict(list)
            for event in events:
                groups[week_of(event.day) if self.per_week else event.day].append(event)
            for day, group in sorted(groups.items()):
                count = sum(event.periods for event in group)
                if cap is not None and count > cap and any(event.is_lesson for event in group):
                    subjects = (Subject(self.kind, id_), *subjects_of(*group))
                    yield Violation(self.id, subjects, day, None, {"count": count, "cap": cap})

    def encode(self, model: SubModel) -> None:
        width = model.index.grid.periods_a_day * (7 if self.per_week else 1)
        for cap, terms, committed in self.encoded(model):
            if cap is None:
                continue
            groups: dict[int, list[Term]] = defaultdict(list)
            for slot, term in terms:
                groups[slot // width].append(term)
            for group, members in groups.items():
                used = sum(slot // width == group for slot in committed)
                model.limit([*members, (1, used)], cap)


def instructor_terms(model: SubModel, instructor: int) -> list[tuple[int, Term]]:
    """(start slot, (literal, periods)) of all that an instructor may teach."""
    return [(slot, (literal, model.index.periods[lesson])) for lesson, slot, literal in model.taught_by[instructor]]


def cohort_terms(model: SubModel, cohort: int) -> list[tuple[int, Term]]:
    """(start slot, (literal, periods)) of all lessons of a cohort."""
    return [
        (slot, (literal, model.index.periods[lesson]))
        for lesson in filter(model.is_placed, model.index.cohort_lessons[cohort])
        for slot, literal in model.times(lesson).items()
    ]


def committed_slots(index: Index, kind: str, id_: str) -> list[int]:
    """The slots that commitments of an instructor or cohort take, each as often as taken."""
    return [slot for item in index.commitments_of(kind, id_) for slot in range(item.slot, item.slot + item.periods)]
