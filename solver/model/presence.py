"""Who is at which base in which slot: the literals that travel rules and goals share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from solver.index import Occupation
from solver.model.submodel import Literal, SubModel

Presence = Mapping[tuple[int, int], Literal]
"""(base, slot) → literal; a constant 1 where a commitment or a fixed lesson is."""


def cohort_presence(model: SubModel, cohort: int, *, with_commitments: bool = True) -> Presence:
    """Where the lessons that a cohort attends and its own commitments put it."""
    own = model.index.problem.cohorts[cohort].id
    commitments = model.index.commitments_of("cohort", own) if with_commitments else []
    return presence_of(model, model.index.cohort_lessons[cohort], commitments)


def presence_of(model: SubModel, lessons: Iterable[int], commitments: Iterable[Occupation] = ()) -> Presence:
    """Where some lessons and commitments put the people who come to them."""
    found: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    index = model.index
    for lesson in filter(model.is_placed, lessons):
        for (workshop, start), literal in model.places(lesson).items():
            for slot in range(start, start + index.periods[lesson]):
                found[index.base[workshop], slot].append(literal)
    _add_commitments(found, commitments)
    return {key: model.any_of(f"at[{key}]", literals) for key, literals in found.items()}


def instructor_presence(model: SubModel, instructor: int, *, with_commitments: bool = True) -> Presence:
    """Where an instructor's lessons and commitments put them."""
    found: dict[tuple[int, int], list[Literal]] = defaultdict(list)
    index = model.index
    for lesson, start, literal in model.taught_by[instructor]:
        for base, here in _at_bases(model, lesson, start, literal).items():
            for slot in range(start, start + index.periods[lesson]):
                found[base, slot].append(here)
    if with_commitments:
        own = index.problem.instructors[instructor].id
        _add_commitments(found, index.commitments_of("instructor", own))
    return {key: model.any_of(f"at[i{instructor},{key}]", literals) for key, literals in found.items()}


def _add_commitments(found: dict[tuple[int, int], list[Literal]], items: Iterable[Occupation]) -> None:
    for item in items:
        if item.base is not None:
            for slot in range(item.slot, item.slot + item.periods):
                found[item.base, slot].append(1)


def _at_bases(model: SubModel, lesson: int, start: int, taught: Literal) -> dict[int, Literal]:
    """For each base the literal that the instructor teaches the lesson from `start` there."""
    by_base: dict[int, list[Literal]] = defaultdict(list)
    for workshop in range(len(model.index.base)):
        literal = model.places(lesson).get((workshop, start))
        if literal is not None:
            by_base[model.index.base[workshop]].append(literal)
    if len(by_base) == 1:
        return dict.fromkeys(by_base, taught)
    return {base: model.both(f"with[{lesson},{start},{base}]", taught, here) for base, here in by_base.items()}


def keep_travel_time(model: SubModel, one: Presence, other: Presence) -> None:
    """Forbid being at two different bases without the minutes to travel between."""
    grid = model.index.grid
    for (base, slot), literal in one.items():
        day, period = grid.place_in_day(slot)
        for elsewhere in {key for key, _ in other if key != base}:
            clashing = model.index.clashes[base, elsewhere][period - 1]
            for at in range(grid.periods_a_day):
                there = other.get((elsewhere, grid.slot(day, at + 1))) if clashing >> at & 1 else None
                if there is not None:
                    model.limit([(literal, 1), (there, 1)], 1)


def keep_apart(model: SubModel, one: Iterable[int], other: Iterable[int]) -> None:
    """No lesson of one group at the same time as a lesson of the other."""
    here, there = model.busy_slots(one), model.busy_slots(other)
    for slot in sorted(here.keys() & there.keys()):
        model.limit([(here[slot], 1), (there[slot], 1)], 1)
