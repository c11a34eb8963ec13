"""What a kind of fact is, and the two common ones: fields of each item of a list, and items of a list."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from solver.explain.draft import Draft
from solver.explain.fact import Fact
from solver.grid import Grid
from solver.problem import After, Availability, Problem
from solver.verdict import Facts, Subject


class Kind:
    """A kind of fact. Dropping a fact only ever permits more timetables."""

    name: str
    rule: str

    def ids(self, problem: Problem) -> Iterator[str]:
        """What this kind of fact holds of, where it forbids anything."""
        raise NotImplementedError

    def describe(self, problem: Problem, id_: str) -> Fact:
        """The fact with its subjects, field and figures."""
        raise NotImplementedError

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        """Take the facts of these ids away."""
        raise NotImplementedError


@dataclass(frozen=True)
class Attributes(Kind):
    """Fields of each item of a list; at their neutral values they forbid nothing."""

    name: str
    rule: str
    collection: str
    neutral: Mapping[str, Any]
    subjects: tuple[tuple[str, str], ...] = field(default=())

    def ids(self, problem: Problem) -> Iterator[str]:
        for item in getattr(problem, self.collection):
            if any(getattr(item, name) != value for name, value in self.neutral.items()):
                yield item.id

    def describe(self, problem: Problem, id_: str) -> Fact:
        items = getattr(problem, self.collection)
        at, item = next((at, item) for at, item in enumerate(items) if item.id == id_)
        mended = next(name for name, value in self.neutral.items() if getattr(item, name) != value)
        subjects = (Subject(self.collection[:-1], id_), *self._others(item))
        return Fact(
            self.name, id_, self.rule, subjects, f"{self.collection}[{at}].{mended}", self._facts(problem, item)
        )

    def _others(self, item: Any) -> Iterator[Subject]:
        for kind, attribute in self.subjects:
            value = getattr(item, attribute)
            for one in value if isinstance(value, tuple) else (value,):
                yield Subject(kind, one.module if isinstance(one, After) else one, "before" if kind == "module" else "")

    def _facts(self, problem: Problem, item: Any) -> Facts:
        facts: dict[str, str | int | None] = {}
        for name in self.neutral:
            value = getattr(item, name)
            if isinstance(value, Availability):
                facts["openings"] = half_days_open(problem, value)
            elif value is None or isinstance(value, str | int):
                facts[name] = "∞" if value is None else value
        return facts

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        items = getattr(draft, self.collection)
        kept = [replace(item, **self.neutral) if item.id in ids else item for item in items]
        setattr(draft, self.collection, kept)


@dataclass(frozen=True)
class Items(Kind):
    """Each item of a list is a fact; dropped, it is not there."""

    name: str
    rule: str
    collection: str
    figures: tuple[str, ...] = ()
    subjects: tuple[tuple[str, str], ...] = ()

    def ids(self, problem: Problem) -> Iterator[str]:
        for item in getattr(problem, self.collection):
            yield id_of(item)

    def describe(self, problem: Problem, id_: str) -> Fact:
        items = getattr(problem, self.collection)
        at, item = next((at, item) for at, item in enumerate(items) if id_of(item) == id_)
        named = []
        for kind, attribute in self.subjects:
            value = getattr(item, attribute)
            named += [Subject(kind, one, "who") for one in (value if isinstance(value, tuple) else (value,)) if one]
        own = Subject(self.name, id_)
        facts: Facts = {figure: getattr(item, figure) for figure in self.figures}
        return Fact(self.name, id_, self.rule, (own, *named), f"{self.collection}[{at}]", facts)

    def drop(self, draft: Draft, ids: Collection[str]) -> None:
        setattr(draft, self.collection, [x for x in getattr(draft, self.collection) if id_of(x) not in ids])


def id_of(item: Any) -> str:
    """The id of an item, or what stands for one."""
    if hasattr(item, "origin"):
        return f"{item.origin}>{item.destination}"
    if hasattr(item, "purpose"):
        return f"{item.instructor} {item.purpose}"
    return str(item.id)


def half_days_open(problem: Problem, availability: Availability) -> int:
    """On how many half-days a calendar has an open period."""
    grid = Grid(problem)
    is_open = grid.available(availability)
    halves = {period.half_day for period in problem.periods}
    masks = [is_open & grid.half_day(half) for half in halves]
    return sum(bool(mask & grid.day_masks[day]) for mask in masks for day in grid.works_as)
