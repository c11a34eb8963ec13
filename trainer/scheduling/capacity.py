"""Demand against capacity by workstation type (and seats) and week, and the cohorts behind each cell."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import solver
from solver.figures import Cell, capacity
from trainer.models.programmes import Cohort
from trainer.models.resources import EquipmentType, Workshop
from trainer.scheduling.data_check import DataCheck
from trainer.scheduling.day_grid import PERIOD_MINUTES
from trainer.scheduling.open_days import monday_of
from trainer.scheduling.situation import Situation

HOURS_A_PERIOD = PERIOD_MINUTES / 60
# The seats of workshops, beside the types of workstations.
SEATS = ""

Demands = Mapping[tuple[str, str], Mapping[str, float]]
"""(pool, Monday as ISO date) → module → unit periods."""


@dataclass(frozen=True)
class Load:
    """Workstation-hours (or seat-hours) of 60 minutes that one week asks for, and has to give."""

    demanded: float
    available: float
    cohorts: Mapping[str, float]

    @property
    def share(self) -> float:
        """Demand over capacity; above 1 it does not fit."""
        if self.available:
            return self.demanded / self.available
        return 0.0 if not self.demanded else 2.0

    @property
    def short(self) -> int:
        """The hours that are missing, rounded up."""
        # Demands come rounded to hundredths of a period.
        missing = round(self.demanded - self.available, 1)
        return max(0, int(-(-missing // 1)))


@dataclass(frozen=True)
class CapacityRow:
    """One type of workstation, or the seats (None): how many there are, in which workshops, and its load by week."""

    equipment: EquipmentType | None
    count: int
    workshops: Sequence[Workshop]
    loads: Sequence[Load]

    @property
    def pool(self) -> str:
        """The id of the type; empty for the seats."""
        return self.equipment.id if self.equipment is not None else SEATS


@dataclass(frozen=True)
class Capacity:
    """Weeks (their Mondays) and rows of one base organisation."""

    situation: Situation
    weeks: Sequence[date]
    rows: Sequence[CapacityRow]

    @property
    def shortages(self) -> int:
        """In how many cells demand exceeds capacity."""
        return sum(load.short > 0 for row in self.rows for load in row.loads)

    def cohorts_behind(self, pool: str, monday: date) -> list[tuple[Cohort, float]]:
        """The cohorts that ask for hours in a cell, with the hours of each, the most first."""
        loads = [row.loads[self.weeks.index(monday)] for row in self.rows if row.pool == pool and monday in self.weeks]
        cohorts = {cohort.id: cohort for cohort in self.situation.cohorts}
        behind = sorted(loads[0].cohorts.items(), key=lambda item: (-item[1], item[0])) if loads else []
        return [(cohorts[cohort_id], hours) for cohort_id, hours in behind]


def capacity_of(check: DataCheck, *, weeks: int | None = 6) -> Capacity:
    """The next weeks from the coming Monday on (None: up to the last day of a cohort), by `solver.figures.capacity`.

    A lesson counts in the week in which it is published; one that is not yet is spread over the possible days of its
    module. What is closed or taken by others is no capacity. Data that cannot be a problem give no rows.
    """
    situation, problem = check.situation, check.problem
    first = monday_of(situation.today) + timedelta(weeks=1)
    if problem is None:
        return Capacity(situation, [], [])
    if weeks is None:
        last = date.fromisoformat(problem.days[-1].date)
        weeks = max((monday_of(last) - first).days // 7 + 1, 1)
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    cells = {(cell.equipment or SEATS, cell.week): cell for cell in capacity(problem).cells}
    demands = _demands(situation, problem, cells)
    rows = [_row(situation, equipment, mondays, cells, demands) for equipment in _equipment(situation)]
    seats = _row(situation, None, mondays, cells, demands)
    return Capacity(situation, mondays, [*rows, seats] if any(load.demanded for load in seats.loads) else rows)


def _demands(situation: Situation, problem: solver.Problem, cells: Mapping[tuple[str, str], Cell]) -> Demands:
    """What each module asks for, its published lessons in their weeks and the others as the cells spread them."""
    periods, placed = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for lesson in problem.lessons:
        periods[lesson.module] += lesson.periods
        booking = situation.published.get(lesson.id)
        if booking is not None:
            placed[lesson.module][monday_of(booking.day).isoformat()] += lesson.periods
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    demands: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for (pool, week), cell in cells.items():
        for module, demand in ((entry.module, entry.demand) for entry in cell.modules):
            wanted[pool, module] += demand
            waiting = 1 - placed[module].total() / periods[module]
            if waiting:
                demands[pool, week][module] = demand * waiting
    for (pool, module), demand in wanted.items():
        for week, count in placed[module].items():
            own = demands[pool, week]
            own[module] = own.get(module, 0.0) + demand * count / periods[module]
    return demands


def _row(
    situation: Situation,
    equipment: EquipmentType | None,
    mondays: Sequence[date],
    cells: Mapping[tuple[str, str], Cell],
    demands: Demands,
) -> CapacityRow:
    pool = equipment.id if equipment is not None else SEATS
    owned = [(workshop, _units(workshop, pool)) for workshop in situation.workshops]
    loads = []
    for monday in mondays:
        key = (pool, monday.isoformat())
        cohorts: dict[str, float] = defaultdict(float)
        for module, demand in demands.get(key, {}).items():
            cohorts[module.partition("/")[0]] += demand * HOURS_A_PERIOD
        available = cells[key].capacity * HOURS_A_PERIOD if key in cells else 0.0
        loads.append(Load(sum(cohorts.values()), available, dict(cohorts)))
    return CapacityRow(equipment, sum(n for _, n in owned), [workshop for workshop, n in owned if n], loads)


def _units(workshop: Workshop, pool: str) -> int:
    if pool == SEATS:
        return workshop.seats
    return sum(group.count for group in workshop.workstations if group.equipment_type_id == pool)


def _equipment(situation: Situation) -> list[EquipmentType]:
    groups = (group for workshop in situation.workshops for group in workshop.workstations)
    found = {group.equipment_type_id: group.equipment_type for group in groups}
    return sorted(found.values(), key=lambda row: row.code)
