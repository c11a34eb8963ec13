"""Classes of equal pieces: which lessons are interchangeable, what comes before what, and who must be there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from solver.index import Index

Arc = tuple[int, int, int]
"""(class, least days, most days or -1)."""


@dataclass(slots=True)
class PieceClass:
    """Lessons that may change places: of one module, in a row, equally long, not held each to its own times."""

    module: int
    periods: int
    lessons: list[int]
    before: list[Arc] = field(default_factory=list)
    after: list[Arc] = field(default_factory=list)

    @property
    def sample(self) -> int:
        """A lesson that stands for all."""
        return self.lessons[0]


def classes_of(index: Index) -> list[PieceClass]:
    """All classes, those of a module in the order in which they are taught."""
    found: list[PieceClass] = []
    by_module: list[list[int]] = []
    published = {booking.lesson for booking in index.problem.published}
    for module, lessons in enumerate(index.module_lessons):
        made = _segments(index, module, lessons, published)
        by_module.append(list(range(len(found), len(found) + len(made))))
        found += made
    _link(index, found, by_module)
    return found


def _segments(index: Index, module: int, lessons: list[int], published: set[str]) -> list[PieceClass]:
    """Runs of lessons with the same length, lock and forbidden places.

    A published lesson is compared with itself, and one with weekly patterns has dates of its own: these stand alone.
    """
    found: list[PieceClass] = []
    last: object = None
    is_patterned = bool(index.problem.modules[module].patterns)
    for lesson in lessons:
        item = index.problem.lessons[lesson]
        key = (item.periods, item.locked, item.forbidden, item.id if is_patterned or item.id in published else None)
        if key != last:
            found.append(PieceClass(module, item.periods, []))
            last = key
        found[-1].lessons.append(lesson)
    return found


def _link(index: Index, found: list[PieceClass], by_module: list[list[int]]) -> None:
    """Set `before` and `after` of all classes: neighbours with their days, and everything farther along."""
    arcs: dict[int, list[Arc]] = defaultdict(list)
    for module, own in enumerate(by_module):
        item = index.problem.modules[module]
        for one, other in pairwise(own):
            arcs[other].append((one, item.least_days_between, _most(item.most_days_between)))
        for after in item.after:
            earlier_classes = by_module[index.module_at[after.module]]
            if earlier_classes and own:
                arcs[own[0]].append((earlier_classes[-1], after.least_days, _most(after.most_days)))
    ways: dict[int, dict[int, tuple[int, int]]] = {}
    for at in _in_order(len(found), arcs):
        way: dict[int, tuple[int, int]] = {}
        for before, least, most in arcs[at]:
            for earlier, (passed, _) in ways[before].items():
                known = way.get(earlier, (0, -1))
                way[earlier] = (max(known[0], passed + least), known[1])
            known = way.get(before, (0, -1))
            limits = [limit for limit in (known[1], most) if limit >= 0]
            way[before] = (max(known[0], least), min(limits, default=-1))
        ways[at] = way
        for before, (least, most) in way.items():
            found[at].before.append((before, least, most))
            found[before].after.append((at, least, most))


def _most(days: int | None) -> int:
    return -1 if days is None else days


def _in_order(count: int, arcs: dict[int, list[Arc]]) -> list[int]:
    """All classes, each after everything that comes before it."""
    found: list[int] = []
    seen: set[int] = set()
    for root in range(count):
        stack = [root]
        while stack:
            at = stack[-1]
            waiting = [before for before, _, _ in arcs[at] if before not in seen]
            if waiting:
                stack += waiting
                continue
            stack.pop()
            if at not in seen:
                seen.add(at)
                found.append(at)
    return found
