"""Which lessons to free together: each kind gives a small set whose joint re-planning pays."""

from __future__ import annotations

import random
from collections.abc import Callable

from solver.search.state import State

Kind = Callable[[State, random.Random, int], list[int]]


def _some(lessons: list[int], chance: random.Random, size: int) -> list[int]:
    return sorted(chance.sample(lessons, size)) if len(lessons) > size else sorted(lessons)


def week_at_base(state: State, chance: random.Random, size: int) -> list[int]:
    """Lessons of one week at one base."""
    index = state.index
    width = 7 * index.grid.periods_a_day
    seed = state.placed[chance.randrange(index.lesson_count)]
    if seed is None:
        return []
    week, base = seed.slot // width, index.base[seed.workshop]
    found = [
        lesson
        for lesson, placed in enumerate(state.placed)
        if placed is not None and placed.slot // width == week and index.base[placed.workshop] == base
    ]
    return _some(found, chance, size)


def module_and_rivals(state: State, chance: random.Random, size: int) -> list[int]:
    """A module and modules that compete with it for instructors or equipment."""
    index = state.index
    module = chance.randrange(len(index.problem.modules))
    subject = index.problem.modules[module].subject
    rivals = [other for other, item in enumerate(index.problem.modules) if item.subject == subject and other != module]
    chance.shuffle(rivals)
    found = list(index.module_lessons[module])
    for rival in rivals:
        if len(found) + len(index.module_lessons[rival]) > size:
            break
        found += index.module_lessons[rival]
    return _some(found, chance, size)


def stretch_of_cohort(state: State, chance: random.Random, size: int) -> list[int]:
    """Lessons of one cohort that follow one another in time."""
    lessons = chance.choice([group for group in state.index.cohort_lessons if group])
    ordered = sorted(lessons, key=lambda lesson: state.slots[lesson])
    first = chance.randrange(max(len(ordered) - size, 0) + 1)
    return sorted(ordered[first : first + size])


def days_of_instructor(state: State, chance: random.Random, size: int) -> list[int]:
    """Lessons of two instructors, near one another in time."""
    index = state.index
    seed = state.placed[chance.randrange(index.lesson_count)]
    if seed is None:
        return []
    taught: dict[int, list[int]] = {}
    for lesson, placed in enumerate(state.placed):
        if placed is not None:
            taught.setdefault(placed.instructor, []).append(lesson)
    other = chance.choice(sorted(taught))
    found = sorted({*taught[seed.instructor], *taught[other]}, key=lambda lesson: abs(state.slots[lesson] - seed.slot))
    return sorted(found[:size])


KINDS: tuple[Kind, ...] = (week_at_base, module_and_rivals, stretch_of_cohort, days_of_instructor)
