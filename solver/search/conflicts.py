"""Which placed lessons must go so that another one can stand somewhere."""

from __future__ import annotations

from solver.index import Placement
from solver.search.meter import Meter
from solver.search.state import State


def conflicts(state: State, lesson: int, target: Placement, weights: list[float]) -> set[int]:
    """The lessons to eject; commitments and closures are not asked, the domains exclude them."""
    index = state.index
    periods, slot = index.periods[lesson], target.slot
    found: set[int] = set()
    rows = [state.at_cohort[rival] for rival in index.rivals[index.cohort[lesson]]]
    rows.append(state.at_instructor[target.instructor])
    for row in rows:
        found.update(other for other in row[slot : slot + periods] if other >= 0)
    found |= state.rooms.in_the_way(lesson, target.workshop, slot, weights)
    found.update(state.chains.broken_by(lesson, slot, state.slots))
    if state.has_travel:
        for row in rows:
            found |= _too_far(state, row, lesson, target)
    _keep_day_count(state, lesson, slot, weights, found)
    cohort = index.cohort[lesson]
    _keep_caps(state, state.at_cohort[cohort], state.cohort_meters[cohort], (slot, periods), weights, found)
    meter = state.instructor_meters[target.instructor]
    _keep_caps(state, state.at_instructor[target.instructor], meter, (slot, periods), weights, found)
    return found


def _too_far(state: State, row: list[int], lesson: int, target: Placement) -> set[int]:
    index = state.index
    width = index.grid.periods_a_day
    base = index.base[target.workshop]
    span = index.grid.span(target.slot, index.periods[lesson])
    first = target.slot // width * width
    found = set()
    for other in set(row[first : first + width]):
        placement = state.placed[other] if other >= 0 else None
        if placement is not None and index.base[placement.workshop] != base:
            here = index.base[placement.workshop]
            if index.away_mask(here, base, placement.slot, index.periods[other]) & span:
                found.add(other)
    return found


def _keep_day_count(state: State, lesson: int, slot: int, weights: list[float], found: set[int]) -> None:
    index = state.index
    module = index.module[lesson]
    most = index.problem.modules[module].most_lessons_a_day
    if most is None:
        return
    day = slot // index.grid.periods_a_day
    mates = [
        mate
        for mate in index.module_lessons[module]
        if state.slots[mate] >= 0 and state.slots[mate] // index.grid.periods_a_day == day and mate not in found
    ]
    mates.sort(key=lambda mate: (weights[mate], mate))
    found.update(mates[: max(len(mates) + 1 - most, 0)])


def _keep_caps(
    state: State, row: list[int], meter: Meter, span: tuple[int, int], weights: list[float], found: set[int]
) -> None:
    """Eject the lightest lessons of the day, then of the week, until the new periods fit."""
    width = state.index.grid.periods_a_day
    slot, periods = span
    day = slot // width
    for over, size in ((meter.over_day, width), (meter.over_week, 7 * width)):
        excess = over(day, periods)
        if not excess:
            continue
        first = slot // size * size
        lessons = {other for other in row[first : first + size] if other >= 0}
        excess -= sum(state.index.periods[other] for other in lessons & found)
        for other in sorted(lessons - found, key=lambda item: (weights[item], item)):
            if excess <= 0:
                break
            found.add(other)
            excess -= state.index.periods[other]
