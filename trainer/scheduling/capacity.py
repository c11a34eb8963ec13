"""Demand and capacity of workstations by equipment type and week: the heat strip of the scheduler's home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from trainer.models.catalogue import CourseModule, ModuleKind
from trainer.models.programmes import Cohort
from trainer.models.resources import EquipmentType, Workshop
from trainer.scheduling.day_grid import HALF_DAYS, PERIOD_MINUTES, periods_of
from trainer.scheduling.open_days import days_between, is_open, monday_of, works_as
from trainer.scheduling.situation import Situation, load_situation

Cell = tuple[str, date]


@dataclass(frozen=True)
class Load:
    """Workstation-hours that one equipment type has to give, and could give, in one week."""

    demanded: float
    available: float

    @property
    def share(self) -> float:
        """Demand over capacity; above 1 it does not fit."""
        if self.available:
            return self.demanded / self.available
        return 0.0 if not self.demanded else 2.0

    @property
    def short(self) -> int:
        """The hours that are missing, rounded up."""
        missing = self.demanded - self.available
        return max(0, int(-(-missing // 1)))


@dataclass(frozen=True)
class CapacityRow:
    """One equipment type: how many workstations there are, in which workshops, and its load week by week."""

    equipment: EquipmentType
    count: int
    workshops: Sequence[Workshop]
    loads: Sequence[Load]


@dataclass(frozen=True)
class Capacity:
    """Weeks (their Mondays) and rows of one base organisation."""

    weeks: Sequence[date]
    rows: Sequence[CapacityRow]

    @property
    def shortages(self) -> int:
        """In how many cells demand exceeds capacity."""
        return sum(load.short > 0 for row in self.rows for load in row.loads)


def capacity_by_week(session: Session, organisation_id: str, *, weeks: int = 6) -> Capacity:
    """The next weeks from the coming Monday on.

    A lesson counts in the week in which it is published; one that is not yet is spread evenly over the days of its
    cohort's window. Hours are 60 minutes of one workstation.
    """
    situation = load_situation(session, organisation_id)
    first = monday_of(situation.today) + timedelta(weeks=1)
    mondays = [first + timedelta(weeks=number) for number in range(weeks)]
    demanded = _demand(situation)
    available = _supply(situation, first, mondays[-1] + timedelta(days=6))
    rows = [
        CapacityRow(
            equipment=equipment,
            count=sum(_stations(workshop, equipment.id) for workshop in situation.workshops),
            workshops=[workshop for workshop in situation.workshops if _stations(workshop, equipment.id)],
            loads=[Load(demanded[equipment.id, monday], available[equipment.id, monday]) for monday in mondays],
        )
        for equipment in _equipment(situation)
    ]
    return Capacity(mondays, rows)


def _equipment(situation: Situation) -> list[EquipmentType]:
    groups = (group for workshop in situation.workshops for group in workshop.workstations)
    found = {group.equipment_type_id: group.equipment_type for group in groups}
    return sorted(found.values(), key=lambda row: row.code)


def _stations(workshop: Workshop, equipment_id: str) -> int:
    return sum(group.count for group in workshop.workstations if group.equipment_type_id == equipment_id)


def _demand(situation: Situation) -> Mapping[Cell, float]:
    demand: dict[Cell, float] = defaultdict(float)
    for cohort in situation.waiting_cohorts:
        modules = {module.id: module for module in cohort.course_version.modules}
        heads = max(1, len(situation.trainees.get(cohort.id, ())))
        days = list(_days_of(situation, cohort))
        for lesson in situation.open_lessons[cohort.id]:
            module = modules[lesson.module_id]
            if module.kind is not ModuleKind.PRACTICE or module.equipment_type_id is None:
                continue
            hours = _needed(module, heads) * lesson.periods * PERIOD_MINUTES / 60
            booking = situation.published.get(lesson.id)
            spread = [booking.day] if booking is not None else days
            for day in spread:
                demand[module.equipment_type_id, monday_of(day)] += hours / len(spread)
    return demand


def _needed(module: CourseModule, heads: int) -> int:
    return -(-heads // module.trainees_per_workstation)


def _days_of(situation: Situation, cohort: Cohort) -> Iterator[date]:
    """The days to come on which a cohort can be taught."""
    for day in days_between(max(cohort.starts_on, situation.today + timedelta(days=1)), cohort.ends_on):
        if is_open(situation.calendar, day) and works_as(situation.calendar, day) in cohort.weekdays:
            yield day


def _supply(situation: Situation, first: date, last: date) -> Mapping[Cell, float]:
    supply: dict[Cell, float] = defaultdict(float)
    for workshop in situation.workshops:
        for day in days_between(first, last):
            hours = _open_periods(situation, workshop, day) * PERIOD_MINUTES / 60
            for group in workshop.workstations if hours else ():
                supply[group.equipment_type_id, monday_of(day)] += group.count * hours
    return supply


def _open_periods(situation: Situation, workshop: Workshop, day: date) -> int:
    """How many periods a workshop is open on a day, closures of the base and of itself taken off."""
    closures = situation.closures.get(workshop.base_id, ())
    if not is_open(situation.calendar, day) or any(row.starts_on <= day <= row.ends_on for row in closures):
        return 0
    weekday = works_as(situation.calendar, day)
    away = [row for row in situation.absences.get(workshop.id, ()) if row.starts_on <= day <= row.ends_on]
    closed = {half for half in HALF_DAYS for row in away if row.half_day in (None, half)}
    openings = situation.openings.get(workshop.id, ())
    return sum(
        len(periods_of(row.half_day)) for row in openings if row.weekday == weekday and row.half_day not in closed
    )
